"""The phase of a case, computed from what was noted in visits and meetings (rule 7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Literal, NamedTuple

from tracker.domain.calendar import Period


class Phase(StrEnum):
    """聞く・聴く, 見る・観る, 診断する, 企てる: in the order of the programme; the first two run side by side."""

    LISTEN = "listen"
    OBSERVE = "observe"
    DIAGNOSE = "diagnose"
    PLAN = "plan"


FACT_PHASES = (Phase.LISTEN, Phase.OBSERVE)
INTERPRETING_PHASES = (Phase.DIAGNOSE, Phase.PLAN)


class Evidence(NamedTuple):
    """A phase worked on a case in a held visit or meeting; without a note (``has_note``) it proves nothing.

    ``programme_id`` is that of the record: a case outlives a fiscal year.
    """

    case_id: int
    phase: Phase
    on: date
    source: Literal["visit", "meeting"]
    source_id: int
    has_note: bool = True
    start_time: time | None = None
    programme_id: int = 0


@dataclass(frozen=True, slots=True)
class PhaseReached:
    """A phase with the evidence of it, oldest first; ``out_of_order``: begun before both listen and observe."""

    phase: Phase
    first_on: date
    last_on: date
    evidence: tuple[Evidence, ...]
    out_of_order: bool = False


@dataclass(frozen=True, slots=True)
class PhaseReason:
    """A coordinator wrote why this phase was begun out of order; a revoked reason is none."""

    phase: Phase
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class CaseProgress:
    """Where a case stands: ``reached`` in the order of ``Phase``; nothing reached is the empty progress."""

    furthest: Phase | None = None
    reached: tuple[PhaseReached, ...] = ()
    last_moved_on: date | None = None
    last_worked_on: date | None = None

    def reached_phase(self, phase: Phase) -> PhaseReached | None:
        return next((reached for reached in self.reached if reached.phase is phase), None)

    @property
    def programme_ids(self) -> frozenset[int]:
        """In which years the case was worked."""
        return frozenset(item.programme_id for reached in self.reached for item in reached.evidence)

    def days_in_phase(self, as_of: date) -> int | None:
        """Days from the first evidence of the furthest phase on, that day being the first; None before any phase."""
        return (as_of - self.last_moved_on).days + 1 if self.last_moved_on else None

    @property
    def out_of_order(self) -> tuple[Phase, ...]:
        return tuple(reached.phase for reached in self.reached if reached.out_of_order)


def case_progress(evidence: Iterable[Evidence], *, as_of: date) -> CaseProgress:
    """Where one case stands on ``as_of``; ValueError for evidence of several cases.

    Plan is further than diagnose, diagnose further than listen and observe. Those two come in either order: with one of them the
    case stands there; with both it stands at the one that was reached on the later day, on the same day at observe. Working an
    earlier phase again moves nothing.
    """
    known = [item for item in evidence if item.has_note and item.on <= as_of]
    if len({item.case_id for item in known}) > 1:
        raise ValueError("evidence of more than one case")
    by_phase: defaultdict[Phase, list[Evidence]] = defaultdict(list)
    for item in sorted(known, key=_by_time):
        by_phase[item.phase].append(item)
    reached = tuple(
        PhaseReached(
            phase=phase,
            first_on=by_phase[phase][0].on,
            last_on=by_phase[phase][-1].on,
            evidence=tuple(by_phase[phase]),
            out_of_order=phase in INTERPRETING_PHASES and _is_out_of_order(by_phase, phase),
        )
        for phase in Phase
        if by_phase[phase]
    )
    if not reached:
        return CaseProgress()
    furthest = max(reached, key=_how_far)
    return CaseProgress(
        furthest=furthest.phase,
        reached=reached,
        last_moved_on=furthest.first_on,
        last_worked_on=max(phase.last_on for phase in reached),
    )


def progress_of_cases(evidence: Iterable[Evidence], *, as_of: date) -> dict[int, CaseProgress]:
    """``case_progress`` of every case that the evidence names."""
    by_case: defaultdict[int, list[Evidence]] = defaultdict(list)
    for item in evidence:
        by_case[item.case_id].append(item)
    return {case_id: case_progress(of_case, as_of=as_of) for case_id, of_case in by_case.items()}


def stands_still_since(progress: CaseProgress, *, supported_from: date) -> date:
    """Since when a case has not moved to a further phase: its last move, the first day of support where nothing was reached.

    Beyond the last phase there is none to move to: there it is the last day on which the case was worked.
    """
    if progress.furthest is Phase.PLAN:
        return progress.last_worked_on or supported_from
    return progress.last_moved_on or supported_from


def is_stuck(progress: CaseProgress, *, support: Period, days: int, today: date) -> bool:
    """Whether a case that is being supported has not moved for more than ``days`` days."""
    return today in support and (today - stands_still_since(progress, supported_from=support.starts_on)).days > days


def history_of(progress: CaseProgress, *, until: date) -> tuple[tuple[Phase, date, date], ...]:
    """The stretches of a case's way, each to the first day of the next: only moves to a further phase, the last up to ``until``.

    Of listen and observe, which run side by side, the one begun later follows; what began before a further phase was reached,
    and not after it, is a stretch.
    """
    moves: list[tuple[Phase, date]] = []
    for reached in sorted(progress.reached, key=lambda one: (one.first_on, _rank(one.phase))):
        if not moves or _rank(reached.phase) >= _rank(moves[-1][0]):
            moves.append((reached.phase, reached.first_on))
    ends = [*(first_on for _phase, first_on in moves[1:]), until]
    if not moves:
        return ()
    return tuple((phase, first_on, end) for (phase, first_on), end in zip(moves, ends, strict=True))


def _rank(phase: Phase) -> int:
    """Listen and observe beside each other, then diagnose, then plan."""
    return 0 if phase in FACT_PHASES else 1 + INTERPRETING_PHASES.index(phase)


def needs_reason(progress: CaseProgress, reasons: Iterable[PhaseReason]) -> tuple[Phase, ...]:
    """The phases begun out of order for which no reason stands; nothing is blocked by them."""
    given = {reason.phase for reason in reasons if not reason.revoked}
    return tuple(phase for phase in progress.out_of_order if phase not in given)


def out_of_order_records(progress: CaseProgress, phases: Iterable[Phase]) -> tuple[Evidence, ...]:
    """The records in which these phases were worked before both listen and observe, each once, by day.

    A note of the missing phase in the first of them mends the order.
    """
    begun = {phase: reached.first_on for phase in FACT_PHASES if (reached := progress.reached_phase(phase))}
    found: dict[tuple[str, int], Evidence] = {}
    for phase in phases:
        reached_phase = progress.reached_phase(phase)
        for item in reached_phase.evidence if reached_phase else ():
            if any(item.on <= begun.get(fact, item.on) for fact in FACT_PHASES):
                found.setdefault((item.source, item.source_id), item)
    return tuple(sorted(found.values(), key=_by_time))


def _is_out_of_order(by_phase: dict[Phase, list[Evidence]], phase: Phase) -> bool:
    """Whether some of the phase's evidence comes before every evidence of listen, or of observe."""
    return any(
        all(_comes_before(item, fact) for fact in by_phase.get(fact_phase, ()))
        for item in by_phase[phase]
        for fact_phase in FACT_PHASES
    )


def _comes_before(one: Evidence, other: Evidence) -> bool:
    """On an earlier day, or on one day at an earlier time; one record is one moment, and without times nobody is accused."""
    if one.on != other.on:
        return one.on < other.on
    if (one.source, one.source_id) == (other.source, other.source_id):
        return False
    return one.start_time is not None and other.start_time is not None and one.start_time < other.start_time


def _how_far(reached: PhaseReached) -> tuple[int, date, int]:
    if reached.phase in FACT_PHASES:
        return 0, reached.first_on, FACT_PHASES.index(reached.phase)
    return 1 + INTERPRETING_PHASES.index(reached.phase), date.min, 0


def _by_time(item: Evidence) -> tuple[date, time, str, int]:
    return item.on, item.start_time or time.max, item.source, item.source_id
