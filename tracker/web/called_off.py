"""What was called off, in words and links: said once it is done, and what stands beside it when it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape
from wtforms import BooleanField

from tracker.domain.cadence import EventStatus
from tracker.domain.called_off import TAKEN
from tracker.domain.warnings import EventKind, EventRef
from tracker.domain.words import N_
from tracker.rows.called_off import BesideRow
from tracker.web.forms import BaseForm, HiddenVersionField
from tracker.web.labels import label
from tracker.web.language import say_day

_CANCELLED: Mapping[EventKind, str] = {
    EventKind.VISIT: N_("%(companies)sへの%(day)sの訪問を中止にしました。"),
    EventKind.MEETING: N_("%(companies)sについての%(day)sの会議を中止にしました。"),
}
_POSTPONED: Mapping[EventKind, str] = {
    EventKind.VISIT: N_("%(companies)sへの%(day)sの訪問を延期にしました。"),
    EventKind.MEETING: N_("%(companies)sについての%(day)sの会議を延期にしました。"),
}
_MOVED: Mapping[EventKind, str] = {
    EventKind.VISIT: N_("%(companies)sへの%(day)sの訪問を延期にし、%(new_day)sを予定に入れました。"),
    EventKind.MEETING: N_("%(companies)sについての%(day)sの会議を延期にし、%(new_day)sを予定に入れました。"),
}
_REINSTATE: Mapping[EventKind, Callable[[int], str]] = {
    EventKind.VISIT: lambda visit_id: url_for("visits.reinstate", visit_id=visit_id),
    EventKind.MEETING: lambda meeting_id: url_for("meetings.reinstate", meeting_id=meeting_id),
}


class TakeBackForm(BaseForm):
    """What a postponement that is taken back leaves in the plan may go with it."""

    version = HiddenVersionField(default=0)
    instead_version = HiddenVersionField(default=0)
    drops_instead = BooleanField(_l("延期先の予定も中止にする"))

    @property
    def dropped_version(self) -> int | None:
        """The version of the plan that is to be cancelled as well; None where it is to stay."""
        return self.instead_version.data if self.drops_instead.data else None

    def offer_instead(self, rows: Iterable[BesideRow]) -> None:
        """Sending (again) means what it was postponed to as the page shows it."""
        self.instead_version.data = next((row.version for row in rows if row.may_be_dropped), 0)


@dataclass(frozen=True, slots=True)
class Beside:
    """Lines by what they are to it: what takes its day, what it was postponed to, what is planned besides."""

    taken_words: str
    taken: tuple[dict[str, str], ...]
    instead: tuple[dict[str, str], ...]
    planned: tuple[dict[str, str], ...]


def beside_of(rows: Iterable[BesideRow], kind: EventKind, *, on: date, url_of: Callable[[int], str]) -> Beside:
    lines = [(row, {"url": url_of(row.event_id), "label": _said(row)}) for row in rows]
    return Beside(
        _(TAKEN[kind]),
        tuple(line for row, line in lines if row.on == on and not row.may_be_dropped),
        tuple(line for row, line in lines if row.may_be_dropped),
        tuple(line for row, line in lines if row.on != on and not row.may_be_dropped),
    )


def flash_called_off(
    ref: EventRef, status: EventStatus, companies: Iterable[str], *, on: date, new_on: date | None = None
) -> None:
    """What was called off, of whom and of which day, with the way to take it back: whoever did it may go on anywhere."""
    sentences = _CANCELLED if status is EventStatus.CANCELLED else _MOVED if new_on else _POSTPONED
    said = _(sentences[ref.kind], companies=_("、").join(companies), day=say_day(on), new_day=say_day(new_on))
    words = _("中止を取り消す") if status is EventStatus.CANCELLED else _("延期を取り消す")
    url = _REINSTATE[ref.kind](ref.event_id)
    flash(escape(said) + Markup(' <a href="%s">%s</a>') % (url, words), "success")


def _said(row: BesideRow) -> str:
    return _("%(day)s（%(status)s）", day=say_day(row.on), status=label(row.status))
