"""A note of no case: given to a case it is that case's, and nothing that stood there is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.errors import RuleBroken
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.unassigned import NO_CASE, check_choice, given_to

TEXTS = st.text("あい\n", max_size=8)
NOTES = st.builds(
    CaseNote, st.just(NO_CASE), st.frozensets(st.sampled_from(Phase)), facts=TEXTS, interpretation=TEXTS, report_summary=TEXTS
)


@given(NOTES)
def test_a_case_without_a_note_gets_just_this_one(note: CaseNote) -> None:
    taken = given_to(7, note)
    assert (taken.case_id, taken.phases, taken.facts) == (7, note.phases, note.facts)


@given(NOTES, NOTES)
def test_a_case_with_a_note_keeps_it_and_proves_no_less_than_both(there: CaseNote, note: CaseNote) -> None:
    taken = given_to(7, note, there=there)
    assert taken.phases == there.phases | note.phases
    assert taken.proven() >= there.proven() | note.proven()
    for text in (there.facts, note.facts):
        assert text in taken.facts


@pytest.mark.parametrize("chosen", [[], [3], [1, 3]])
def test_a_choice_is_of_the_company_s_cases_and_not_empty(chosen: list[int]) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_choice(chosen, [1, 2])
    assert refused.value.field == "cases"
