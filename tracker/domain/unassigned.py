"""案件未指定: a note of a company with several cases that nobody has given to one of them, and what giving it means."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from tracker.domain.errors import RuleBroken
from tracker.domain.notes import CaseNote
from tracker.domain.words import N_

NO_CASE = 0
"""The case of a note that is no case's; no row has it."""
UNASSIGNED = N_("案件未指定")


def given_to(case_id: int, note: CaseNote, *, there: CaseNote | None = None) -> CaseNote:
    """The note as the case's; where the case has one already, both are kept, the given one below."""
    if there is None:
        return replace(note, case_id=case_id)
    return CaseNote(
        case_id=case_id,
        phases=there.phases | note.phases,
        facts=_below(there.facts, note.facts),
        interpretation=_below(there.interpretation, note.interpretation),
        report_summary=_below(there.report_summary, note.report_summary),
    )


def check_choice(chosen: Collection[int], offered: Collection[int]) -> None:
    """Raise RuleBroken unless at least one case was chosen, all of them the company's."""
    if not chosen:
        raise RuleBroken(N_("この記録がどの案件のものか、一つ以上選んでください。"), field="cases")
    if not set(chosen) <= set(offered):
        raise RuleBroken(N_("この企業の案件から選んでください。"), field="cases")


def _below(above: str, text: str) -> str:
    return "\n".join(part for part in (above, "" if text == above else text) if part)
