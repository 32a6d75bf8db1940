"""Submissions as they would be stored: of one day in April, so that they ask no other test for a reason."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from tests.cast import Cast
from tracker.database import db
from tracker.domain.submissions import pack
from tracker.models import Submission, SubmissionContent, SubmissionForm, SubmissionNote, SubmissionWithdrawal

DAY = date(2026, 4, 1)


def make_submission(cast: Cast, *, now: datetime, day: date = DAY, until: date | None = None, number: int = 1) -> int:
    """Of one day, or of every day from it on ``until``."""
    content, values = b"PK\x05\x06" + bytes(18), pack([])
    submission = Submission(
        programme_id=cast.programme_id,
        number=number,
        title="第1四半期の報告",
        starts_on=day,
        ends_on=date(2027, 3, 31),
        as_of=until or day,
        handed_in_on=until or day,
        file_name="報告.xlsx",
        file_size=len(content),
        file_digest=hashlib.sha256(content).hexdigest(),
        values_digest=hashlib.sha256(values).hexdigest(),
        row_count=0,
        lack_count=0,
        made_by=cast["clerk"].email,
        created_at=now,
    )
    db.session.add(submission)
    db.session.flush()
    db.session.add(SubmissionContent(submission_id=submission.id, file_content=content, frozen_values=values))
    db.session.flush()
    return submission.id


def make_submitted_form(submission_id: int) -> int:
    content = b"PK\x05\x06" + bytes(18)
    form = SubmissionForm(
        submission_id=submission_id,
        form_name="実績報告書",
        form_version=1,
        form_digest=hashlib.sha256(content).hexdigest(),
        mapping="{}",
        fixed_values="{}",
        blank_count=0,
        file_name="実績報告書_2026-04-01.xlsx",
        file_size=len(content),
        file_digest=hashlib.sha256(content).hexdigest(),
        file_content=content,
    )
    db.session.add(form)
    db.session.flush()
    return form.id


def submission_records(cast: Cast, *, now: datetime) -> dict[str, int]:
    """Of the full house: one with a form and a note, and one that was withdrawn."""
    submission_id = make_submission(cast, now=now)
    said = {"programme_id": cast.programme_id, "made_by": cast["clerk"].name, "created_at": now}
    db.session.add(SubmissionNote(submission_id=submission_id, receipt="架空第12号", handed_to="架空の窓口", remark="", **said))
    withdrawn_id = make_submission(cast, now=now, number=2)
    db.session.add(SubmissionWithdrawal(submission_id=withdrawn_id, reason="宛先を誤ったため", **said))
    return {"submission_id": submission_id, "submitted_form_id": make_submitted_form(submission_id)}
