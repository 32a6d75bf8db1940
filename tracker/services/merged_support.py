"""One company's support in one programme becomes part of another's: every table that names it, each in its own way."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, tuple_, update

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.drafts import UNFINISHED
from tracker.domain.merges import merge_periods, merge_teams
from tracker.models import (
    ChallengeProgress,
    DesignSheet,
    Enrolment,
    ExcusedMonth,
    ExhibitionCompany,
    FieldDraft,
    MeetingCase,
    MeetingSection,
    MonthClose,
    Settlement,
    ToolUse,
    UnassignedNote,
)
from tracker.queries.merges import case_for_sheet, has_company_sheet, tables_of
from tracker.queries.team_plans import TeamPlan, list_assigned
from tracker.services.staffing import change_places

# Known by name, so that a new table that names a company asks to be thought of (a test of the house compares with the models).
MOVED = frozenset(
    {"attachment", "challenge", "enrolled_case", "exclusion", "log_memory", "market_feedback"}
    | {"next_action", "outcome", "phase_reason", "stand_in", "visit", "work_log"}
)
SETTLED = frozenset(
    {"assignment", "design_sheet", "excused_month", "exhibition_company", "field_draft", "meeting_section", "month_close"}
    | {"settlement"}
)
OF_COMPANY = frozenset({"company_alias", "enrolment", "support_case"})
OF_SECTION = frozenset({"challenge_progress", "meeting_case", "tool_use", "unassigned_note"})


def merge_support(viewer: Viewer, kept_id: int, gone_id: int, *, grows: bool, reason: str, now: datetime) -> None:
    """Both enrolments are locked; the one that goes is deleted with nothing left in it.

    ``grows``: the support is as long as both were promised; else as long as it was.
    """
    kept, gone = db.session.get_one(Enrolment, kept_id), db.session.get_one(Enrolment, gone_id)
    plan = TeamPlan(list_assigned(kept_id), merge_teams(list_assigned(kept_id), list_assigned(gone_id)))
    change_places(viewer, gone, TeamPlan(list_assigned(gone_id), ()), now=now)
    db.session.flush()
    change_places(viewer, kept, plan, now=now)
    _settle_months(viewer, kept_id, gone_id, reason, now)
    _settle_sections(kept_id, gone_id)
    _settle_sheets(kept_id, gone_id)
    _settle_exhibitions(kept_id, gone_id)
    _settle_drafts(kept_id, gone_id)
    db.session.flush()
    for table, column in tables_of(Enrolment.__tablename__):
        db.session.execute(update(table).where(table.c[column] == gone_id).values({column: kept_id}))
    if grows:
        kept.starts_on, kept.ends_on = merge_periods((kept.starts_on, kept.ends_on), (gone.starts_on, gone.ends_on))
    for fact in ("has_concrete_plan", "has_stable_business", "wants_growth"):
        if getattr(kept, fact) is None:
            setattr(kept, fact, getattr(gone, fact))
    kept.remarks = "\n".join(filter(None, dict.fromkeys((kept.remarks, gone.remarks))))
    gone.deleted_at, gone.deleted_by_id = now, viewer.account_id or None
    db.session.flush()


def _settle_months(viewer: Viewer, kept_id: int, gone_id: int, reason: str, now: datetime) -> None:
    """Of two excuses of a month, and of two answers about one gap, the kept company's counts.

    Of two closes the other is opened again, with the reason.
    """
    excused = select(ExcusedMonth.month_on).where(ExcusedMonth.enrolment_id == kept_id, ExcusedMonth.deleted_at.is_(None))
    double = (ExcusedMonth.enrolment_id == gone_id, ExcusedMonth.deleted_at.is_(None), ExcusedMonth.month_on.in_(excused))
    for one in db.session.scalars(select(ExcusedMonth).where(*double)).all():
        one.deleted_at, one.deleted_by_id = now, viewer.account_id or None
    closed = select(MonthClose.month_on).where(MonthClose.enrolment_id == kept_id, MonthClose.reopened_at.is_(None))
    open_ones = (MonthClose.enrolment_id == gone_id, MonthClose.reopened_at.is_(None), MonthClose.month_on.in_(closed))
    for close in db.session.scalars(select(MonthClose).where(*open_ones)).all():
        close.reopened_at, close.reopened_by_id = now, viewer.account_id or None
        close.reopened_by, close.reopened_reason = viewer.name, reason
    days = tuple_(Settlement.from_on, Settlement.to_on)
    settled = select(Settlement.from_on, Settlement.to_on).where(
        Settlement.enrolment_id == kept_id, Settlement.deleted_at.is_(None)
    )
    same = (Settlement.enrolment_id == gone_id, Settlement.deleted_at.is_(None), days.in_(settled))
    for gap in db.session.scalars(select(Settlement).where(*same)).all():
        gap.deleted_at, gap.deleted_by_id = now, viewer.account_id or None


def _settle_sections(kept_id: int, gone_id: int) -> None:
    """A meeting about both companies has one section left, with what was written in either."""
    there = {
        one.meeting_id: one for one in db.session.scalars(select(MeetingSection).where(MeetingSection.enrolment_id == kept_id))
    }
    for section in db.session.scalars(select(MeetingSection).where(MeetingSection.enrolment_id == gone_id)).all():
        into = there.get(section.meeting_id)
        if into is None:
            continue
        into.decisions = _both(into.decisions, section.decisions)
        into.internal_memo = _both(into.internal_memo, section.internal_memo)
        for model in (MeetingCase, ChallengeProgress, ToolUse):
            db.session.execute(update(model).where(model.section_id == section.id).values(section_id=into.id))
        _settle_unassigned(into.id, section.id)
        db.session.execute(delete(MeetingSection).where(MeetingSection.id == section.id))


def _settle_unassigned(kept_id: int, gone_id: int) -> None:
    """案件未指定 of both: one note with both texts."""
    note = db.session.scalar(select(UnassignedNote).where(UnassignedNote.section_id == gone_id))
    into = db.session.scalar(select(UnassignedNote).where(UnassignedNote.section_id == kept_id))
    if note is None:
        return
    if into is None:
        note.section_id = kept_id
    else:
        for text in ("facts", "interpretation", "report_summary"):
            setattr(into, text, _both(getattr(into, text), getattr(note, text)))
        for worked in ("worked_listen", "worked_observe", "worked_diagnose", "worked_plan"):
            setattr(into, worked, getattr(into, worked) or getattr(note, worked))
        db.session.delete(note)
    db.session.flush()


def _both(one: str, other: str) -> str:
    return "\n".join(filter(None, dict.fromkeys((one, other))))


def _settle_sheets(kept_id: int, gone_id: int) -> None:
    """A company has one sheet of its own: the other's becomes that of one of its cases."""
    if has_company_sheet(kept_id) and has_company_sheet(gone_id):
        statement = update(DesignSheet).where(DesignSheet.enrolment_id == gone_id, DesignSheet.case_id.is_(None))
        db.session.execute(statement.values(case_id=case_for_sheet(gone_id)))


def _settle_exhibitions(kept_id: int, gone_id: int) -> None:
    """Both at one exhibition with no case: one line, with what either showed."""
    of_company = ExhibitionCompany.case_id.is_(None)
    there = {
        one.exhibition_id: one
        for one in db.session.scalars(select(ExhibitionCompany).where(ExhibitionCompany.enrolment_id == kept_id, of_company))
    }
    gone = select(ExhibitionCompany).where(ExhibitionCompany.enrolment_id == gone_id, of_company)
    for line in db.session.scalars(gone).all():
        if (into := there.get(line.exhibition_id)) is not None:
            into.exhibit = _both(into.exhibit, line.exhibit).replace("\n", "、")[:200]
            db.session.delete(line)


def _settle_drafts(kept_id: int, gone_id: int) -> None:
    """What is being typed about the one that goes is about the one that is left; its text stays unread."""
    drafts = select(FieldDraft).where(FieldDraft.enrolment_id == gone_id, FieldDraft.state.in_(UNFINISHED))
    for draft in db.session.scalars(drafts).all():
        path, _mark, query = draft.address.partition("?")
        wanted = [f"company={kept_id}" if one == f"company={gone_id}" else one for one in query.split("&") if one]
        draft.address = f"{path}?{'&'.join(dict.fromkeys(wanted))}" if wanted else path
        fields: dict[str, Any] = json.loads(draft.fields)
        for name in ("company", "companies"):
            if name in fields:
                fields[name] = [str(kept_id) if value == str(gone_id) else value for value in fields[name]]
        draft.fields = json.dumps(fields, ensure_ascii=False)
