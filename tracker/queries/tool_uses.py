"""Which dialogue tools were used, and what came of them: at record depth, as the visit or section that they stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, bindparam, func, or_, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.records import RecordState
from tracker.models import (
    DialogueTool,
    EnrolledCase,
    Enrolment,
    MeetingSection,
    SupportCase,
    TeamMeeting,
    ToolPart,
    ToolUse,
    Visit,
)
from tracker.queries import scope
from tracker.queries.prepared import ids_of, prepared, run
from tracker.rows.tools import CaseToolRow, CaseUseRow, ToolUseRow

_COLUMNS: tuple[Any, ...] = (
    ToolUse.tool_id,
    DialogueTool.label,
    ToolUse.part_id,
    func.coalesce(func.nullif(ToolPart.label, ""), ToolPart.slot, ""),
    ToolUse.case_id,
    func.coalesce(SupportCase.title, ""),
    ToolUse.finding,
    ToolUse.label_noted,
)


def uses_of_visits(open_ids: Collection[int]) -> defaultdict[int, list[ToolUseRow]]:
    """The uses in visits whose records the caller has found open to the viewer, by visit."""
    return _by_parent(ToolUse.visit_id, open_ids)


def uses_of_sections(open_ids: Collection[int]) -> defaultdict[int, list[ToolUseRow]]:
    """The uses in sections of meetings whose records the caller has found open to the viewer, by section."""
    return _by_parent(ToolUse.section_id, open_ids)


def list_uses_of_visit(viewer: Viewer, visit_id: int, *, today: date) -> tuple[ToolUseRow, ...]:
    """What was used in one visit; nothing where its record is closed to the viewer."""
    is_open = db.session.scalar(
        select(Visit.id).where(
            Visit.id == visit_id,
            scope.in_programme(viewer, Visit.programme_id),
            Visit.deleted_at.is_(None),
            scope.visit_record(viewer, today),
        )
    )
    return tuple(uses_of_visits([visit_id])[visit_id]) if is_open is not None else ()


def list_uses_of_meeting(viewer: Viewer, meeting_id: int, *, today: date) -> dict[int, tuple[ToolUseRow, ...]]:
    """What was used in a meeting, by company (enrolment), as far as the sections are open to the viewer."""
    sections = dict(
        db.session.execute(
            select(MeetingSection.id, MeetingSection.enrolment_id)
            .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
            .where(
                MeetingSection.meeting_id == meeting_id,
                scope.in_programme(viewer, MeetingSection.programme_id),
                TeamMeeting.deleted_at.is_(None),
                scope.section_record(viewer, today, TeamMeeting.meeting_on),
            )
        ).all()
    )
    return {sections[section_id]: tuple(uses) for section_id, uses in uses_of_sections(list(sections)).items()}


def list_last_uses(
    viewer: Viewer, enrolment_ids: Collection[int], *, before: date, today: date
) -> dict[int, tuple[ToolUseRow, ...]]:
    """By company the tools of the last held visit that used any, as far as the viewer may read it: for the next record."""
    asked = {**ids_of(viewer), "enrolments": list(enrolment_ids), "before": before, "today": today}
    rows = run(_last_with_tools(viewer), asked).all()
    uses = uses_of_visits([visit_id for visit_id, _company in rows])
    return {enrolment_id: tuple(uses[visit_id]) for visit_id, enrolment_id in rows}


@prepared
def _last_with_tools(viewer: Viewer) -> Select[Any]:
    place = func.row_number().over(partition_by=Visit.enrolment_id, order_by=(Visit.visit_on.desc(), Visit.id.desc()))
    today: Any = bindparam("today", type_=Date)
    visits = (
        select(Visit.id, Visit.enrolment_id, place.label("place"))
        .where(
            Visit.enrolment_id.in_(bindparam("enrolments", expanding=True)),
            scope.in_programme(viewer, Visit.programme_id),
            Visit.deleted_at.is_(None),
            Visit.status == EventStatus.HELD,
            Visit.record_state == RecordState.FINAL,
            Visit.visit_on <= bindparam("before", type_=Date),
            scope.visit_record(viewer, today),
            Visit.id.in_(select(ToolUse.visit_id).where(ToolUse.visit_id.is_not(None))),
        )
        .subquery()
    )
    return select(visits.c.id, visits.c.enrolment_id).where(visits.c.place == 1)


def list_case_tools(viewer: Viewer, case_id: int, *, period: Period, today: date) -> tuple[CaseToolRow, ...]:
    """What came of each tool and part for a case in a period, those about the whole company among them, in the tools' order.

    NotFound for a case that is not of the viewer's programme. Records that are closed to the viewer are left out.
    """
    enrolment_id = db.session.scalar(
        select(EnrolledCase.enrolment_id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .where(EnrolledCase.case_id == case_id, scope.in_programme(viewer, Enrolment.programme_id), scope.board())
    )
    if enrolment_id is None:
        raise NotFound
    grouped: dict[tuple[Any, ...], list[CaseUseRow]] = {}
    for order, row in sorted(_of_case(viewer, enrolment_id, case_id, period, today), key=_newest_last, reverse=True):
        grouped.setdefault(order, []).append(row)
    return tuple(CaseToolRow(grouped[order][0].use.words, tuple(grouped[order])) for order in sorted(grouped))


def _newest_last(found: tuple[tuple[Any, ...], CaseUseRow]) -> tuple[Any, ...]:
    return (found[1].on, found[1].visit_id or 0, found[1].meeting_id or 0)


def _of_case(
    viewer: Viewer, enrolment_id: int, case_id: int, period: Period, today: date
) -> Iterator[tuple[tuple[Any, ...], CaseUseRow]]:
    order = (
        DialogueTool.place,
        ToolUse.tool_id,
        func.coalesce(ToolPart.parent_id, ToolUse.part_id, 0),
        func.coalesce(ToolPart.place, 0),
        func.coalesce(ToolUse.part_id, 0),
    )
    held = {
        ToolUse.visit_id: (
            select(*order, *_COLUMNS, Visit.visit_on, Visit.id)
            .join(Visit, Visit.id == ToolUse.visit_id)
            .where(
                Visit.enrolment_id == enrolment_id,
                Visit.deleted_at.is_(None),
                Visit.status == EventStatus.HELD,
                Visit.record_state == RecordState.FINAL,
                Visit.visit_on.between(period.starts_on, period.ends_on),
                scope.visit_record(viewer, today),
            )
        ),
        ToolUse.section_id: (
            select(*order, *_COLUMNS, TeamMeeting.meeting_on, TeamMeeting.id)
            .join(MeetingSection, MeetingSection.id == ToolUse.section_id)
            .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
            .where(
                MeetingSection.enrolment_id == enrolment_id,
                TeamMeeting.deleted_at.is_(None),
                TeamMeeting.status == EventStatus.HELD,
                TeamMeeting.record_state == RecordState.FINAL,
                TeamMeeting.meeting_on.between(period.starts_on, period.ends_on),
                scope.section_record(viewer, today, TeamMeeting.meeting_on),
            )
        ),
    }
    for parent, statement in held.items():
        mine = or_(ToolUse.case_id == case_id, ToolUse.case_id.is_(None))
        for found in db.session.execute(_named(statement).where(mine)):
            row = tuple(found)
            on, thing_id = row[-2:]
            is_visit = parent is ToolUse.visit_id
            use = ToolUseRow(*row[len(order) : -2])
            yield row[: len(order)], CaseUseRow(use, on, thing_id if is_visit else None, None if is_visit else thing_id)


def _named(statement: Any) -> Any:
    return (
        statement.join(DialogueTool, DialogueTool.id == ToolUse.tool_id)
        .outerjoin(ToolPart, ToolPart.id == ToolUse.part_id)
        .outerjoin(SupportCase, SupportCase.id == ToolUse.case_id)
    )


def _by_parent(parent: Any, ids: Collection[int]) -> defaultdict[int, list[ToolUseRow]]:
    found: defaultdict[int, list[ToolUseRow]] = defaultdict(list)
    if not ids:
        return found
    statement = _named(select(parent, *_COLUMNS).select_from(ToolUse)).where(parent.in_(ids))
    rows: Sequence[Any] = db.session.execute(
        statement.order_by(DialogueTool.place, ToolUse.tool_id, ToolUse.part_id, ToolUse.case_id, ToolUse.id)
    ).all()
    for parent_id, *rest in rows:
        found[parent_id].append(ToolUseRow(*rest))
    return found
