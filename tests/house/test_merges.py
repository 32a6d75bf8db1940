"""A merge knows every table that names what it merges: a new table asks to be thought of."""

from tracker.queries.merges import tables_of
from tracker.services import merged_accounts, merged_people, merged_support


def names(target: str, named: str = "id") -> set[str]:
    return {table.name for table, _column in tables_of(target, named)}


def test_every_table_that_names_a_company_is_merged_with_it() -> None:
    assert names("company") == merged_support.OF_COMPANY
    assert names("enrolment") == merged_support.MOVED | merged_support.SETTLED
    assert not merged_support.MOVED & merged_support.SETTLED


def test_every_table_that_names_a_section_of_a_meeting_is_merged_with_it() -> None:
    assert names("meeting_section") == merged_support.OF_SECTION


def test_every_table_that_names_a_person_is_merged_with_them() -> None:
    known = (merged_people.MOVED, merged_people.SETTLED, merged_people.OF_ROUNDS)
    assert names("producer") == frozenset.union(*known)
    assert len(names("producer")) == sum(map(len, known))
    assert (
        names("visit_participant", "producer_id") == names("meeting_participant", "producer_id") == merged_people.OF_PARTICIPANT
    )


def test_every_table_that_names_an_account_otherwise_than_as_who_did_it_is_merged_with_it() -> None:
    named = {table.name for table, column in tables_of("account") if not column.endswith("_by_id")}
    assert named | names("round_manager", "account_id") == merged_accounts.MOVED | merged_accounts.STAYS
    assert not merged_accounts.MOVED & merged_accounts.STAYS
