"""Visits that were held: logged, corrected, deleted and restored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.records import RecordState, check_restorable
from tracker.domain.same_day import SameDay
from tracker.domain.travel import TravelRecord
from tracker.domain.visits import ActionNoted, Standing, VisitRecord, check_begun, check_held, check_next, check_schedule
from tracker.domain.words import N_
from tracker.models import Visit
from tracker.services import audit, visit_rows, visits_there
from tracker.services.actions import add_action
from tracker.services.attachment_claims import claim_for_visit
from tracker.services.challenge_progress import keep_challenges
from tracker.services.doubles import find_sent
from tracker.services.open_months import RecordHours, check_record_hours
from tracker.services.same_day import add_to_record, find_to_join
from tracker.services.scheduled_visits import set_next
from tracker.services.travel import note_own_travel
from tracker.services.unassigned import has_unassigned
from tracker.services.versions import check_version

SENT_AGAIN_WITHIN = timedelta(days=1)


def log_visit(
    viewer: Viewer,
    *,
    record: VisitRecord,
    enrolment_id: int | None = None,
    visit_id: int | None = None,
    version: int | None = None,
    as_draft: bool = False,
    use_scheduled: bool = True,
    actions: Sequence[ActionNoted] = (),
    travel: TravelRecord | None = None,
    next_on: date | None = None,
    move_next: bool = False,
    same_day: SameDay = SameDay.SEPARATE,
    asks_early: bool = False,
    idempotency_key: str | None = None,
    today: date,
    now: datetime,
) -> int:
    """Record a visit that was held, final or as a draft, and return its id; the same key again returns the one that is there.

    So do the same words of the same person within a day: a form that came back with the back button has a new key.
    With ``visit_id`` (and ``version``) a scheduled visit or a draft becomes the record; else it is a new one of ``enrolment_id``,
    unless that company has a scheduled visit on the day and ``use_scheduled`` says to take it. ``next_on`` schedules the next
    visit, or with ``move_next`` moves the one that is scheduled next; ``travel`` is the writer's own, noted once.
    ``same_day`` says what is done where the company has a record of that day; RecordedAlready asks. So does HeldEarly with
    ``asks_early`` where its hour has not come. Conflict where somebody else saved first.
    """
    viewer.require(Act.LOG)
    key = visit_rows.key_of(idempotency_key)
    standing = Standing.of_record(as_draft=as_draft, now=now)

    def done(visit: Visit) -> int:
        if travel is not None:
            note_own_travel(viewer, visit_id=visit.id, record=travel, today=today, now=now, idempotency_key=key)
        return visit.id

    there = find_sent(viewer, Visit, key)
    if there is not None and there.status is EventStatus.HELD:
        if visit_rows.says(there, visit_rows.with_plan(there, record)) and (as_draft or there.record_state is RecordState.FINAL):
            return done(there)
        # The same form again, with other words: its own draft is written on, a final record is not overwritten unseen.
        visit_id, version = there.id, there.version if there.record_state is RecordState.DRAFT else None
    visit, of_the_day = _visit_to_log(
        viewer, enrolment_id, visit_id, version, record.visit_on, today, use_scheduled=use_scheduled
    )
    if visit_id is None and enrolment_id is not None and EventStatus.HELD in of_the_day:
        same = visits_there.find_same(viewer, enrolment_id, record, standing.record_state, since=now - SENT_AGAIN_WITHIN)
        if same is not None and same.record_state is standing.record_state:
            return done(same)
        visit = same or visit
    if there is None and (visit is None or visit.status is EventStatus.SCHEDULED):
        company = enrolment_id if visit is None else visit.enrolment_id
        assert company is not None
        other = find_to_join(company, record, same_day)
        if other is not None:
            check_next(next_on, visit_on=record.visit_on)
            joint = add_to_record(viewer, other.id, record, as_draft=as_draft, planned=visit, key=key, today=today, now=now)
            _note_what_follows(viewer, joint, record, actions, next_on, move_next=move_next, key=key, today=today, now=now)
            return done(joint)
    before = visit_rows.snapshot(visit) if visit is not None else None
    if visit is not None and visit_id is None:
        record = visit_rows.with_plan(visit, record)
    record = visit_rows.with_pictures(visit, record)
    check_held(record, today=today, is_final=not as_draft)
    check_next(next_on, visit_on=record.visit_on)
    if asks_early and not as_draft:
        check_begun(record, now=now)
    is_new = visit is None
    if visit is None:
        assert enrolment_id is not None
        visit = visit_rows.new_visit(viewer, enrolment_id, record, standing, now=now, key=key)
    else:
        visit.idempotency_key = key or visit.idempotency_key
        visit_rows.set_standing(visit, standing)
    visit_rows.keep(viewer, visit, record, is_new=is_new)
    claim_for_visit(viewer, visit, key=key, pictures=record.pictures, now=now)
    keep_challenges(viewer, record, enrolment_id=visit.enrolment_id, on=visit.visit_on, now=now, visit_id=visit.id)
    after = visit_rows.snapshot_of_new(visit, record) if is_new else visit_rows.snapshot(visit)
    audit.note(viewer, "draft_visit" if as_draft else "log_visit", visit, before=before, after=after)
    _note_what_follows(viewer, visit, record, actions, next_on, move_next=move_next, key=key, today=today, now=now)
    return done(visit)


def _note_what_follows(
    viewer: Viewer,
    visit: Visit,
    record: VisitRecord,
    actions: Sequence[ActionNoted],
    next_on: date | None,
    *,
    move_next: bool,
    key: str | None,
    today: date,
    now: datetime,
) -> None:
    """The next actions and the next visit that a record names."""
    _note_actions(viewer, visit, actions, key=key, today=today, now=now)
    if next_on is not None:
        set_next(viewer, visit, record, next_on, move_next=move_next, key=key, now=now)


def correct_visit(viewer: Viewer, *, visit_id: int, record: VisitRecord, version: int, today: date, now: datetime) -> bool:
    """Change a scheduled visit or a final record; whether anything changed. Conflict where somebody else saved first."""
    visit = visit_rows.lock_visit(viewer, visit_id, today=today)
    before = visit_rows.snapshot(visit)
    check_version(visit, version)
    if visit.status is EventStatus.SCHEDULED:
        check_schedule(record, today=min(today, visit.visit_on))
        record = replace(record, notes=())
    elif visit.status is EventStatus.HELD and visit.record_state is RecordState.FINAL:
        record = visit_rows.with_pictures(visit, record)
        check_held(record, today=today, is_final=True, must_work=not has_unassigned(visit.id))
        there = visit_rows.people_of(visit.id)
        check_record_hours(viewer, RecordHours.of(visit, there), RecordHours.of(record, record.producer_ids))
    else:
        raise RuleBroken(N_("下書き、または中止・延期になった訪問は訂正できません。"))
    if visit_rows.says(visit, record):
        return False
    visit_rows.keep(viewer, visit, record)
    claim_for_visit(viewer, visit, key=None, pictures=record.pictures, now=now)
    keep_challenges(viewer, record, enrolment_id=visit.enrolment_id, on=visit.visit_on, now=now, visit_id=visit.id)
    audit.note(viewer, "correct_visit", visit, before=before, after=visit_rows.snapshot(visit))
    return True


def type_up_visit(viewer: Viewer, *, visit_id: int, facts: Mapping[int, str], version: int, today: date, now: datetime) -> None:
    """Put into words, by case, what a held visit has as pictures or recordings only; Conflict where somebody else saved first."""
    visit = visit_rows.lock_visit(viewer, visit_id, today=today)
    stored = visit_rows.record_of(visit)
    notes = tuple(replace(note, facts=facts.get(note.case_id, note.facts)) for note in stored.notes)
    correct_visit(viewer, visit_id=visit_id, record=replace(stored, notes=notes), version=version, today=today, now=now)


def delete_visit(viewer: Viewer, *, visit_id: int, version: int, today: date, now: datetime) -> None:
    """Take a visit out of every list and count; it can be restored for thirty days."""
    visit = visit_rows.lock_visit(viewer, visit_id, today=today)
    viewer.require(Act.STAFF)
    before = visit_rows.snapshot(visit)
    check_version(visit, version)
    visit.deleted_at, visit.deleted_by_id = now, viewer.account_id or None
    audit.note(viewer, "delete_visit", visit, before=before)


def restore_visit(viewer: Viewer, *, visit_id: int, now: datetime) -> None:
    """Bring a deleted visit back; nothing where it is there. RuleBroken after thirty days."""
    viewer.require(Act.STAFF)
    visit = db.session.scalar(select(Visit).where(Visit.id == visit_id, Visit.programme_id == viewer.programme).with_for_update())
    if visit is None:
        raise NotFound
    if visit.deleted_at is None:
        return
    check_restorable(visit.deleted_at, now=now)
    before = visit_rows.snapshot(visit)
    visit.deleted_at = visit.deleted_by_id = None
    audit.note(viewer, "restore_visit", visit, before=before)


def _visit_to_log(
    viewer: Viewer,
    enrolment_id: int | None,
    visit_id: int | None,
    version: int | None,
    visit_on: date,
    today: date,
    *,
    use_scheduled: bool,
) -> tuple[Visit | None, frozenset[EventStatus]]:
    """The row that becomes the record, locked, or None where a new one is to be made of the locked company.

    Beside it, where nobody named a visit, what visits the company has on the day.
    """
    if visit_id is not None:
        visit = visit_rows.lock_visit(viewer, visit_id, today=today)
        if enrolment_id not in (None, visit.enrolment_id):
            raise NotFound
        check_version(visit, version or 0)
        if not visit_rows.is_open(visit):
            raise RuleBroken(
                N_("この訪問は、もう記録されているか、中止・延期になっています。内容を直すときは「訂正」を使ってください。")
            )
        return visit, frozenset()
    if enrolment_id is None:
        raise NotFound
    visit_rows.lock_company(viewer, enrolment_id, days=(today, visit_on))
    of_the_day = visits_there.list_statuses(enrolment_id, visit_on)
    is_planned = use_scheduled and EventStatus.SCHEDULED in of_the_day
    return visits_there.find_scheduled(enrolment_id, visit_on) if is_planned else None, of_the_day


def _note_actions(
    viewer: Viewer, visit: Visit, actions: Sequence[ActionNoted], *, key: str | None, today: date, now: datetime
) -> None:
    """The next actions of a record; a refusal names the row of the form."""
    for index, action in enumerate(actions):
        try:
            add_action(
                viewer,
                enrolment_id=visit.enrolment_id,
                what=action.what,
                owner_id=action.owner_id,
                owner_name=action.owner_name,
                due_on=action.due_on,
                visit_id=visit.id,
                idempotency_key=f"{key}-{index}" if key else None,
                today=today,
                now=now,
            )
        except RuleBroken as broken:
            raise RuleBroken(broken.sentence, field=f"actions-{index}-{broken.field}", **broken.params) from broken
