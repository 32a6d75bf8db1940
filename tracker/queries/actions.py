"""Next actions, within what the viewer may read: texts of record depth, so a closed company's are simply not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, and_, bindparam, case, exists, func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Answer, Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.follow_up import ActionStatus, Side
from tracker.domain.records import DAYS_TO_RESTORE
from tracker.models import Company, Enrolment, LogEntry, MeetingSection, NextAction, Producer, SupportCase, TeamMeeting, Visit
from tracker.queries import scope
from tracker.queries.pages import Page, read_parts
from tracker.queries.prepared import ids_of, prepared, run
from tracker.queries.spans import count_each, days_of, in_any
from tracker.rows.actions import ActionFilter, ActionRow

_TODAY: Any = bindparam("today", type_=Date)
# What a filter narrows to: else every company that is asked for would have statements of its own, and memory would grow with it.
_NARROWED_TO: dict[str, Any] = {
    **{name: bindparam(f"of_{name}", type_=Integer) for name in ("company", "visit", "owner")},
    **{name: bindparam(f"of_{name}", type_=Integer, expanding=True) for name in ("companies", "only", "without")},
    **{name: bindparam(f"of_{name}", type_=Date) for name in ("due_from", "due_to")},
}


def list_actions(
    viewer: Viewer,
    *,
    today: date,
    filters: ActionFilter | None = None,
    limit: int | None = None,
    offset: int = 0,
    total: int | None = None,
    by_side: bool = False,
) -> tuple[ActionRow, ...]:
    """The open ones first, the longest due on top; then the done ones, the last done on top.

    ``by_side``: ours before theirs, and of ours the viewer's own before the others'.
    """
    filters = filters or ActionFilter()
    shape, narrowed_to = _shape_of(filters)
    asked = ids_of(viewer) | narrowed_to | {"today": today}
    if limit is None:
        return _fetch_rows(run(_whole(viewer, shape, by_side), asked))
    parts = _parts(viewer, filters, by_side=by_side) if _is_wide(viewer, filters) else [filters]

    def read(part: ActionFilter, page: Page) -> tuple[ActionRow, ...]:
        statement = _page(viewer, _shape_of(part)[0], by_side and len(parts) == 1, page.is_backwards)
        return _fetch_rows(run(statement, asked | {"limit": page.limit, "offset": page.offset}))

    def count(part: ActionFilter) -> int:
        return count_actions(viewer, today=today, filters=part)

    return tuple(read_parts(Page.nearest(limit, offset, total), parts, read, count))


def _shape_of(filters: ActionFilter) -> tuple[ActionFilter, dict[str, Any]]:
    """What is narrowed by, with parameters in the place of what it is narrowed to; and these by their names."""
    given = {name: value for name in _NARROWED_TO if (value := getattr(filters, name)) is not None}
    shape = replace(filters, **{name: _NARROWED_TO[name] for name in given})
    return shape, {_NARROWED_TO[name].key: value for name, value in given.items()}


@prepared
def _whole(viewer: Viewer, filters: ActionFilter, by_side: bool) -> Select[Any]:
    return _rows(viewer, _TODAY, by_side=by_side).where(*_narrowed(viewer, _TODAY, filters))


@prepared
def _page(viewer: Viewer, filters: ActionFilter, by_side: bool, is_backwards: bool) -> Select[Any]:
    page = Page(bindparam("limit"), bindparam("offset"), is_backwards)
    order = _order(viewer, filters, by_side=by_side)
    return page.rows(_rows(viewer, _TODAY), NextAction.id, _found(viewer, filters), *order)


def _found(viewer: Viewer, filters: ActionFilter) -> Select[Any]:
    return _there(viewer, filters).where(scope.of_living(viewer, NextAction.enrolment_id))


def _there(viewer: Viewer, filters: ActionFilter) -> Select[Any]:
    """Those of companies that are gone too."""
    there = (scope.in_programme(viewer, NextAction.programme_id), NextAction.deleted_at.is_(None))
    return select(NextAction.id).where(*there, *_narrowed(viewer, _TODAY, filters))


def _is_wide(viewer: Viewer, filters: ActionFilter) -> bool:
    return viewer.answer(Act.RECORD) is Answer.YES and replace(filters, status=None, overdue=False) == ActionFilter()


def _parts(viewer: Viewer, filters: ActionFilter, *, by_side: bool) -> list[ActionFilter]:
    """What :func:`_order` keeps apart, in that order: where nothing but state narrows, each lies in an index as it is shown."""
    ours, theirs = ActionFilter(side=Side.OURS), ActionFilter(side=Side.THEIRS)
    own = [ours] if viewer.producer_id is None else [ActionFilter(mine=True), replace(ours, of_others=True)]
    states = list(ActionStatus) if filters.status is None and not filters.overdue else [filters.status]
    sides = [*own, theirs] if by_side else [ActionFilter()]
    return [replace(side, status=state, overdue=filters.overdue) for side in sides for state in states]


def count_actions(viewer: Viewer, *, today: date, filters: ActionFilter | None = None, at_most: int | None = None) -> int:
    """How many :func:`list_actions` would list; beyond ``at_most`` one more says that there are more."""
    shape, narrowed_to = _shape_of(filters or ActionFilter())
    asked = ids_of(viewer) | narrowed_to | {"today": today} | ({} if at_most is None else {"most": at_most + 1})
    return int(run(_number(viewer, shape, at_most is None), asked).scalar_one())


@prepared
def _number(viewer: Viewer, filters: ActionFilter, is_whole: bool) -> Select[Any]:
    if is_whole:
        return scope.number_without(_there(viewer, filters), scope.of_gone(viewer, NextAction.enrolment_id))
    return select(func.count()).select_from(_found(viewer, filters).limit(bindparam("most")).subquery())


def count_overdue_of_days(viewer: Viewer, spans: Sequence[Period], *, today: date) -> tuple[int, ...]:
    """How many open next actions fell due in each of the spans and are overdue, in one statement."""
    asked = ids_of(viewer) | {"today": today} | days_of(spans)
    return tuple(run(_overdue_of_days(viewer, len(spans)), asked).one())


@prepared
def _overdue_of_days(viewer: Viewer, number: int) -> Select[Any]:
    overdue: Any = _found(viewer, ActionFilter(overdue=True)).with_only_columns(*count_each(NextAction.due_on, number))
    counted: Select[Any] = overdue.where(in_any(NextAction.due_on))
    return counted


def list_actions_of_visit(viewer: Viewer, visit_id: int, *, today: date) -> tuple[ActionRow, ...]:
    """Those agreed on a visit, for whoever may read the visit's record."""
    return list_actions(viewer, today=today, filters=ActionFilter(visit=visit_id))


def list_actions_of_meeting(viewer: Viewer, meeting_id: int, *, today: date) -> tuple[ActionRow, ...]:
    """Those agreed in a meeting, of the companies whose sections the viewer may read."""
    of_section = exists().where(
        MeetingSection.meeting_id == NextAction.meeting_id,
        MeetingSection.enrolment_id == NextAction.enrolment_id,
        scope.section_record(viewer, today, TeamMeeting.meeting_on),
    )
    return _fetch(_rows(viewer, today).where(TeamMeeting.id == meeting_id, or_(_open_to(viewer, today), of_section)))


def get_action(viewer: Viewer, action_id: int, *, today: date) -> ActionRow:
    """One next action; NotFound where its company's records are closed to the viewer."""
    rows = _fetch(_rows(viewer, today).where(NextAction.id == action_id, _open_to(viewer, today)))
    if not rows:
        raise NotFound
    return rows[0]


def list_deleted_actions(viewer: Viewer, *, today: date, now: datetime) -> tuple[ActionRow, ...]:
    """What can still be brought back; nothing for whoever may not restore."""
    if not viewer.may(Act.STAFF):
        return ()
    since = now - timedelta(days=DAYS_TO_RESTORE)
    return _fetch(_rows(viewer, today, living=False).where(_open_to(viewer, today), NextAction.deleted_at >= since))


def overdue_on(today: date) -> ColumnElement[bool]:
    """``follow_up.is_overdue`` as a clause."""
    return and_(NextAction.status == ActionStatus.OPEN, NextAction.due_on < today)


def _living(viewer: Viewer, *, living: bool = True) -> ColumnElement[bool]:
    deleted = NextAction.deleted_at.is_(None) if living else NextAction.deleted_at.is_not(None)
    return and_(scope.in_programme(viewer, NextAction.programme_id), scope.board(), deleted)


def _open_to(viewer: Viewer, today: date) -> ColumnElement[bool]:
    return scope.company_record(viewer, today, enrolment_id=NextAction.enrolment_id)


def _agreed_on(viewer: Viewer, visit_id: int, today: date) -> ColumnElement[bool]:
    """Those of a visit, for whoever may read the visit's record or the company's."""
    of_visit = exists().where(
        Visit.id == NextAction.visit_id,
        Visit.id == visit_id,
        Visit.deleted_at.is_(None),
        or_(_open_to(viewer, today), scope.visit_record(viewer, today)),
    )
    return and_(NextAction.visit_id == visit_id, of_visit.correlate(NextAction))


def _narrowed(viewer: Viewer, today: date, filters: ActionFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = [
        scope.my_records(viewer, today, NextAction.enrolment_id)
        if filters.visit is None
        else _agreed_on(viewer, filters.visit, today)
    ]
    if filters.company is not None:
        clauses.append(NextAction.enrolment_id == filters.company)
    if filters.companies is not None:
        clauses.append(NextAction.enrolment_id.in_(filters.companies))
    if filters.owner is not None:
        clauses.append(NextAction.owner_id == filters.owner)
    if filters.status is not None:
        clauses.append(NextAction.status == filters.status)
    if filters.overdue:
        clauses.append(overdue_on(today))
    if filters.mine:
        clauses.append(NextAction.owner_id == scope.producer_id(viewer))
    if filters.of_my_companies:
        clauses.append(scope.on_team(viewer, NextAction.enrolment_id, today))
    if filters.of_others:
        clauses.append(or_(NextAction.owner_id.is_(None), NextAction.owner_id != scope.producer_id(viewer)))
    if filters.side is not None:
        clauses.append(NextAction.owner_id.is_not(None) if filters.side is Side.OURS else NextAction.owner_id.is_(None))
    if filters.due_from is not None:
        clauses.append(NextAction.due_on >= filters.due_from)
    if filters.due_to is not None:
        clauses.append(NextAction.due_on <= filters.due_to)
    if filters.only is not None:
        clauses.append(NextAction.id.in_(filters.only))
    if filters.without is not None:
        clauses.append(NextAction.id.not_in(filters.without))
    return clauses


def _rows(viewer: Viewer, today: date, *, living: bool = True, by_side: bool = False) -> Select[Any]:
    columns: Any = select(
        NextAction.id,
        NextAction.enrolment_id,
        Company.name,
        NextAction.case_id,
        SupportCase.title,
        Visit.id,
        Visit.visit_on,
        TeamMeeting.id,
        TeamMeeting.meeting_on,
        NextAction.what,
        NextAction.owner_id,
        func.coalesce(Producer.name, NextAction.owner_name),
        NextAction.due_on,
        NextAction.status,
        NextAction.done_on,
        NextAction.version,
        scope.company_record(viewer, today, Act.LOG),
        _provisional(),
    )
    statement: Select[Any] = (
        columns.select_from(NextAction)
        .join(Enrolment, Enrolment.id == NextAction.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(SupportCase, SupportCase.id == NextAction.case_id)
        .outerjoin(Visit, and_(Visit.id == NextAction.visit_id, Visit.deleted_at.is_(None)))
        .outerjoin(TeamMeeting, and_(TeamMeeting.id == NextAction.meeting_id, TeamMeeting.deleted_at.is_(None)))
        .outerjoin(Producer, Producer.id == NextAction.owner_id)
        .where(_living(viewer, living=living))
        .order_by(*_order(viewer, ActionFilter(), by_side=by_side))
    )
    return statement


def _order(viewer: Viewer, filters: ActionFilter, *, by_side: bool) -> tuple[ColumnElement[Any], ...]:
    """Of open ones alone the day says it all, of done ones the day on which they were, and an index has each in that order.

    What was deleted stands in it before the days: PostgreSQL does not see by itself that what is null is all alike.
    """
    is_done = case((NextAction.status == ActionStatus.DONE, 1), else_=0)
    whose = case((NextAction.owner_id == scope.producer_id(viewer), 0), (NextAction.owner_id.is_not(None), 1), else_=2)
    sides = (whose,) if by_side else ()
    if filters.overdue or filters.status is ActionStatus.OPEN:
        return (*sides, NextAction.deleted_at.asc(), NextAction.due_on, NextAction.id.asc())
    if filters.status is ActionStatus.DONE:
        return (*sides, NextAction.deleted_at.asc(), NextAction.done_on.desc(), NextAction.due_on, NextAction.id.asc())
    return (*sides, is_done, NextAction.done_on.desc(), NextAction.due_on, NextAction.id.asc())


def _provisional() -> ColumnElement[bool]:
    """Brought in from a log that did not say who and until when, and nobody has looked at it since."""
    return exists().where(
        LogEntry.action_id == NextAction.id, LogEntry.is_provisional, LogEntry.version_made == NextAction.version
    )


def _fetch(statement: Select[Any]) -> tuple[ActionRow, ...]:
    return _fetch_rows(db.session.execute(statement))


def _fetch_rows(rows: Iterable[Any]) -> tuple[ActionRow, ...]:
    return tuple(ActionRow(*values) for values in rows)
