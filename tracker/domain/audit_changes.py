"""What an act changed, field by field, out of what the audit trail keeps of it before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.domain.phases import Phase


@dataclass(frozen=True, slots=True)
class Change:
    """One field. ``table``: whose field it is; ``of``: which of several it stands in, by the names of the keys (``case_id``)."""

    table: str
    field: str
    before: Any
    after: Any
    of: tuple[tuple[str, Any], ...] = ()


# What a record keeps as a list of parts: whose fields these are, and the keys that say which part is which.
_PARTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "notes": ("visit_case", ("case_id",)),
    "sections": ("meeting_section", ("enrolment_id",)),
    "challenges": ("challenge_progress", ("challenge_id",)),
    "tools": ("tool_use", ("tool_id", "part_id", "case_id")),
}
# Of a part these say where it lies, and not what it says.
_BEARINGS = frozenset({"id", "section_id", "visit_id", "meeting_id", "programme_id", "version"})
_Of = tuple[tuple[str, Any], ...]


def changes(table: str, before: Mapping[str, Any], after: Mapping[str, Any], of: _Of = ()) -> Iterator[Change]:
    """The fields that differ, parts of a record each by itself; what is blank and what was never there is the same."""
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if _are_parts(was) and _are_parts(now) and name in _PARTS:
            yield from _of_parts(name, was or (), now or (), of)
        elif (was or None) != (now or None) and not (of and name in _BEARINGS):
            yield Change(table, name, was, now, of)


def _are_parts(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(one, dict) for one in value))


def _of_parts(name: str, before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]], of: _Of) -> Iterator[Change]:
    table, keys = _PARTS[name]
    was, now = ({tuple(part.get(key) for key in keys): _with_phases(part) for part in parts} for parts in (before, after))
    for key in [*was, *(one for one in now if one not in was)]:
        which = (*of, *((one, value) for one, value in zip(keys, key, strict=True) if value is not None))
        known = dict(which)
        for change in changes(table, was.get(key, {}), now.get(key, {}), which):
            if change.field not in known:
                yield change


def _with_phases(part: dict[str, Any]) -> dict[str, Any]:
    """A meeting's note has a column for each phase where a visit's has the set of them."""
    worked = {f"worked_{phase.value}": phase.value for phase in Phase}
    if not worked.keys() & part.keys():
        return part
    left = {name: value for name, value in part.items() if name not in worked}
    return left | {"phases": sorted(phase for column, phase in worked.items() if part.get(column))}
