"""A team meeting between two visits: the between rule (rule 4)."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from tracker.domain.cadence import CadenceSettings, EventStatus, VisitDay, counts
from tracker.domain.calendar import fiscal_year_of


@dataclass(frozen=True, slots=True)
class MeetingDay:
    """One meeting that covers the company; ``attended_by_team``: by someone assigned or standing in on its day."""

    meeting_id: int
    on: date
    status: EventStatus
    attended_by_team: bool
    start_time: time | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class YearBefore:
    """The end of the company's year before, which is another programme's: its last visit day and what came since.

    ``settings`` are that programme's: which of its visits count does not change with the year.
    """

    settings: CadenceSettings
    visits: tuple[VisitDay, ...]
    meetings: tuple[MeetingDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Two consecutive visit days and the meetings that fill what lies between; it is of its later visit's fiscal year."""

    from_on: date
    to_on: date
    fiscal_year: int
    meeting_ids: tuple[int, ...] = ()

    @property
    def is_filled(self) -> bool:
        return bool(self.meeting_ids)


@dataclass(frozen=True, slots=True)
class OpenGap:
    """The time since the last visit day, which no further visit has closed yet."""

    from_on: date
    meeting_ids: tuple[int, ...] = ()

    @property
    def is_filled(self) -> bool:
        return bool(self.meeting_ids)


def between_gaps(
    visits: Iterable[VisitDay],
    meetings: Iterable[MeetingDay],
    *,
    settings: CadenceSettings,
    as_of: date,
    before: YearBefore | None = None,
) -> tuple[Gap, ...]:
    """Every pair of consecutive visit days up to ``as_of`` with its meetings, oldest first.

    Both are all of the company's support, whatever the fiscal year; the first pair of a year begins in the year ``before``.
    """
    return all_gaps(visits, meetings, settings=settings, as_of=as_of, before=before)[0]


def open_gap(
    visits: Iterable[VisitDay],
    meetings: Iterable[MeetingDay],
    *,
    settings: CadenceSettings,
    as_of: date,
    before: YearBefore | None = None,
) -> OpenGap | None:
    """The gap since the last visit day up to ``as_of``, shown apart; None before the first visit."""
    return all_gaps(visits, meetings, settings=settings, as_of=as_of, before=before)[1]


def all_gaps(
    visits: Iterable[VisitDay],
    meetings: Iterable[MeetingDay],
    *,
    settings: CadenceSettings,
    as_of: date,
    before: YearBefore | None = None,
) -> tuple[tuple[Gap, ...], OpenGap | None]:
    """:func:`between_gaps` and :func:`open_gap` in one pass."""
    counting = _counting(visits, settings, before)
    days, filled = _gaps(counting, meetings if before is None else (*before.meetings, *meetings), as_of=as_of)
    closed = tuple(
        Gap(from_on, to_on, fiscal_year_of(to_on), filled.get(index, ())) for index, (from_on, to_on) in enumerate(pairwise(days))
    )
    return closed, OpenGap(days[-1], filled.get(len(days) - 1, ())) if days else None


def _counting(visits: Iterable[VisitDay], settings: CadenceSettings, before: YearBefore | None) -> Iterator[VisitDay]:
    """The visits that make visit days, those of each year by its own settings."""
    for of_year, by in ((before.visits, before.settings), (visits, settings)) if before else ((visits, settings),):
        yield from (visit for visit in of_year if counts(visit, by))


def _gaps(
    counting: Iterable[VisitDay], meetings: Iterable[MeetingDay], *, as_of: date
) -> tuple[list[date], dict[int, tuple[int, ...]]]:
    """The visit days, and the meetings of the gap that begins at each of them, by the day's place in the list."""
    starts: defaultdict[date, list[time]] = defaultdict(list)
    for visit in counting:
        if visit.on <= as_of:
            starts[visit.on].extend([visit.start_time] if visit.start_time else [])
    days = sorted(starts)
    filled: defaultdict[int, list[MeetingDay]] = defaultdict(list)
    for meeting in meetings:
        if meeting.status is not EventStatus.HELD or meeting.is_draft or not meeting.attended_by_team or meeting.on > as_of:
            continue
        at = bisect_left(days, meeting.on)
        begins_there = at < len(days) and days[at] == meeting.on and not _is_before(meeting.start_time, starts[meeting.on])
        place = at if begins_there else at - 1
        if place >= 0:
            filled[place].append(meeting)
    return days, {
        place: tuple(meeting.meeting_id for meeting in sorted(found, key=_by_meeting_day)) for place, found in filled.items()
    }


def _is_before(start: time | None, visit_starts: list[time]) -> bool:
    return start is not None and bool(visit_starts) and start < min(visit_starts)


def _by_meeting_day(meeting: MeetingDay) -> tuple[date, time, int]:
    return meeting.on, meeting.start_time or time.max, meeting.meeting_id


def neighbours(
    visits: Iterable[VisitDay], *, on: date, settings: CadenceSettings, year_before: YearBefore | None = None
) -> tuple[date | None, date | None]:
    """The visit days between which a meeting of that day would lie: the last one up to it, and the next one, held or scheduled.

    On a visit day the meeting is taken to follow the visit, as it is without times.
    """
    visits = tuple(visits)
    before = (visit.on for visit in _counting(visits, settings, year_before) if visit.on <= on)
    after = (
        visit.on
        for visit in visits
        if visit.on > on
        and settings.mode_counts(visit.mode)
        and not visit.is_draft
        and visit.status in (EventStatus.HELD, EventStatus.SCHEDULED)
    )
    return max(before, default=None), min(after, default=None)
