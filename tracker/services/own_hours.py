"""本人の時刻: when somebody came later to a visit or meeting than it began, left before its end, or took a break."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.records import check_times
from tracker.domain.words import N_
from tracker.domain.work_entries import check_break, minute_of
from tracker.domain.work_log import SourceKind
from tracker.models import MeetingParticipant, OwnHours, TeamMeeting, Visit, VisitParticipant
from tracker.queries import scope
from tracker.services import audit
from tracker.services.open_months import check_open, lock_person
from tracker.services.versions import check_version


@dataclass(frozen=True, slots=True)
class OwnTimes:
    """A time that is None is the record's."""

    start_time: time | None = None
    end_time: time | None = None
    break_minutes: int = 0


def set_own_hours(
    viewer: Viewer,
    *,
    source: SourceKind,
    record_id: int,
    producer_id: int,
    times: OwnTimes,
    version: int,
    now: datetime,
) -> None:
    """Note that a participant's times differ from the record's; blank times without a break take that back.

    Own times lie inside the record's where it has any. NotFound for whoever did not take part.
    """
    viewer.require(Act.HOURS)
    lock_person(viewer, producer_id)
    on, start, end = _record(viewer, source, record_id, producer_id)
    check_open(viewer, producer_id, on)
    _check(times, start, end)
    column = OwnHours.visit_id if source is SourceKind.VISIT else OwnHours.meeting_id
    row = db.session.scalar(select(OwnHours).where(column == record_id, OwnHours.producer_id == producer_id).with_for_update())
    if row is None:
        if times == OwnTimes():
            return
        row = OwnHours(
            programme_id=viewer.programme,
            producer_id=producer_id,
            created_at=now,
            created_by_id=viewer.account_id or None,
            **{column.key: record_id},
        )
        db.session.add(row)
        before = None
    else:
        before = audit.snapshot(row)
        check_version(row, version, theirs={name: before[name] for name in OwnTimes.__dataclass_fields__})
    row.start_time, row.end_time, row.break_minutes = times.start_time, times.end_time, times.break_minutes
    db.session.flush()
    audit.note(viewer, "set_own_hours", row, before=before)


def _record(viewer: Viewer, source: SourceKind, record_id: int, producer_id: int) -> tuple[date, time | None, time | None]:
    """The day and times of a visit or meeting in which the person took part."""
    if source is SourceKind.VISIT:
        statement = (
            select(Visit.visit_on, Visit.start_time, Visit.end_time)
            .join(VisitParticipant, VisitParticipant.visit_id == Visit.id)
            .where(
                Visit.id == record_id,
                scope.in_programme(viewer, Visit.programme_id),
                Visit.deleted_at.is_(None),
                VisitParticipant.producer_id == producer_id,
            )
        )
    else:
        statement = (
            select(TeamMeeting.meeting_on, TeamMeeting.start_time, TeamMeeting.end_time)
            .join(MeetingParticipant, MeetingParticipant.meeting_id == TeamMeeting.id)
            .where(
                TeamMeeting.id == record_id,
                scope.in_programme(viewer, TeamMeeting.programme_id),
                TeamMeeting.deleted_at.is_(None),
                MeetingParticipant.producer_id == producer_id,
            )
        )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1], found[2]


def _check(times: OwnTimes, start: time | None, end: time | None) -> None:
    own_start, own_end = times.start_time or start, times.end_time or end
    check_times(own_start, own_end)
    if times.start_time is not None and start is not None and times.start_time < start:
        raise RuleBroken(
            N_("記録の開始時刻より前です。早く始まったのであれば、記録のほうを訂正してください。"), field="start_time"
        )
    if times.end_time is not None and end is not None and times.end_time > end:
        raise RuleBroken(N_("記録の終了時刻より後です。遅く終わったのであれば、記録のほうを訂正してください。"), field="end_time")
    first, last = minute_of(own_start), minute_of(own_end)
    check_break(times.break_minutes, gross=last - first if first is not None and last is not None else None)
