"""Recording and correcting exhibitions, who of us was there, and which visits were made to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import VisitMode
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.exhibitions import check_attended, check_period
from tracker.domain.notes import LONGEST_LINE, LONGEST_TEXT, check_length
from tracker.domain.records import check_times
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import (
    EnrolledCase,
    Enrolment,
    Exhibition,
    ExhibitionAttendance,
    ExhibitionCompany,
    ExhibitionVisit,
    Producer,
    Visit,
)
from tracker.queries import scope
from tracker.services import audit, visit_rows
from tracker.services.deletion import delete_row, restore_row
from tracker.services.doubles import find_sent, stored_key
from tracker.services.versions import check_version, touch

_LINES = ("name", "place", "organiser")


@dataclass(frozen=True, slots=True)
class Exhibitor:
    """A company that takes part, perhaps with one of its cases, and what it shows."""

    enrolment_id: int
    case_id: int | None = None
    exhibit: str = ""


@dataclass(frozen=True, slots=True)
class ExhibitionRecord:
    """What is said of an exhibition."""

    name: str
    starts_on: date
    ends_on: date
    place: str = ""
    organiser: str = ""
    remarks: str = ""
    exhibitors: tuple[Exhibitor, ...] = ()

    def columns(self) -> dict[str, Any]:
        names = (name for name in self.__dataclass_fields__ if name != "exhibitors")
        return {name: clean_line(getattr(self, name)) if name in _LINES else getattr(self, name) for name in names}


def record_exhibition(viewer: Viewer, *, record: ExhibitionRecord, now: datetime, idempotency_key: str | None = None) -> int:
    """Record an exhibition (also one to come) and return its id; the same key again returns the one that is there."""
    viewer.require(Act.LOG)
    there = find_sent(viewer, Exhibition, idempotency_key)
    if there is not None:
        return there.id
    _check(viewer, record)
    exhibition = Exhibition(
        programme_id=viewer.programme,
        idempotency_key=stored_key(idempotency_key),
        created_at=now,
        created_by_id=viewer.account_id or None,
        **record.columns(),
    )
    db.session.add(exhibition)
    db.session.flush()
    _place(exhibition.id, record)
    audit.note(viewer, "record_exhibition", exhibition, after=_snapshot(exhibition))
    return exhibition.id


def correct_exhibition(viewer: Viewer, exhibition_id: int, *, record: ExhibitionRecord, version: int) -> None:
    """Change what is said of an exhibition; Conflict where somebody else saved first."""
    viewer.require(Act.LOG)
    exhibition = _lock(viewer, exhibition_id)
    check_version(exhibition, version)
    before = _snapshot(exhibition)
    _check(viewer, record)
    attended = select(ExhibitionAttendance.id).where(
        ExhibitionAttendance.exhibition_id == exhibition_id,
        ~ExhibitionAttendance.attended_on.between(record.starts_on, record.ends_on),
    )
    if db.session.scalar(attended.limit(1)) is not None:
        raise RuleBroken(N_("会期の外になる日の参加が登録されています。先に参加の登録を直してください。"), field="starts_on")
    for name, value in record.columns().items():
        setattr(exhibition, name, value)
    touch(exhibition)
    _place(exhibition_id, record)
    audit.note(viewer, "correct_exhibition", exhibition, before=before, after=_snapshot(exhibition))


def delete_exhibition(viewer: Viewer, exhibition_id: int, *, now: datetime) -> None:
    """Take it, and with it what the market said there, out of every list; it can be restored for thirty days."""
    viewer.require(Act.STAFF)
    exhibition = _lock(viewer, exhibition_id, living=False)
    delete_row(viewer, "delete_exhibition", exhibition, now=now)


def restore_exhibition(viewer: Viewer, exhibition_id: int, *, now: datetime) -> None:
    """Bring a deleted one back; RuleBroken after thirty days."""
    viewer.require(Act.STAFF)
    exhibition = _lock(viewer, exhibition_id, living=False)
    restore_row(viewer, "restore_exhibition", exhibition, now=now)


def note_attendance(
    viewer: Viewer,
    exhibition_id: int,
    *,
    producer_id: int,
    attended_on: date,
    start_time: time | None = None,
    end_time: time | None = None,
) -> None:
    """Note who of us was there on a day, and from when to when; said again of the same day, the hours are corrected.

    Sent again as it stands, nothing is written.
    """
    viewer.require(Act.LOG)
    exhibition = _lock(viewer, exhibition_id)
    check_attended(attended_on, starts_on=exhibition.starts_on, ends_on=exhibition.ends_on)
    check_times(start_time, end_time)
    known = select(Producer.id).where(
        Producer.id == producer_id, scope.in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None)
    )
    if db.session.scalar(known) is None:
        raise RuleBroken(N_("参加した人を一覧から選んでください。"), field="producer_id")
    before = _snapshot(exhibition)
    row = db.session.scalar(
        select(ExhibitionAttendance).where(
            ExhibitionAttendance.exhibition_id == exhibition_id,
            ExhibitionAttendance.producer_id == producer_id,
            ExhibitionAttendance.attended_on == attended_on,
        )
    )
    if row is not None and (row.start_time, row.end_time) == (start_time, end_time):
        return
    if row is None:
        row = ExhibitionAttendance(exhibition_id=exhibition_id, producer_id=producer_id, attended_on=attended_on)
        db.session.add(row)
    row.start_time, row.end_time = start_time, end_time
    db.session.flush()
    audit.note(viewer, "note_attendance", exhibition, before=before, after=_snapshot(exhibition))


def drop_attendance(viewer: Viewer, exhibition_id: int, *, attendance_id: int) -> None:
    """Take one day of one person back; nothing where it is not there any more."""
    viewer.require(Act.LOG)
    exhibition = _lock(viewer, exhibition_id)
    row = db.session.scalar(
        select(ExhibitionAttendance).where(
            ExhibitionAttendance.id == attendance_id, ExhibitionAttendance.exhibition_id == exhibition_id
        )
    )
    if row is None:
        return
    before = _snapshot(exhibition)
    db.session.delete(row)
    db.session.flush()
    audit.note(viewer, "drop_attendance", exhibition, before=before, after=_snapshot(exhibition))


def link_visit(viewer: Viewer, *, visit_id: int, exhibition_id: int | None, today: date) -> None:
    """Say to which exhibition a visit of the mode 展示会同行 was made, or (None) to none; no count changes by it."""
    visit: Visit = visit_rows.lock_visit(viewer, visit_id, today=today)
    if visit.mode is not VisitMode.EVENT:
        raise RuleBroken(N_("展示会を選べるのは、方法が「展示会同行」の訪問だけです。"), field="exhibition_id")
    if exhibition_id is not None:
        exhibition = _lock(viewer, exhibition_id)
        if not exhibition.starts_on <= visit.visit_on <= exhibition.ends_on:
            raise RuleBroken(N_("訪問の日が、この展示会の会期に入っていません。"), field="exhibition_id")
    link = db.session.get(ExhibitionVisit, visit_id)
    before = visit_rows.snapshot(visit) | {"exhibition_id": link.exhibition_id if link else None}
    if before["exhibition_id"] == exhibition_id:
        return
    if link is not None and exhibition_id is None:
        db.session.delete(link)
    elif link is not None:
        link.exhibition_id = exhibition_id or 0
    else:
        db.session.add(ExhibitionVisit(visit_id=visit_id, exhibition_id=exhibition_id))
    db.session.flush()
    audit.note(viewer, "correct_visit", visit, before=before, after=visit_rows.snapshot(visit) | {"exhibition_id": exhibition_id})


def _check(viewer: Viewer, record: ExhibitionRecord) -> None:
    if not clean_line(record.name):
        raise RuleBroken(N_("展示会の名前を入力してください。"), field="name")
    for name in _LINES:
        check_length(getattr(record, name), field=name, at_most=LONGEST_LINE)
    check_length(record.remarks, field="remarks", at_most=LONGEST_TEXT)
    check_period(record.starts_on, record.ends_on)
    companies = select(Enrolment.id).where(scope.in_programme(viewer, Enrolment.programme_id), scope.board())
    known = set(db.session.scalars(companies))
    cases = select(EnrolledCase.enrolment_id, EnrolledCase.case_id).where(EnrolledCase.enrolment_id.in_(known))
    of_companies = {(row[0], row[1]) for row in db.session.execute(cases)}
    seen: set[tuple[int, int | None]] = set()
    for index, one in enumerate(record.exhibitors):
        at = f"exhibitors-{index}-who"
        check_length(one.exhibit, field=f"exhibitors-{index}-exhibit", at_most=LONGEST_LINE)
        if one.enrolment_id not in known or (one.case_id is not None and (one.enrolment_id, one.case_id) not in of_companies):
            raise RuleBroken(N_("出展する企業と案件を一覧から選んでください。"), field=at)
        if (one.enrolment_id, one.case_id) in seen:
            raise RuleBroken(N_("同じ企業と案件が二度選ばれています。一つにまとめてください。"), field=at)
        seen.add((one.enrolment_id, one.case_id))


def _place(exhibition_id: int, record: ExhibitionRecord) -> None:
    rows = {(row.enrolment_id, row.case_id): row for row in _exhibitors(exhibition_id)}
    for one in record.exhibitors:
        row = rows.pop((one.enrolment_id, one.case_id), None)
        if row is None:
            row = ExhibitionCompany(exhibition_id=exhibition_id, enrolment_id=one.enrolment_id, case_id=one.case_id)
            db.session.add(row)
        row.exhibit = clean_line(one.exhibit)
    for row in rows.values():
        db.session.delete(row)
    db.session.flush()


def _exhibitors(exhibition_id: int) -> list[ExhibitionCompany]:
    statement = select(ExhibitionCompany).where(ExhibitionCompany.exhibition_id == exhibition_id).order_by(ExhibitionCompany.id)
    return list(db.session.scalars(statement))


def _snapshot(exhibition: Exhibition) -> dict[str, Any]:
    attendance = db.session.scalars(
        select(ExhibitionAttendance).where(ExhibitionAttendance.exhibition_id == exhibition.id).order_by(ExhibitionAttendance.id)
    )
    return audit.snapshot(exhibition) | {
        "exhibitors": [audit.snapshot(row) for row in _exhibitors(exhibition.id)],
        "attendance": [audit.snapshot(row) for row in attendance],
    }


def _lock(viewer: Viewer, exhibition_id: int, *, living: bool = True) -> Exhibition:
    statement = select(Exhibition).where(Exhibition.id == exhibition_id, scope.in_programme(viewer, Exhibition.programme_id))
    if living:
        statement = statement.where(Exhibition.deleted_at.is_(None))
    exhibition = db.session.scalar(statement.with_for_update())
    if exhibition is None:
        raise NotFound
    return exhibition
