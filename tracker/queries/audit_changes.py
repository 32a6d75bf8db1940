"""Which fields an act of the trail changed, with what the keys among them are called."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.audit_changes import Change, changes
from tracker.domain.form_mapping import BandTie, FormMapping
from tracker.models import (
    Account,
    AuditText,
    Challenge,
    Company,
    DialogueTool,
    Enrolment,
    Exhibition,
    Producer,
    SupportCase,
    ToolPart,
)
from tracker.queries.audit import get_entry, get_installation_entry
from tracker.rows.audit import ChangeRow, FormTieRow, Told
from tracker.rows.form_store import unpack_mapping, unpack_values

_Naming = Callable[[Viewer, Collection[int]], Any]


def list_changes(viewer: Viewer, entry_id: int) -> tuple[ChangeRow, ...]:
    """Which fields an act of the programme's trail changed; their texts for whoever may read every memo of the programme."""
    return _listed(viewer, get_entry(viewer, entry_id).noun, entry_id, reads=viewer.sees_all(Act.MEMO))


def list_installation_changes(viewer: Viewer, entry_id: int) -> tuple[ChangeRow, ...]:
    """The same of what the administrator keeps, who may read all of it: accounts, roles, and the settings of programmes."""
    return _listed(viewer, get_installation_entry(viewer, entry_id).noun, entry_id, reads=True)


def _listed(viewer: Viewer, noun: str, entry_id: int, *, reads: bool) -> tuple[ChangeRow, ...]:
    text = db.session.execute(select(AuditText.before, AuditText.after).where(AuditText.entry_id == entry_id)).one_or_none()
    if text is None:
        return ()
    before, after = (json.loads(one or "{}") for one in text)
    if not isinstance(before, dict) or not isinstance(after, dict):
        return ()
    found = [part for change in changes(noun, before, after) for part in _parts_of(change)]
    names = _names(viewer, found, reads=reads)
    return tuple(
        ChangeRow(
            one.table,
            one.field,
            tuple(called for key, value in one.of if (called := value if key == "place" else names.get((key, value)))),
            _told(one.field, one.before, names) if reads else None,
            _told(one.field, one.after, names) if reads else None,
        )
        for one in found
    )


def _parts_of(change: Change) -> Iterator[Change]:
    """What a form keeps as one text is told place by place; a text that cannot be read so (a redaction cut it) as it is."""
    read = _READ.get((change.table, change.field))
    if read is None:
        yield change
        return
    try:
        before, after = read(change.before or "{}"), read(change.after or "{}")
    except (ValueError, KeyError, TypeError, AttributeError):
        yield change
        return
    for (field, place), was, now in _differing(before, after):
        yield replace(change, field=field or change.field, of=(("place", place),), before=was, after=now)


def _differing(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Iterator[tuple[tuple[str, str], Any, Any]]:
    for key in [*before, *(one for one in after if one not in before)]:
        was, now = before.get(key), after.get(key)
        if was != now:
            yield key if isinstance(key, tuple) else ("", key), was, now


def _places(text: str) -> dict[tuple[str, str], FormTieRow | str | bool]:
    """By field and place what is tied there, where it stood in the version before, and what stays blank."""
    mapping: FormMapping = unpack_mapping(text)
    found: dict[tuple[str, str], FormTieRow | str | bool] = {}
    for tie in mapping.cells:
        found["mapping", tie.full_place] = FormTieRow(tie.source, tie.style, tie.nth)
    for band in mapping.bands:
        for column in band.columns:
            place = f"{band.sheet}!{column.column}{band.first_row + column.line}"
            found["mapping", place] = FormTieRow(column.source, column.style)
        found["rows", f"{band.sheet}!{band.ref}"] = band.place
    for moved in mapping.moved:
        found["was", moved.full_place] = moved.was
    for lost in mapping.lost:
        sources = [column.source for column in lost.columns] if isinstance(lost, BandTie) else [lost.source]
        found["lost", lost.full_place] = ", ".join(sources)
    for mark in mapping.left_blank:
        found["left_blank", f"{mark.sheet}!{mark.ref}"] = True
    return found


_READ: Mapping[tuple[str, str], Callable[[str], Mapping[Any, Any]]] = {
    ("form_template", "fixed_values"): unpack_values,
    ("form_version", "mapping"): _places,
}


def _told(field: str, value: Any, names: Mapping[tuple[str, Any], str]) -> Told:
    """A name in the place of a key; a list as its members; None for what is blank."""
    if value is None or value in ("", [], {}):
        return None
    if isinstance(value, list):
        return tuple(str(_told(field.removesuffix("s"), one, names)) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return names.get((field, value)) or value


def _names(viewer: Viewer, found: Collection[Change], *, reads: bool) -> dict[tuple[str, Any], str]:
    """By key's name and value what it is called, which only a reader of texts is told of a challenge."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for change in found:
        for name, value in (*change.of, (change.field, change.before), (change.field, change.after)):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, int):
                    wanted[name.removesuffix("s") if isinstance(value, list) else name].add(one)
    asked = {name: ids for name, ids in wanted.items() if name in _NAMED and (reads or name != "challenge_id")}
    return {(name, key): called for name, ids in asked.items() for key, called in db.session.execute(_NAMED[name](viewer, ids))}


def _of_programme(model: Any, name: Any) -> _Naming:
    return lambda viewer, ids: select(model.id, name).where(model.id.in_(ids), model.programme_id == viewer.programme_id)


def _companies(viewer: Viewer, ids: Collection[int]) -> Any:
    statement = select(Enrolment.id, Company.name).join(Company, Company.id == Enrolment.company_id)
    return statement.where(Enrolment.id.in_(ids), Enrolment.programme_id == viewer.programme_id)


def _cases(viewer: Viewer, ids: Collection[int]) -> Any:
    """A case is the company's, whichever programme supports it."""
    statement = select(SupportCase.id, SupportCase.title).join(Enrolment, Enrolment.company_id == SupportCase.company_id)
    return statement.where(SupportCase.id.in_(ids), Enrolment.programme_id == viewer.programme_id)


def _accounts(_viewer: Viewer, ids: Collection[int]) -> Any:
    return select(Account.id, Account.name).where(Account.id.in_(ids))


_people = _of_programme(Producer, Producer.name)
_NAMED: Mapping[str, _Naming] = {
    "account_id": _accounts,
    "case_id": _cases,
    "challenge_id": _of_programme(Challenge, Challenge.title),
    "enrolment_id": _companies,
    "exhibition_id": _of_programme(Exhibition, Exhibition.name),
    "manager_id": _accounts,
    "owner_id": _people,
    "part_id": _of_programme(ToolPart, ToolPart.label),
    "producer_id": _people,
    "tool_id": _of_programme(DialogueTool, DialogueTool.label),
}
