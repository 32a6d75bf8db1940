"""What a list of visits and one of meetings are narrowed by alike: days, status, and how people met."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import InstrumentedAttribute

from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import fiscal_year_period
from tracker.domain.records import RecordState
from tracker.models import TeamMeeting, Visit
from tracker.rows.events import EventFilter


def narrowed_alike(
    model: type[Visit] | type[TeamMeeting], on: InstrumentedAttribute[date], filters: EventFilter
) -> list[ColumnElement[bool]]:
    """The clauses of a statement over ``model``, whose days are ``on``."""
    clauses: list[ColumnElement[bool]] = []
    if filters.status is not None:
        clauses.append(model.status == filters.status)
    if filters.mode is not None:
        clauses.append(model.mode == filters.mode)
    if filters.month is not None:
        clauses.append(on.between(filters.month.first, filters.month.last))
    if filters.fiscal_year is not None:
        year = fiscal_year_period(filters.fiscal_year)
        clauses.append(on.between(year.starts_on, year.ends_on))
    if filters.from_on is not None:
        clauses.append(on >= filters.from_on)
    if filters.to_on is not None:
        clauses.append(on <= filters.to_on)
    return clauses


def day_is_over(model: type[Visit] | type[TeamMeeting], on: InstrumentedAttribute[date], today: date) -> ColumnElement[bool]:
    """``cadence.awaits_record`` of what is no draft, as a clause."""
    return and_(model.record_state == RecordState.FINAL, model.status == EventStatus.SCHEDULED, on < today)
