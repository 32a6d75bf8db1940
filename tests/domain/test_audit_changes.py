"""What an act changed: field by field, parts of a record by themselves and whatever their order."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.audit_changes import Change, changes

WORDS = st.sampled_from(["", "聞いた話", "見たこと"])
NOTES = st.dictionaries(st.integers(1, 4), st.fixed_dictionaries({"facts": WORDS, "interpretation": WORDS}))


def noted(notes: dict[int, dict[str, str]]) -> list[dict[str, object]]:
    return [{"case_id": case_id, **texts} for case_id, texts in notes.items()]


@given(before=NOTES, after=NOTES, seed=st.integers())
def test_the_notes_that_differ_are_told_by_case_whatever_their_order(before, after, seed):
    shuffled = noted(after)
    random.Random(seed).shuffle(shuffled)
    found = list(changes("visit", {"notes": noted(before)}, {"notes": shuffled}))
    told = {(one.of, one.field): (one.before or "", one.after or "") for one in found}
    expected = {
        ((("case_id", case_id),), name): (was, now)
        for case_id in before.keys() | after.keys()
        for name in ("facts", "interpretation")
        if (was := before.get(case_id, {}).get(name, "")) != (now := after.get(case_id, {}).get(name, ""))
    }
    assert told == expected
    assert len(found) == len(expected)
    assert {one.table for one in found} <= {"visit_case"}


@given(notes=NOTES)
def test_what_stayed_is_no_change(notes):
    kept = {"notes": noted(notes), "place": "本社"}
    assert list(changes("visit", kept, kept)) == []


def test_a_note_of_a_meeting_tells_its_phases_as_one_of_a_visit_does():
    before = {"sections": [{"id": 5, "enrolment_id": 3, "notes": [{"id": 1, "case_id": 7, "worked_listen": True}]}]}
    worked = {"id": 2, "case_id": 7, "worked_listen": True, "worked_plan": True}
    after = {"sections": [{"id": 6, "enrolment_id": 3, "notes": [worked]}]}
    of = (("enrolment_id", 3), ("case_id", 7))
    assert list(changes("team_meeting", before, after)) == [Change("visit_case", "phases", ["listen"], ["listen", "plan"], of)]
