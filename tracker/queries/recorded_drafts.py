"""Forms that somebody is still filling although the same visit or meeting was recorded elsewhere meanwhile."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.drafts import About, DraftKind, about
from tracker.domain.records import RecordState
from tracker.models import FieldDraft, MeetingSection, TeamMeeting, Visit
from tracker.queries import scope
from tracker.rows.drafts import FieldDraftRow


def with_records(viewer: Viewer, drafts: Sequence[FieldDraftRow], *, today: date) -> tuple[FieldDraftRow, ...]:
    """The drafts, each with the record that there is of what it is about."""
    if not drafts:
        return ()
    addresses = {row.key: row.address for row in drafts}
    typed = select(FieldDraft.key, FieldDraft.fields).where(FieldDraft.key.in_(addresses))
    abouts = {key: about(addresses[key], json.loads(fields), today=today) for key, fields in db.session.execute(typed)}
    visits = _visits(viewer, [one for one in abouts.values() if one.kind is DraftKind.VISIT])
    meetings = _meetings(viewer, [one for one in abouts.values() if one.kind is DraftKind.MEETING])
    return tuple(
        replace(
            row,
            recorded_visit_id=_of(visits, abouts[row.key]),
            recorded_meeting_id=_of(meetings, abouts[row.key]),
            is_its_record=abouts[row.key].record_id is not None,
        )
        for row in drafts
    )


def _of(recorded: Sequence[Any], one: About) -> int | None:
    """The record of what the draft is about, by its number or by company and day."""
    for record_id, enrolment_id, day in recorded:
        if record_id == one.record_id or (one.record_id is None and day == one.day and enrolment_id in one.companies):
            return int(record_id)
    return None


def _visits(viewer: Viewer, abouts: Sequence[About]) -> Sequence[Any]:
    statement = select(Visit.id, Visit.enrolment_id, Visit.visit_on).where(
        *_is_recorded(viewer, Visit), _named(abouts, Visit.id, Visit.enrolment_id, Visit.visit_on)
    )
    return db.session.execute(statement.order_by(Visit.id)).all() if abouts else ()


def _meetings(viewer: Viewer, abouts: Sequence[About]) -> Sequence[Any]:
    statement = (
        select(TeamMeeting.id, MeetingSection.enrolment_id, TeamMeeting.meeting_on)
        .join(MeetingSection, MeetingSection.meeting_id == TeamMeeting.id)
        .where(
            *_is_recorded(viewer, TeamMeeting),
            _named(abouts, TeamMeeting.id, MeetingSection.enrolment_id, TeamMeeting.meeting_on),
        )
    )
    return db.session.execute(statement.order_by(TeamMeeting.id)).all() if abouts else ()


def _named(abouts: Sequence[About], record_id: Any, enrolment_id: Any, on: Any) -> ColumnElement[bool]:
    ids = [one.record_id for one in abouts if one.record_id is not None]
    days = [and_(enrolment_id.in_(one.companies), on == one.day) for one in abouts if one.record_id is None and one.day]
    return or_(record_id.in_(ids), *days)


def _is_recorded(viewer: Viewer, event: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        scope.in_programme(viewer, event.programme_id),
        event.status == EventStatus.HELD,
        event.record_state == RecordState.FINAL,
        event.deleted_at.is_(None),
    )
