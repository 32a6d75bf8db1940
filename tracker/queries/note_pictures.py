"""Photos and recordings that count as a note, of visits and of meetings, and what of them is still to be put into words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, exists, not_, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus
from tracker.domain.records import RecordState
from tracker.models import (
    Attachment,
    Company,
    Enrolment,
    MeetingCase,
    MeetingSection,
    TeamMeeting,
    Visit,
    VisitCase,
)
from tracker.queries import scope
from tracker.queries.prepared import ids_of, prepared, run
from tracker.rows.attachments import ToTypeUpRow

_TODAY: Any = bindparam("today", type_=Date)


def is_noted_in_picture(case_id: Any, *, visit_id: Any = None, meeting_id: Any = None) -> ColumnElement[bool]:
    """Whether a picture or a recording, there or promised, counts as the record's note on the case (docs/decisions/0002)."""
    record = Attachment.visit_id == visit_id if visit_id is not None else Attachment.meeting_id == meeting_id
    return exists().where(record, Attachment.case_id == case_id, Attachment.is_note, Attachment.deleted_at.is_(None))


def keys_of_notes(*, visit_id: int | None = None, meeting_id: int | None = None) -> dict[int, tuple[str, ...]]:
    """By case the keys of the pictures and recordings, there or promised, that count as the note of the visit or the meeting."""
    keys: defaultdict[int, list[str]] = defaultdict(list)
    statement = (
        select(Attachment.case_id, Attachment.idempotency_key)
        .where(
            Attachment.visit_id == visit_id if visit_id is not None else Attachment.meeting_id == meeting_id,
            Attachment.is_note,
            Attachment.deleted_at.is_(None),
            Attachment.case_id.is_not(None),
        )
        .order_by(Attachment.id)
    )
    for case_id, key in db.session.execute(statement):
        keys[case_id or 0].append(key or "")
    return {case_id: tuple(of_case) for case_id, of_case in keys.items()}


def list_to_type_up(viewer: Viewer, today: date, *, mine_only: bool = False) -> tuple[ToTypeUpRow, ...]:
    """清書待ち: held visits and meetings with a note that is only a picture or a recording, for whoever may write them up;
    oldest first, a meeting once a company."""
    if not viewer.may(Act.LOG):
        return ()
    asked = ids_of(viewer) | {"today": today}
    rows = [
        *_rows(run(_visits(viewer, mine_only), asked), "visit_id"),
        *_rows(run(_meetings(viewer, mine_only), asked), "meeting_id"),
    ]
    return tuple(sorted(rows, key=lambda row: (row.on, row.enrolment_id)))


def _rows(rows: Iterable[Any], record: str) -> Iterator[ToTypeUpRow]:
    found: dict[tuple[int, int], ToTypeUpRow] = {}
    for record_id, enrolment_id, company, on, case_id in rows:
        there = found.get((record_id, enrolment_id))
        cases = (*there.case_ids, case_id) if there else (case_id,)
        found[record_id, enrolment_id] = ToTypeUpRow(enrolment_id, company, on, cases, **{record: record_id})
    yield from found.values()


def _pictured(record: Any) -> Select[Any]:
    """The few records that have a picture at all: where a database begins, instead of reading every note."""
    return select(record).where(Attachment.is_note, Attachment.deleted_at.is_(None), record.is_not(None))


@prepared
def _visits(viewer: Viewer, mine_only: bool) -> Select[Any]:
    columns: tuple[Any, ...] = (Visit.id, Visit.enrolment_id, Company.name, Visit.visit_on, VisitCase.case_id)
    statement = (
        select(*columns)
        .join(VisitCase, VisitCase.visit_id == Visit.id)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            scope.in_programme(viewer, Visit.programme_id),
            scope.board(),
            *_lacks_words(Visit, VisitCase),
            Visit.id.in_(_pictured(Attachment.visit_id)),
            is_noted_in_picture(VisitCase.case_id, visit_id=Visit.id),
            scope.visit_record(viewer, _TODAY, Act.LOG),
        )
        .order_by(Visit.visit_on, Visit.id, VisitCase.id)
    )
    return statement.where(scope.on_team(viewer, Visit.enrolment_id, _TODAY)) if mine_only else statement


@prepared
def _meetings(viewer: Viewer, mine_only: bool) -> Select[Any]:
    day, company = TeamMeeting.meeting_on, MeetingSection.enrolment_id
    columns: tuple[Any, ...] = (TeamMeeting.id, company, Company.name, day, MeetingCase.case_id)
    statement = (
        select(*columns)
        .join(MeetingSection, MeetingSection.meeting_id == TeamMeeting.id)
        .join(MeetingCase, MeetingCase.section_id == MeetingSection.id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            scope.in_programme(viewer, TeamMeeting.programme_id),
            scope.board(),
            *_lacks_words(TeamMeeting, MeetingCase),
            TeamMeeting.id.in_(_pictured(Attachment.meeting_id)),
            is_noted_in_picture(MeetingCase.case_id, meeting_id=TeamMeeting.id),
            scope.section_record(viewer, _TODAY, TeamMeeting.meeting_on, Act.LOG),
        )
        .order_by(TeamMeeting.meeting_on, TeamMeeting.id, MeetingCase.id)
    )
    return statement.where(scope.on_team(viewer, MeetingSection.enrolment_id, _TODAY)) if mine_only else statement


def _lacks_words(event: Any, note: Any) -> tuple[ColumnElement[bool], ...]:
    """Held, final and living; of its note what :attr:`tracker.domain.notes.CaseNote.is_to_type_up` says."""
    return (
        event.deleted_at.is_(None),
        event.status == EventStatus.HELD,
        event.record_state == RecordState.FINAL,
        note.facts == "",
        or_(note.worked_listen, note.worked_observe, not_(or_(note.worked_diagnose, note.worked_plan))),
    )
