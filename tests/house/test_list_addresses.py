"""The check of the links to our lists itself: it knows the names that a form reads, and finds one that no form does."""

from __future__ import annotations

from bs4 import BeautifulSoup

from tests.list_addresses import faults_of_list_links


def test_a_name_that_the_list_does_not_read_is_found() -> None:
    good = '<a href="/p/r8/outcomes/?from=2026-11-01&to=2026-11-30&page=2">1</a>'
    bad = '<a href="/p/r8/outcomes/?from_on=2026-11-01">1</a><a href="/p/r8/outcomes/new?company=1">2</a>'
    faults = faults_of_list_links(BeautifulSoup(good + bad, "lxml"))
    assert faults == ["a link to /p/r8/outcomes/?from_on=2026-11-01, and the list reads no 'from_on'"]
