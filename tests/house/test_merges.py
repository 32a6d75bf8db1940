"""A merge knows every table that names what it merges: a new table asks to be thought of."""

from tracker.queries.merges import tables_of
from tracker.services import merged_support


def names(target: str) -> set[str]:
    return {table.name for table, _column in tables_of(target)}


def test_every_table_that_names_a_company_is_merged_with_it() -> None:
    assert names("company") == merged_support.OF_COMPANY
    assert names("enrolment") == merged_support.MOVED | merged_support.SETTLED
    assert not merged_support.MOVED & merged_support.SETTLED


def test_every_table_that_names_a_section_of_a_meeting_is_merged_with_it() -> None:
    assert names("meeting_section") == merged_support.OF_SECTION
