"""Joining what two people wrote of one visit."""

from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.same_day import joined
from tracker.domain.visits import VisitRecord

words = st.text(alphabet="あいう\n社長x", max_size=8)
notes = st.builds(
    CaseNote,
    case_id=st.integers(1, 2),
    phases=st.frozensets(st.sampled_from(list(Phase))),
    facts=words,
    interpretation=words,
    report_summary=words,
)
records = st.builds(
    VisitRecord,
    visit_on=st.just(date(2026, 11, 24)),
    start_time=st.sampled_from([None, time(9)]),
    end_time=st.sampled_from([None, time(11)]),
    place=words,
    producer_ids=st.frozensets(st.integers(1, 4)),
    other_attendees=words,
    counterparts=words,
    decisions=words,
    internal_memo=words,
    notes=st.lists(notes, max_size=2, unique_by=lambda note: note.case_id).map(tuple),
)


@given(stored=records, typed=records)
def test_nothing_that_either_wrote_goes(stored, typed):
    both = joined(stored, typed, by="架空二葉")
    assert both.producer_ids == stored.producer_ids | typed.producer_ids
    for name in ("other_attendees", "counterparts", "decisions", "internal_memo"):
        assert getattr(stored, name) in getattr(both, name) and getattr(typed, name) in getattr(both, name)
    by_case = {note.case_id: note for note in both.notes}
    for note in (*stored.notes, *typed.notes):
        if note.is_blank:
            continue
        assert note.phases <= by_case[note.case_id].phases
        for name in ("facts", "interpretation", "report_summary"):
            assert getattr(note, name) in getattr(by_case[note.case_id], name)


@given(stored=records, typed=records)
def test_joining_the_same_again_changes_nothing(stored, typed):
    both = joined(stored, typed, by="架空二葉")
    assert joined(both, typed, by="架空二葉") == both


def test_the_hours_that_stand_there_stay():
    stored = VisitRecord(date(2026, 11, 24), start_time=time(10))
    typed = VisitRecord(date(2026, 11, 24), start_time=time(9), end_time=time(9, 30))
    assert (joined(stored, typed, by="x").start_time, joined(stored, typed, by="x").end_time) == (time(10), None)


def test_the_second_text_stands_under_its_writers_name():
    stored, typed = (VisitRecord(date(2026, 11, 24), decisions=text) for text in ("図面を改める", "見積もりを取る"))
    assert joined(stored, typed, by="架空二葉").decisions == "図面を改める\n\n【架空二葉】\n見積もりを取る"
