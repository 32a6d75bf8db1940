"""The load in words: what is shown of each month, where its number leads, and what the chart says; nobody is ranked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.charts.load_map import load_map
from tracker.domain.access import Act, Viewer
from tracker.domain.staffing import AssignmentRole
from tracker.rows.load import LoadCell, LoadRow
from tracker.web import headers
from tracker.web.language import say_short_month, say_span


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to look at the load; ``value`` of a cell, ``say`` in words, ``link`` to exactly its rows."""

    key: str
    title: str
    value: Callable[[LoadCell], int]
    say: Callable[[int], str]
    link: Callable[[LoadRow, LoadCell], str]
    total: Callable[[LoadRow], int] | None = None


def measures(viewer: Viewer) -> tuple[Measure, ...]:
    found = [
        Measure("visits", _("訪問への参加"), lambda cell: cell.visits, str, _visits, lambda row: row.visits),
        Measure("meetings", _("会議への参加"), lambda cell: cell.meetings, str, _meetings, lambda row: row.meetings),
        Measure("lead", _("主担当の企業"), lambda cell: cell.lead, str, _companies(AssignmentRole.LEAD)),
        Measure("sub", _("副担当の企業"), lambda cell: cell.sub, str, _companies(AssignmentRole.SUB_LEAD)),
    ]
    if viewer.sees_all(Act.DIARY):
        found.append(Measure("hours", _("従事時間"), lambda cell: cell.minutes or 0, say_span, _diary, lambda row: row.minutes))
    return tuple(found)


def tabs(found: Sequence[Measure], shown: Measure) -> list[dict[str, Any]]:
    return [{"label": one.title, "url": url_for("load.index", show=one.key), "is_current": one is shown} for one in found]


def lines(rows: Sequence[LoadRow], shown: Measure) -> list[dict[str, Any]]:
    return [
        {
            "name": row.name,
            "url": url_for("producers.show", producer_id=row.producer_id),
            "cells": [
                {
                    "month": cell.month,
                    "words": shown.say(shown.value(cell)),
                    "url": _address(row, cell, shown),
                }
                for cell in row.cells
            ],
            "total": shown.say(shown.total(row)) if shown.total else None,
        }
        for row in rows
    ]


def chart(rows: Sequence[LoadRow], shown: Measure) -> str:
    headers.mark_chart_page()
    months = [say_short_month(cell.month) for cell in rows[0].cells]
    addresses = [[_address(row, cell, shown) for cell in row.cells] for row in rows]
    return load_map(
        months,
        [(row.name, [(shown.value(cell), shown.say(shown.value(cell))) for cell in row.cells]) for row in rows],
        addresses,
    )


def _address(row: LoadRow, cell: LoadCell, shown: Measure) -> str | None:
    """Where the number leads, in the figure as in the table under it; nothing leads nowhere."""
    return shown.link(row, cell) if shown.value(cell) else None


def finding(rows: Sequence[LoadRow], shown: Measure) -> str:
    """How the load of the year (of companies: of the newest month) is spread; no names."""
    if not rows:
        return ""
    if shown.total:
        values = [shown.total(row) for row in rows]
        about = _("年度の今日まで")
    else:
        values = [shown.value(row.cells[-1]) for row in rows if row.cells]
        about = _("今月")
    if not values:
        return ""
    count = len(values)
    return ngettext(
        "%(title)s（%(about)s）は、%(count)s名で一人あたり最少%(least)s、最多%(most)sです。",
        "%(title)s（%(about)s）は、%(count)s名で一人あたり最少%(least)s、最多%(most)sです。",
        count,
        title=shown.title,
        about=about,
        count=count,
        least=shown.say(min(values)) or "0",
        most=shown.say(max(values)) or "0",
    )


def _visits(row: LoadRow, cell: LoadCell) -> str:
    return url_for("visits.index", producer=row.producer_id, month=cell.month.iso, counted=1)


def _meetings(row: LoadRow, cell: LoadCell) -> str:
    days: dict[str, Any] = {"from": cell.month.first, "to": cell.month.last}
    return url_for("meetings.index", producer=row.producer_id, status="held", **days)


def _companies(role: AssignmentRole) -> Callable[[LoadRow, LoadCell], str]:
    return lambda row, cell: url_for("load.show", producer_id=row.producer_id, month=cell.month.iso, _anchor=role.value)


def _diary(row: LoadRow, cell: LoadCell) -> str:
    return url_for("diaries.show", producer_id=row.producer_id, month=cell.month.iso)
