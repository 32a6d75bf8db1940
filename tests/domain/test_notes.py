"""A phase that is ticked needs its note: facts for listen and observe, interpretation for diagnose and plan."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.errors import RuleBroken
from tracker.domain.notes import LONGEST_TEXT, CaseNote, check_lengths, check_notes, columns_of, note_of, proofs
from tracker.domain.phases import FACT_PHASES, INTERPRETING_PHASES, Evidence, Phase, case_progress

TEXTS = st.sampled_from(["", "𠮷野家の𩸽を見た 🏭"])
NOTES = st.builds(
    CaseNote,
    case_id=st.integers(1, 3),
    phases=st.frozensets(st.sampled_from(Phase)),
    facts=TEXTS,
    interpretation=TEXTS,
    report_summary=TEXTS,
)


@dataclass
class Stored:
    case_id: int
    facts: str
    interpretation: str
    report_summary: str
    worked_listen: bool
    worked_observe: bool
    worked_diagnose: bool
    worked_plan: bool


@given(NOTES)
def test_a_note_comes_back_from_its_columns_as_it_was(note: CaseNote) -> None:
    assert note_of(Stored(case_id=note.case_id, **columns_of(note))) == note  # type: ignore[arg-type]


@given(st.lists(NOTES, max_size=4))
def test_what_passes_the_check_proves_every_phase_that_it_ticks(notes: list[CaseNote]) -> None:
    try:
        check_notes(notes)
    except RuleBroken as broken:
        assert not notes or broken.field is not None
        assert all(note.is_blank for note in notes) or any(note.proven() != note.phases or not note.phases for note in notes)
    else:
        assert any(note.phases for note in notes)
        assert all(note.proven() == note.phases for note in notes)


@pytest.mark.parametrize("phase", FACT_PHASES)
def test_listening_and_observing_without_facts_is_pinned_on_the_facts(phase: Phase) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_notes([CaseNote(1), CaseNote(2, frozenset({phase}), interpretation="推測")])
    assert broken.value.field == "cases-1-facts"


@pytest.mark.parametrize("phase", INTERPRETING_PHASES)
def test_diagnosing_and_planning_without_interpretation_is_pinned_on_it(phase: Phase) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_notes([CaseNote(1, frozenset({phase}), facts="見た")], prefix="sections-2-cases")
    assert broken.value.field == "sections-2-cases-0-interpretation"


def test_a_note_without_a_phase_asks_for_the_phase() -> None:
    with pytest.raises(RuleBroken) as broken:
        check_notes([CaseNote(1, facts="聞いた")])
    assert broken.value.field == "cases-0-phases"


def test_a_record_without_any_case_worked_is_not_final() -> None:
    with pytest.raises(RuleBroken) as broken:
        check_notes([CaseNote(1), CaseNote(2)])
    assert broken.value.field == "cases-0-phases"


def test_a_text_that_is_too_long_is_refused_with_both_lengths() -> None:
    with pytest.raises(RuleBroken, match="20,000文字以内にしてください（今は300,000文字です）") as broken:
        check_lengths([CaseNote(1, facts="長" * 300_000)])
    assert broken.value.field == "cases-0-facts"
    check_lengths([CaseNote(1, facts="長" * LONGEST_TEXT)])


@given(NOTES)
def test_evidence_counts_for_the_phases_that_have_their_note_and_for_no_other(note: CaseNote) -> None:
    day = date(2026, 11, 24)
    proven = proofs(note.phases, bool(note.facts), bool(note.interpretation), note.in_picture)
    evidence = [Evidence(note.case_id, phase, day, "visit", 1, has_note) for phase, has_note in proven]
    assert {item.phase for item in evidence} == note.phases
    reached = {reached.phase for reached in case_progress(evidence, as_of=day).reached}
    assert reached == note.proven()
