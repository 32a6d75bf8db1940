"""The rows of a visit: found and locked within the viewer's rights, and kept as a record says."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Date, Integer, Select, Table, bindparam, delete, insert, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.challenges import Progress, says_something
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.records import RecordState
from tracker.domain.tools import distinct_uses
from tracker.domain.visits import SCHEDULED, Standing, VisitRecord
from tracker.domain.words import N_
from tracker.models import Enrolment, Producer, Visit, VisitCase, VisitParticipant
from tracker.queries import scope
from tracker.queries.note_pictures import keys_of_notes
from tracker.queries.prepared import ids_of, prepared, run
from tracker.services import audit, challenge_progress, tool_uses
from tracker.services.notes import add_notes, check_cases, keep_notes, stored_notes
from tracker.services.tool_uses import keep_uses, stored_uses
from tracker.services.versions import touch

_COLUMNS = (
    "visit_on",
    "mode",
    "start_time",
    "end_time",
    "place",
    "other_attendees",
    "counterparts",
    "decisions",
    "internal_memo",
)
_PEOPLE = select(Producer.id).where(
    Producer.id.in_(bindparam("named", expanding=True)),
    Producer.programme_id == bindparam("programme"),
    Producer.deleted_at.is_(None),
)
# Only those are seated who may be: whether that is everybody says how many rows there are.
_SEAT = (
    insert(cast(Table, VisitParticipant.__table__))
    .from_select(
        ("visit_id", "producer_id"),
        _PEOPLE.with_only_columns(bindparam("visit", type_=Integer), Producer.id).order_by(Producer.id),
    )
    .execution_options(preserve_rowcount=True)
)
LONGEST_KEY = 48  # leaves room for what the actions and the next visit of a record add to its key


def key_of(idempotency_key: str | None) -> str | None:
    return idempotency_key[:LONGEST_KEY] if idempotency_key else None


def lock_company(viewer: Viewer, enrolment_id: int, *, days: tuple[date, date]) -> None:
    """Lock the company's row; NotFound unless the viewer may log for it on one of the two days."""
    asked = {**ids_of(viewer), "enrolment": enrolment_id, "first": days[0], "second": days[1]}
    if run(_company(viewer), asked).first() is None:
        raise NotFound


@prepared
def _company(viewer: Viewer) -> Select[Any]:
    days: tuple[Any, ...] = (bindparam("first", type_=Date), bindparam("second", type_=Date))
    return (
        select(Enrolment.id)
        .where(
            Enrolment.id == bindparam("enrolment"),
            scope.in_programme(viewer, Enrolment.programme_id),
            scope.board(),
            or_(*(scope.company_record(viewer, day, Act.LOG) for day in days)),
        )
        .with_for_update()
    )


def lock_visit(viewer: Viewer, visit_id: int, *, today: date) -> Visit:
    """A living visit, its company locked before it; NotFound unless the viewer may log it."""
    viewer.require(Act.LOG)
    chosen = (
        Visit.id == visit_id,
        scope.in_programme(viewer, Visit.programme_id),
        Visit.deleted_at.is_(None),
        scope.visit_record(viewer, today, Act.LOG),
    )
    enrolment_id = db.session.scalar(select(Visit.enrolment_id).where(*chosen))
    company = select(Enrolment.id).where(Enrolment.id == enrolment_id, scope.board()).with_for_update()
    if enrolment_id is None or db.session.scalar(company) is None:
        raise NotFound
    visit = db.session.scalar(select(Visit).where(*chosen).with_for_update().execution_options(populate_existing=True))
    if visit is None:
        raise NotFound
    return visit


def is_open(visit: Visit) -> bool:
    """Whether it still can become a record: scheduled, or a draft."""
    return visit.status is EventStatus.SCHEDULED or visit.record_state is RecordState.DRAFT


def usual_mode(mode: VisitMode) -> VisitMode:
    """How the visit after this one will be made: a joint exhibition is no habit."""
    return VisitMode.ONSITE if mode is VisitMode.EVENT else mode


def set_standing(visit: Visit, standing: Standing) -> None:
    visit.status, visit.record_state, visit.finalised_at = standing.status, standing.record_state, standing.finalised_at


def new_visit(
    viewer: Viewer,
    enrolment_id: int,
    record: VisitRecord,
    standing: Standing = SCHEDULED,
    *,
    now: datetime,
    key: str | None,
) -> Visit:
    """The row of a visit; who was there and what was noted is :func:`keep`'s, with ``is_new``."""
    visit = Visit(
        programme_id=viewer.programme,
        enrolment_id=enrolment_id,
        status=standing.status,
        record_state=standing.record_state,
        finalised_at=standing.finalised_at,
        idempotency_key=key,
        created_at=now,
        created_by_id=viewer.account_id or None,
        **{name: getattr(record, name) for name in _COLUMNS},
    )
    db.session.add(visit)
    db.session.flush()
    return visit


def keep(viewer: Viewer, visit: Visit, record: VisitRecord, *, is_new: bool = False) -> None:
    """Make the visit, who was there and its case notes what the record says; RuleBroken for people and cases from elsewhere.

    ``is_new``: :func:`new_visit` has just made it of the same record, so that nothing is stored to look for.
    """
    there = frozenset[int]() if is_new else people_of(visit.id)
    _seat(viewer, visit.id, record.producer_ids - there)
    if is_new:
        add_notes(record.notes, enrolment_id=visit.enrolment_id, visit_id=visit.id)
    else:
        stored = [note.case_id for note in stored_notes(VisitCase, visit_id=visit.id)]
        check_cases(record.notes, enrolment_id=visit.enrolment_id, stored=stored)
        for name in _COLUMNS:
            setattr(visit, name, getattr(record, name))
        touch(visit)
        keep_notes(VisitCase, record.notes, visit_id=visit.id)
    gone = there - record.producer_ids
    if gone:
        db.session.execute(
            delete(VisitParticipant).where(VisitParticipant.visit_id == visit.id, VisitParticipant.producer_id.in_(gone))
        )
    if record.tools is not None and (record.tools or not is_new):
        keep_uses(viewer, record.tools, enrolment_id=visit.enrolment_id, visit_id=visit.id)


def with_pictures(visit: Visit | None, record: VisitRecord) -> VisitRecord:
    """The record, its notes knowing of the pictures that count as them: those that it names and those of the stored visit."""
    noted = {case_id for case_id, keys in record.pictures.items() if keys} | set(
        keys_of_notes(visit_id=visit.id) if visit else ()
    )
    if not noted and not any(note.in_picture for note in record.notes):
        return record
    return replace(record, notes=tuple(replace(note, in_picture=note.case_id in noted) for note in record.notes))


def check_people(viewer: Viewer, producer_ids: Collection[int]) -> None:
    """Raise RuleBroken for somebody who is none of the programme's supporters."""
    known = run(_PEOPLE, {"named": sorted(producer_ids), "programme": viewer.programme}).scalars()
    if set(producer_ids) - set(known):
        raise _strangers()


def _seat(viewer: Viewer, visit_id: int, came: Collection[int]) -> None:
    if came:
        seated = run(_SEAT, {"visit": visit_id, "named": sorted(came), "programme": viewer.programme})
        if seated.rowcount != len(came):
            raise _strangers()


def _strangers() -> RuleBroken:
    return RuleBroken(N_("この事業の担い手ではない人が含まれています。一覧から選び直してください。"), field="team")


def people_of(visit_id: int) -> frozenset[int]:
    return frozenset(db.session.scalars(select(VisitParticipant.producer_id).where(VisitParticipant.visit_id == visit_id)))


def record_of(visit: Visit) -> VisitRecord:
    """What stands in the database, as a record."""
    return VisitRecord(
        producer_ids=people_of(visit.id),
        notes=stored_notes(VisitCase, visit_id=visit.id),
        tools=stored_uses(visit_id=visit.id),
        **{name: getattr(visit, name) for name in _COLUMNS},
    )


def with_plan(visit: Visit, record: VisitRecord) -> VisitRecord:
    """The record, with the hours and the place that were planned where it is silent about them."""
    if record.start_time is None and record.end_time is None:
        record = replace(record, start_time=visit.start_time, end_time=visit.end_time)
    return replace(record, place=record.place or visit.place)


def says(visit: Visit, record: VisitRecord) -> bool:
    """Whether the database holds just this record already."""
    stored = record_of(visit)
    written = {note.case_id: note for note in record.notes if not note.is_blank}
    record = replace(record, tools=stored.tools if record.tools is None else distinct_uses(record.tools))
    return (
        replace(record, notes=(), progress=(), raised=()) == replace(stored, notes=())
        and written == {note.case_id: note for note in stored.notes}
        and challenge_progress.says(record, enrolment_id=visit.enrolment_id, visit_id=visit.id)
    )


def snapshot(visit: Visit) -> dict[str, Any]:
    """The visit with its people and notes as the database has them, for the audit trail."""
    db.session.flush()
    said = challenge_progress.stored_progress(visit_id=visit.id)
    return _told(visit, record_of(visit), said)


def snapshot_of_new(visit: Visit, record: VisitRecord) -> dict[str, Any]:
    """The same of a visit that was just made of the record, without reading back what was written."""
    noted = replace(record, notes=tuple(note for note in record.notes if not note.is_blank))
    return _told(visit, noted, sorted(filter(says_something, record.progress), key=lambda one: one.challenge_id))


def _told(visit: Visit, record: VisitRecord, said: Iterable[Progress]) -> dict[str, Any]:
    notes = [
        {
            "case_id": note.case_id,
            "phases": sorted(note.phases),
            "facts": note.facts,
            "interpretation": note.interpretation,
            "report_summary": note.report_summary,
        }
        for note in record.notes
    ]
    return {
        **audit.snapshot(visit),
        "producer_ids": sorted(record.producer_ids),
        "notes": notes,
        "challenges": challenge_progress.told(said),
        **tool_uses.snapshot(distinct_uses(record.tools or ())),
    }
