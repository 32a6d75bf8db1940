"""Addresses of hours: where a line leads, and the day and the person that an address names."""

from __future__ import annotations

from datetime import date

from flask import request, url_for

from tracker.domain.access import Act, Answer
from tracker.domain.calendar import Month
from tracker.domain.dates import FIRST_DAY, LAST_DAY
from tracker.domain.work_log import SourceKind
from tracker.rows.work_log import ActivityRow
from tracker.web import viewing


def line_url(row: ActivityRow) -> str | None:
    """None where the line itself is all that there is to see for this viewer."""
    ref = row.activity.ref
    if ref.source is SourceKind.VISIT:
        return url_for("visits.show", visit_id=ref.source_id)
    if ref.source is SourceKind.MEETING:
        return url_for("meetings.show", meeting_id=ref.source_id)
    if ref.source is SourceKind.TRAINING:
        return url_for("trainings.show", training_id=ref.source_id)
    if ref.source is SourceKind.EXHIBITION:
        return url_for("exhibitions.show", exhibition_id=ref.source_id)
    if ref.source is SourceKind.OWN and viewing.viewer().may(Act.HOURS):
        return url_for("work_log.edit", entry_id=ref.source_id)
    if ref.source is SourceKind.TRAVEL and viewing.viewer().may(Act.HOURS):
        return url_for("travel.edit", travel_id=ref.source_id)
    if row.travel is not None and row.travel.visit_id is not None:
        return url_for("visits.show", visit_id=row.travel.visit_id, _anchor="travel")
    return None


def mend_url(row: ActivityRow) -> str | None:
    """Where a time that is missing or wrong can be put right; None for whoever only reads."""
    ref = row.activity.ref
    if not viewing.viewer().may(Act.HOURS):
        return line_url(row)
    if ref.source is SourceKind.VISIT:
        return url_for("visits.edit", visit_id=ref.source_id)
    if ref.source is SourceKind.MEETING:
        return url_for("meetings.edit", meeting_id=ref.source_id)
    return line_url(row)


def diary_url(producer_id: int, month: Month) -> str | None:
    """The diary of a person and month; None for whoever may not read it."""
    viewer = viewing.viewer()
    mine = viewer.answer(Act.DIARY) is Answer.YES or (viewer.may(Act.DIARY) and producer_id == viewer.producer_id)
    return url_for("diaries.show", producer_id=producer_id, month=month.iso) if mine else None


def day_of_address(name: str) -> date | None:
    """The day behind the question mark; None for what is none."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def id_of_address(name: str) -> int | None:
    """The id behind the question mark; None for what no row can have."""
    text = request.args.get(name, "")
    return int(text) or None if text.isascii() and text.isdecimal() and len(text) < 10 else None


def other_than_viewer(producer_id: int | None) -> int | None:
    """The person for an address, where it is not the viewer: one's own hours need no name."""
    return producer_id if producer_id != viewing.viewer().producer_id else None
