"""What a search finds, and what the index is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.search import Depth, Kind, Marked, Words


@dataclass(frozen=True, slots=True)
class ThingWords:
    """A thing with everything that it is found by; ``thing_id`` of a company and a case is that of its enrolment."""

    kind: Kind
    thing_id: int
    programme_id: int
    enrolment_id: int | None
    on: date | None
    texts: tuple[tuple[Depth, Words, str], ...]


@dataclass(frozen=True, slots=True)
class PassageRow:
    """Where in a thing the words stand."""

    words: Words
    marked: Marked


@dataclass(frozen=True, slots=True)
class HitRow:
    """One thing that holds every word; ``leads_to`` is the id of its page, ``enrolment_id`` None for a person."""

    kind: Kind
    leads_to: int
    title: str
    company_name: str
    enrolment_id: int | None
    on: date | None
    passages: tuple[PassageRow, ...] = ()


@dataclass(frozen=True, slots=True)
class KindRow:
    """The hits of a kind that a page shows, and how many there are; ``more``: at least that many."""

    kind: Kind
    count: int
    more: bool
    hits: tuple[HitRow, ...]
