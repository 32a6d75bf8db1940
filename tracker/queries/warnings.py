"""What is odd about the programme's visits and meetings (rule 10): board depth, so every member may read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, case, exists, null, or_, select
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period, tokyo_day
from tracker.domain.records import RecordState
from tracker.domain.warnings import CompanyThere, Event, EventKind, EventRef, EventWarning, WarningKind, list_warnings
from tracker.models import (
    Assignment,
    Company,
    Enrolment,
    LogEntry,
    MeetingParticipant,
    MeetingSection,
    Producer,
    Programme,
    StandIn,
    TeamMeeting,
    Visit,
    VisitParticipant,
)
from tracker.queries import holidays, scope
from tracker.rows.warnings import WarningRow


def list_event_warnings(
    viewer: Viewer, *, period: Period, is_day_off: Callable[[date], bool] = holidays.is_day_off
) -> tuple[WarningRow, ...]:
    """Every warning about the visits and meetings of these days (a closed period), each once, by day."""
    viewer.require(Act.BOARD)
    return name_warnings(list_warnings(list_events(viewer, period=period), contract=_contract(viewer), is_day_off=is_day_off))


def list_warnings_about(
    viewer: Viewer, ref: EventRef, *, on: date, is_day_off: Callable[[date], bool] = holidays.is_day_off
) -> tuple[WarningRow, ...]:
    """The warnings that name one visit or meeting; ``on`` is its day."""
    viewer.require(Act.BOARD)
    events = list_events(viewer, period=Period(on, on), around=ref)
    found = list_warnings(events, contract=_contract(viewer), is_day_off=is_day_off)
    return name_warnings(warning for warning in found if ref in warning.events)


def list_events(viewer: Viewer, *, period: Period, with_teams: bool = True, around: EventRef | None = None) -> tuple[Event, ...]:
    """The programme's visits and meetings of these days as the rules of warnings need them.

    Without teams for whoever asks nothing about them: of many companies they are many rows. ``around``: that event with its team,
    and those that share a person or a company with it: no other makes a warning with it.
    """
    near = None if around is None else _near(around)
    teams = _teams(viewer, period, near) if with_teams else {}
    return (*_visits(viewer, period, teams, near), *_meetings(viewer, period, teams, near))


def warn_of(viewer: Viewer, events: Iterable[Event], *, kinds: Collection[WarningKind]) -> tuple[EventWarning, ...]:
    """The warnings of some kinds about events that were read already."""
    viewer.require(Act.BOARD)
    found = list_warnings(events, contract=None, is_day_off=lambda _day: False)
    return tuple(warning for warning in found if warning.kind in kinds)


Teams = dict[int, list[tuple[int, Period]]]


class _Near(NamedTuple):
    """The companies and the people of one event, as statements."""

    companies: Select[int]
    people: Select[int]


def _near(ref: EventRef) -> _Near:
    if ref.kind is EventKind.VISIT:
        return _Near(
            select(Visit.enrolment_id).where(Visit.id == ref.event_id),
            select(VisitParticipant.producer_id).where(VisitParticipant.visit_id == ref.event_id),
        )
    return _Near(
        select(MeetingSection.enrolment_id).where(MeetingSection.meeting_id == ref.event_id),
        select(MeetingParticipant.producer_id).where(MeetingParticipant.meeting_id == ref.event_id),
    )


def _visits(viewer: Viewer, period: Period, teams: Teams, near: _Near | None) -> Iterator[Event]:
    chosen = [
        scope.in_programme(viewer, Visit.programme_id),
        Visit.deleted_at.is_(None),
        Visit.visit_on.between(period.starts_on, period.ends_on),
    ]
    if near is not None:
        same = aliased(VisitParticipant)
        was_there = exists().where(same.visit_id == Visit.id, same.producer_id.in_(near.people))
        chosen.append(or_(Visit.enrolment_id.in_(near.companies), was_there))
    people = _grouped(
        select(VisitParticipant.visit_id, VisitParticipant.producer_id)
        .join(Visit, Visit.id == VisitParticipant.visit_id)
        .where(*chosen)
    )
    columns = (
        Visit.id,
        Visit.visit_on,
        Visit.status,
        Visit.start_time,
        Visit.end_time,
        _made_final_at(Visit.finalised_at, LogEntry.visit_id == Visit.id),
        Visit.record_state,
        Visit.enrolment_id,
        Enrolment.starts_on,
        Enrolment.ends_on,
    )
    statement: Any = select(*columns)
    statement = statement.join(Enrolment, Enrolment.id == Visit.enrolment_id).where(*chosen, scope.board())
    for visit_id, on, status, start, end, final_at, state, enrolment_id, starts_on, ends_on in db.session.execute(statement):
        there = CompanyThere(enrolment_id, Period(starts_on, ends_on), _team_on(teams, enrolment_id, on))
        yield Event(
            EventKind.VISIT,
            visit_id,
            on,
            status,
            (there,),
            people[visit_id],
            start,
            end,
            tokyo_day(final_at) if final_at else None,
            state is RecordState.DRAFT,
        )


def _meetings(viewer: Viewer, period: Period, teams: Teams, near: _Near | None) -> Iterator[Event]:
    chosen = [
        scope.in_programme(viewer, TeamMeeting.programme_id),
        TeamMeeting.deleted_at.is_(None),
        TeamMeeting.meeting_on.between(period.starts_on, period.ends_on),
    ]
    if near is not None:
        about, there = aliased(MeetingSection), aliased(MeetingParticipant)
        chosen.append(
            or_(
                exists().where(about.meeting_id == TeamMeeting.id, about.enrolment_id.in_(near.companies)),
                exists().where(there.meeting_id == TeamMeeting.id, there.producer_id.in_(near.people)),
            )
        )
    people = _grouped(
        select(MeetingParticipant.meeting_id, MeetingParticipant.producer_id)
        .join(TeamMeeting, TeamMeeting.id == MeetingParticipant.meeting_id)
        .where(*chosen)
    )
    companies: defaultdict[int, list[CompanyThere]] = defaultdict(list)
    sections = (
        select(MeetingSection.meeting_id, TeamMeeting.meeting_on, Enrolment.id, Enrolment.starts_on, Enrolment.ends_on)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .where(*chosen, scope.board())
        .order_by(Enrolment.number)
    )
    for meeting_id, on, enrolment_id, starts_on, ends_on in db.session.execute(sections):
        companies[meeting_id].append(CompanyThere(enrolment_id, Period(starts_on, ends_on), _team_on(teams, enrolment_id, on)))
    columns = (
        TeamMeeting.id,
        TeamMeeting.meeting_on,
        TeamMeeting.status,
        TeamMeeting.start_time,
        TeamMeeting.end_time,
        _made_final_at(TeamMeeting.finalised_at, LogEntry.meeting_id == TeamMeeting.id),
        TeamMeeting.record_state,
    )
    for meeting_id, on, status, start, end, final_at, state in db.session.execute(select(*columns).where(*chosen)):
        yield Event(
            EventKind.MEETING,
            meeting_id,
            on,
            status,
            tuple(companies[meeting_id]),
            people[meeting_id],
            start,
            end,
            tokyo_day(final_at) if final_at else None,
            state is RecordState.DRAFT,
        )


def _made_final_at(column: Any, imported: Any) -> Any:
    """When a record was made final; unknown where it came from a log kept by hand, in which it stood long before."""
    return case((exists().where(imported), null()), else_=column)


def _teams(viewer: Viewer, period: Period, near: _Near | None) -> Teams:
    """Enrolment → who is assigned or stands in, and when, as far as these days are touched."""
    teams: Teams = defaultdict(list)
    for model, living in ((Assignment, None), (StandIn, StandIn.deleted_at.is_(None))):
        statement = (
            select(model.enrolment_id, model.producer_id, model.starts_on, model.ends_on)
            .join(Enrolment, Enrolment.id == model.enrolment_id)
            .where(
                scope.in_programme(viewer, Enrolment.programme_id),
                model.starts_on <= period.ends_on,
                or_(model.ends_on.is_(None), model.ends_on >= period.starts_on),
            )
        )
        if near is not None:
            statement = statement.where(model.enrolment_id.in_(near.companies))
        for enrolment_id, producer_id, starts_on, ends_on in db.session.execute(
            statement if living is None else statement.where(living)
        ):
            teams[enrolment_id].append((producer_id, Period(starts_on, ends_on)))
    return teams


def _team_on(teams: Teams, enrolment_id: int, day: date) -> frozenset[int]:
    return frozenset(producer_id for producer_id, period in teams.get(enrolment_id, ()) if day in period)


def _grouped(statement: Any) -> defaultdict[int, frozenset[int]]:
    groups: defaultdict[int, set[int]] = defaultdict(set)
    for event_id, producer_id in db.session.execute(statement):
        groups[event_id].add(producer_id)
    return defaultdict(frozenset, {event_id: frozenset(people) for event_id, people in groups.items()})


def _contract(viewer: Viewer) -> Period | None:
    statement = select(Programme.contract_starts_on, Programme.contract_ends_on).where(Programme.id == viewer.programme)
    starts_on, ends_on = db.session.execute(statement).one()
    return Period(starts_on, ends_on)


def name_warnings(warnings: Iterable[EventWarning]) -> tuple[WarningRow, ...]:
    """The warnings with the names that their sentences need."""
    warnings = tuple(warnings)
    company_ids = {warning.company_id for warning in warnings if warning.company_id is not None}
    producer_ids = {warning.producer_id for warning in warnings if warning.producer_id is not None}
    companies: dict[int | None, str] = {}
    producers: dict[int | None, str] = {}
    if company_ids:
        names = (
            select(Enrolment.id, Company.name)
            .join(Company, Company.id == Enrolment.company_id)
            .where(Enrolment.id.in_(company_ids))
        )
        companies = {row[0]: row[1] for row in db.session.execute(names)}
    if producer_ids:
        people = select(Producer.id, Producer.name).where(Producer.id.in_(producer_ids))
        producers = {row[0]: row[1] for row in db.session.execute(people)}
    return tuple(
        WarningRow(warning, companies.get(warning.company_id), producers.get(warning.producer_id)) for warning in warnings
    )
