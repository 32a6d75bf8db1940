"""Challenges, within what the viewer may read: words of record depth, so a closed company's are simply not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, true, union_all

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
from tracker.queries.pages import Page, read_parts
from tracker.rows.challenges import ChallengeChoiceRow, ChallengeFilter, ChallengeRow, StepRow

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
    total: int | None = None,
) -> tuple[ChallengeRow, ...]:
    """By company, case and the order that the team gave them; four statements for one row as for fifty.

    ``open_first``: what is still open before what is solved or dropped, each in that order.
    """
    chosen = _chosen(viewer, today, filters)
    page = Page.nearest(limit, offset, total)

    def read(clause: ColumnElement[bool], page: Page) -> Sequence[Any]:
        rows = page.rows(_all(viewer, today), Challenge.id, chosen.where(clause), *_BY_PLACE)
        return db.session.execute(rows).all()

    def count(clause: ColumnElement[bool]) -> int:
        return _number(viewer, today, *_narrowed(viewer, today, filters), clause)

    parts: tuple[ColumnElement[bool], ...] = (true(),)
    if open_first and filters.status is None:
        # open ones are read until the page is full, and the others where it is not: sorted by state, all of them would be read
        is_open = _stands() == ChallengeStatus.OPEN.value
        parts = (is_open, ~is_open)
    return _with_steps(read_parts(page, parts, read, count))


def count_challenges(viewer: Viewer, *, today: date, filters: ChallengeFilter = EVERYTHING, at_most: int | None = None) -> int:
    """How many :func:`list_challenges` lists without a limit; beyond ``at_most`` one more says that there are more."""
    if at_most is None:
        return _number(viewer, today, *_narrowed(viewer, today, filters))
    return scope.count(_chosen(viewer, today, filters), at_most)


def _number(viewer: Viewer, today: date, *clauses: ColumnElement[bool]) -> int:
    """All that there are, counted case by case as an index has them: of each challenge its company and case are not looked up."""
    of_it = (
        scope.in_programme(viewer, Challenge.programme_id),
        scope.my_records(viewer, today, Challenge.enrolment_id),
        *clauses,
    )
    each = select(Challenge.enrolment_id, Challenge.case_id, func.count().label("number")).where(*of_it)
    found = each.group_by(Challenge.enrolment_id, Challenge.case_id).subquery()
    return int(db.session.scalar(_placed(viewer, select(func.sum(found.c.number)).select_from(found), found.c)) or 0)


def get_challenge(viewer: Viewer, challenge_id: int, *, today: date) -> ChallengeRow:
    """One challenge; NotFound where its company's records are closed to the viewer."""
    clauses = (Challenge.id == challenge_id, Challenge.deleted_at.is_(None), scope.company_record(viewer, today))
    found = db.session.execute(_all(viewer, today, *clauses)).one_or_none()
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


def list_new_of_visit(viewer: Viewer, visit_id: int, *, today: date) -> tuple[ChallengeRow, ...]:
    """The challenges that were first written down on a visit, for whoever may read its record; with all their progress."""
    of_visit = exists().where(
        Visit.id == visit_id,
        Visit.enrolment_id == Challenge.enrolment_id,
        scope.in_programme(viewer, Visit.programme_id),
        scope.visit_record(viewer, today),
    )
    came_up = (Challenge.came_up_visit_id == visit_id, of_visit.correlate(Challenge), Challenge.deleted_at.is_(None))
    return _with_steps(db.session.execute(_all(viewer, today, *came_up)).all())


def list_new_of_meeting(
    viewer: Viewer, meeting_id: int, enrolment_ids: Collection[int], *, today: date
) -> defaultdict[int, list[ChallengeRow]]:
    """The same of a meeting, by company; the caller has found the sections about these companies open."""
    came_up = (
        Challenge.came_up_meeting_id == meeting_id,
        Challenge.enrolment_id.in_(enrolment_ids),
        Challenge.deleted_at.is_(None),
    )
    grouped: defaultdict[int, list[ChallengeRow]] = defaultdict(list)
    for row in _with_steps(db.session.execute(_all(viewer, today, *came_up)).all()):
        grouped[row.enrolment_id].append(row)
    return grouped


def _narrowed(viewer: Viewer, today: date, filters: ChallengeFilter) -> list[ColumnElement[bool]]:
    if filters.deleted:
        viewer.require(Act.STAFF)
        since = datetime.combine(today - timedelta(days=DAYS_TO_RESTORE), time.min, tzinfo=TOKYO)
        in_programme = scope.in_programme(viewer, Challenge.programme_id)
        deleted = db.session.scalars(select(Challenge.id).where(in_programme, Challenge.deleted_at >= since)).all()
        clauses: list[ColumnElement[bool]] = [Challenge.id.in_(deleted)]  # a few: found first, not by going through all companies
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


def _chosen(viewer: Viewer, today: date, filters: ChallengeFilter) -> Select[Any]:
    clauses = (scope.in_programme(viewer, Challenge.programme_id), scope.my_records(viewer, today))
    found = _placed(viewer, select(Challenge.id).select_from(Challenge), Challenge)
    return found.where(*clauses, *_narrowed(viewer, today, filters))


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
        _placed(viewer, select(*columns).select_from(Challenge), Challenge)
        .join(Company, Company.id == Enrolment.company_id)
        .where(scope.in_programme(viewer, Challenge.programme_id), *clauses)
        .order_by(*_BY_PLACE)
    )


def _placed(viewer: Viewer, statement: Select[Any], of: Any) -> Select[Any]:
    """With company and case, where both are there.

    The programme is said of the company too: by it the rows come in their order, and a page is read no further than it reaches.
    """
    return (
        statement.join(Enrolment, Enrolment.id == of.enrolment_id)
        .join(SupportCase, SupportCase.id == of.case_id)
        .join(EnrolledCase, and_(EnrolledCase.case_id == of.case_id, EnrolledCase.enrolment_id == of.enrolment_id))
        .where(scope.in_programme(viewer, Enrolment.programme_id), scope.board(), SupportCase.deleted_at.is_(None))
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
    steps = select(ChallengeProgress.challenge_id, Visit.visit_on, Visit.start_time, ChallengeProgress.state, *columns)
    return steps.where(ChallengeProgress.challenge_id == Challenge.id, _counted_visit())


def _meeting_steps(*columns: Any) -> Select[Any]:
    steps = select(
        ChallengeProgress.challenge_id, TeamMeeting.meeting_on, TeamMeeting.start_time, ChallengeProgress.state, *columns
    )
    return steps.where(
        ChallengeProgress.challenge_id == Challenge.id, MeetingSection.id == ChallengeProgress.section_id, _counted_meeting()
    )


def _stands() -> ColumnElement[Any]:
    """``domain.challenges.standing(...).status`` as a clause: the last record's word, or the decision of its day or later.

    Most challenges were never called solved nor decided on: they are open, which the index alone says.
    """
    # each half looks for the one challenge: SQLite would read all that was ever said and narrow the two together afterwards
    halves = (
        steps.where(ChallengeProgress.state.is_not(None)).correlate(Challenge) for steps in (_visit_steps(), _meeting_steps())
    )
    _challenge_id, on, at, state = union_all(*halves).subquery().c
    rank = case(_RANKS, value=state)
    last = select(on, state).order_by(on.desc(), func.coalesce(at, literal(time.min)).desc(), rank.desc()).limit(1)
    last_on = last.with_only_columns(on).scalar_subquery()
    last_state = last.with_only_columns(state).scalar_subquery()
    was_solved = exists().where(ChallengeProgress.challenge_id == Challenge.id, ChallengeProgress.state == ProgressState.SOLVED)
    return case(
        (and_(Challenge.decided_on.is_(None), ~was_solved.correlate(Challenge)), literal(ChallengeStatus.OPEN.value)),
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
