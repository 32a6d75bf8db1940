"""What is noted of a submission later, and its withdrawal; the submission itself stays as it was handed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.reasons import checked_reason
from tracker.domain.submissions import LONGEST_HANDED_TO, LONGEST_RECEIPT, LONGEST_REMARK
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Submission, SubmissionNote, SubmissionWithdrawal
from tracker.services import audit
from tracker.services.done_already import check_same_reason
from tracker.services.doubles import find_sent, stored_key, take_turns


def annotate_submission(
    viewer: Viewer, submission_id: int, *, receipt: str, handed_to: str, remark: str, key: str | None, now: datetime
) -> None:
    """Note it beside what was noted before. RuleBroken where nothing is said, or a field is too long."""
    viewer.require(Act.REPORT_WRITE)
    submission = _get(viewer, submission_id)
    if find_sent(viewer, SubmissionNote, key) is not None:
        return
    said = {"receipt": clean_line(receipt), "handed_to": clean_line(handed_to), "remark": clean_line(remark)}
    if not any(said.values()):
        raise RuleBroken(N_("受付番号、渡した相手、備考のどれかを入力してください。"), field="receipt")
    for name, longest in (("receipt", LONGEST_RECEIPT), ("handed_to", LONGEST_HANDED_TO), ("remark", LONGEST_REMARK)):
        if len(said[name]) > longest:
            raise RuleBroken(N_("%(longest)s文字以内にしてください。"), field=name, longest=longest)
    db.session.add(
        SubmissionNote(
            programme_id=viewer.programme,
            submission_id=submission.id,
            made_by=viewer.name,
            created_at=now,
            idempotency_key=stored_key(key),
            **said,
        )
    )
    db.session.flush()
    audit.note(viewer, "annotate_submission", submission, before={}, after=said)


def withdraw_submission(viewer: Viewer, submission_id: int, *, reason: str, now: datetime) -> None:
    """From then on its days ask for no reason on its account. Once more writes nothing. RuleBroken without a reason."""
    viewer.require(Act.REPORT_WRITE)
    submission = _get(viewer, submission_id)
    take_turns(f"submission_withdrawal {submission.id}")
    why = db.session.scalar(select(SubmissionWithdrawal.reason).where(SubmissionWithdrawal.submission_id == submission.id))
    if why is not None:
        check_same_reason((submission.__tablename__, submission.id), reason, kept=why)
        return
    reason = checked_reason(reason, longest=LONGEST_REMARK)
    db.session.add(
        SubmissionWithdrawal(
            programme_id=viewer.programme, submission_id=submission.id, reason=reason, made_by=viewer.name, created_at=now
        )
    )
    db.session.flush()
    audit.note(viewer, "withdraw_submission", submission, reason=reason, before={}, after={})


def _get(viewer: Viewer, submission_id: int) -> Submission:
    statement = select(Submission).where(Submission.id == submission_id, Submission.programme_id == viewer.programme)
    submission = db.session.scalar(statement)
    if submission is None:
        raise NotFound
    return submission
