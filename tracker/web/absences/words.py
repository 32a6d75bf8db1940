"""Who is away, beside a plan in which they are to take part."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flask import url_for
from flask_babel import gettext as _

from tracker.domain.access import Act
from tracker.queries.absences import list_coming_absences
from tracker.rows.absences import AbsenceRow
from tracker.web import viewing
from tracker.web.language import say_day


def away_sentences(rows: Iterable[AbsenceRow], *, plan: str = "") -> list[dict[str, str]]:
    """What ``warning_box`` takes; ``plan`` says which plan is meant where that is not the page itself."""
    ways = {"url": url_for("absences.index")} if viewing.viewer().may(Act.STAFF) else {}
    return [{"text": plan + say_away(row)} | ways for row in rows]


def coming_absences(producer_ids: Collection[int]) -> list[dict[str, str]]:
    """For a form that asks for a day: when those who are to go are away from today on."""
    return away_sentences(list_coming_absences(viewing.viewer(), producer_ids, from_on=viewing.today()))


def say_away(row: AbsenceRow) -> str:
    first, last = say_day(row.period.starts_on), say_day(row.period.ends_on)
    return _("%(name)sさんは%(first)s～%(last)sは不在です。", name=row.person.name, first=first, last=last)
