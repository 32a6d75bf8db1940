"""What people worked, read from every record that tells it, each hour once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.records import RecordState
from tracker.domain.travel import activities_of
from tracker.domain.work_entries import WorkEntry, activity_of, minute_of
from tracker.domain.work_log import Activity, SourceKind, SourceRef, WorkKind
from tracker.models import (
    Company,
    Enrolment,
    ExhibitionAttendance,
    MeetingParticipant,
    MeetingSection,
    OwnHours,
    TeamMeeting,
    TrainingAttendee,
    Travel,
    Visit,
    VisitParticipant,
    WorkLog,
)
from tracker.queries import attended, scope
from tracker.queries.travel import journeys
from tracker.rows.work_log import ActivityRow

People = Collection[int] | None  # None: everybody whose diary the viewer may read


def list_activities(
    viewer: Viewer, *, from_on: date, to_on: date, producer_id: int | None = None, among: Collection[int] | None = None
) -> tuple[ActivityRow, ...]:
    """What everybody whose diary the viewer may read (or one of them, or some) worked on these days, both included."""
    viewer.require(Act.DIARY)
    days = (from_on, to_on)
    people = among if producer_id is None else (producer_id,)
    return (
        *_visits(viewer, days, people),
        *_meetings(viewer, days, people),
        *attended.trainings(viewer, days, _whose(viewer, TrainingAttendee.producer_id, people)),
        *attended.exhibitions(viewer, days, _whose(viewer, ExhibitionAttendance.producer_id, people)),
        *_journeys(viewer, days, people),
        *_own(viewer, days, people),
    )


def _whose(viewer: Viewer, column: Any, people: People) -> ColumnElement[bool]:
    mine = scope.of_person(viewer, Act.DIARY, column)
    return mine if people is None else and_(mine, column.in_(people))


def _visits(viewer: Viewer, days: tuple[date, date], people: People) -> Iterator[ActivityRow]:
    """The hours of a visit are everybody's who was there, unless they came later or left earlier."""
    statement = (
        select(
            VisitParticipant.producer_id,
            Visit.id,
            Visit.visit_on,
            Visit.mode,
            *_hours(Visit),
            Visit.enrolment_id,
            Company.name,
        )
        .select_from(VisitParticipant)
        .join(Visit, Visit.id == VisitParticipant.visit_id)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(OwnHours, and_(OwnHours.visit_id == Visit.id, OwnHours.producer_id == VisitParticipant.producer_id))
        .where(
            scope.in_programme(viewer, Visit.programme_id),
            scope.board(),
            visit_took_place(),
            Visit.visit_on.between(*days),
            ~attended.is_in_exhibition(),
            _whose(viewer, VisitParticipant.producer_id, people),
        )
    )
    for who, visit_id, on, mode, start, end, pause, long, enrolment_id, company in db.session.execute(statement):
        # A joint exhibition is no visit in any count, so it is none in the hours either.
        kind = WorkKind.EXHIBITION if mode is VisitMode.EVENT else WorkKind.VISIT
        ref = SourceRef(SourceKind.VISIT, visit_id)
        activity = Activity(on, kind, ref, minute_of(start), minute_of(end), long, pause, (enrolment_id,))
        yield ActivityRow(who, activity, (company,))


def _meetings(viewer: Viewer, days: tuple[date, date], people: People) -> Iterator[ActivityRow]:
    statement = (
        select(MeetingParticipant.producer_id, TeamMeeting.id, TeamMeeting.meeting_on, *_hours(TeamMeeting))
        .select_from(MeetingParticipant)
        .join(TeamMeeting, TeamMeeting.id == MeetingParticipant.meeting_id)
        .outerjoin(OwnHours, and_(OwnHours.meeting_id == TeamMeeting.id, OwnHours.producer_id == MeetingParticipant.producer_id))
        .where(
            scope.in_programme(viewer, TeamMeeting.programme_id),
            TeamMeeting.status == EventStatus.HELD,
            TeamMeeting.record_state == RecordState.FINAL,
            TeamMeeting.deleted_at.is_(None),
            TeamMeeting.meeting_on.between(*days),
            _whose(viewer, MeetingParticipant.producer_id, people),
        )
    )
    found = db.session.execute(statement).all()
    companies = _companies_of_meetings(viewer, days) if found else {}
    for who, meeting_id, on, start, end, pause, long in found:
        about = companies[meeting_id]
        ref = SourceRef(SourceKind.MEETING, meeting_id)
        activity = Activity(
            on,
            WorkKind.MEETING,
            ref,
            minute_of(start),
            minute_of(end),
            long,
            pause,
            tuple(enrolment_id for enrolment_id, _name in about),
        )
        yield ActivityRow(who, activity, tuple(name for _enrolment_id, name in about))


def _companies_of_meetings(viewer: Viewer, days: tuple[date, date]) -> defaultdict[int, list[tuple[int, str]]]:
    statement = (
        select(MeetingSection.meeting_id, Enrolment.id, Company.name)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(scope.in_programme(viewer, TeamMeeting.programme_id), TeamMeeting.meeting_on.between(*days), scope.board())
        .order_by(Enrolment.id)
    )
    companies: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for meeting_id, enrolment_id, name in db.session.execute(statement):
        companies[meeting_id].append((enrolment_id, name))
    return companies


def _journeys(viewer: Viewer, days: tuple[date, date], people: People) -> Iterator[ActivityRow]:
    day = func.coalesce(Travel.travel_on, Visit.visit_on)
    counted = or_(Travel.visit_id.is_(None), and_(visit_took_place(), scope.board()))
    for row in journeys(viewer, counted, day.between(*days), _whose(viewer, Travel.producer_id, people)):
        assert row.producer_id is not None
        companies = () if row.enrolment_id is None else (row.enrolment_id,)
        for activity in activities_of(row.record, row.travel_id, on=row.on, companies=companies):
            yield ActivityRow(row.producer_id, activity, (row.company,) if row.company else (), row.record.note, travel=row)


def _own(viewer: Viewer, days: tuple[date, date], people: People) -> Iterator[ActivityRow]:
    statement = (
        select(WorkLog, func.coalesce(Company.name, ""))
        .outerjoin(Enrolment, Enrolment.id == WorkLog.enrolment_id)
        .outerjoin(Company, Company.id == Enrolment.company_id)
        .where(
            scope.in_programme(viewer, WorkLog.programme_id),
            WorkLog.deleted_at.is_(None),
            WorkLog.work_on.between(*days),
            _whose(viewer, WorkLog.producer_id, people),
        )
    )
    for row, company in db.session.execute(statement):
        yield ActivityRow(row.producer_id, activity_of(entry_of(row), row.id), (company,) if company else (), row.note)


def entry_of(row: WorkLog) -> WorkEntry:
    """The columns of an own entry as the rules know it."""
    return WorkEntry(**{name: getattr(row, name) for name in WorkEntry.__dataclass_fields__})


def visit_took_place() -> ColumnElement[bool]:
    """Held and final: a draft is not a record."""
    return and_(Visit.status == EventStatus.HELD, Visit.record_state == RecordState.FINAL, Visit.deleted_at.is_(None))


def _hours(record: Any) -> tuple[Any, ...]:
    """Start, end and break: one's own where they were written down, else the record's."""
    return (
        func.coalesce(OwnHours.start_time, record.start_time),
        func.coalesce(OwnHours.end_time, record.end_time),
        func.coalesce(OwnHours.break_minutes, 0),
        # A record may say how long it took without saying when; whoever wrote down their own times knows better.
        case(((OwnHours.start_time.is_(None) & OwnHours.end_time.is_(None)), record.duration_minutes)),
    )
