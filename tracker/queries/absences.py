"""Days away, for whoever staffs; beside a plan that falls on them also for whoever is away and for the lead of their team."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, or_, select, true

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.warnings import EventKind, EventRef
from tracker.models import Absence, MeetingParticipant, Producer, VisitParticipant
from tracker.queries.scope import in_programme
from tracker.queries.stand_ins import people_led
from tracker.rows.absences import AbsenceRow
from tracker.rows.staffing import PersonRow


def list_absences(viewer: Viewer, *, from_on: date | None = None, deleted: bool = False) -> tuple[AbsenceRow, ...]:
    """By first day; with ``from_on`` only those that are not over by then."""
    viewer.require(Act.STAFF)
    clauses: list[ColumnElement[bool]] = [Absence.deleted_at.is_not(None) if deleted else Absence.deleted_at.is_(None)]
    if from_on is not None:
        clauses.append(Absence.ends_on >= from_on)
    return _rows(viewer, *clauses)


def get_absence(viewer: Viewer, absence_id: int) -> AbsenceRow:
    viewer.require(Act.STAFF)
    rows = _rows(viewer, Absence.id == absence_id, Absence.deleted_at.is_(None))
    if not rows:
        raise NotFound
    return rows[0]


def list_away_at(viewer: Viewer, ref: EventRef, *, on: date) -> tuple[AbsenceRow, ...]:
    """Whoever is to take part in a visit or a meeting of that day, and is away."""
    there = (
        select(VisitParticipant.producer_id).where(VisitParticipant.visit_id == ref.event_id)
        if ref.kind is EventKind.VISIT
        else select(MeetingParticipant.producer_id).where(MeetingParticipant.meeting_id == ref.event_id)
    )
    return _away(viewer, on, Absence.producer_id.in_(there), Absence.starts_on <= on, Absence.ends_on >= on)


def list_coming_absences(viewer: Viewer, producer_ids: Collection[int], *, from_on: date) -> tuple[AbsenceRow, ...]:
    """When these people are away, as far as that is not over by ``from_on``."""
    return _away(viewer, from_on, Absence.producer_id.in_(producer_ids), Absence.ends_on >= from_on)


def _away(viewer: Viewer, day: date, *clauses: ColumnElement[bool]) -> tuple[AbsenceRow, ...]:
    """Without the reason: everybody's for whoever staffs, their team's for a lead, who sets the stand-ins, else one's own."""
    own = Absence.producer_id == viewer.producer_id
    readable = true() if viewer.may(Act.STAFF) else or_(own, Absence.producer_id.in_(people_led(viewer, day)))
    return tuple(replace(row, reason="") for row in _rows(viewer, Absence.deleted_at.is_(None), readable, *clauses))


def _rows(viewer: Viewer, *clauses: ColumnElement[bool]) -> tuple[AbsenceRow, ...]:
    found = db.session.execute(
        select(
            Absence.id, Absence.producer_id, Producer.name, Absence.starts_on, Absence.ends_on, Absence.reason, Absence.version
        )
        .join(Producer, Producer.id == Absence.producer_id)
        .where(in_programme(viewer, Absence.programme_id), *clauses)
        .order_by(Absence.starts_on, Absence.id)
    )
    return tuple(
        AbsenceRow(absence_id, PersonRow(producer_id, name), Period(starts_on, ends_on), reason, version)
        for absence_id, producer_id, name, starts_on, ends_on, reason, version in found
    )
