"""A submission as it would be stored: of one day in April, so that it asks no other test for a reason."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from tests.cast import Cast
from tracker.database import db
from tracker.domain.submissions import pack
from tracker.models import Submission, SubmissionContent

DAY = date(2026, 4, 1)


def make_submission(cast: Cast, *, now: datetime, day: date = DAY) -> int:
    content, values = b"PK\x05\x06" + bytes(18), pack([])
    submission = Submission(
        programme_id=cast.programme_id,
        number=1,
        title="第1四半期の報告",
        starts_on=day,
        ends_on=date(2027, 3, 31),
        as_of=day,
        handed_in_on=day,
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
