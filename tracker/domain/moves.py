"""Moving a record that was logged on the wrong company: which case of the right one each of its notes is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tracker.domain.errors import RuleBroken
from tracker.domain.notes import CaseNote
from tracker.domain.text import clean_line
from tracker.domain.unassigned import NO_CASE, given_to
from tracker.domain.words import N_

LONGEST_REASON = 300


def check_move(cases: Mapping[int, int], *, noted: Iterable[int], offered: Collection[int], reason: str) -> None:
    """Raise RuleBroken unless each case that has a note is given to one of the other company's, or to none yet, for a reason.

    A company with one case leaves nothing open: a note is that case's. Fields are named ``case_ID`` after the old case.
    """
    allowed = {*offered} if len(offered) == 1 else {*offered, NO_CASE}
    for case_id in noted:
        if cases.get(case_id) not in allowed:
            raise RuleBroken(N_("移す先の企業のどの案件の記録かを選んでください。"), field=f"case_{case_id}")
    if not clean_line(reason):
        raise RuleBroken(N_("移す理由を入力してください（例：企業を選び間違えたため）。"), field="reason")
    if len(clean_line(reason)) > LONGEST_REASON:
        raise RuleBroken(N_("理由は%(longest)s文字以内にしてください。"), field="reason", longest=LONGEST_REASON)


def moved_notes(notes: Iterable[CaseNote], cases: Mapping[int, int]) -> tuple[CaseNote, ...]:
    """The notes as the other company's; two that are given to the same case become one, with every word of both."""
    moved: dict[int, CaseNote] = {}
    for note in notes:
        to = cases[note.case_id]
        moved[to] = given_to(to, note, there=moved.get(to))
    return tuple(moved.values())
