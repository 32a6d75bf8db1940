"""Challenges, within what the viewer may read: words of record depth, so a closed company's are simply not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import TOKYO
from tracker.domain.challenges import ChallengeStatus
from tracker.domain.errors import NotFound
from tracker.domain.records import DAYS_TO_RESTORE
from tracker.models import (
    Challenge,
    ChallengeProgress,
    Company,
    EnrolledCase,
    Enrolment,
    SupportCase,
    TeamMeeting,
    Visit,
)
from tracker.queries import scope
from tracker.queries.challenge_standings import EVERY, RANKS, Statuses, meeting_steps, placed, standing, visit_steps
from tracker.queries.kept_challenges import list_numbers
from tracker.queries.pages import Page, read_parts
from tracker.rows.challenges import ChallengeChoiceRow, ChallengeFilter, ChallengeRow, StepRow

EVERYTHING = ChallengeFilter()
_OPEN = frozenset({ChallengeStatus.OPEN})
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
    chosen, statuses = _chosen(viewer, today, filters), _statuses(filters)

    def read(part: Statuses, page: Page) -> Sequence[Any]:
        clauses = [standing(part)]
        numbers = None if limit is None else _kept_numbers(viewer, filters, part)
        if numbers is not None:
            companies, page = page.among(numbers)
            if not companies:
                return ()
            clauses.append(Challenge.enrolment_id.in_(companies))
        rows = page.rows(_all(viewer, today), Challenge.id, chosen.where(*clauses), *_BY_PLACE)
        return db.session.execute(rows).all()

    def count(part: Statuses) -> int:
        return _number(viewer, today, filters, part)

    # open ones are read until the page is full, and the others where it is not: sorted by state, all of them would be read
    parts = (_OPEN, statuses - _OPEN) if open_first and statuses > _OPEN else (statuses,)
    return _with_steps(read_parts(Page.nearest(limit, offset, total), parts, read, count))


def count_challenges(viewer: Viewer, *, today: date, filters: ChallengeFilter = EVERYTHING, at_most: int | None = None) -> int:
    """How many :func:`list_challenges` lists without a limit; beyond ``at_most`` one more says that there are more."""
    return _number(viewer, today, filters, _statuses(filters), at_most)


def _statuses(filters: ChallengeFilter) -> Statuses:
    return EVERY if filters.status is None else frozenset({filters.status})


def _number(viewer: Viewer, today: date, filters: ChallengeFilter, statuses: Statuses, at_most: int | None = None) -> int:
    numbers = _kept_numbers(viewer, filters, statuses)
    if numbers is not None:
        number = sum(numbers.values())
        return number if at_most is None else min(number, at_most + 1)
    if at_most is not None:
        return scope.count(_chosen(viewer, today, filters).where(standing(statuses)), at_most)
    # all that there are, case by case as an index has them: of each challenge its company and case are not looked up
    of_it = (
        scope.in_programme(viewer, Challenge.programme_id),
        scope.my_records(viewer, today, Challenge.enrolment_id),
        standing(statuses),
        *_narrowed(viewer, today, filters),
    )
    each = select(Challenge.enrolment_id, Challenge.case_id, func.count().label("number")).where(*of_it)
    found = each.group_by(Challenge.enrolment_id, Challenge.case_id).subquery()
    return int(db.session.scalar(placed(viewer, select(func.sum(found.c.number)).select_from(found), found.c)) or 0)


def _kept_numbers(viewer: Viewer, filters: ChallengeFilter, statuses: Statuses) -> dict[int, int] | None:
    """By company how many the list has; None where it is not kept, for who sees some companies, and where more narrows it."""
    is_whole = viewer.sees_all(Act.RECORD) and replace(filters, status=None) == EVERYTHING
    return list_numbers(viewer, statuses) if is_whole else None


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
    return clauses


def _chosen(viewer: Viewer, today: date, filters: ChallengeFilter) -> Select[Any]:
    clauses = (scope.in_programme(viewer, Challenge.programme_id), scope.my_records(viewer, today))
    found = placed(viewer, select(Challenge.id).select_from(Challenge), Challenge)
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
        placed(viewer, select(*columns).select_from(Challenge), Challenge)
        .join(Company, Company.id == Enrolment.company_id)
        .where(scope.in_programme(viewer, Challenge.programme_id), *clauses)
        .order_by(*_BY_PLACE)
    )


def _with_steps(found: Collection[Any]) -> tuple[ChallengeRow, ...]:
    if not found:
        return ()
    rows = [ChallengeRow(*values) for values in found]
    steps: defaultdict[int, list[StepRow]] = defaultdict(list)
    wanted = ChallengeProgress.challenge_id.in_([row.challenge_id for row in rows])
    visits = visit_steps(ChallengeProgress.words, literal("visit"), Visit.id)
    meetings = meeting_steps(ChallengeProgress.words, literal("meeting"), TeamMeeting.id)
    for statement in (visits, meetings):
        for challenge_id, on, at, state, words, source, source_id in db.session.execute(statement.where(wanted)):
            steps[challenge_id].append(StepRow(on, at, state, words, source, source_id))
    return tuple(replace(row, steps=tuple(sorted(steps[row.challenge_id], key=_by_time))) for row in rows)


def _by_time(step: StepRow) -> tuple[Any, ...]:
    return step.on, step.start_time or time.min, -1 if step.state is None else RANKS[step.state], step.source, step.source_id
