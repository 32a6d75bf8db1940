"""This year beside the one before, each number leading to its rows in its own programme; ways to records of other years."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.queries import accounts
from tracker.queries.board_heads import find_kept_year
from tracker.queries.other_years import list_readable_years
from tracker.queries.programmes import find_previous_programme
from tracker.queries.years import compare_years
from tracker.rows.dashboard import BoardTotals
from tracker.rows.programmes import YearNumbers, YearsRow
from tracker.web import viewing


def readable_years(viewer: Viewer, programme_ids: Collection[int]) -> dict[int, str]:
    """By programme the short name under which its records are led to: this one's, and those that the viewer reads too."""
    others = {one for one in programme_ids if one != viewer.programme}
    return {viewer.programme: viewing.slug()} | list_readable_years(viewer, others, today=viewing.today())


def beside_last_year(
    viewer: Viewer, *, fiscal_year: int, today: date, totals: BoardTotals | None = None, kept: bool = False
) -> tuple[YearsRow, list[dict[str, Any]]] | None:
    """The comparison with its lines; None where there is no year before, or the viewer is no member there."""
    earlier = find_previous_programme(viewer)
    if earlier is None:
        return None
    try:
        before = accounts.get_viewer(viewing.require_signed_in(), earlier.slug, today)
    except NotFound:
        return None
    if not before.may(Act.BOARD):
        return None
    kept_year = find_kept_year(viewer) if kept else None
    years = compare_years(viewer, before, earlier, fiscal_year=fiscal_year, today=today, totals=totals, kept=kept_year)
    return (years, _lines(years)) if years is not None else None


def _lines(years: YearsRow) -> list[dict[str, Any]]:
    slug = years.earlier.slug
    return [
        {
            "label": words,
            "cells": [
                {"number": getattr(numbers, name), "url": _url(endpoint, numbers, also, programme)}
                for numbers, programme in ((years.this, None), (years.before, slug))
            ],
        }
        for words, name, endpoint, also in (
            (_("訪問回数（企業単位）"), "visit_count", "visits.index", {"counted": 1}),
            (_("会議回数"), "meeting_count", "meetings.index", {"status": "held"}),
            (_("成果（延べ件数）"), "outcome_count", "outcomes.index", {}),
        )
    ]


def _url(endpoint: str, numbers: YearNumbers, also: dict[str, Any], programme: str | None) -> str:
    values = also | {"from": numbers.days.starts_on, "to": numbers.days.ends_on}
    return url_for(endpoint, **(values | ({"programme": programme} if programme else {})))
