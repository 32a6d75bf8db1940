"""The dialogue tools of a programme, which every member may read, and what a text calls them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.tools import NamedTool, ToolMatch, match_tools
from tracker.models import DialogueTool, ToolPart
from tracker.queries import scope
from tracker.rows.tools import PartRow, ToolRow

_TOOL: tuple[Any, ...] = (
    DialogueTool.id,
    DialogueTool.label,
    DialogueTool.aliases,
    DialogueTool.is_active,
    DialogueTool.version,
)
_PART: tuple[Any, ...] = (
    ToolPart.id,
    ToolPart.tool_id,
    ToolPart.parent_id,
    ToolPart.slot,
    ToolPart.label,
    ToolPart.aliases,
    ToolPart.is_active,
    ToolPart.version,
)


def list_tools(viewer: Viewer) -> tuple[ToolRow, ...]:
    """Every tool of the viewer's programme, retired ones among them, in the association's order."""
    viewer.require(Act.BOARD)
    tools = db.session.execute(
        select(*_TOOL).where(scope.in_programme(viewer, DialogueTool.programme_id)).order_by(DialogueTool.place, DialogueTool.id)
    ).all()
    parts: defaultdict[tuple[int, int | None], list[Any]] = defaultdict(list)
    for part in db.session.execute(
        select(*_PART).where(scope.in_programme(viewer, ToolPart.programme_id)).order_by(ToolPart.place, ToolPart.id)
    ):
        parts[part.tool_id, part.parent_id].append(part)
    return tuple(
        ToolRow(
            tool.id,
            tool.label,
            tool.aliases,
            tool.is_active,
            tool.version,
            tool is tools[0],
            tool is tools[-1],
            tuple(
                row
                for part in parts[tool.id, None]
                for row in (
                    _part(part, parts[tool.id, None], 0),
                    *(_part(inner, parts[tool.id, part.id], 1) for inner in parts[tool.id, part.id]),
                )
            ),
        )
        for tool in tools
    )


def get_tool(viewer: Viewer, tool_id: int) -> ToolRow:
    """One tool with its parts; NotFound for one of another programme."""
    found = next((row for row in list_tools(viewer) if row.tool_id == tool_id), None)
    if found is None:
        raise NotFound
    return found


def get_part(viewer: Viewer, part_id: int) -> tuple[ToolRow, PartRow]:
    """One part and the tool that it belongs to."""
    for tool in list_tools(viewer):
        for part in tool.parts:
            if part.part_id == part_id:
                return tool, part
    raise NotFound


def find_tools_by_name(viewer: Viewer, text: str) -> ToolMatch:
    """Which tools of the programme a text names, however it is spelt, and what in it names none."""
    named = [
        NamedTool(tool_id, part_id, names)
        for tool in list_tools(viewer)
        for tool_id, part_id, names in (
            (tool.tool_id, None, _names(tool.label, tool.aliases)),
            *((tool.tool_id, part.part_id, _names(part.label, part.aliases)) for part in tool.parts),
        )
    ]
    return match_tools(text, named)


def _names(label: str, aliases: str) -> tuple[str, ...]:
    return tuple(name for name in (label, *aliases.split("\n")) if name)


def _part(part: Any, beside: Sequence[Any], depth: int) -> PartRow:
    return PartRow(
        part.id,
        part.tool_id,
        part.parent_id,
        part.slot,
        part.label,
        part.aliases,
        part.is_active,
        part.version,
        depth,
        part is beside[0],
        part is beside[-1],
    )
