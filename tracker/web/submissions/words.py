"""What changed since a submission, in words and links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month
from tracker.domain.submissions import DifferenceKind, RowChange
from tracker.rows.submission_changes import AboutRow, ActRow, ToldChangeRow
from tracker.rows.submissions import ChangePlaces
from tracker.web.labels import label
from tracker.web.language import say_day, say_month
from tracker.web.submissions.columns import column_words
from tracker.web.submissions.values import value_words


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A row that changed; ``url`` leads to its record where there still is one.

    ``what``: the company, else what tells the ``row``; ``cells``: column, value before, value after; None on the side of an
    added or removed row that never was. ``times``: how often it was changed, where more than once; ``trail_url`` leads whoever
    may read the trail to all changes of the record and of what belongs to it.
    """

    kind: str
    state: str
    record: str
    sheet: str
    what: str
    row: str
    on: str
    url: str | None
    cells: tuple[tuple[str, str | None, str | None], ...]
    act: ActRow | None
    times: str
    trail_url: str | None


_STATES = {DifferenceKind.ADDED: "scheduled", DifferenceKind.REMOVED: "missed", DifferenceKind.CHANGED: "awaiting_record"}


def lines(viewer: Viewer, changes: Iterable[ToldChangeRow], places: ChangePlaces) -> list[ChangeLine]:
    """The changes as the page lists them; what people wrote stands as the workbook has it."""
    reads_trail = viewer.may(Act.AUDIT)
    return [_line(told.change, told.about, told.act, places, reads_trail) for told in changes]


def _line(change: RowChange, about: AboutRow, act: ActRow | None, places: ChangePlaces, reads_trail: bool) -> ChangeLine:
    row = _("、").join(f"{column_words(head)} {value_words(head, value)}" for head, value in change.key)
    return ChangeLine(
        kind=label(change.kind),
        state=_STATES[change.kind],
        record=label(about.kind),
        sheet=change.sheet,
        what=_("、").join(filter(None, about.companies.values())) or row,
        row=row,
        on=_say_on(about.on),
        url=_url(change, places),
        cells=tuple(_cells(change)),
        act=act,
        times=ngettext("%(count)s回の変更の最後", "%(count)s回の変更の最後", act.times, count=act.times)
        if act and act.times > 1
        else "",
        trail_url=_trail_url(act) if reads_trail else None,
    )


def _trail_url(act: ActRow | None) -> str | None:
    if act is None or act.thing is None:
        return None
    noun, noun_id = act.thing
    return url_for("audit.index", noun=noun, id=noun_id)


def _say_on(on: str) -> str:
    """A day or a month of the report, as every page says it."""
    if len(on) == len("2026-04"):
        return say_month(Month.parse(on))
    return say_day(date.fromisoformat(on)) if on else ""


def _cells(change: RowChange) -> Iterator[tuple[str, str | None, str | None]]:
    """What tells the row is said already where the row itself is new or gone."""
    key = dict(change.key)
    for cell in change.cells:
        if change.kind is DifferenceKind.ADDED and cell.column not in key:
            yield column_words(cell.column), None, value_words(cell.column, cell.after)
        elif change.kind is DifferenceKind.REMOVED and cell.column not in key:
            yield column_words(cell.column), value_words(cell.column, cell.before), None
        elif change.kind is DifferenceKind.CHANGED:
            yield column_words(cell.column), value_words(cell.column, cell.before), value_words(cell.column, cell.after)


def _url(change: RowChange, places: ChangePlaces) -> str | None:
    key = dict(change.key)
    event = key.get("訪問ID・会議ID")
    visit_id = key.get("訪問ID", event if key.get("種類") == "企業訪問" else None)
    meeting_id = key.get("会議ID", event if key.get("種類") == "チームミーティング" else None)
    if visit_id in places.visits:
        return url_for("visits.show", visit_id=visit_id)
    if meeting_id in places.meetings:
        return url_for("meetings.show", meeting_id=meeting_id)
    if (outcome_id := key.get("成果ID")) in places.outcomes:
        return url_for("outcomes.index", company=places.outcomes[outcome_id])  # type: ignore[index]
    if (case := key.get("案件番号")) in places.cases:
        return url_for("cases.show", case_id=places.cases[case])  # type: ignore[index]
    if (company := key.get("支援企業番号")) in places.companies:
        return url_for("companies.show", enrolment_id=places.companies[company])  # type: ignore[index]
    return None
