"""Keeping, promising, claiming, naming, deleting and restoring attachments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.attachments import EVENTS, LONGEST_CAPTION, AttachedTo, StoredFile, Subject, check_key
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.notes import check_length
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Attachment, EnrolledCase, Enrolment, MeetingSection, Outcome, TeamMeeting, Visit
from tracker.queries import scope
from tracker.queries.attachments import open_to
from tracker.queries.event_attachments import get_event
from tracker.services import audit
from tracker.services.deletion import delete_row, restore_row
from tracker.services.doubles import find_sent
from tracker.services.versions import check_version


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that comes with the form of its record: it lies on the disk already, under the key that its form chose."""

    key: str
    file: StoredFile
    is_confidential: bool = False


def keep_attachment(
    viewer: Viewer,
    *,
    key: str,
    subject: Subject,
    file: StoredFile,
    case_id: int | None = None,
    is_note: bool = False,
    is_confidential: bool = False,
    caption: str = "",
    today: date,
    now: datetime,
) -> tuple[int, bool]:
    """Keep a file under the key that its sender chose; its id, and whether the file is taken (False: it was there already).

    A key that was promised by a record is filled. A subject that is not saved yet lets the attachment wait for it. RuleBroken
    for other bytes under a key that has its file; NotFound where the record is not the viewer's to write.
    """
    viewer.require(Act.LOG)
    there = find_sent(viewer, Attachment, check_key(key))
    if there is not None:
        return _fill(viewer, there, file, is_confidential=is_confidential, caption=caption)
    caption = _checked_caption(caption)
    row = Attachment(
        programme_id=viewer.programme,
        kind=subject.kind,
        case_id=case_id,
        is_note=is_note,
        is_confidential=is_confidential,
        caption=caption,
        idempotency_key=key,
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    _place(viewer, row, subject, today=today)
    _check_case(row)
    _set_file(row, file)
    db.session.add(row)
    db.session.flush()
    audit.note(viewer, "keep_attachment", row)
    return row.id, True


def describe_attachment(
    viewer: Viewer, attachment_id: int, *, caption: str, is_confidential: bool, version: int, today: date
) -> None:
    """Change the words below it, or whether it is 社外秘; Conflict where somebody else saved first."""
    row = _lock(viewer, attachment_id, today=today, act=Act.LOG)
    before = audit.snapshot(row)
    check_version(row, version, theirs={name: before[name] for name in ("caption", "is_confidential")})
    row.caption, row.is_confidential = _checked_caption(caption), is_confidential
    audit.note(viewer, "describe_attachment", row, before=before)


def delete_attachment(viewer: Viewer, attachment_id: int, *, today: date, now: datetime) -> None:
    """Take it out of sight for whoever may write its record; it can be restored for thirty days."""
    row = _lock(viewer, attachment_id, today=today, act=Act.LOG, living=None)
    delete_row(viewer, "delete_attachment", row, now=now)


def restore_attachment(viewer: Viewer, attachment_id: int, *, today: date, now: datetime) -> None:
    """Bring a deleted one back; RuleBroken after thirty days."""
    row = _lock(viewer, attachment_id, today=today, act=Act.LOG, living=None)
    restore_row(viewer, "restore_attachment", row, now=now)


def _fill(viewer: Viewer, row: Attachment, file: StoredFile, *, is_confidential: bool, caption: str) -> tuple[int, bool]:
    """What came under a key that is known: the same file again, or the file that was promised.

    The manager may have recorded a late draft, so whoever knows the key of a promise may keep it.
    """
    if row.digest == file.digest or row.redacted_at is not None:
        return row.id, False  # a device that sends a redacted file again is told that it is here, and forgets it
    if row.digest is not None:
        raise RuleBroken(
            N_("別のファイルが、同じ番号で送られています。画面を開き直して、ファイルを選び直してください。"), field="file"
        )
    before = audit.snapshot(row)
    _set_file(row, file)
    row.is_confidential, row.caption = is_confidential, _checked_caption(caption)
    audit.note(viewer, "keep_attachment", row, before=before)
    db.session.flush()
    return row.id, True


def _set_file(row: Attachment, file: StoredFile) -> None:
    row.stored_name, row.file_name, row.media_type = file.stored_name, file.file_name, file.media_type
    row.size, row.digest = file.size, file.digest


def _place(viewer: Viewer, row: Attachment, subject: Subject, *, today: date) -> None:
    """Tie the row to its record, found by id or by the key that it was saved under; a key that is not there yet waits."""
    if subject.kind in (AttachedTo.COMPANY, AttachedTo.DESIGN_SHEET):
        row.enrolment_id = _company(viewer, subject.enrolment_id or subject.subject_id, today)
    elif subject.kind is AttachedTo.VISIT:
        _place_by(viewer, row, subject, Visit, scope.visit_record(viewer, today, Act.LOG))
    elif subject.kind is AttachedTo.MEETING:
        _place_in_meeting(viewer, row, subject, today=today)
    elif subject.kind in EVENTS:
        event_id = get_event(viewer, subject).subject_id
        setattr(row, "exhibition_id" if subject.kind is AttachedTo.EXHIBITION else "training_id", event_id)
        return
    else:
        log = scope.company_record(viewer, today, Act.LOG, Outcome.enrolment_id)
        _place_by(viewer, row, subject, Outcome, log)
    if row.enrolment_id is None:
        if not subject.key:
            raise NotFound
        row.subject_key = check_key(subject.key)


def _place_by(viewer: Viewer, row: Attachment, subject: Subject, model: type[Visit] | type[Outcome], may_log: object) -> None:
    found = db.session.execute(
        select(model.id, model.enrolment_id).where(
            model.id == subject.subject_id if subject.subject_id is not None else model.idempotency_key == (subject.key or None),
            scope.in_programme(viewer, model.programme_id),
            model.deleted_at.is_(None),
            may_log,  # type: ignore[arg-type]
        )
    ).one_or_none()
    if found is None:
        if subject.subject_id is not None:
            raise NotFound
        return
    setattr(row, "visit_id" if model is Visit else "outcome_id", found.id)
    row.enrolment_id = found.enrolment_id


def _place_in_meeting(viewer: Viewer, row: Attachment, subject: Subject, *, today: date) -> None:
    """Of a meeting's section: it follows its company; what comes before its meeting waits for it."""
    by = TeamMeeting.id == subject.subject_id if subject.subject_id is not None else TeamMeeting.idempotency_key == subject.key
    if subject.subject_id is None and not subject.key:
        raise NotFound
    found = db.session.execute(
        select(TeamMeeting.id, MeetingSection.enrolment_id)
        .join(MeetingSection, MeetingSection.meeting_id == TeamMeeting.id)
        .where(
            by,
            scope.in_programme(viewer, TeamMeeting.programme_id),
            TeamMeeting.deleted_at.is_(None),
            MeetingSection.enrolment_id == subject.enrolment_id,
            scope.section_record(viewer, today, TeamMeeting.meeting_on, Act.LOG),
        )
    ).one_or_none()
    if found is not None:
        row.meeting_id, row.enrolment_id = found
    elif subject.subject_id is not None:
        raise NotFound


def _company(viewer: Viewer, enrolment_id: int | None, today: date) -> int:
    statement = select(Enrolment.id).where(
        Enrolment.id == (enrolment_id or 0),
        scope.in_programme(viewer, Enrolment.programme_id),
        scope.board(),
        scope.company_record(viewer, today, Act.LOG),
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def _check_case(row: Attachment) -> None:
    """A case of that company; of a record that is not there yet nothing is known, and the claim asks again."""
    if row.kind in EVENTS:
        row.case_id = None
    if row.case_id is None or row.enrolment_id is None:
        return
    known = select(EnrolledCase.id).where(EnrolledCase.enrolment_id == row.enrolment_id, EnrolledCase.case_id == row.case_id)
    if db.session.scalar(known) is None:
        raise RuleBroken(N_("この企業の案件から選んでください。"), field="case_id")


def _checked_caption(caption: str) -> str:
    caption = clean_line(caption)
    check_length(caption, field="caption", at_most=LONGEST_CAPTION)
    return caption


def _lock(viewer: Viewer, attachment_id: int, *, today: date, act: Act, living: bool | None = True) -> Attachment:
    viewer.require(act)
    statement = (
        select(Attachment)
        .where(
            Attachment.id == attachment_id,
            scope.in_programme(viewer, Attachment.programme_id),
            open_to(viewer, today, act),
        )
        .with_for_update()
    )
    if living:
        statement = statement.where(Attachment.deleted_at.is_(None))
    row = db.session.scalar(statement)
    if row is None:
        raise NotFound
    return row
