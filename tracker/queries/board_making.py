"""What is to be kept of some companies and of some days' records, made by the functions that count them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer, operator
from tracker.domain.attention import AttentionKind
from tracker.domain.calendar import Month, Period
from tracker.domain.challenges import ChallengeStatus
from tracker.domain.programmes import same_days_of
from tracker.models import BoardLine
from tracker.queries.board_lines import first_companies, lines_of, list_first_companies, outcomes_of, sum_of
from tracker.queries.challenge_standings import count_of_companies
from tracker.queries.closed_months import list_closed_keys
from tracker.queries.exceptions import Teams, load, not_settled, of_companies, of_days, warned_days
from tracker.queries.kept_challenges import COLUMNS
from tracker.queries.programmes import find_previous_programme, get_programme
from tracker.queries.scope import in_programme
from tracker.queries.teams import staffing_of
from tracker.queries.years import count_year
from tracker.rows.board import BoardHeadRow, BoardMarkRow, CompanyLine, CompanySums
from tracker.rows.dashboard import AttentionRow

Values = dict[str, Any]
_GROW_OLD_BY_THEMSELVES = (AttentionKind.OVERLAP, AttentionKind.DOUBLE)  # kept without the days passed: they are not made anew

_YEAR_BEFORE = ("before_id", "before_until", "before_visit_count", "before_meeting_count", "before_outcome_count")
_ONE_BY_ONE = 500  # companies; of more all are made anew


@dataclass(frozen=True, slots=True)
class ToMake:
    """Which companies (None: all) and which days are to be made anew, and the marks that say so."""

    companies: frozenset[int] | None
    days: tuple[date, ...]
    mark_ids: tuple[int, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return self.companies == frozenset() and not self.days and not self.mark_ids


@dataclass(frozen=True, slots=True)
class Made:
    """Rows of ``board_line`` and ``board_exception``; columns of ``board_head`` where the year before was counted anew."""

    lines: tuple[Values, ...]
    exceptions: tuple[Values, ...]
    head: Values


def to_make(head: BoardHeadRow, marks: Iterable[BoardMarkRow], *, today: date) -> ToMake:
    """All companies on a new day, and the days of records that have come since; else what is marked."""
    marks = tuple(marks)
    mark_ids = tuple(mark.mark_id for mark in marks)
    watched = warned_days(today)
    if head.made_on is None or today < head.made_on or any(mark.is_of_everything for mark in marks):
        return ToMake(None, tuple(watched.every_day()), mark_ids)
    days = {mark.on_day for mark in marks if mark.on_day is not None and mark.on_day in watched}
    if head.made_on < today:
        came = Period(max(head.made_on + timedelta(days=1), watched.starts_on), today)
        return ToMake(None, tuple(sorted(days | set(came.every_day()))), mark_ids)
    companies = frozenset(mark.enrolment_id for mark in marks if mark.enrolment_id is not None)
    return ToMake(companies if len(companies) <= _ONE_BY_ONE else None, tuple(sorted(days)), mark_ids)


def make(viewer: Viewer, what: ToMake, *, today: date) -> Made:
    """The lines and the exceptions as they stand today; nothing of it hangs on who asks."""
    if what.companies == frozenset():
        lines: tuple[Values, ...] = ()
        of_years: list[AttentionRow] = []
        numbers: dict[int, int] = {}
    else:
        loaded = load(viewer, today=today, enrolment_ids=what.companies)
        chosen = what.companies
        shared = first_companies(loaded.years) if chosen is None else list_first_companies(viewer, chosen)
        outcomes, challenges = outcomes_of(viewer, loaded, today=today, enrolment_ids=chosen), count_of_companies(viewer, chosen)
        lines = tuple(
            asdict(line)
            | {"programme_id": viewer.programme, "needs": 0}
            | {COLUMNS[status]: challenges[line.enrolment_id][status] for status in ChallengeStatus}
            for line in lines_of(loaded, today=today, counted_at=shared, outcomes=outcomes)
        )
        of_years = list(not_settled(of_companies(loaded, today=today), loaded.closed))
        numbers = {year.enrolment_id: year.number for year in loaded.years}
    rows = [*_kept_of_years(of_years, numbers), *_kept_of_days(viewer, what.days, today)]
    is_of_before = what.companies is None or len(lines) < len(what.companies)  # a marked company is none of this programme's
    return Made(
        lines,
        tuple(row | {"programme_id": viewer.programme} for row in rows),
        head=_year_before(viewer, today) if is_of_before else {},
    )


def add_up_lines(viewer: Viewer) -> CompanySums:
    """``board_lines.sum_of`` of all kept lines."""
    columns = (getattr(BoardLine, field.name) for field in fields(CompanyLine))
    kept = db.session.execute(select(*columns).where(in_programme(viewer, BoardLine.programme_id)))
    return sum_of(get_programme(viewer).fiscal_year, (CompanyLine(*row) for row in kept))


def sums_as_kept(sums: CompanySums) -> str:
    return json.dumps(asdict(sums))


def _year_before(viewer: Viewer, today: date) -> Values:
    earlier = find_previous_programme(viewer)
    same = same_days_of(earlier.fiscal_year, today=today, of_year=get_programme(viewer).fiscal_year) if earlier else None
    if earlier is None or same is None:
        return dict.fromkeys(_YEAR_BEFORE)
    kept = count_year(operator(earlier.programme_id), same, today=today)
    return dict(zip(_YEAR_BEFORE, astuple(kept), strict=True))


def _kept_of_years(rows: Iterable[AttentionRow], numbers: dict[int, int]) -> Iterator[Values]:
    for row in rows:
        yield _values(row, from_day=None, place=numbers[row.enrolment_id])


def _kept_of_days(viewer: Viewer, days: Collection[date], today: date) -> Iterator[Values]:
    if not days:
        return
    teams: Teams = {row.enrolment_id: row for row in staffing_of(viewer, today=today)}
    closed = list_closed_keys(viewer, from_on=Month.of(min(days)).first)
    for period in _stretches(days):
        rows = not_settled(of_days(viewer, period, teams, today=today), closed)
        for place, row in enumerate(rows):
            yield _values(row, from_day=row.since, place=place)


def _stretches(days: Collection[date]) -> Iterator[Period]:
    """The days without gaps between, each as one period."""
    first = last = None
    for day in sorted(days):
        if last is not None and first is not None and day != last + timedelta(days=1):
            yield Period(first, last)
            first = day
        first, last = first or day, day
    if first is not None:
        yield Period(first, last)


def _values(row: AttentionRow, *, from_day: date | None, place: int) -> Values:
    return {
        "enrolment_id": row.enrolment_id,
        "from_day": from_day,
        "kind": row.kind.value,
        "subject": row.subject,
        "since": row.since,
        "place": place,
        "days": None if row.kind in _GROW_OLD_BY_THEMSELVES else row.days,
        "until": row.until,
        "month_on": row.month.first if row.month else None,
        "visit_id": row.visit_id,
        "meeting_id": row.meeting_id,
        "case_id": row.case_id,
        "producer_id": row.producer_id,
        "phase": row.phase,
        "is_draft": row.is_draft,
        "never_visited": row.never_visited,
    }
