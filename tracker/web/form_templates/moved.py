"""What a new version moved, as choices to be confirmed: where it stood, where it was found, and the labels there and here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _

from tracker.domain.form_mapping import CellTie, ColumnTie, FormMapping
from tracker.web.form_templates.words import RECORDS, say_name, say_source


@dataclass(frozen=True, slots=True)
class MovedLine:
    """``is_likely``: the labels are the same here as there, so that a look at the place is enough."""

    place: str
    was: str
    url: str | None
    source: str
    notes: tuple[str, ...]
    is_likely: bool


def moved_lines(mapping: FormMapping, url: Callable[[str, str], str | None]) -> list[MovedLine]:
    lines = [
        MovedLine(
            tie.full_place, tie.was, url(tie.sheet, tie.ref), say_source(tie.source, tie.nth), _notes(tie), not tie.label_was
        )
        for tie in mapping.cells
        if tie.was
    ]
    for band in mapping.bands:
        if band.was:
            names = _("、").join(say_name(column.source) for column in band.columns)
            source = _("%(record)sの繰り返しの行（%(fields)s）", record=RECORDS[band.record], fields=names)
            notes = tuple(dict.fromkeys(note for column in band.columns if column.label_was for note in _notes(column)))
            is_likely = not any(column.label_was for column in band.columns)
            lines.append(MovedLine(band.full_place, band.was, url(band.sheet, band.ref), source, notes, is_likely))
    return lines


def _notes(tie: CellTie | ColumnTie) -> tuple[str, ...]:
    """The labels; where another one stands here than there, both."""
    now = _("」「").join(label.text for label in tie.labels)
    if tie.label_was:
        return (_("見出しが「%(was)s」から「%(now)s」に変わっています。", was=tie.label_was, now=now or "―"),)
    return (_("見出し「%(label)s」", label=now),) if now else ()
