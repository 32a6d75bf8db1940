"""The second attendee: what they typed goes into the record that the company has of that day already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.reasons import LEFT_FOR_SAME_DAY
from tracker.domain.records import RecordState
from tracker.domain.same_day import RecordedAlready, SameDay, joined
from tracker.domain.visits import VisitRecord, check_held
from tracker.models import Visit
from tracker.services import audit, visit_rows, visits_there
from tracker.services.attachment_claims import claim_for_visit
from tracker.services.challenge_progress import keep_challenges, stored_progress
from tracker.services.open_months import RecordHours, check_record_hours
from tracker.services.unassigned import has_unassigned


def find_to_join(enrolment_id: int, record: VisitRecord, same_day: SameDay) -> Visit | None:
    """The record of the day that is to be added to, the company being locked; RecordedAlready where that is not said yet."""
    there = None if same_day is SameDay.SEPARATE else visits_there.find_recorded(enrolment_id, record.visit_on)
    if there is not None and same_day is SameDay.ASK:
        raise RecordedAlready(there.id)
    return there


def add_to_record(
    viewer: Viewer,
    visit_id: int,
    record: VisitRecord,
    *,
    as_draft: bool,
    planned: Visit | None,
    key: str | None,
    today: date,
    now: datetime,
) -> Visit:
    """Join what was typed to the record; a draft becomes final where the second person says so, a final one stays final.

    ``planned``: the scheduled visit that the second form was opened from; it will not be held a second time.
    """
    visit = visit_rows.lock_visit(viewer, visit_id, today=today)
    before = visit_rows.snapshot(visit)
    typed = visit_rows.with_pictures(None, record)
    stored = replace(visit_rows.record_of(visit), progress=stored_progress(visit_id=visit.id))
    both = visit_rows.with_pictures(visit, joined(stored, typed, by=viewer.name))
    if not record.pictures and visit_rows.says(visit, both) and (as_draft or visit.record_state is RecordState.FINAL):
        return visit
    is_final = visit.record_state is RecordState.FINAL or not as_draft
    check_held(both, today=today, is_final=is_final, must_work=not has_unassigned(visit.id))
    there = visit_rows.people_of(visit.id)
    check_record_hours(viewer, RecordHours.of(visit, there), RecordHours.of(both, both.producer_ids))
    if is_final and visit.record_state is RecordState.DRAFT:
        visit.record_state, visit.finalised_at = RecordState.FINAL, now
    visit_rows.keep(viewer, visit, both)
    claim_for_visit(viewer, visit, key=key, pictures=record.pictures, now=now)
    said = {one.challenge_id for one in record.progress}
    new = replace(both, progress=tuple(one for one in both.progress if one.challenge_id in said))
    keep_challenges(viewer, new, enrolment_id=visit.enrolment_id, on=visit.visit_on, now=now, visit_id=visit.id)
    audit.note(viewer, "add_to_visit", visit, before=before, after=visit_rows.snapshot(visit))
    if planned is not None and planned.id != visit.id and planned.status is EventStatus.SCHEDULED:
        earlier = visit_rows.snapshot(planned)
        planned.status, planned.status_reason = EventStatus.CANCELLED, LEFT_FOR_SAME_DAY
        audit.note(viewer, "cancel_visit", planned, reason=LEFT_FOR_SAME_DAY, before=earlier)
    return visit
