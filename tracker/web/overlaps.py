"""Overlapping hours in a sentence that leads to both."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup, escape

from tracker.rows.work_log import ActivityRow, OverlapRow
from tracker.web import viewing
from tracker.web.hours_links import line_url
from tracker.web.labels import label
from tracker.web.language import say_day, say_minute

Url = Callable[[ActivityRow], str | None]


def overlap_sentences(rows: Iterable[OverlapRow]) -> list[dict[str, str]]:
    """What ``warning_box`` takes, person by person; whose hours they are is said where they are not the reader's own."""
    own = viewing.viewer().producer_id
    return [{"text": say_overlap(row.one, row.other, name="" if row.producer_id == own else row.producer)} for row in rows]


def say_overlap(one: ActivityRow, other: ActivityRow, *, name: str = "", url: Url = line_url) -> Markup:
    """``url``: where an activity leads; the page that one reads is no link to itself."""
    said = {"day": say_day(one.activity.on), "one": _link(one, url), "other": _link(other, url)}
    if name:
        return Markup(_("%(day)s：%(name)sさんの%(one)sと%(other)sの時間が重なっています。")) % (said | {"name": name})
    return Markup(_("%(day)s：%(one)sと%(other)sの時間が重なっています。")) % said


def name_line(line: ActivityRow) -> str:
    """What an activity is called in a sentence."""
    companies = _("・").join(line.companies)
    kind = label(line.activity.kind)
    return _("%(kind)s（%(companies)s）", kind=kind, companies=companies) if companies else kind


def _link(line: ActivityRow, url: Url) -> Markup:
    address, span = url(line), line.activity.span
    assert span is not None  # what has no times overlaps nothing
    start, end = map(say_minute, span)
    name = escape(_("%(what)s %(start)s～%(end)s", what=name_line(line), start=start, end=end))
    return name if address is None or address == request.path else Markup('<a href="%s">%s</a>') % (address, name)
