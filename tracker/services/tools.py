"""Setting up the dialogue tools of a programme: founded, added, named, put in order, retired and taken up again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.notes import check_length
from tracker.domain.text import clean_line
from tracker.domain.tools import LONGEST_LABEL, clean_aliases, default_places, moved, tool_key
from tracker.domain.words import N_
from tracker.models import DialogueTool, ToolPart
from tracker.queries import scope
from tracker.services import audit
from tracker.services.doubles import find_sent, stored_key
from tracker.services.versions import check_version

LONGEST_ALIASES = 1_000


@dataclass(frozen=True, slots=True)
class ToolWords:
    """What a tool or part is called, its other spellings (one a line), and whether it is still offered."""

    label: str
    aliases: str = ""
    is_active: bool = True


def equip_programme(viewer: Viewer, programme_id: int, *, now: datetime) -> None:
    """Give a new programme the tools that every programme has; part of its founding."""
    made: dict[str, Any] = {"programme_id": programme_id, "created_at": now, "created_by_id": viewer.account_id or None}
    for place, default in default_places():
        tool = DialogueTool(place=place, label=default.label, aliases="\n".join(default.aliases), **made)
        db.session.add(tool)
        db.session.flush()
        for number, of_default in enumerate(default.parts, start=1):
            part = ToolPart(tool_id=tool.id, place=number, label=of_default.label, **made)
            db.session.add(part)
            db.session.flush()
            db.session.add_all(
                ToolPart(tool_id=tool.id, parent_id=part.id, place=inner, slot=slot, **made)
                for inner, slot in enumerate(of_default.slots, start=1)
            )
    db.session.flush()


def add_tool(viewer: Viewer, *, words: ToolWords, now: datetime, idempotency_key: str | None = None) -> int:
    """Add a tool after the others and return its id."""
    viewer.require(Act.SETTINGS)
    there = find_sent(viewer, DialogueTool, idempotency_key)
    if there is not None:
        return there.id
    words = _checked(words)
    _check_unlike(words.label, among=_tools(viewer))
    last = db.session.scalar(select(func.max(DialogueTool.place)).where(DialogueTool.programme_id == viewer.programme)) or 0
    tool = DialogueTool(place=last + 1, **_made(viewer, words, now, idempotency_key))
    db.session.add(tool)
    db.session.flush()
    audit.note(viewer, "add_tool", tool)
    return tool.id


def add_part(
    viewer: Viewer,
    *,
    tool_id: int,
    parent_id: int | None = None,
    words: ToolWords,
    now: datetime,
    idempotency_key: str | None = None,
) -> int:
    """Add a part to a tool, or to one of its parts, and return its id."""
    viewer.require(Act.SETTINGS)
    there = find_sent(viewer, ToolPart, idempotency_key)
    if there is not None:
        return there.id
    tool = _lock_tool(viewer, tool_id)
    if parent_id is not None:
        parent = _lock_part(viewer, parent_id)
        if parent.tool_id != tool.id or parent.parent_id is not None:
            raise NotFound
    words = _checked(words)
    beside = _beside(tool_id, parent_id)
    _check_unlike(words.label, among=beside)
    place = max((part.place for part in beside), default=0) + 1
    part = ToolPart(tool_id=tool_id, parent_id=parent_id, place=place, **_made(viewer, words, now, idempotency_key))
    db.session.add(part)
    db.session.flush()
    audit.note(viewer, "add_part", part)
    return part.id


def name_tool(viewer: Viewer, tool_id: int, *, words: ToolWords, version: int) -> None:
    """Change what a tool is called and whether it is offered; the old name stays one of its spellings."""
    viewer.require(Act.SETTINGS)
    tool = _lock_tool(viewer, tool_id)
    _name(viewer, tool, words, version, _tools(viewer), act="name_tool")


def name_part(viewer: Viewer, part_id: int, *, words: ToolWords, version: int) -> None:
    """Change what a part is called and whether it is offered; a slot gets its name here."""
    viewer.require(Act.SETTINGS)
    part = _lock_part(viewer, part_id)
    _name(viewer, part, words, version, _beside(part.tool_id, part.parent_id), act="name_part")


def move_tool(viewer: Viewer, tool_id: int, *, up: bool) -> None:
    """Put a tool one place further up or down."""
    viewer.require(Act.SETTINGS)
    tool = _lock_tool(viewer, tool_id)
    _move(viewer, tool, _tools(viewer), up=up, act="move_tool")


def move_part(viewer: Viewer, part_id: int, *, up: bool) -> None:
    """Put a part one place further up or down among those beside it."""
    viewer.require(Act.SETTINGS)
    part = _lock_part(viewer, part_id)
    _move(viewer, part, _beside(part.tool_id, part.parent_id), up=up, act="move_part")


def _name(viewer: Viewer, row: DialogueTool | ToolPart, words: ToolWords, version: int, beside: list[Any], *, act: str) -> None:
    before = audit.snapshot(row)
    check_version(row, version, theirs={"label": row.label, "aliases": row.aliases, "is_active": row.is_active})
    words = _checked(words, may_be_blank=bool(getattr(row, "slot", "")) and not row.label)
    _check_unlike(words.label, among=[other for other in beside if other.id != row.id])
    spellings = words.aliases
    if row.label and tool_key(row.label) not in {tool_key(words.label), *map(tool_key, spellings.split("\n"))}:
        spellings = clean_aliases(f"{spellings}\n{row.label}")
    row.label, row.aliases, row.is_active = words.label, spellings, words.is_active
    audit.note(viewer, act, row, before=before)


def _move(viewer: Viewer, row: Any, beside: list[Any], *, up: bool, act: str) -> None:
    before = audit.snapshot(row)
    by_id = {other.id: other for other in beside}
    for place, other_id in enumerate(moved(list(by_id), row.id, up=up), start=1):
        by_id[other_id].place = place
    if row.place != before["place"]:
        audit.note(viewer, act, row, before=before)


def _made(viewer: Viewer, words: ToolWords, now: datetime, key: str | None) -> dict[str, Any]:
    return {
        "programme_id": viewer.programme,
        "label": words.label,
        "aliases": words.aliases,
        "is_active": words.is_active,
        "created_at": now,
        "created_by_id": viewer.account_id or None,
        "idempotency_key": stored_key(key),
    }


def _checked(words: ToolWords, *, may_be_blank: bool = False) -> ToolWords:
    label, aliases = clean_line(words.label), clean_aliases(words.aliases)
    if not label and not may_be_blank:
        raise RuleBroken(N_("名称を入力してください。"), field="label")
    check_length(label, field="label", at_most=LONGEST_LABEL)
    check_length(aliases, field="aliases", at_most=LONGEST_ALIASES)
    return ToolWords(label, aliases, words.is_active)


def _check_unlike(label: str, *, among: list[Any]) -> None:
    if label and tool_key(label) in {tool_key(other.label) for other in among if other.label}:
        raise RuleBroken(N_("同じ名称のものがもうあります。別の名称にしてください。"), field="label")


def _tools(viewer: Viewer) -> list[DialogueTool]:
    statement = select(DialogueTool).where(scope.in_programme(viewer, DialogueTool.programme_id))
    return list(db.session.scalars(statement.order_by(DialogueTool.place, DialogueTool.id).with_for_update()))


def _beside(tool_id: int, parent_id: int | None) -> list[ToolPart]:
    statement = select(ToolPart).where(ToolPart.tool_id == tool_id, ToolPart.parent_id == parent_id)
    return list(db.session.scalars(statement.order_by(ToolPart.place, ToolPart.id)))


def _lock_tool(viewer: Viewer, tool_id: int) -> DialogueTool:
    statement = select(DialogueTool).where(DialogueTool.id == tool_id, scope.in_programme(viewer, DialogueTool.programme_id))
    tool = db.session.scalar(statement.with_for_update())
    if tool is None:
        raise NotFound
    return tool


def _lock_part(viewer: Viewer, part_id: int) -> ToolPart:
    """The part, its tool locked before it."""
    chosen = (ToolPart.id == part_id, scope.in_programme(viewer, ToolPart.programme_id))
    tool_id = db.session.scalar(select(ToolPart.tool_id).where(*chosen))
    if tool_id is None:
        raise NotFound
    _lock_tool(viewer, tool_id)
    return db.session.scalars(select(ToolPart).where(*chosen).with_for_update()).one()
