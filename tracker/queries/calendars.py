"""What stands in somebody's calendar, by the rule of Today: what their teams do and what they take part in themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import VisitMode
from tracker.domain.called_off import CALLED_OFF
from tracker.domain.follow_up import ActionStatus
from tracker.models import (
    Account,
    AssessmentRound,
    CalendarFeed,
    Company,
    Enrolment,
    MeetingParticipant,
    MeetingSection,
    NextAction,
    Producer,
    TeamMeeting,
    Visit,
    VisitParticipant,
)
from tracker.queries import scope
from tracker.queries.ratings import list_awaited
from tracker.rows.accounts import SignedInRow
from tracker.rows.calendars import CalendarRow, EntryKind

DAYS_BACK, DAYS_AHEAD = 60, 400


def find_calendar_owner(token_hash: str) -> SignedInRow | None:
    """Whose calendar an address is; None for none, and for somebody whose account was closed."""
    row = db.session.execute(
        select(Account.id, Account.email, Account.name, Account.is_administrator, Account.locale)
        .join(CalendarFeed, CalendarFeed.account_id == Account.id)
        .where(CalendarFeed.token_hash == token_hash, Account.deactivated_at.is_(None))
    ).one_or_none()
    return SignedInRow(row[0], 0, *row[1:]) if row else None


def find_calendar_made_at(account_id: int) -> datetime | None:
    """Since when the person's calendar has its address; None: it has none."""
    return db.session.scalar(select(CalendarFeed.made_at).where(CalendarFeed.account_id == account_id))


def is_on_a_roster(account_id: int, *, today: date) -> bool:
    """Whether :func:`list_calendar` can hold anything for the person in any of their programmes."""
    there = exists().where(
        Producer.account_id == account_id,
        Producer.deleted_at.is_(None),
        or_(Producer.ends_on.is_(None), Producer.ends_on >= today),
    )
    return bool(db.session.scalar(select(there)))


def list_calendar(viewer: Viewer, *, today: date) -> tuple[CalendarRow, ...]:
    """From two months back to more than a year ahead, by day; nothing for whoever is not on the roster."""
    if viewer.producer_id is None or not viewer.may(Act.LOG):
        return ()
    first, last = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    rows = [*_visits(viewer, first, last), *_meetings(viewer, first, last), *_actions(viewer, today), *_rounds(viewer)]
    return tuple(sorted(rows, key=lambda row: (row.on, row.kind, row.row_id)))


def _visits(viewer: Viewer, first: date, last: date) -> Iterator[CalendarRow]:
    mine = exists().where(VisitParticipant.visit_id == Visit.id, VisitParticipant.producer_id == viewer.producer_id)
    statement = (
        select(Visit, Company.name, Company.prefecture + Company.municipality + Company.street)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            scope.in_programme(viewer, Visit.programme_id),
            scope.board(),
            Visit.deleted_at.is_(None),
            Visit.visit_on.between(first, last),
            or_(scope.on_team(viewer, Visit.enrolment_id, Visit.visit_on), mine),
        )
    )
    for visit, company, address in db.session.execute(statement):
        yield CalendarRow(
            EntryKind.VISIT,
            visit.id,
            visit.visit_on,
            visit.created_at,
            visit.version,
            (company,),
            visit.start_time,
            visit.end_time,
            visit.duration_minutes,
            "" if visit.mode is VisitMode.ONLINE else visit.place or address,
            visit.status in CALLED_OFF,
        )


def _meetings(viewer: Viewer, first: date, last: date) -> Iterator[CalendarRow]:
    mine = exists().where(MeetingParticipant.meeting_id == TeamMeeting.id, MeetingParticipant.producer_id == viewer.producer_id)
    of_team = exists().where(
        MeetingSection.meeting_id == TeamMeeting.id,
        scope.on_team(viewer, MeetingSection.enrolment_id, TeamMeeting.meeting_on),
    )
    statement = select(TeamMeeting).where(
        scope.in_programme(viewer, TeamMeeting.programme_id),
        TeamMeeting.deleted_at.is_(None),
        TeamMeeting.meeting_on.between(first, last),
        or_(mine, of_team),
    )
    meetings = list(db.session.scalars(statement))
    companies: defaultdict[int, list[str]] = defaultdict(list)
    for meeting_id, name in db.session.execute(
        select(MeetingSection.meeting_id, Company.name)
        .join(Enrolment, and_(Enrolment.id == MeetingSection.enrolment_id, scope.board()))
        .join(Company, Company.id == Enrolment.company_id)
        .where(MeetingSection.meeting_id.in_([meeting.id for meeting in meetings]))
        .order_by(MeetingSection.id)
    ):
        companies[meeting_id].append(name)
    for meeting in meetings:
        if companies[meeting.id]:
            yield CalendarRow(
                EntryKind.MEETING,
                meeting.id,
                meeting.meeting_on,
                meeting.created_at,
                meeting.version,
                tuple(companies[meeting.id]),
                meeting.start_time,
                meeting.end_time,
                meeting.duration_minutes,
                meeting.place,
                meeting.status in CALLED_OFF,
            )


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
