"""Meetings to come: cancelled, postponed, taken back."""

from __future__ import annotations

from datetime import date, datetime

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.called_off import check_reinstatable
from tracker.domain.errors import RuleBroken
from tracker.domain.reasons import checked_reason
from tracker.domain.records import RecordState
from tracker.domain.warnings import EventKind
from tracker.domain.words import N_
from tracker.models import MeetingParticipant, MeetingSection, TeamMeeting
from tracker.queries.called_off import list_meetings_beside
from tracker.services import audit, sections
from tracker.services.called_off import check_called_off_alike
from tracker.services.done_already import check_reason_in_trail
from tracker.services.meetings import lock_meeting, people_of
from tracker.services.versions import check_version

LONGEST_REASON = 200


def cancel_meeting(viewer: Viewer, meeting_id: int, *, reason: str, version: int, today: date) -> None:
    """中止: it will not take place; RuleBroken for one that was held, nothing for one that was cancelled for this reason."""
    _call_off(viewer, meeting_id, EventStatus.CANCELLED, reason=reason, version=version, today=today)


def postpone_meeting(
    viewer: Viewer,
    meeting_id: int,
    *,
    reason: str,
    version: int,
    new_on: date | None = None,
    today: date,
    now: datetime,
) -> int | None:
    """延期: it stays in the list as postponed; with ``new_on`` the same is scheduled anew, and that one's id returned."""
    if new_on is not None and new_on < today:
        raise RuleBroken(N_("新しい日は今日以後の日付にしてください。"), field="new_on")
    meeting = _call_off(viewer, meeting_id, EventStatus.POSTPONED, reason=reason, version=version, today=today, new_on=new_on)
    if new_on is None:
        return None
    if new_on == meeting.meeting_on:
        raise RuleBroken(N_("新しい日は、今の予定と違う日にしてください。"), field="new_on")
    anew = TeamMeeting(
        programme_id=meeting.programme_id,
        status=EventStatus.SCHEDULED,
        mode=meeting.mode,
        meeting_on=new_on,
        start_time=meeting.start_time,
        end_time=meeting.end_time,
        place=meeting.place,
        other_attendees=meeting.other_attendees,
        record_state=RecordState.FINAL,
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(anew)
    db.session.flush()
    for enrolment_id in sections.enrolments_of(meeting):
        db.session.add(MeetingSection(programme_id=meeting.programme_id, meeting_id=anew.id, enrolment_id=enrolment_id))
    for producer_id in people_of(meeting.id):
        db.session.add(MeetingParticipant(meeting_id=anew.id, producer_id=producer_id))
    db.session.flush()
    audit.note(viewer, "schedule_meeting", anew, after=sections.snapshot(anew))
    return anew.id


def reinstate_meeting(
    viewer: Viewer, meeting_id: int, *, reason: str, version: int, instead_version: int | None = None, today: date
) -> None:
    """Take a meeting that was called off back to 予定, for a reason; nothing where it stands there already.

    RuleBroken where one of its companies has another meeting of that day by now. What it was postponed to stays as it is,
    unless ``instead_version`` is given: then that is cancelled as well, for the same reason.
    """
    meeting = lock_meeting(viewer, meeting_id, today=today)
    if meeting.status is EventStatus.SCHEDULED:
        check_reason_in_trail(viewer, meeting, reason, "reinstate_cancelled_meeting", "reinstate_postponed_meeting")
        return
    check_version(meeting, version)
    beside = list_meetings_beside(viewer, meeting_id=meeting.id, on=meeting.meeting_on, status=meeting.status)
    dropped = [one for one in beside if one.may_be_dropped and instead_version is not None]
    check_reinstatable(EventKind.MEETING, meeting.status, meeting.meeting_on, [one.on for one in beside if one not in dropped])
    reason = checked_reason(reason, longest=LONGEST_REASON)
    for one in dropped:
        cancel_meeting(viewer, one.event_id, reason=reason, version=instead_version or 0, today=today)
    before = audit.snapshot(meeting)
    act = "reinstate_cancelled_meeting" if meeting.status is EventStatus.CANCELLED else "reinstate_postponed_meeting"
    meeting.status, meeting.status_reason = EventStatus.SCHEDULED, ""
    audit.note(viewer, act, meeting, reason=reason, before=before)


def _call_off(
    viewer: Viewer,
    meeting_id: int,
    status: EventStatus,
    *,
    reason: str,
    version: int,
    today: date,
    new_on: date | None = None,
) -> TeamMeeting:
    meeting = lock_meeting(viewer, meeting_id, today=today)
    check_called_off_alike(meeting, status, reason, version)
    if meeting.status is status and new_on is None:
        return meeting
    check_version(meeting, version)
    if meeting.status is not EventStatus.SCHEDULED:
        raise RuleBroken(N_("予定の会議だけを中止・延期にできます。画面を開き直して、今の状態を確かめてください。"))
    reason = checked_reason(reason, longest=LONGEST_REASON)
    before = audit.snapshot(meeting)
    meeting.status, meeting.status_reason = status, reason
    act = "cancel_meeting" if status is EventStatus.CANCELLED else "postpone_meeting"
    audit.note(viewer, act, meeting, reason=reason, before=before)
    return meeting
