"""Keeping which dialogue tools were used in a visit or in a meeting's section."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, delete, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.tools import ToolUsed, check_findings, distinct_uses
from tracker.domain.words import N_
from tracker.models import (
    DialogueTool,
    EnrolledCase,
    MeetingSection,
    SupportCase,
    TeamMeeting,
    ToolPart,
    ToolUse,
    Visit,
)
from tracker.queries import scope
from tracker.services import audit
from tracker.services.versions import touch


def stored_uses(*, visit_id: int | None = None, section_id: int | None = None) -> tuple[ToolUsed, ...]:
    """What the database holds of a visit or a section."""
    columns = (ToolUse.tool_id, ToolUse.part_id, ToolUse.case_id, ToolUse.finding)
    statement = select(*columns).where(_parent(visit_id, section_id))
    return distinct_uses(ToolUsed(*row) for row in db.session.execute(statement))


def keep_uses(
    viewer: Viewer,
    uses: Sequence[ToolUsed],
    *,
    enrolment_id: int,
    visit_id: int | None = None,
    section_id: int | None = None,
    prefix: str = "tools",
) -> None:
    """Make the uses of a visit or a section these; RuleBroken for a tool, part or case from elsewhere."""
    check_findings(uses, prefix=prefix)
    wanted = distinct_uses(uses)
    there = stored_uses(visit_id=visit_id, section_id=section_id)
    if wanted == there:
        return
    check_findings(wanted, prefix=prefix)
    labels = _labels(viewer, wanted, prefix)
    _check_cases(wanted, enrolment_id, {use.case_id for use in there if use.case_id is not None}, prefix)
    noted = {
        (tool_id, part_id, case_id): label
        for tool_id, part_id, case_id, label in db.session.execute(
            select(ToolUse.tool_id, ToolUse.part_id, ToolUse.case_id, ToolUse.label_noted).where(_parent(visit_id, section_id))
        )
    }
    db.session.execute(delete(ToolUse).where(_parent(visit_id, section_id)))
    db.session.add_all(
        ToolUse(
            programme_id=viewer.programme,
            visit_id=visit_id,
            section_id=section_id,
            tool_id=use.tool_id,
            part_id=use.part_id,
            case_id=use.case_id,
            finding=use.finding,
            label_noted=noted.get((use.tool_id, use.part_id, use.case_id)) or labels[use.tool_id, use.part_id],
        )
        for use in wanted
    )
    db.session.flush()


def note_uses(
    viewer: Viewer,
    *,
    uses: Sequence[ToolUsed],
    visit_id: int | None = None,
    meeting_id: int | None = None,
    enrolment_id: int | None = None,
    today: date,
) -> None:
    """Add uses to a visit, or to a meeting's section on the company ``enrolment_id``; what is noted already stays once.

    NotFound unless the viewer may log there.
    """
    viewer.require(Act.LOG)
    if visit_id is not None:
        visit = db.session.scalar(
            select(Visit)
            .where(
                Visit.id == visit_id,
                scope.in_programme(viewer, Visit.programme_id),
                Visit.deleted_at.is_(None),
                scope.visit_record(viewer, today, Act.LOG),
            )
            .with_for_update()
        )
        if visit is None:
            raise NotFound
        _add(viewer, visit, uses, visit.enrolment_id, visit_id=visit.id)
        return
    found = db.session.execute(
        select(TeamMeeting, MeetingSection.id)
        .join(MeetingSection, MeetingSection.meeting_id == TeamMeeting.id)
        .where(
            TeamMeeting.id == meeting_id,
            MeetingSection.enrolment_id == enrolment_id,
            scope.in_programme(viewer, TeamMeeting.programme_id),
            TeamMeeting.deleted_at.is_(None),
            scope.section_record(viewer, today, TeamMeeting.meeting_on, Act.LOG),
        )
        .with_for_update(of=TeamMeeting)
    ).one_or_none()
    if found is None or enrolment_id is None:
        raise NotFound
    _add(viewer, found[0], uses, enrolment_id, section_id=found[1])


def _add(
    viewer: Viewer,
    thing: Visit | TeamMeeting,
    uses: Sequence[ToolUsed],
    enrolment_id: int,
    *,
    visit_id: int | None = None,
    section_id: int | None = None,
) -> None:
    there = stored_uses(visit_id=visit_id, section_id=section_id)
    both = distinct_uses((*there, *uses))
    if both == there:
        return
    keep_uses(viewer, both, enrolment_id=enrolment_id, visit_id=visit_id, section_id=section_id)
    touch(thing)
    audit.note(viewer, "note_tools", thing, before=snapshot(there), after=snapshot(both))


def snapshot(uses: Sequence[ToolUsed]) -> dict[str, object]:
    """The uses of a record for the audit trail."""
    return {
        "tools": [
            {"tool_id": use.tool_id, "part_id": use.part_id, "case_id": use.case_id, "finding": use.finding} for use in uses
        ]
    }


def _parent(visit_id: int | None, section_id: int | None) -> ColumnElement[bool]:
    return ToolUse.visit_id == visit_id if visit_id is not None else ToolUse.section_id == section_id


def _labels(viewer: Viewer, uses: Sequence[ToolUsed], prefix: str) -> dict[tuple[int, int | None], str]:
    """What each tool and part is called now; RuleBroken for one that is not the programme's, or that nobody has named."""
    tools = dict(
        db.session.execute(
            select(DialogueTool.id, DialogueTool.label).where(
                DialogueTool.id.in_([use.tool_id for use in uses]), scope.in_programme(viewer, DialogueTool.programme_id)
            )
        ).all()
    )
    parts = {
        (tool_id, part_id): label
        for tool_id, part_id, label in db.session.execute(
            select(ToolPart.tool_id, ToolPart.id, ToolPart.label).where(ToolPart.tool_id.in_(tools))
        )
    }
    labels: dict[tuple[int, int | None], str] = {}
    for use in uses:
        part = parts.get((use.tool_id, use.part_id or 0), "")
        if use.tool_id not in tools or (use.part_id is not None and not part):
            raise RuleBroken(
                N_("この事業の対話のツールではないものが含まれています。画面を開き直して、選び直してください。"), field=prefix
            )
        labels[use.tool_id, use.part_id] = f"{tools[use.tool_id]}／{part}" if part else tools[use.tool_id]
    return labels


def _check_cases(uses: Sequence[ToolUsed], enrolment_id: int, stored: Collection[int], prefix: str) -> None:
    known = db.session.scalars(
        select(EnrolledCase.case_id)
        .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
        .where(EnrolledCase.enrolment_id == enrolment_id, SupportCase.deleted_at.is_(None))
    )
    if {use.case_id for use in uses if use.case_id is not None} - {*known, *stored}:
        raise RuleBroken(
            N_("この企業の案件ではないものが含まれています。画面を開き直して、案件を選び直してください。"), field=prefix
        )
