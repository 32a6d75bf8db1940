"""The check of the links to our lists itself: it knows the names that a form reads, and finds one that no form does."""

from __future__ import annotations

from tests.list_addresses import faults_of_list_links


def test_a_name_that_the_list_does_not_read_is_found() -> None:
    good = "/p/r8/outcomes/?from=2026-11-01&to=2026-11-30&page=2"
    bad = "/p/r8/outcomes/?from_on=2026-11-01"
    other = "/p/r8/outcomes/new?company=1"
    assert faults_of_list_links([good, bad, other]) == [f"a link to {bad}, and the list reads no 'from_on'"]
