"""What was handed in: the list, one submission, its file and its values; for whoever reads the report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.submissions import FrozenSheet, unpack
from tracker.models import AuditEntry, Submission, SubmissionContent
from tracker.queries.scope import in_programme
from tracker.queries.submission_parts import content_of_form, forms_of, notes_of, withdrawals_of
from tracker.rows.submission_parts import SubmittedFormRow
from tracker.rows.submissions import SubmissionRow

# What a hand-in counts and asks a reason for afterwards (services/closed_months.py).
_COUNTED = ("visit", "team_meeting", "excused_month", "outcome")


def find_last_entry() -> int:
    """The trail's last entry, asked before anything of a report is read; 0 in an empty one."""
    return db.session.scalar(select(func.max(AuditEntry.id))) or 0


def has_counted_changes(viewer: Viewer, *, after: int) -> bool:
    """Whether anything that a hand-in of the programme counts was noted since an entry of the trail."""
    viewer.require(Act.REPORT)
    since = (AuditEntry.id > after, AuditEntry.programme_id == viewer.programme, AuditEntry.noun.in_(_COUNTED))
    return db.session.scalar(select(AuditEntry.id).where(*since).limit(1)) is not None


def list_submissions(viewer: Viewer) -> tuple[SubmissionRow, ...]:
    """Every submission of the programme, the newest first."""
    viewer.require(Act.REPORT)
    statement = select(Submission).where(in_programme(viewer, Submission.programme_id)).order_by(Submission.number.desc())
    found = db.session.scalars(statement).all()
    numbers = {row.id: row.number for row in found}
    forms, notes, withdrawals = forms_of(numbers), notes_of(numbers), withdrawals_of(numbers)
    later = [(row.replaces_id, (row.id, row.number)) for row in reversed(found) if row.replaces_id is not None]
    after = {replaces_id: one for replaces_id, one in later if one[0] not in withdrawals}
    withdrawn = {replaces_id: one for replaces_id, one in later if replaces_id not in after}
    return tuple(
        SubmissionRow(
            submission_id=row.id,
            number=row.number,
            title=row.title,
            whole=Period(row.starts_on, row.ends_on),
            as_of=row.as_of,
            handed_in_on=row.handed_in_on,
            remark=row.remark,
            file_name=row.file_name,
            file_size=row.file_size,
            file_digest=row.file_digest,
            values_digest=row.values_digest,
            row_count=row.row_count,
            lack_count=row.lack_count,
            made_by=row.made_by,
            created_at=row.created_at,
            replaces=(row.replaces_id, numbers[row.replaces_id]) if row.replaces_id is not None else None,
            replaced_by=after.get(row.id),
            withdrawn_after=withdrawn.get(row.id),
            forms=forms.get(row.id, ()),
            notes=notes.get(row.id, ()),
            withdrawal=withdrawals.get(row.id),
        )
        for row in found
    )


def get_submission(viewer: Viewer, submission_id: int) -> SubmissionRow:
    """One submission of the viewer's programme; NotFound for any other."""
    for row in list_submissions(viewer):
        if row.submission_id == submission_id:
            return row
    raise NotFound


def get_submitted_file(viewer: Viewer, submission_id: int) -> bytes:
    """The file byte for byte as it went out."""
    row = get_submission(viewer, submission_id)
    statement = select(SubmissionContent.file_content).where(SubmissionContent.submission_id == row.submission_id)
    return bytes(db.session.execute(statement).scalar_one())


def get_submitted_form(viewer: Viewer, submission_id: int, form_id: int) -> tuple[SubmittedFormRow, bytes]:
    """A form that was handed in, and its file byte for byte as it went out; NotFound where the submission has no such one."""
    row = get_submission(viewer, submission_id)
    for form in row.forms:
        if form.form_id == form_id:
            return form, content_of_form(form_id)
    raise NotFound


def get_frozen(viewer: Viewer, submission_id: int) -> Iterator[FrozenSheet]:
    """The values as they were handed in, a sheet at a time."""
    row = get_submission(viewer, submission_id)
    statement = select(SubmissionContent.frozen_values).where(SubmissionContent.submission_id == row.submission_id)
    return unpack(db.session.execute(statement).scalar_one())


def is_whole(viewer: Viewer, submission_id: int) -> bool:
    """Whether values and files, those of the forms too, are still what their digests say."""
    row = get_submission(viewer, submission_id)
    statement = select(SubmissionContent.file_content, SubmissionContent.frozen_values).where(
        SubmissionContent.submission_id == row.submission_id
    )
    contents = [*db.session.execute(statement).one(), *(content_of_form(form.form_id) for form in row.forms)]
    told = [row.file_digest, row.values_digest, *(form.file_digest for form in row.forms)]
    return [hashlib.sha256(content).hexdigest() for content in contents] == told
