"""What the form of a visit opens with: the company, its cases, the team of the day, and the visits next to this one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union,
)

from tracker.database import db
from tracker.domain.access import Act, Answer, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.records import RecordState
from tracker.domain.staffing import AssignmentRole
from tracker.models import (
    Account,
    Assignment,
    AuditEntry,
    Company,
    EnrolledCase,
    Enrolment,
    Producer,
    StandIn,
    SupportCase,
    Visit,
    VisitParticipant,
)
from tracker.queries import scope
from tracker.queries.choices import has_many_producers, likely_producers
from tracker.queries.phases import list_case_progress
from tracker.queries.prepared import ids_of, prepared, run
from tracker.queries.tool_uses import list_last_uses, list_uses_of_visit
from tracker.queries.tools import list_tools
from tracker.rows.notes import CaseChoiceRow
from tracker.rows.staffing import PersonRow
from tracker.rows.visits import FollowingRow, NearVisitRow, VisitFormRow

DAYS_OF_RECENT_RECORDS = 3
LATELY = 5  # visits whose people are likely to be there again
_STANDING_IN, _OTHER = "standing in", "other"


def get_visit_form(
    viewer: Viewer,
    enrolment_id: int,
    *,
    on: date,
    today: date,
    visit_id: int | None = None,
    is_shown: bool = True,
    offers_people: bool = True,
    named: Collection[int] = (),
) -> VisitFormRow:
    """For whoever may log the company's visits (``visit_id``: or that one); ``on`` is the day whose team is filled in.

    ``is_shown`` is False where the form was sent and names no tool: a save needs neither tools nor how far the cases are, and of
    the visits only what is scheduled.
    ``named`` are the people that the form names. Of the others outside the team everybody is offered who is on the roster that
    day, or the likeliest of many; nobody where ``offers_people`` is False.
    Open to whoever was ever on the team: yesterday's stand-in may still record yesterday. The service asks about the day itself.
    """
    viewer.require(Act.LOG)
    asked = {"enrolment": enrolment_id, "visit": visit_id or 0, "on": on, "today": today}
    found = run(_company_and_cases(viewer), asked | ids_of(viewer)).all()
    if not found:
        raise NotFound
    company, starts_on, ends_on, *_case = found[0]
    told = list_case_progress(viewer, as_of=today, enrolment_ids=[enrolment_id]) if is_shown else ()
    furthest = {row.case_id: row.progress.furthest for row in told}
    has_more = offers_people and has_many_producers(viewer)
    wanted = {*named, *_likely(viewer, enrolment_id, today)} if has_more else named
    of_form = asked | {"typed": list(named)}
    assigned, standing_in, others, left = _people(viewer, of_form, None if offers_people and not has_more else wanted)
    team = [*assigned, *standing_in]
    near = [row for row in _near(enrolment_id, today, _NEAR if is_shown else _SCHEDULED) if row.visit_id != visit_id]
    scheduled = [row for row in near if row.status is EventStatus.SCHEDULED and not row.is_draft]
    waiting = [row for row in scheduled if row.visit_on <= today]
    since = today - timedelta(days=DAYS_OF_RECENT_RECORDS)
    return VisitFormRow(
        enrolment_id=enrolment_id,
        company=company,
        support=Period(starts_on, ends_on),
        cases=tuple(
            CaseChoiceRow(case_id, number, title, furthest.get(case_id))
            for _name, _from, _until, case_id, number, title in found
            if case_id is not None
        ),
        team=tuple(team),
        others=tuple(others),
        has_more=has_more,
        waiting=tuple(sorted(waiting, key=lambda row: row.visit_on, reverse=True)),
        ahead=min((row for row in scheduled if row.visit_on > today), key=lambda row: row.visit_on, default=None),
        recorded=tuple(row for row in near if row.status is EventStatus.HELD and row.visit_on >= since),
        standing_in=frozenset(person.producer_id for person in standing_in),
        left=left,
        # A stand-in goes instead of somebody, so both were hardly there; who writes it down was.
        expected=tuple(person.producer_id for person in team if person in assigned or person.producer_id == viewer.producer_id),
        tools=list_tools(viewer) if is_shown else (),
        uses=list_uses_of_visit(viewer, visit_id, today=today) if visit_id is not None else (),
        last_uses=list_last_uses(viewer, [enrolment_id], before=today, today=today).get(enrolment_id, ()) if is_shown else (),
    )


def find_what_follows(viewer: Viewer, enrolment_id: int, *, after: date) -> FollowingRow:
    """What stands after a visit: the next scheduled one, and whether a later one is recorded already."""
    later = (
        scope.in_programme(viewer, Visit.programme_id),
        Visit.enrolment_id == enrolment_id,
        Visit.deleted_at.is_(None),
        Visit.visit_on > after,
    )
    ahead: Any = db.session.execute(
        select(Visit.id, Visit.visit_on)
        .where(*later, Visit.status == EventStatus.SCHEDULED, Visit.record_state == RecordState.FINAL)
        .order_by(Visit.visit_on, Visit.id)
        .limit(1)
    ).one_or_none()
    recorded = db.session.scalar(select(func.max(Visit.visit_on)).where(*later, Visit.status == EventStatus.HELD))
    visit_id, visit_on = ahead if ahead is not None else (None, None)
    return FollowingRow(visit_id, visit_on, recorded)


@prepared
def _company_and_cases(viewer: Viewer) -> Select[Any]:
    enrolment: Any = bindparam("enrolment", type_=Integer)
    today: Any = bindparam("today", type_=Date)
    this_visit = exists().where(
        Visit.id == bindparam("visit"), Visit.enrolment_id == Enrolment.id, scope.visit_record(viewer, today, Act.LOG)
    )
    of_case: tuple[Any, ...] = (SupportCase.id, EnrolledCase.number, SupportCase.title)
    columns: tuple[Any, ...] = (Company.name, Enrolment.starts_on, Enrolment.ends_on, *of_case)
    return (
        select(*columns)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(EnrolledCase, EnrolledCase.enrolment_id == Enrolment.id)
        .outerjoin(SupportCase, and_(SupportCase.id == EnrolledCase.case_id, SupportCase.deleted_at.is_(None)))
        .where(
            Enrolment.id == enrolment,
            scope.in_programme(viewer, Enrolment.programme_id),
            scope.board(),
            or_(_was_ever_on_team(viewer, enrolment, today), this_visit),
        )
        .order_by(EnrolledCase.number, EnrolledCase.id)
    )


def _was_ever_on_team(viewer: Viewer, enrolment: Any, today: Any) -> ColumnElement[bool]:
    now = scope.company_record(viewer, today, Act.LOG)
    if viewer.answer(Act.LOG) is not Answer.ON_TEAM or viewer.producer_id is None:
        return now
    return or_(
        now,
        exists().where(Assignment.enrolment_id == enrolment, Assignment.producer_id == viewer.producer_id),
        exists().where(
            StandIn.enrolment_id == enrolment, StandIn.producer_id == viewer.producer_id, StandIn.deleted_at.is_(None)
        ),
    )


def _people(
    viewer: Viewer, asked: Mapping[str, Any], named: Collection[int] | None
) -> tuple[list[PersonRow], list[PersonRow], list[PersonRow], frozenset[int]]:
    """The lead and the sub-leads of the day, those who stand in, everybody else on the roster that day; who of them left since.

    Whom a sent form names may have left some time before: it may have been filled in a while ago.
    """
    statement, named = (_roster(viewer), ()) if named is None else (_roster_of_named(viewer), named)
    parameters = {**asked, **ids_of(viewer), "recently": asked["today"] - timedelta(days=366), "named": list(named)}
    groups: dict[Any, list[PersonRow]] = {group: [] for group in (*AssignmentRole, _STANDING_IN, _OTHER)}
    left = set()
    for producer_id, name, role, stand_in_id, ends_on in run(statement, parameters):
        groups[role or (_OTHER if stand_in_id is None else _STANDING_IN)].append(PersonRow(producer_id, name))
        left |= {producer_id} if ends_on is not None and ends_on < asked["today"] else set()
    team = groups[AssignmentRole.LEAD] + groups[AssignmentRole.SUB_LEAD]
    return team, groups[_STANDING_IN], groups[_OTHER], frozenset(left)


def _likely(viewer: Viewer, enrolment_id: int, today: date) -> set[int]:
    """Who was there the last times, and who is likely to be named at all."""
    last = select(Visit.id).where(Visit.enrolment_id == enrolment_id, Visit.deleted_at.is_(None), Visit.visit_on <= today)
    latest = last.order_by(Visit.visit_on.desc(), Visit.id.desc()).limit(LATELY).subquery()
    there = select(VisitParticipant.producer_id).join(latest, latest.c.id == VisitParticipant.visit_id).distinct()
    return {*db.session.scalars(there), *likely_producers(viewer, today)}


@prepared
def _roster_of_named(viewer: Viewer) -> Select[Any]:
    """The same for the team, the stand-ins and these people alone: found from the company, not by reading the whole roster."""
    enrolment = bindparam("enrolment", type_=Integer)
    wanted = union(
        select(Assignment.producer_id).where(Assignment.enrolment_id == enrolment),
        select(StandIn.producer_id).where(StandIn.enrolment_id == enrolment),
        select(Producer.id).where(Producer.id.in_(bindparam("named", expanding=True))),
    ).subquery()
    return _roster(viewer).join(wanted, wanted.c.producer_id == Producer.id)


@prepared
def _roster(viewer: Viewer) -> Select[Any]:
    enrolment, on = bindparam("enrolment", type_=Integer), bindparam("on", type_=Date)
    assigned = and_(
        Assignment.producer_id == Producer.id,
        Assignment.enrolment_id == enrolment,
        Assignment.starts_on <= on,
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= on),
    )
    stand_in_id = (
        select(func.min(StandIn.id))
        .where(
            StandIn.producer_id == Producer.id,
            StandIn.enrolment_id == enrolment,
            StandIn.deleted_at.is_(None),
            StandIn.starts_on <= on,
            StandIn.ends_on >= on,
        )
        .scalar_subquery()
    )
    was_there = and_(Producer.id.in_(bindparam("typed", expanding=True)), Producer.ends_on >= bindparam("recently", type_=Date))
    on_roster = and_(Producer.deleted_at.is_(None), or_(Producer.ends_on.is_(None), Producer.ends_on >= on, was_there))
    return (
        select(Producer.id, Producer.name, Assignment.role, stand_in_id, Producer.ends_on)
        .outerjoin(Assignment, assigned)
        .where(
            scope.in_programme(viewer, Producer.programme_id),
            or_(Assignment.id.is_not(None), stand_in_id.is_not(None), on_roster),
        )
        .order_by(Producer.kana, Producer.name, Producer.id)
    )


def _near(enrolment_id: int, today: date, statement: Select[Any]) -> Iterable[NearVisitRow]:
    """Scheduled visits whenever, records and drafts of the last days; nearest to today first."""
    asked = {"enrolment": enrolment_id, "since": today - timedelta(days=DAYS_OF_RECENT_RECORDS)}
    return [NearVisitRow(*row) for row in run(statement, asked)]


_OF_VISIT: tuple[Any, ...] = (Visit.id, Visit.visit_on, Visit.start_time, Visit.place, Visit.status, Visit.record_state)
# Whoever recorded it: the row may be older, made by whoever scheduled the visit.
_RECORDED_BY = (
    select(AuditEntry.account_id)
    .where(
        AuditEntry.noun == Visit.__tablename__,
        AuditEntry.noun_id == Visit.id,
        AuditEntry.act.in_(("log_visit", "draft_visit")),
    )
    .order_by(AuditEntry.id.desc())
    .limit(1)
    .scalar_subquery()
)
_BY_WHOM: tuple[Any, ...] = (func.coalesce(Account.name, ""), Account.id)
_IS_SCHEDULED = Visit.status == EventStatus.SCHEDULED
_OF_COMPANY = (Visit.enrolment_id == bindparam("enrolment"), Visit.deleted_at.is_(None))
_LATEST = (Visit.visit_on.desc(), Visit.id.desc())
_SCHEDULED = select(*_OF_VISIT, literal(""), null()).where(*_OF_COMPANY, _IS_SCHEDULED).order_by(*_LATEST)
_NEAR = (
    select(*_OF_VISIT, *_BY_WHOM)
    .outerjoin(Account, Account.id == func.coalesce(_RECORDED_BY, Visit.created_by_id))
    .where(*_OF_COMPANY, or_(_IS_SCHEDULED, and_(Visit.status == EventStatus.HELD, Visit.visit_on >= bindparam("since"))))
    .order_by(*_LATEST)
)
