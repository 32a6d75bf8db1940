"""The meetings held about companies, as :mod:`tracker.domain.between` takes them: days, and whether the team was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, exists, or_, select

from tracker.domain.access import Viewer
from tracker.domain.between import MeetingDay
from tracker.domain.cadence import EventStatus
from tracker.domain.records import RecordState
from tracker.models import Assignment, MeetingParticipant, MeetingSection, StandIn, TeamMeeting
from tracker.queries.prepared import THESE, asked_of, prepared, run
from tracker.queries.scope import in_programme

_SINCE = bindparam("since", type_=Date)


def list_meeting_days(
    viewer: Viewer, enrolment_ids: Collection[int] | None, *, since: date | None = None
) -> defaultdict[int, list[MeetingDay]]:
    """The held meetings (from a day on) that cover each enrolment: the only ones that can fill a gap."""
    found: defaultdict[int, list[MeetingDay]] = defaultdict(list)
    statement = _meetings(viewer, enrolment_ids is None, since is None)
    rows = run(statement, asked_of(viewer, enrolment_ids) | ({} if since is None else {_SINCE.key: since}))
    for enrolment_id, meeting_id, on, start_time, attended in rows:
        found[enrolment_id].append(MeetingDay(meeting_id, on, EventStatus.HELD, bool(attended), start_time))
    return found


@prepared
def _meetings(viewer: Viewer, are_all: bool, are_of_all_days: bool) -> Select[Any]:
    columns: tuple[Any, ...] = (
        MeetingSection.enrolment_id,
        TeamMeeting.id,
        TeamMeeting.meeting_on,
        TeamMeeting.start_time,
        _attended_by_team(),
    )
    statement = (
        select(*columns)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .where(
            in_programme(viewer, TeamMeeting.programme_id),
            TeamMeeting.deleted_at.is_(None),
            TeamMeeting.status == EventStatus.HELD,
            TeamMeeting.record_state == RecordState.FINAL,
        )
        .order_by(TeamMeeting.meeting_on, TeamMeeting.id)
    )
    if not are_of_all_days:
        statement = statement.where(TeamMeeting.meeting_on >= _SINCE)
    return statement if are_all else statement.where(MeetingSection.enrolment_id.in_(THESE))


def _attended_by_team() -> ColumnElement[bool]:
    """Whether somebody assigned to the section's company, or standing in for its team, on the meeting's day was there."""
    assigned = exists().where(
        MeetingParticipant.meeting_id == TeamMeeting.id,
        Assignment.producer_id == MeetingParticipant.producer_id,
        Assignment.enrolment_id == MeetingSection.enrolment_id,
        Assignment.starts_on <= TeamMeeting.meeting_on,
        or_(Assignment.ends_on.is_(None), Assignment.ends_on >= TeamMeeting.meeting_on),
    )
    standing_in = exists().where(
        MeetingParticipant.meeting_id == TeamMeeting.id,
        StandIn.producer_id == MeetingParticipant.producer_id,
        StandIn.enrolment_id == MeetingSection.enrolment_id,
        StandIn.deleted_at.is_(None),
        StandIn.starts_on <= TeamMeeting.meeting_on,
        StandIn.ends_on >= TeamMeeting.meeting_on,
    )
    return or_(assigned, standing_in)
