"""Visits to come: scheduled, cancelled, postponed, taken back, and the one that a record names as the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.called_off import check_reinstatable
from tracker.domain.errors import RuleBroken
from tracker.domain.notes import LONGEST_LINE
from tracker.domain.reasons import checked_reason
from tracker.domain.visits import VisitRecord, check_schedule
from tracker.domain.warnings import EventKind
from tracker.domain.words import N_
from tracker.models import Visit
from tracker.queries.called_off import list_visits_beside
from tracker.services import audit, visit_rows, visits_there
from tracker.services.called_off import check_called_off_alike
from tracker.services.done_already import check_reason_in_trail
from tracker.services.doubles import find_sent
from tracker.services.versions import check_version

LONGEST_WAIT_DAYS = 366


def schedule_visit(
    viewer: Viewer, *, enrolment_id: int, record: VisitRecord, today: date, now: datetime, idempotency_key: str | None = None
) -> int:
    """Note that a visit is to be made and return its id; the same key again returns the one that is there."""
    viewer.require(Act.LOG)
    key = visit_rows.key_of(idempotency_key)
    there = find_sent(viewer, Visit, key)
    if there is not None:
        return there.id
    visit_rows.lock_company(viewer, enrolment_id, days=(today, today))
    check_schedule(record, today=today)
    visit_rows.check_people(viewer, record.producer_ids)
    return _add_scheduled(viewer, enrolment_id, record, now=now, key=key).id


def schedule_following(viewer: Viewer, *, visit_id: int, days: int, today: date, now: datetime) -> date:
    """Schedule the visit after a held one so many days on, and return its day; the one that is scheduled already stands."""
    visit = visit_rows.lock_visit(viewer, visit_id, today=today)
    there = visits_there.find_next(visit)
    if there is not None:
        return there.visit_on
    if visit.status is not EventStatus.HELD or not 1 <= days <= LONGEST_WAIT_DAYS:
        raise RuleBroken(N_("次回の訪問は、予定を入れる画面で日を選んでください。"))
    record = VisitRecord(
        visit_on=max(visit.visit_on + timedelta(days=days), today),
        mode=visit_rows.usual_mode(visit.mode),
        producer_ids=visit_rows.people_of(visit.id),
    )
    return _add_scheduled(viewer, visit.enrolment_id, record, now=now, key=None).visit_on


def cancel_visit(viewer: Viewer, *, visit_id: int, reason: str, version: int, today: date) -> None:
    """Call a scheduled visit off, for a reason; nothing where it is called off already, DoneAlready where for another reason."""
    visit = visit_rows.lock_visit(viewer, visit_id, today=today)
    check_called_off_alike(visit, EventStatus.CANCELLED, reason, version)
    if visit.status is not EventStatus.CANCELLED:
        _call_off(viewer, visit, EventStatus.CANCELLED, reason, version)


def postpone_visit(
    viewer: Viewer,
    *,
    visit_id: int,
    reason: str,
    new_on: date | None,
    version: int,
    today: date,
    now: datetime,
    idempotency_key: str | None = None,
) -> int | None:
    """Put a scheduled visit off, for a reason, and return the visit scheduled for the new day; None where that is open still."""
    key = visit_rows.key_of(idempotency_key)
    there = find_sent(viewer, Visit, key)
    if there is not None:
        return there.id
    visit = visit_rows.lock_visit(viewer, visit_id, today=today)
    check_called_off_alike(visit, EventStatus.POSTPONED, reason, version)
    if visit.status is EventStatus.POSTPONED and new_on is None:
        return None
    if new_on is not None and new_on < today:
        raise RuleBroken(N_("新しい日は今日以後の日付にしてください。"), field="new_on")
    if new_on == visit.visit_on:
        raise RuleBroken(N_("新しい日は、今の予定と違う日にしてください。"), field="new_on")
    _call_off(viewer, visit, EventStatus.POSTPONED, reason, version)
    if new_on is None:
        return None
    record = replace(visit_rows.record_of(visit), visit_on=new_on, notes=())
    return _add_scheduled(viewer, visit.enrolment_id, record, now=now, key=key).id


def reinstate_visit(
    viewer: Viewer, *, visit_id: int, reason: str, version: int, instead_version: int | None = None, today: date
) -> None:
    """Take a visit that was called off back to 予定, for a reason; nothing where it stands there already.

    RuleBroken where the company has another visit of that day by now. What it was postponed to stays as it is, unless
    ``instead_version`` is given: then that is cancelled as well, for the same reason.
    """
    visit = visit_rows.lock_visit(viewer, visit_id, today=today)
    if visit.status is EventStatus.SCHEDULED:
        check_reason_in_trail(viewer, visit, reason, "reinstate_cancelled_visit", "reinstate_postponed_visit")
        return
    check_version(visit, version)
    beside = list_visits_beside(
        viewer, visit_id=visit.id, enrolment_id=visit.enrolment_id, on=visit.visit_on, status=visit.status
    )
    dropped = [one for one in beside if one.may_be_dropped and instead_version is not None]
    check_reinstatable(EventKind.VISIT, visit.status, visit.visit_on, [one.on for one in beside if one not in dropped])
    reason = checked_reason(reason, longest=LONGEST_LINE)
    for one in dropped:
        cancel_visit(viewer, visit_id=one.event_id, reason=reason, version=instead_version or 0, today=today)
    before = visit_rows.snapshot(visit)
    act = "reinstate_cancelled_visit" if visit.status is EventStatus.CANCELLED else "reinstate_postponed_visit"
    visit.status, visit.status_reason = EventStatus.SCHEDULED, ""
    audit.note(viewer, act, visit, reason=reason, before=before)


def set_next(
    viewer: Viewer, visit: Visit, record: VisitRecord, next_on: date, *, move_next: bool, key: str | None, now: datetime
) -> None:
    """Schedule the next visit, unless one is scheduled for that day; moving the one that is next is a wish of its own."""
    if visits_there.find_scheduled(visit.enrolment_id, next_on) is not None:
        return
    next_key = f"{key}-next" if key else None
    made_before = find_sent(viewer, Visit, next_key)
    coming = made_before or (visits_there.find_next(visit) if move_next else None)
    if coming is None:
        following = VisitRecord(visit_on=next_on, mode=visit_rows.usual_mode(record.mode), producer_ids=record.producer_ids)
        _add_scheduled(viewer, visit.enrolment_id, following, now=now, key=next_key)
        return
    if coming.status is not EventStatus.SCHEDULED or coming.deleted_at is not None:
        return
    before = visit_rows.snapshot(coming)
    # its hours were agreed for the other day; a letter must not promise them
    coming.visit_on, coming.start_time, coming.end_time = next_on, None, None
    audit.note(viewer, "move_visit", coming, before=before)


def _add_scheduled(viewer: Viewer, enrolment_id: int, record: VisitRecord, *, now: datetime, key: str | None) -> Visit:
    visit = visit_rows.new_visit(viewer, enrolment_id, record, now=now, key=key)
    visit_rows.keep(viewer, visit, replace(record, notes=()))
    audit.note(viewer, "schedule_visit", visit, after=visit_rows.snapshot(visit))
    return visit


def _call_off(viewer: Viewer, visit: Visit, status: EventStatus, reason: str, version: int) -> None:
    before = visit_rows.snapshot(visit)
    check_version(visit, version)
    if visit.status is not EventStatus.SCHEDULED:
        raise RuleBroken(N_("予定の訪問だけが、中止または延期にできます。"))
    reason = checked_reason(reason, longest=LONGEST_LINE, missing=N_("理由を書いてください（例：先方の都合）。"))
    visit.status, visit.status_reason = status, reason
    act = "cancel_visit" if status is EventStatus.CANCELLED else "postpone_visit"
    audit.note(viewer, act, visit, reason=reason, before=before)
