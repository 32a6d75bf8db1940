"""Freezes a report as it is handed in; from then on a change of what it counts asks for a reason (``closed_months``)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.errors import RuleBroken
from tracker.domain.submissions import LONGEST_REMARK, LONGEST_TITLE
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Programme, Submission, SubmissionContent, SubmissionForm
from tracker.queries.submissions import get_submission, has_counted_changes
from tracker.services import audit
from tracker.services.doubles import find_sent, stored_key


@dataclass(frozen=True, slots=True)
class PreparedForm:
    """An uploaded form that was filled from the report: what was tied in it, packed, and the file."""

    name: str
    version: int
    digest: str
    mapping: str
    fixed_values: str
    blank_count: int
    file_name: str
    file_content: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report that was made before the write lock was taken: its days, its file, its packed values.

    ``read_after``: the trail's last entry when it began to be read; None where nobody else could write meanwhile.
    """

    whole: Period
    as_of: date
    file_name: str
    file_content: bytes
    frozen_values: bytes
    row_count: int
    lack_count: int
    forms: tuple[PreparedForm, ...] = ()
    read_after: int | None = None


def hand_in_report(
    viewer: Viewer,
    *,
    prepared: Prepared,
    title: str,
    handed_in_on: date,
    remark: str,
    replaces_id: int | None,
    today: date,
    now: datetime,
    key: str | None,
) -> int:
    """Freeze what was prepared under the next number; the one that was frozen under the key where it was sent before.

    RuleBroken names the field (no title, a day that has not come, words too long), or says that records changed since they were
    read: what is in the hand-in asks for a reason from then on, what is not in it never would. NotFound for another's
    ``replaces_id``.
    """
    viewer.require(Act.REPORT_WRITE)
    if (sent := find_sent(viewer, Submission, key)) is not None:
        return sent.id
    title, remark = clean_line(title), clean_line(remark)
    check_words(title=title, remark=remark, as_of=prepared.as_of, handed_in_on=handed_in_on, today=today)
    if replaces_id is not None:
        get_submission(viewer, replaces_id)
    db.session.execute(select(Programme.id).where(Programme.id == viewer.programme).with_for_update(key_share=True))
    audit.take_turn()
    if prepared.read_after is not None and has_counted_changes(viewer, after=prepared.read_after):
        raise RuleBroken(N_("報告を作っているあいだに、記録が変わりました。もう一度押すと、変わった記録で作り直します。"))
    last = db.session.scalar(select(func.max(Submission.number)).where(Submission.programme_id == viewer.programme))
    assert prepared.whole.ends_on is not None
    submission = Submission(
        programme_id=viewer.programme,
        number=(last or 0) + 1,
        title=title,
        starts_on=prepared.whole.starts_on,
        ends_on=prepared.whole.ends_on,
        as_of=prepared.as_of,
        handed_in_on=handed_in_on,
        remark=remark,
        replaces_id=replaces_id,
        file_name=prepared.file_name,
        file_size=len(prepared.file_content),
        file_digest=hashlib.sha256(prepared.file_content).hexdigest(),
        values_digest=hashlib.sha256(prepared.frozen_values).hexdigest(),
        row_count=prepared.row_count,
        lack_count=prepared.lack_count,
        made_by=viewer.name,
        created_at=now,
        idempotency_key=stored_key(key),
    )
    db.session.add(submission)
    db.session.flush()
    db.session.add(
        SubmissionContent(submission_id=submission.id, file_content=prepared.file_content, frozen_values=prepared.frozen_values)
    )
    db.session.add_all(_frozen(form, submission.id) for form in prepared.forms)
    audit.note(viewer, "hand_in_report", submission)
    return submission.id


def _frozen(form: PreparedForm, submission_id: int) -> SubmissionForm:
    return SubmissionForm(
        submission_id=submission_id,
        form_name=form.name,
        form_version=form.version,
        form_digest=form.digest,
        mapping=form.mapping,
        fixed_values=form.fixed_values,
        blank_count=form.blank_count,
        file_name=form.file_name,
        file_size=len(form.file_content),
        file_digest=hashlib.sha256(form.file_content).hexdigest(),
        file_content=form.file_content,
    )


def check_words(*, title: str, remark: str, as_of: date, handed_in_on: date, today: date) -> None:
    """RuleBroken as :func:`hand_in_report` says: what can be asked before the report is made."""
    if not title:
        raise RuleBroken(N_("提出の名前を入力してください。"), field="title")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken(N_("提出の名前は%(longest)s文字以内にしてください。"), field="title", longest=LONGEST_TITLE)
    if len(remark) > LONGEST_REMARK:
        raise RuleBroken(N_("備考は%(longest)s文字以内にしてください。"), field="remark", longest=LONGEST_REMARK)
    if as_of > today:
        raise RuleBroken(N_("基準日がまだ来ていない報告は提出にできません。今日までの日を基準日にしてください。"), field="as_of")
    if handed_in_on < as_of:
        raise RuleBroken(N_("提出日は基準日（%(day)s）以後の日にしてください。"), field="handed_in_on", day=as_of)
    if handed_in_on > today:  # for how long the year is kept hangs on it, and a hand-in is not changed any more
        raise RuleBroken(N_("提出日には、今日までの日を入力してください。"), field="handed_in_on")
