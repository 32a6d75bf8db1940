"""Factories for dialogue tools' uses and design sheets; ``tests/records.py`` calls them for the full house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from tests.cast import SupportedCompany
from tracker.database import db
from tracker.domain.design_sheets import Box
from tracker.models import DesignBox, DesignSheet, DesignSnapshot, DesignSnapshotBox, DialogueTool, ToolPart, ToolUse


def tool_of(programme_id: int, label: str = "MURAMATSUメソッド") -> int:
    statement = select(DialogueTool.id).where(DialogueTool.programme_id == programme_id, DialogueTool.label == label)
    return db.session.scalars(statement).one()


def part_of(programme_id: int, label: str = "4脚ビジネス化", *, slot: str = "") -> int:
    statement = select(ToolPart.id).where(ToolPart.programme_id == programme_id, ToolPart.label == label, ToolPart.slot == slot)
    return db.session.scalars(statement).one()


def make_use(
    company: SupportedCompany,
    visit_id: int,
    *,
    tool: str = "MURAMATSUメソッド",
    part: str | None = "4脚ビジネス化",
    case_id: int | None = None,
    finding: str = "脚が一本しかない",
) -> int:
    use = ToolUse(
        programme_id=company.programme_id,
        visit_id=visit_id,
        case_id=case_id,
        tool_id=tool_of(company.programme_id, tool),
        part_id=part_of(company.programme_id, part) if part else None,
        finding=finding,
        label_noted=f"{tool}／{part}" if part else tool,
    )
    db.session.add(use)
    db.session.flush()
    return use.id


def make_sheet(company: SupportedCompany, *, now: datetime, words: Mapping[Box, str], case_id: int | None = None) -> int:
    sheet = DesignSheet(programme_id=company.programme_id, enrolment_id=company.enrolment_id, case_id=case_id, created_at=now)
    db.session.add(sheet)
    db.session.flush()
    db.session.add_all(DesignBox(sheet_id=sheet.id, box=box, words=words.get(box, ""), created_at=now) for box in Box)
    db.session.flush()
    return sheet.id


def make_snapshot(
    company: SupportedCompany, sheet_id: int, *, now: datetime, on: date, words: Mapping[Box, str], title: str = "期首"
) -> int:
    snapshot = DesignSnapshot(programme_id=company.programme_id, sheet_id=sheet_id, title=title, taken_on=on, created_at=now)
    db.session.add(snapshot)
    db.session.flush()
    db.session.add_all(DesignSnapshotBox(snapshot_id=snapshot.id, box=box, words=text) for box, text in words.items())
    db.session.flush()
    return snapshot.id


def tool_records(company: SupportedCompany, *, now: datetime, visit_id: int) -> dict[str, int]:
    """The ids of the full house."""
    make_use(company, visit_id)
    then = {Box.PURPOSE: "水で困る人をなくす", Box.PAST_RESOURCES: "ろ過の技術"}
    sheet_id = make_sheet(company, now=now, words=then | {Box.PAST_RESOURCES: "ろ過と加工の技術"})
    return {
        "tool_id": tool_of(company.programme_id),
        "part_id": part_of(company.programme_id),
        "sheet_id": sheet_id,
        "snapshot_id": make_snapshot(company, sheet_id, now=now, on=date(2026, 6, 1), words=then),
    }
