"""Moving a record: every note finds its case in the other company, and no word is lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.errors import RuleBroken
from tracker.domain.moves import check_move, moved_notes
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.unassigned import NO_CASE

TEXTS = st.text("あい", max_size=6)
NOTES = st.lists(
    st.builds(CaseNote, st.integers(0, 5), st.frozensets(st.sampled_from(Phase)), facts=TEXTS, interpretation=TEXTS),
    max_size=4,
    unique_by=lambda note: note.case_id,
)


@given(NOTES, st.data())
def test_no_word_and_no_phase_is_lost(notes: list[CaseNote], data: st.DataObject) -> None:
    cases = {note.case_id: data.draw(st.sampled_from([NO_CASE, 11, 12])) for note in notes}
    moved = {note.case_id: note for note in moved_notes(notes, cases)}
    assert moved.keys() == set(cases.values())
    for note in notes:
        there = moved[cases[note.case_id]]
        assert note.phases <= there.phases
        assert note.facts in there.facts
        assert note.interpretation in there.interpretation


@given(NOTES)
def test_moving_back_is_the_undo_where_each_note_has_a_case_of_its_own(notes: list[CaseNote]) -> None:
    there = {note.case_id: note.case_id + 100 for note in notes}
    back = {new: old for old, new in there.items()}
    assert list(moved_notes(moved_notes(notes, there), back)) == notes


def test_each_note_needs_a_case_of_the_other_company_or_none_yet() -> None:
    check_move({1: 11, 2: NO_CASE}, noted=[1, 2], offered=[11, 12], reason="選び間違い")
    for cases, noted, offered, field in (
        ({1: 13}, [1], [11, 12], "case_1"),
        ({}, [1], [11, 12], "case_1"),
        ({1: NO_CASE}, [1], [11], "case_1"),
        ({1: 11}, [1], [11], "reason"),
    ):
        with pytest.raises(RuleBroken) as broken:
            check_move(cases, noted=noted, offered=offered, reason=" " if field == "reason" else "選び間違い")
        assert broken.value.field == field
    with pytest.raises(RuleBroken):
        check_move({1: 11}, noted=[1], offered=[11], reason="長" * 301)
