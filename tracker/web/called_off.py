"""What stands beside a visit or a meeting that is taken back, as links: what takes its day, and what is planned for others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from tracker.domain.called_off import TAKEN
from tracker.domain.warnings import EventKind
from tracker.rows.called_off import BesideRow
from tracker.web.labels import label
from tracker.web.language import say_day


@dataclass(frozen=True, slots=True)
class Beside:
    taken_words: str
    taken: tuple[dict[str, str], ...]
    planned: tuple[dict[str, str], ...]


def beside_of(rows: Iterable[BesideRow], kind: EventKind, *, on: date, url_of: Callable[[int], str]) -> Beside:
    lines = [(row.on == on, {"url": url_of(row.event_id), "label": _said(row)}) for row in rows]
    return Beside(
        _(TAKEN[kind]), tuple(line for takes, line in lines if takes), tuple(line for takes, line in lines if not takes)
    )


def _said(row: BesideRow) -> str:
    return _("%(day)s（%(status)s）", day=say_day(row.on), status=label(row.status))
