"""The places of a form that want to be filled in and that nothing is tied to: in words, and chosen to stay blank or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.domain.form_places import Place
from tracker.domain.grid import Cell
from tracker.rows.forms import FilledForm
from tracker.web.attention import IN_SIGHT, Group, Line
from tracker.workbooks.form_places import SheetPlaces


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """``key`` is its first cell, by which it is chosen; ``count`` says of how many boxes it is, where it is not one."""

    key: str
    ref: str
    label: str
    count: str
    url: str | None


def place_lines(places: Iterable[Place], url: Callable[[str], str | None]) -> list[PlaceLine]:
    return [PlaceLine(one.first.ref, one.ref, one.label, _count(one), url(one.first.ref)) for one in places]


def groups_of_places(sheets: Iterable[SheetPlaces], filled: FilledForm, form_id: int, *, may_tie: bool) -> list[Group]:
    """A group a sheet, each line with the link to the page where the place is tied, or left blank."""
    groups = []
    for sheet in sheets:
        at: dict[str, Any] = {"form_id": form_id, "sheet": sheet.number}
        lines = tuple(
            Line(
                one.label or one.ref,
                url_for("form_templates.show", **at, cell=one.first.ref, _anchor="panel"),
                _said(one, sheet.title, filled),
            )
            for one in sheet.places
        )
        groups.append(
            Group(
                anchor=f"open-{sheet.number}",
                title=sheet.title,
                state="unscheduled",
                count=ngettext("%(count)s欄", "%(count)s欄", sheet.count, count=sheet.count),
                url=url_for("form_templates.show", **at, _anchor="places" if may_tie else None),
                hint=_("まだ何も結びつけていません。"),
                lines=lines[:IN_SIGHT],
                more=lines[IN_SIGHT:],
            )
        )
    return groups


def chosen_cells(places: Iterable[Place]) -> list[Cell]:
    """The boxes of the places that were ticked, and the one box that was sent alone."""
    ticked, alone = set(request.form.getlist("place")), request.form.get("cell")
    return [cell for one in places for cell in one.cells if one.first.ref in ticked or cell.ref == alone]


def _said(place: Place, title: str, filled: FilledForm) -> str:
    """Its cells, and where they are in the filled form if rows were added above them."""
    now = ":".join(filled.now(title, ref) for ref in place.ref.split(":"))
    said = f"{title}!{place.ref}{_count(place)}"
    return said if now == place.ref else _("%(place)s（記入後は%(now)s）", place=said, now=now)


def _count(place: Place) -> str:
    boxes = len(place.boxes)
    return ngettext("（%(count)s欄）", "（%(count)s欄）", boxes, count=boxes) if boxes > 1 else ""
