"""Attachments, each as open as its record (a visit, a meeting's section, a company); 社外秘 as open as the internal memo."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.attachments import EVENTS, AttachedTo, Subject
from tracker.domain.calendar import TOKYO, tokyo_day
from tracker.domain.errors import NotFound
from tracker.domain.records import DAYS_TO_RESTORE
from tracker.models import (
    Account,
    Attachment,
    Company,
    Enrolment,
    MeetingSection,
    Outcome,
    SupportCase,
    TeamMeeting,
    Visit,
)
from tracker.queries import scope
from tracker.queries.cases import list_cases
from tracker.queries.event_attachments import get_event, of_event
from tracker.rows.attachments import AttachmentFilter, AttachmentRow, FileRow, SubjectRow
from tracker.rows.notes import CaseChoiceRow

EVERYTHING = AttachmentFilter()


def open_to(viewer: Viewer, today: date, act: Act = Act.RECORD) -> ColumnElement[bool]:
    """Attachments that the viewer may read (or change, by ``act``): as their record; what waits is its sender's alone."""
    whoever_reads = or_(~Attachment.is_confidential, _follows(viewer, today, Act.MEMO))
    waits = and_(Attachment.subject_key.is_not(None), Attachment.created_by_id == (viewer.account_id or -1))
    return or_(waits, and_(_follows(viewer, today, act), whoever_reads))


def _follows(viewer: Viewer, today: date, act: Act) -> ColumnElement[bool]:
    of_visit = (
        exists()
        .where(Visit.id == Attachment.visit_id, Visit.deleted_at.is_(None), scope.visit_record(viewer, today, act))
        .correlate(Attachment)
    )
    of_section = exists(
        select(literal(1))
        .select_from(MeetingSection)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .where(
            MeetingSection.meeting_id == Attachment.meeting_id,
            MeetingSection.enrolment_id == Attachment.enrolment_id,
            TeamMeeting.deleted_at.is_(None),
            scope.section_record(viewer, today, TeamMeeting.meeting_on, act),
        )
        .correlate(Attachment)
    )
    of_company = and_(
        Attachment.visit_id.is_(None),
        Attachment.meeting_id.is_(None),
        Attachment.enrolment_id.is_not(None),
        scope.company_record(viewer, today, act, Attachment.enrolment_id),
    )
    return or_(of_visit, of_section, of_company, of_event(viewer, today, act))


def list_attachments(
    viewer: Viewer, *, today: date, filters: AttachmentFilter = EVERYTHING, limit: int | None = None, offset: int = 0
) -> tuple[AttachmentRow, ...]:
    """What is attached, the latest on top; as many statements for one as for fifty."""
    statement = _attachments(viewer, today).where(*_narrowed(viewer, today, filters)).limit(limit).offset(offset)
    return tuple(_row(found) for found in db.session.execute(statement))


def count_attachments(viewer: Viewer, *, today: date, filters: AttachmentFilter = EVERYTHING) -> int:
    """How many :func:`list_attachments` lists without a limit."""
    statement = (
        select(func.count())
        .select_from(Attachment)
        .outerjoin(Enrolment, Enrolment.id == Attachment.enrolment_id)
        .where(*_narrowed(viewer, today, filters))
    )
    return db.session.scalar(statement) or 0


def attachments_by_event(viewer: Viewer, enrolment_id: int, *, today: date) -> dict[tuple[str, int], list[AttachmentRow]]:
    """Those of a company by the event that they belong to: ``("visit", id)`` or ``("meeting", id)``."""
    by_event: defaultdict[tuple[str, int], list[AttachmentRow]] = defaultdict(list)
    for row in reversed(list_attachments(viewer, today=today, filters=AttachmentFilter(company=enrolment_id))):
        if row.visit_id is not None:
            by_event["visit", row.visit_id].append(row)
        elif row.meeting_id is not None:
            by_event["meeting", row.meeting_id].append(row)
    return dict(by_event)


def get_attachment(viewer: Viewer, attachment_id: int, *, today: date, act: Act = Act.RECORD) -> AttachmentRow:
    """One that the viewer may read, or change by ``act``; NotFound for any other."""
    viewer.require(act)
    clauses = (Attachment.id == attachment_id, open_to(viewer, today, act), *_living(viewer))
    found = db.session.execute(_attachments(viewer, today).where(*clauses)).one_or_none()
    if found is None:
        raise NotFound
    return _row(found)


def get_subject(viewer: Viewer, subject: Subject, *, today: date) -> SubjectRow:
    """The record that something is to be attached to, for whoever may write it; NotFound for anybody else."""
    viewer.require(Act.LOG)
    if subject.kind in EVENTS:
        return get_event(viewer, subject)
    found = db.session.execute(
        _subject(viewer, subject, today)
        .join(Company, Company.id == Enrolment.company_id)
        .where(scope.in_programme(viewer, Enrolment.programme_id), scope.board())
    ).one_or_none()
    if found is None:
        raise NotFound
    subject_id, enrolment_id, company, on = found
    cases = list_cases(viewer, enrolment_ids=[enrolment_id])
    choices = tuple(CaseChoiceRow(case.case_id, case.number, case.title) for case in cases)
    return SubjectRow(subject.kind, subject_id, enrolment_id, company, on, choices)


def _subject(viewer: Viewer, subject: Subject, today: date) -> Any:
    """The record's id, its company and its day, joined with ``Enrolment``, where the viewer may write it."""
    if subject.kind is AttachedTo.VISIT:
        return (
            select(Visit.id, Enrolment.id, Company.name, Visit.visit_on)
            .join(Enrolment, Enrolment.id == Visit.enrolment_id)
            .where(Visit.id == subject.subject_id, Visit.deleted_at.is_(None), scope.visit_record(viewer, today, Act.LOG))
        )
    if subject.kind is AttachedTo.MEETING:
        day = TeamMeeting.meeting_on
        return (
            select(TeamMeeting.id, Enrolment.id, Company.name, day)
            .join(MeetingSection, MeetingSection.meeting_id == TeamMeeting.id)
            .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
            .where(TeamMeeting.id == subject.subject_id, TeamMeeting.deleted_at.is_(None))
            .where(Enrolment.id == subject.enrolment_id, scope.section_record(viewer, today, day, Act.LOG))
        )
    if subject.kind is AttachedTo.OUTCOME:
        return (
            select(Outcome.id, Enrolment.id, Company.name, Outcome.outcome_on)
            .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
            .where(Outcome.id == subject.subject_id, Outcome.deleted_at.is_(None), scope.company_record(viewer, today, Act.LOG))
        )
    company = Enrolment.id == (subject.enrolment_id or subject.subject_id or 0)
    return select(Enrolment.id, Enrolment.id, Company.name, literal(None)).where(
        company, scope.company_record(viewer, today, Act.LOG)
    )


def get_file(viewer: Viewer, attachment_id: int, *, today: date) -> FileRow:
    """Where its file lies, for whoever may read it; NotFound for what is only promised too."""
    found = db.session.execute(
        select(Attachment.stored_name, Attachment.file_name, Attachment.media_type)
        .outerjoin(Enrolment, Enrolment.id == Attachment.enrolment_id)
        .where(Attachment.id == attachment_id, Attachment.stored_name.is_not(None), open_to(viewer, today), *_living(viewer))
    ).one_or_none()
    if found is None:
        raise NotFound
    return FileRow(found.stored_name or "", found.file_name, found.media_type)


def _narrowed(viewer: Viewer, today: date, filters: AttachmentFilter) -> list[ColumnElement[bool]]:
    clauses = [open_to(viewer, today), *_living(viewer, living=not filters.deleted)]
    if filters.deleted:
        since = datetime.combine(today - timedelta(days=DAYS_TO_RESTORE), datetime.min.time(), tzinfo=TOKYO)
        clauses += [Attachment.deleted_at >= since, open_to(viewer, today, Act.LOG)]
    for column, value in (
        (Attachment.enrolment_id, filters.company),
        (Attachment.visit_id, filters.visit),
        (Attachment.outcome_id, filters.outcome),
        (Attachment.exhibition_id, filters.exhibition),
        (Attachment.training_id, filters.training),
        (Attachment.meeting_id, filters.meeting),
        (Attachment.kind, filters.kind),
    ):
        if value is not None:
            clauses.append(column == value)
    return clauses


def _living(viewer: Viewer, *, living: bool = True) -> tuple[ColumnElement[bool], ...]:
    """Of the programme and of a company that is there, or of none yet; joined with ``Enrolment``."""
    is_there = Attachment.deleted_at.is_(None) if living else Attachment.deleted_at.is_not(None)
    return scope.in_programme(viewer, Attachment.programme_id), or_(Attachment.enrolment_id.is_(None), scope.board()), is_there


def _attachments(viewer: Viewer, today: date) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Attachment.id,
        Attachment.kind,
        Attachment.enrolment_id,
        func.coalesce(Company.name, ""),
        Attachment.visit_id,
        Attachment.meeting_id,
        Attachment.outcome_id,
        Attachment.exhibition_id,
        Attachment.training_id,
        Attachment.case_id,
        func.coalesce(SupportCase.title, ""),
        Attachment.is_note,
        Attachment.is_confidential,
        Attachment.caption,
        Attachment.file_name,
        Attachment.media_type,
        Attachment.size,
        Attachment.stored_name.is_not(None),
        func.coalesce(Account.name, ""),
        Attachment.created_at,
        func.coalesce(Visit.visit_on, TeamMeeting.meeting_on),
        Attachment.version,
        open_to(viewer, today, Act.LOG),
    )
    return (
        select(*columns)
        .select_from(Attachment)
        .outerjoin(Enrolment, Enrolment.id == Attachment.enrolment_id)
        .outerjoin(Company, Company.id == Enrolment.company_id)
        .outerjoin(Visit, Visit.id == Attachment.visit_id)
        .outerjoin(TeamMeeting, TeamMeeting.id == Attachment.meeting_id)
        .outerjoin(SupportCase, SupportCase.id == Attachment.case_id)
        .outerjoin(Account, Account.id == Attachment.created_by_id)
        .order_by(Attachment.created_at.desc(), Attachment.id.desc())
    )


def _row(found: Any) -> AttachmentRow:
    *head, has_file, written_by, created_at, happened_on, version, may_change = tuple(found)
    on = happened_on or tokyo_day(created_at)
    values: tuple[Any, ...] = (*head, bool(has_file), written_by, created_at, on, version, bool(may_change))
    return AttachmentRow(*values)
