"""What is odd about a visit or meeting: listed, never silent, never blocking (rule 10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import Period, share_time

DAYS_TO_MAKE_FINAL = 5


class EventKind(StrEnum):
    """企業訪問 or チームミーティング."""

    VISIT = "visit"
    MEETING = "meeting"


class WarningKind(StrEnum):
    """What there is to warn of."""

    OVERLAPPING_HOURS = "overlapping_hours"
    SAME_COMPANY_SAME_DAY = "same_company_same_day"
    DAY_OFF = "day_off"
    OUTSIDE_SUPPORT = "outside_support"
    OUTSIDE_CONTRACT = "outside_contract"
    MADE_FINAL_LATE = "made_final_late"
    NOBODY_OF_TEAM = "nobody_of_team"


class EventRef(NamedTuple):
    """Which visit or which meeting."""

    kind: EventKind
    event_id: int


@dataclass(frozen=True, slots=True)
class CompanyThere:
    """A company that the event covers: its support period and its team (assigned or standing in) on the event's day."""

    company_id: int
    support: Period | None
    team_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Event:
    """A visit (one company) or a meeting (one or more), with the supporters who are there."""

    kind: EventKind
    event_id: int
    on: date
    status: EventStatus
    companies: tuple[CompanyThere, ...]
    producer_ids: frozenset[int]
    start_time: time | None = None
    end_time: time | None = None
    made_final_on: date | None = None
    is_draft: bool = False

    @property
    def ref(self) -> EventRef:
        return EventRef(self.kind, self.event_id)

    @property
    def span(self) -> tuple[time, time] | None:
        """From when to when; None where one of both is not known."""
        return None if self.start_time is None or self.end_time is None else (self.start_time, self.end_time)

    @property
    def takes_place(self) -> bool:
        """A draft is not a record, and what is cancelled or postponed happens nowhere: neither warns nor is warned of."""
        return not self.is_draft and self.status in (EventStatus.SCHEDULED, EventStatus.HELD)


@dataclass(frozen=True, slots=True)
class EventWarning:
    """One warning about all events in ``events`` (sorted): found from any of them it is the same, so a set lists it once."""

    on: date
    kind: WarningKind
    events: tuple[EventRef, ...]
    company_id: int | None = None
    producer_id: int | None = None

    def others_than(self, ref: EventRef) -> tuple[EventRef, ...]:
        return tuple(other for other in self.events if other != ref)


def event_warnings(
    event: Event, *, others: Iterable[Event], contract: Period | None, is_day_off: Callable[[date], bool]
) -> tuple[EventWarning, ...]:
    """The warnings about one event, sorted; ``others`` are the programme's events of that day (of more days does no harm)."""
    return _sorted(_about(event, others, contract, is_day_off))


def _about(
    event: Event, others: Iterable[Event], contract: Period | None, is_day_off: Callable[[date], bool]
) -> Iterable[EventWarning]:
    if not event.takes_place:
        return ()
    of_day = [other for other in others if other.on == event.on and other.takes_place and other.ref != event.ref]
    return chain(_overlaps(event, of_day), _same_company(event, of_day), _days(event, contract, is_day_off), _without_team(event))


def list_warnings(
    events: Iterable[Event], *, contract: Period | None, is_day_off: Callable[[date], bool]
) -> tuple[EventWarning, ...]:
    """The warnings about all events, each once: two visits on one day make one warning, not two."""
    by_day: defaultdict[date, list[Event]] = defaultdict(list)
    for event in events:
        by_day[event.on].append(event)
    return _sorted(
        warning
        for of_day in by_day.values()
        for event, others in _with_others(of_day)
        for warning in _about(event, others, contract, is_day_off)
    )


def _with_others(of_day: list[Event]) -> Iterator[tuple[Event, list[Event]]]:
    """Each event of a day with those that share a person, or the company and the kind: no other can make a warning with it."""
    sharing: defaultdict[object, list[Event]] = defaultdict(list)
    for event in of_day:
        for shared in _shared(event):
            sharing[shared].append(event)
    for event in of_day:
        others = {other.ref: other for shared in _shared(event) for other in sharing[shared]}
        yield event, list(others.values())


def _shared(event: Event) -> Iterator[object]:
    yield from event.producer_ids
    yield from ((event.kind, there.company_id) for there in event.companies)


def _overlaps(event: Event, of_day: list[Event]) -> Iterator[EventWarning]:
    """One person in two places: hours that touch do not overlap, a missing time overlaps nothing."""
    for other in of_day:
        if share_time(event.span, other.span):
            pair = tuple(sorted((event.ref, other.ref)))
            for producer_id in event.producer_ids & other.producer_ids:
                yield EventWarning(event.on, WarningKind.OVERLAPPING_HOURS, pair, producer_id=producer_id)


def _same_company(event: Event, of_day: list[Event]) -> Iterator[EventWarning]:
    for company_id in {there.company_id for there in event.companies}:
        alike = [
            other.ref
            for other in of_day
            if other.kind is event.kind and any(there.company_id == company_id for there in other.companies)
        ]
        if alike:
            together = tuple(sorted({event.ref, *alike}))
            yield EventWarning(event.on, WarningKind.SAME_COMPANY_SAME_DAY, together, company_id=company_id)


def _days(event: Event, contract: Period | None, is_day_off: Callable[[date], bool]) -> Iterator[EventWarning]:
    alone = (event.ref,)
    if is_day_off(event.on):
        yield EventWarning(event.on, WarningKind.DAY_OFF, alone)
    for there in event.companies:
        if there.support is None or event.on not in there.support:
            yield EventWarning(event.on, WarningKind.OUTSIDE_SUPPORT, alone, company_id=there.company_id)
    if contract is not None and event.on not in contract:
        yield EventWarning(event.on, WarningKind.OUTSIDE_CONTRACT, alone)
    if event.made_final_on is not None and (event.made_final_on - event.on).days > DAYS_TO_MAKE_FINAL:
        yield EventWarning(event.on, WarningKind.MADE_FINAL_LATE, alone)


def _without_team(event: Event) -> Iterator[EventWarning]:
    """Asked of what was held, and of what is scheduled as soon as somebody is named for it."""
    if event.status is not EventStatus.HELD and not event.producer_ids:
        return
    for there in event.companies:
        if not event.producer_ids & there.team_ids:
            yield EventWarning(event.on, WarningKind.NOBODY_OF_TEAM, (event.ref,), company_id=there.company_id)


def _sorted(warnings: Iterable[EventWarning]) -> tuple[EventWarning, ...]:
    return tuple(sorted(set(warnings), key=_place))


def _place(warning: EventWarning) -> tuple[date, WarningKind, tuple[EventRef, ...], int, int]:
    return warning.on, warning.kind, warning.events, warning.company_id or 0, warning.producer_id or 0
