"""What was handed in: the list, one submission, its file and its values; for whoever reads the report."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.submissions import FrozenSheet, unpack
from tracker.models import Submission, SubmissionContent
from tracker.queries.scope import in_programme
from tracker.rows.submissions import SubmissionRow


def list_submissions(viewer: Viewer) -> tuple[SubmissionRow, ...]:
    """Every submission of the programme, the newest first."""
    viewer.require(Act.REPORT)
    statement = select(Submission).where(in_programme(viewer, Submission.programme_id)).order_by(Submission.number.desc())
    found = db.session.scalars(statement).all()
    numbers = {row.id: row.number for row in found}
    after = {row.replaces_id: (row.id, row.number) for row in reversed(found) if row.replaces_id is not None}
    return tuple(
        SubmissionRow(
            submission_id=row.id,
            number=row.number,
            title=row.title,
            whole=Period(row.starts_on, row.ends_on),
            as_of=row.as_of,
            handed_in_on=row.handed_in_on,
            remark=row.remark,
            form_name=row.form_name,
            form_version=row.form_version,
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


def get_frozen(viewer: Viewer, submission_id: int) -> tuple[FrozenSheet, ...]:
    """The values as they were handed in."""
    row = get_submission(viewer, submission_id)
    statement = select(SubmissionContent.frozen_values).where(SubmissionContent.submission_id == row.submission_id)
    return unpack(db.session.execute(statement).scalar_one())


def is_whole(viewer: Viewer, submission_id: int) -> bool:
    """Whether file and values are still what their digests say."""
    row = get_submission(viewer, submission_id)
    statement = select(SubmissionContent.file_content, SubmissionContent.frozen_values).where(
        SubmissionContent.submission_id == row.submission_id
    )
    digests = [hashlib.sha256(content).hexdigest() for content in db.session.execute(statement).one()]
    return digests == [row.file_digest, row.values_digest]
