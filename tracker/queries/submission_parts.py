"""What belongs to submissions beside their workbooks, by the id of the submission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.models import SubmissionForm, SubmissionNote, SubmissionWithdrawal
from tracker.rows.submission_parts import SubmissionNoteRow, SubmittedFormRow, WithdrawalRow


def forms_of(submission_ids: Collection[int]) -> dict[int, tuple[SubmittedFormRow, ...]]:
    """In the order in which they were chosen, without their files."""
    statement = (
        select(
            SubmissionForm.submission_id,
            SubmissionForm.id,
            SubmissionForm.form_name,
            SubmissionForm.form_version,
            SubmissionForm.blank_count,
            SubmissionForm.file_name,
            SubmissionForm.file_size,
            SubmissionForm.file_digest,
        )
        .where(SubmissionForm.submission_id.in_(submission_ids))
        .order_by(SubmissionForm.id)
    )
    found: defaultdict[int, list[SubmittedFormRow]] = defaultdict(list)
    rows: Any = db.session.execute(statement)
    for submission_id, *columns in rows:
        found[submission_id].append(SubmittedFormRow(*columns))
    return {submission_id: tuple(rows) for submission_id, rows in found.items()}


def notes_of(submission_ids: Collection[int]) -> dict[int, tuple[SubmissionNoteRow, ...]]:
    """The oldest first."""
    statement = select(SubmissionNote).where(SubmissionNote.submission_id.in_(submission_ids)).order_by(SubmissionNote.id)
    found: defaultdict[int, list[SubmissionNoteRow]] = defaultdict(list)
    for row in db.session.scalars(statement):
        found[row.submission_id].append(SubmissionNoteRow(row.receipt, row.handed_to, row.remark, row.made_by, row.created_at))
    return {submission_id: tuple(rows) for submission_id, rows in found.items()}


def withdrawals_of(submission_ids: Collection[int]) -> dict[int, WithdrawalRow]:
    statement = select(SubmissionWithdrawal).where(SubmissionWithdrawal.submission_id.in_(submission_ids))
    return {row.submission_id: WithdrawalRow(row.reason, row.made_by, row.created_at) for row in db.session.scalars(statement)}


def content_of_form(form_id: int) -> bytes:
    """The file byte for byte as it went out."""
    return bytes(db.session.execute(select(SubmissionForm.file_content).where(SubmissionForm.id == form_id)).scalar_one())
