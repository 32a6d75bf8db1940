"""Who stands in for a company's team, and whether the viewer may say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.calendar import Period


@dataclass(frozen=True, slots=True)
class StandInRow:
    """代行: one person for a company's team from one day to another, both included."""

    stand_in_id: int
    enrolment_id: int
    company: str
    producer_id: int
    name: str
    starts_on: date
    ends_on: date
    reason: str
    version: int

    def is_over(self, today: date) -> bool:
        return self.ends_on < today

    def has_begun(self, today: date) -> bool:
        return self.starts_on <= today


@dataclass(frozen=True, slots=True)
class StandInFormRow:
    """What the form offers: everybody on the roster who is not in the company's team."""

    enrolment_id: int
    company: str
    support: Period
    people: tuple[tuple[int, str], ...]
