"""Challenges, within what the viewer may read: words of record depth, so a closed company's are simply not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, union_all

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import TOKYO
from tracker.domain.challenges import ChallengeStatus, ProgressState
from tracker.domain.errors import NotFound
from tracker.domain.records import DAYS_TO_RESTORE, RecordState
from tracker.models import (
    Challenge,
    ChallengeProgress,
    Company,
    EnrolledCase,
    Enrolment,
    MeetingSection,
    SupportCase,
    TeamMeeting,
    Visit,
)
from tracker.queries import scope
from tracker.rows.challenges import ChallengeChoiceRow, ChallengeFilter, ChallengeRow, ProgressRow, StepRow

EVERYTHING = ChallengeFilter()
_RANKS = {state: rank for rank, state in enumerate(ProgressState)}
_BY_PLACE = (Enrolment.number, Enrolment.id, EnrolledCase.number, Challenge.position, Challenge.id)


def list_challenges(
    viewer: Viewer,
    *,
    today: date,
    filters: ChallengeFilter = EVERYTHING,
    open_first: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[ChallengeRow, ...]:
    """By company, case and the order that the team gave them; three statements for one row as for fifty.

    ``open_first``: what is still open before what is solved or dropped, each in that order.
    """
    statement = _rows(viewer, today, *_narrowed(viewer, today, filters))
    if open_first:
        is_closed = case((_stands() == ChallengeStatus.OPEN.value, 0), else_=1)
        statement = statement.order_by(None).order_by(is_closed, *_BY_PLACE)
    statement = statement.limit(limit).offset(offset)
    return _with_steps(db.session.execute(statement).all())


def count_challenges(viewer: Viewer, *, today: date, filters: ChallengeFilter = EVERYTHING) -> int:
    """How many :func:`list_challenges` lists without a limit."""
    counted = _rows(viewer, today, *_narrowed(viewer, today, filters)).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(counted)) or 0


def get_challenge(viewer: Viewer, challenge_id: int, *, today: date) -> ChallengeRow:
    """One challenge; NotFound where its company's records are closed to the viewer."""
    found = db.session.execute(_rows(viewer, today, Challenge.id == challenge_id, Challenge.deleted_at.is_(None))).one_or_none()
    if found is None:
        raise NotFound
    return _with_steps([found])[0]


def list_choices(
    viewer: Viewer, enrolment_ids: Collection[int], *, today: date, said: Collection[int] = ()
) -> tuple[ChallengeChoiceRow, ...]:
    """What the form of a record asks about: the open challenges of companies that the viewer logs for, and those in ``said``.

    The form itself has been opened to the viewer before (perhaps for that record alone), so the programme is the limit here.
    """
    clauses = (Challenge.enrolment_id.in_(enrolment_ids), Challenge.deleted_at.is_(None))
    found = _with_steps(db.session.execute(_all(viewer, today, *clauses)).all())
    return tuple(
        ChallengeChoiceRow(
            row.challenge_id,
            row.enrolment_id,
            row.case_id,
            row.case_title,
            row.title,
            row.days_without_movement(today),
            row.last_step.state if row.last_step else None,
            row.last_step.on if row.last_step else None,
        )
        for row in found
        if row.is_open or row.challenge_id in said
    )


def list_progress_of_visit(viewer: Viewer, visit_id: int, *, today: date) -> tuple[ProgressRow, ...]:
    """What a visit says about its company's challenges, for whoever may read its record."""
    statement = (
        _progress()
        .join(Visit, and_(Visit.id == ChallengeProgress.visit_id, Visit.enrolment_id == Challenge.enrolment_id))
        .where(Visit.id == visit_id, scope.in_programme(viewer, Visit.programme_id), scope.visit_record(viewer, today))
    )
    return tuple(ProgressRow(*row) for row in db.session.execute(statement))


def list_progress_of_visits(visit_ids: Collection[int]) -> defaultdict[int, list[ProgressRow]]:
    """The same of several visits whose records the caller has found open."""
    statement = (
        _progress(ChallengeProgress.visit_id)
        .join(Visit, and_(Visit.id == ChallengeProgress.visit_id, Visit.enrolment_id == Challenge.enrolment_id))
        .where(Visit.id.in_(visit_ids))
    )
    return _grouped(statement)


def list_progress_of_sections(section_ids: Collection[int]) -> defaultdict[int, list[ProgressRow]]:
    """What sections of meetings say about challenges; the caller has found them open."""
    statement = _progress(ChallengeProgress.section_id).where(ChallengeProgress.section_id.in_(section_ids))
    return _grouped(statement)


def _grouped(statement: Select[Any]) -> defaultdict[int, list[ProgressRow]]:
    grouped: defaultdict[int, list[ProgressRow]] = defaultdict(list)
    for parent_id, *values in db.session.execute(statement):
        grouped[parent_id].append(ProgressRow(*values))
    return grouped


def _progress(*parent: Any) -> Select[Any]:
    columns: tuple[Any, ...] = (
        *parent,
        Challenge.id,
        Challenge.case_id,
        Challenge.title,
        ChallengeProgress.state,
        ChallengeProgress.words,
    )
    return (
        select(*columns)
        .select_from(ChallengeProgress)
        .join(Challenge, Challenge.id == ChallengeProgress.challenge_id)
        .where(Challenge.deleted_at.is_(None))
        .order_by(Challenge.case_id, Challenge.position, Challenge.id)
    )


def _narrowed(viewer: Viewer, today: date, filters: ChallengeFilter) -> list[ColumnElement[bool]]:
    if filters.deleted:
        viewer.require(Act.STAFF)
        since = datetime.combine(today - timedelta(days=DAYS_TO_RESTORE), time.min, tzinfo=TOKYO)
        clauses: list[ColumnElement[bool]] = [Challenge.deleted_at >= since]
    else:
        clauses = [Challenge.deleted_at.is_(None)]
    if filters.company is not None:
        clauses.append(Challenge.enrolment_id == filters.company)
    if filters.case is not None:
        clauses.append(Challenge.case_id == filters.case)
    if filters.cases is not None:
        clauses.append(Challenge.case_id.in_(filters.cases))
    if filters.status is not None:
        clauses.append(_stands() == filters.status.value)
    return clauses


def _rows(viewer: Viewer, today: date, *clauses: ColumnElement[bool]) -> Select[Any]:
    return _all(viewer, today, scope.company_record(viewer, today), *clauses)


def _all(viewer: Viewer, today: date, *clauses: ColumnElement[bool]) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Challenge.id,
        Enrolment.id,
        Company.name,
        SupportCase.id,
        SupportCase.title,
        Challenge.title,
        Challenge.description,
        Challenge.raised_on,
        Challenge.status,
        Challenge.decided_on,
        Challenge.reason,
        Challenge.position,
        Challenge.version,
        scope.company_record(viewer, today, Act.LOG),
    )
    return (
        select(*columns)
        .select_from(Challenge)
        .join(Enrolment, Enrolment.id == Challenge.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .join(SupportCase, SupportCase.id == Challenge.case_id)
        .join(EnrolledCase, and_(EnrolledCase.case_id == Challenge.case_id, EnrolledCase.enrolment_id == Challenge.enrolment_id))
        .where(scope.in_programme(viewer, Challenge.programme_id), scope.board(), SupportCase.deleted_at.is_(None), *clauses)
        .order_by(*_BY_PLACE)
    )


def _counted_visit() -> ColumnElement[bool]:
    """A record that says something: held, final, there, and (a record may have been moved) still of the challenge's company."""
    return and_(
        Visit.id == ChallengeProgress.visit_id,
        Visit.enrolment_id == Challenge.enrolment_id,
        Visit.status == EventStatus.HELD,
        Visit.record_state == RecordState.FINAL,
        Visit.deleted_at.is_(None),
    )


def _counted_meeting() -> ColumnElement[bool]:
    return and_(
        TeamMeeting.id == MeetingSection.meeting_id,
        MeetingSection.enrolment_id == Challenge.enrolment_id,
        TeamMeeting.status == EventStatus.HELD,
        TeamMeeting.record_state == RecordState.FINAL,
        TeamMeeting.deleted_at.is_(None),
    )


def _visit_steps(*columns: Any) -> Select[Any]:
    return (
        select(ChallengeProgress.challenge_id, Visit.visit_on, Visit.start_time, ChallengeProgress.state, *columns)
        .select_from(ChallengeProgress)
        .join(Challenge, Challenge.id == ChallengeProgress.challenge_id)
        .join(Visit, _counted_visit())
    )


def _meeting_steps(*columns: Any) -> Select[Any]:
    return (
        select(ChallengeProgress.challenge_id, TeamMeeting.meeting_on, TeamMeeting.start_time, ChallengeProgress.state, *columns)
        .select_from(ChallengeProgress)
        .join(Challenge, Challenge.id == ChallengeProgress.challenge_id)
        .join(MeetingSection, MeetingSection.id == ChallengeProgress.section_id)
        .join(TeamMeeting, _counted_meeting())
    )


def _stands() -> ColumnElement[Any]:
    """``domain.challenges.standing(...).status`` as a clause: the last record's word, or the decision of its day or later."""
    steps = union_all(
        *(steps.where(ChallengeProgress.state.is_not(None)) for steps in (_visit_steps(), _meeting_steps()))
    ).subquery()
    challenge_id, on, at, state = steps.c
    rank = case(_RANKS, value=state)
    last = (
        select(on, state)
        .where(challenge_id == Challenge.id)
        .order_by(on.desc(), func.coalesce(at, literal(time.min)).desc(), rank.desc())
        .limit(1)
        .correlate(Challenge)
    )
    last_on = last.with_only_columns(on).scalar_subquery()
    last_state = last.with_only_columns(state).scalar_subquery()
    return case(
        (and_(Challenge.decided_on.is_not(None), or_(last_on.is_(None), Challenge.decided_on >= last_on)), Challenge.status),
        (last_state == ProgressState.SOLVED.value, literal(ChallengeStatus.RESOLVED.value)),
        else_=literal(ChallengeStatus.OPEN.value),
    )


def _with_steps(found: Collection[Any]) -> tuple[ChallengeRow, ...]:
    if not found:
        return ()
    rows = [ChallengeRow(*values) for values in found]
    steps: defaultdict[int, list[StepRow]] = defaultdict(list)
    wanted = ChallengeProgress.challenge_id.in_([row.challenge_id for row in rows])
    visits = _visit_steps(ChallengeProgress.words, literal("visit"), Visit.id)
    meetings = _meeting_steps(ChallengeProgress.words, literal("meeting"), TeamMeeting.id)
    for statement in (visits, meetings):
        for challenge_id, on, at, state, words, source, source_id in db.session.execute(statement.where(wanted)):
            steps[challenge_id].append(StepRow(on, at, state, words, source, source_id))
    return tuple(replace(row, steps=tuple(sorted(steps[row.challenge_id], key=_by_time))) for row in rows)


def _by_time(step: StepRow) -> tuple[Any, ...]:
    return step.on, step.start_time or time.min, -1 if step.state is None else _RANKS[step.state], step.source, step.source_id
