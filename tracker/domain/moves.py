"""Moving a record that was logged on the wrong company: which case of the right one each of its notes is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tracker.domain.errors import RuleBroken
from tracker.domain.notes import CaseNote
from tracker.domain.reasons import checked_reason
from tracker.domain.unassigned import NO_CASE, given_to
from tracker.domain.words import N_

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Destination:
    """Where what a record says about a challenge goes: to a challenge of the other company, or to a new one of a case there.

    With neither it is taken out of the record; the audit trail keeps it with the reason of the move.
    """

    challenge_id: int | None = None
    case_id: int | None = None


def check_lines(
    lines: Mapping[int, Destination],
    *,
    said: Iterable[int],
    challenges: Collection[int],
    cases: Collection[int],
    there: Collection[int] = (),
) -> None:
    """Raise RuleBroken unless it is said of each challenge in ``said`` where its line goes, no two lines to one challenge.

    ``challenges`` and ``cases`` are the other company's, ``there`` the challenges of which the record at the other end speaks
    already. Fields are named ``challenge_ID`` after the old challenge.
    """
    taken = set(there)
    for challenge_id in said:
        to, field = lines.get(challenge_id), f"challenge_{challenge_id}"
        if to is None or to.challenge_id not in {None, *challenges} or to.case_id not in {None, *cases}:
            raise RuleBroken(N_("この課題の進みを、移す先でどうするかを選んでください。"), field=field)
        if to.challenge_id in taken:
            raise RuleBroken(
                N_("移す先のその課題については、もう書かれています。別の課題か「取り除く」を選んでください。"), field=field
            )
        if to.challenge_id is not None:
            taken.add(to.challenge_id)


def check_move(cases: Mapping[int, int], *, noted: Iterable[int], offered: Collection[int], reason: str) -> None:
    """Raise RuleBroken unless each case that has a note is given to one of the other company's, or to none yet, for a reason.

    A company with one case leaves nothing open: a note is that case's. Fields are named ``case_ID`` after the old case.
    """
    allowed = {*offered} if len(offered) == 1 else {*offered, NO_CASE}
    for case_id in noted:
        if cases.get(case_id) not in allowed:
            raise RuleBroken(N_("移す先の企業のどの案件の記録かを選んでください。"), field=f"case_{case_id}")
    checked_reason(reason, longest=LONGEST_REASON, missing=N_("移す理由を入力してください（例：企業を選び間違えたため）。"))


def moved_notes(notes: Iterable[CaseNote], cases: Mapping[int, int], *, there: Iterable[CaseNote] = ()) -> tuple[CaseNote, ...]:
    """The notes as the other company's; two that are given to the same case become one, with every word of both.

    ``there``: what stands there already (a meeting may speak of both companies); what comes stands below it.
    """
    moved = {note.case_id: note for note in there}
    for note in notes:
        to = cases[note.case_id]
        moved[to] = given_to(to, note, there=moved.get(to))
    return tuple(moved.values())
