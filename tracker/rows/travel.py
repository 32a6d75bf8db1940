"""Journeys as they are listed and filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.travel import TravelRecord, activities_of


@dataclass(frozen=True, slots=True)
class TravelRow:
    """One journey; ``on`` is its own day or the visit's. Without a producer an older record does not say whose it was."""

    travel_id: int
    producer_id: int | None
    producer: str
    visit_id: int | None
    enrolment_id: int | None
    company: str
    on: date
    record: TravelRecord
    version: int
    is_deleted: bool = False

    @property
    def first_part(self) -> str:
        """The part of the journey that carries its cost in a diary."""
        parts = [one.ref.part for one in activities_of(self.record, self.travel_id, on=self.on)]
        return parts[0] if parts else ""


@dataclass(frozen=True, slots=True)
class TravelOfferRow:
    """The last journey of a person to a company: offered in the form, recorded only when it is sent."""

    on: date
    record: TravelRecord
