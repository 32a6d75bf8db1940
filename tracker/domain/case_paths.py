"""A case's way from the first step to 事業化 as one line of dated steps: phases begun, exhibitions, outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.domain.outcomes import OutcomeKind
from tracker.domain.phases import Phase

# 製品・サービス: the one kind that says that what was supported is in the market.
COMMERCIAL = OutcomeKind.PRODUCT
Source = Literal["visit", "meeting", "exhibition", "outcome"]


@dataclass(frozen=True, slots=True)
class PathStep:
    """A ``phase`` that was begun, an ``outcome`` of a kind, or else an exhibition; ``source_id`` is where it stands.

    ``programme_id`` and ``enrolment_id`` say of which year it is, and under which support it is found there.
    """

    on: date
    source: Source
    source_id: int
    phase: Phase | None = None
    outcome: OutcomeKind | None = None
    name: str = ""
    programme_id: int = 0
    enrolment_id: int = 0


@dataclass(frozen=True, slots=True)
class CasePath:
    """The steps by day; ``commercial_on`` is the first day of an outcome of the kind 製品・サービス."""

    steps: tuple[PathStep, ...]
    began_on: date | None
    commercial_on: date | None

    @property
    def days(self) -> int | None:
        """From the first step to 事業化; None before it."""
        return (self.commercial_on - self.began_on).days if self.began_on and self.commercial_on else None


def case_path(steps: Iterable[PathStep], *, as_of: date) -> CasePath:
    """The line of one case up to ``as_of``, in whatever order the steps come."""
    known = tuple(sorted((step for step in steps if step.on <= as_of), key=_by_day))
    return CasePath(
        steps=known,
        began_on=known[0].on if known else None,
        commercial_on=next((step.on for step in known if step.outcome is COMMERCIAL), None),
    )


def _by_day(step: PathStep) -> tuple[object, ...]:
    """Of one day phases first, then exhibitions, then what came of them."""
    place = list(Phase).index(step.phase) if step.phase else 10 if step.outcome is None else 20
    return step.on, place, step.outcome or "", step.source_id
