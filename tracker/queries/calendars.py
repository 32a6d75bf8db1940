"""What stands in calendars: what somebody's teams do and what they take part in themselves, by the rule of Today, and for
whoever manages a programme all that it does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import VisitMode
from tracker.domain.calendar import Period, months_of_fiscal_year
from tracker.domain.calendars import CalendarKind, all_days, days_held
from tracker.domain.called_off import CALLED_OFF
from tracker.domain.follow_up import ActionStatus
from tracker.domain.records import RecordState
from tracker.domain.roles import Role
from tracker.domain.rounds import RoundState
from tracker.domain.warnings import DAYS_TO_MAKE_FINAL
from tracker.models import (
    Account,
    AssessmentRound,
    CalendarFeed,
    Company,
    Enrolment,
    MeetingParticipant,
    MeetingSection,
    Membership,
    MembershipRole,
    NextAction,
    Producer,
    Programme,
    TeamMeeting,
    Visit,
    VisitParticipant,
)
from tracker.queries import scope
from tracker.queries.ratings import list_awaited
from tracker.rows.accounts import SignedInRow
from tracker.rows.calendars import CalendarDays, CalendarRow, EntryKind


def find_calendar(token_hash: str) -> tuple[SignedInRow, CalendarKind] | None:
    """Whose calendar an address is, and which; None for none, and for somebody whose account was closed."""
    row = db.session.execute(
        select(CalendarFeed.kind, Account.id, Account.email, Account.name, Account.is_administrator, Account.locale)
        .join(CalendarFeed, CalendarFeed.account_id == Account.id)
        .where(CalendarFeed.token_hash == token_hash, Account.deactivated_at.is_(None))
    ).one_or_none()
    return (SignedInRow(row[1], 0, *row[2:]), row[0]) if row else None


def find_calendar_made_at(account_id: int, kind: CalendarKind) -> datetime | None:
    """Since when the person's calendar has its address; None: it has none."""
    return db.session.scalar(select(CalendarFeed.made_at).where(CalendarFeed.account_id == account_id, CalendarFeed.kind == kind))


def is_on_a_roster(account_id: int, *, today: date) -> bool:
    """Whether :func:`list_calendar` can hold anything for the person in any of their programmes."""
    there = exists().where(
        Producer.account_id == account_id,
        Producer.deleted_at.is_(None),
        or_(Producer.ends_on.is_(None), Producer.ends_on >= today),
    )
    return bool(db.session.scalar(select(there)))


def manages_a_programme(account_id: int, *, today: date) -> bool:
    """Whether there is a programme whose whole calendar is the person's to read."""
    there = exists().where(
        Membership.account_id == account_id,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
        MembershipRole.membership_id == Membership.id,
        MembershipRole.role == Role.MANAGER,
    )
    return bool(db.session.scalar(select(there)))


def list_calendar(viewer: Viewer, *, today: date) -> CalendarDays:
    """The viewer's own, by day; nothing for whoever is not on the roster."""
    days = all_days(today)
    if viewer.producer_id is None or not viewer.may(Act.LOG):
        return CalendarDays((), days)
    return _in_order([*_visits(viewer, days), *_meetings(viewer, days), *_actions(viewer, today), *_rounds(viewer)], days)


def list_programme_calendar(viewer: Viewer, *, today: date) -> CalendarDays:
    """All visits and meetings of the programme, the ends of its rounds, the days by which its months are to be closed.

    Drafts are in none of it; of very many entries fewer days are told.
    """
    viewer.require(Act.STAFF)
    days = days_held(_numbers(viewer, all_days(today)), today=today)
    rows = (*_visits(viewer, days, whole=True), *_meetings(viewer, days, whole=True))
    return _in_order([*rows, *_ends_of_rounds(viewer, days), *_closing_days(viewer, days, today)], days)


def _in_order(rows: list[CalendarRow], days: Period) -> CalendarDays:
    return CalendarDays(tuple(sorted(rows, key=lambda row: (row.on, row.kind, row.row_id))), days)


def _numbers(viewer: Viewer, days: Period) -> Counter[date]:
    """How many visits and meetings each day has; those of deleted companies too, which makes no difference worth a join."""
    found: Counter[date] = Counter()
    for model, day in ((Visit, Visit.visit_on), (TeamMeeting, TeamMeeting.meeting_on)):
        statement = select(day, func.count()).where(
            scope.in_programme(viewer, model.programme_id), day.between(days.starts_on, days.ends_on)
        )
        for on, number in db.session.execute(statement.group_by(day)):
            found[on] += number
    return found


def _visits(viewer: Viewer, days: Period, *, whole: bool = False) -> Iterator[CalendarRow]:
    mine = exists().where(VisitParticipant.visit_id == Visit.id, VisitParticipant.producer_id == viewer.producer_id)
    columns: tuple[Any, ...] = (
        Visit.id,
        Visit.visit_on,
        Visit.created_at,
        Visit.version,
        Company.name,
        Visit.start_time,
        Visit.end_time,
        Visit.duration_minutes,
        Visit.place,
        Company.prefecture + Company.municipality + Company.street,
        Visit.mode,
        Visit.status,
    )
    chosen = _final(Visit.record_state) if whole else or_(scope.on_team(viewer, Visit.enrolment_id, Visit.visit_on), mine)
    statement = (
        select(*columns)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            scope.in_programme(viewer, Visit.programme_id),
            scope.board(),
            Visit.deleted_at.is_(None),
            Visit.visit_on.between(days.starts_on, days.ends_on),
            chosen,
        )
    )
    for row_id, on, made_at, version, company, start, end, minutes, place, address, mode, status in db.session.execute(statement):
        there, is_off = "" if mode is VisitMode.ONLINE else place or address, status in CALLED_OFF
        yield CalendarRow(EntryKind.VISIT, row_id, on, made_at, version, (company,), start, end, minutes, there, is_off)


def _meetings(viewer: Viewer, days: Period, *, whole: bool = False) -> Iterator[CalendarRow]:
    mine = exists().where(MeetingParticipant.meeting_id == TeamMeeting.id, MeetingParticipant.producer_id == viewer.producer_id)
    of_team = exists().where(
        MeetingSection.meeting_id == TeamMeeting.id,
        scope.on_team(viewer, MeetingSection.enrolment_id, TeamMeeting.meeting_on),
    )
    columns: tuple[Any, ...] = (
        TeamMeeting.id,
        TeamMeeting.meeting_on,
        TeamMeeting.created_at,
        TeamMeeting.version,
        TeamMeeting.start_time,
        TeamMeeting.end_time,
        TeamMeeting.duration_minutes,
        TeamMeeting.place,
        TeamMeeting.status,
    )
    statement = select(*columns).where(
        scope.in_programme(viewer, TeamMeeting.programme_id),
        TeamMeeting.deleted_at.is_(None),
        TeamMeeting.meeting_on.between(days.starts_on, days.ends_on),
        _final(TeamMeeting.record_state) if whole else or_(mine, of_team),
    )
    meetings = db.session.execute(statement).all()
    companies: defaultdict[int, list[str]] = defaultdict(list)
    for meeting_id, name in db.session.execute(
        select(MeetingSection.meeting_id, Company.name)
        .join(Enrolment, and_(Enrolment.id == MeetingSection.enrolment_id, scope.board()))
        .join(Company, Company.id == Enrolment.company_id)
        .where(MeetingSection.meeting_id.in_([meeting[0] for meeting in meetings]))
        .order_by(MeetingSection.id)
    ):
        companies[meeting_id].append(name)
    for row_id, on, made_at, version, start, end, minutes, place, status in meetings:
        if companies[row_id]:
            names, is_off = tuple(companies[row_id]), status in CALLED_OFF
            yield CalendarRow(EntryKind.MEETING, row_id, on, made_at, version, names, start, end, minutes, place, is_off)


def _final(state: Any) -> ColumnElement[bool]:
    final: ColumnElement[bool] = state == RecordState.FINAL
    return final


def _actions(viewer: Viewer, today: date) -> Iterator[CalendarRow]:
    """The viewer's own open next actions, on the day they are due."""
    statement: Any = (
        select(NextAction.id, NextAction.due_on, NextAction.created_at, NextAction.version, Company.name)
        .join(Enrolment, Enrolment.id == NextAction.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            scope.in_programme(viewer, NextAction.programme_id),
            scope.board(),
            NextAction.deleted_at.is_(None),
            NextAction.status == ActionStatus.OPEN,
            NextAction.owner_id == viewer.producer_id,
            scope.company_record(viewer, today),
        )
    )
    for action_id, due_on, made_at, version, company in db.session.execute(statement):
        yield CalendarRow(EntryKind.ACTION, action_id, due_on, made_at, version, (company,))


def _rounds(viewer: Viewer) -> Iterator[CalendarRow]:
    """The last days of the assessments that wait for the viewer."""
    awaited = {one.round_id: one for one in list_awaited(viewer)}
    for row in db.session.scalars(select(AssessmentRound).where(AssessmentRound.id.in_(list(awaited)))):
        yield CalendarRow(EntryKind.ROUND, row.id, awaited[row.id].due_on, row.created_at, row.version)


def _ends_of_rounds(viewer: Viewer, days: Period) -> Iterator[CalendarRow]:
    """The last days of the rounds that take assessments."""
    statement = select(AssessmentRound).where(
        scope.in_programme(viewer, AssessmentRound.programme_id),
        AssessmentRound.state == RoundState.OPEN,
        AssessmentRound.ended_at.is_(None),
        AssessmentRound.due_on.between(days.starts_on, days.ends_on),
    )
    for row in db.session.scalars(statement):
        yield CalendarRow(EntryKind.CLOSING_ROUND, row.id, row.due_on, row.created_at, row.version)


def _closing_days(viewer: Viewer, days: Period, today: date) -> Iterator[CalendarRow]:
    """Of each month that has begun the last day on which no record of it is late: from the next on it ought to be closed."""
    programme = db.session.get_one(Programme, viewer.programme)
    for month in months_of_fiscal_year(programme.fiscal_year):
        on = month.last + timedelta(days=DAYS_TO_MAKE_FINAL)
        if on in days and month.first <= today:
            yield CalendarRow(EntryKind.CLOSE, month.year * 100 + month.month, on, programme.created_at, 1, month=month)
