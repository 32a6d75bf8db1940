"""Recording, correcting, deleting and restoring outcomes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.attachments import AttachedTo, Subject
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.words import N_
from tracker.models import EnrolledCase, Enrolment, Outcome
from tracker.queries.scope import board, company_record, in_programme
from tracker.services import audit, outcome_links
from tracker.services.attachments import SentFile, keep_attachment
from tracker.services.deletion import delete_row, restore_row
from tracker.services.doubles import find_sent, stored_key
from tracker.services.outcome_links import Evidence
from tracker.services.versions import check_version, touch


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """What is said of an outcome; ``kind_detail`` names the kind where it is その他, else it is empty."""

    kind: OutcomeKind
    kind_detail: str
    outcome_on: date
    description: str
    evidence: str
    case_id: int | None


def record_outcome(
    viewer: Viewer,
    *,
    enrolment_id: int,
    words: OutcomeWords,
    evidence: Evidence | None = None,
    file: SentFile | None = None,
    today: date,
    now: datetime,
    idempotency_key: str | None = None,
) -> int:
    """Record an outcome of a company, with the file that proves it, and return its id; the same key again returns that one."""
    viewer.require(Act.LOG)
    there = find_sent(viewer, Outcome, idempotency_key)
    if there is not None:
        return there.id
    _lock_company(viewer, enrolment_id, today, Act.LOG)
    _check(enrolment_id, words, today)
    outcome = Outcome(
        programme_id=viewer.programme,
        enrolment_id=enrolment_id,
        **asdict(words),
        idempotency_key=stored_key(idempotency_key),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(outcome)
    db.session.flush()
    outcome_links.keep_evidence(viewer, outcome, evidence or Evidence())
    audit.note(viewer, "record_outcome", outcome, after=audit.snapshot(outcome) | outcome_links.snapshot(outcome))
    _keep_file(viewer, outcome, file, today=today, now=now)
    return outcome.id


def correct_outcome(
    viewer: Viewer,
    outcome_id: int,
    *,
    words: OutcomeWords,
    evidence: Evidence | None = None,
    file: SentFile | None = None,
    version: int,
    today: date,
    now: datetime,
) -> None:
    """Change what is said of an outcome, and (None leaves it) what it leans on; a file is added to those that prove it.

    Conflict where somebody else saved first.
    """
    viewer.require(Act.LOG)
    outcome = _lock(viewer, outcome_id, today, Act.LOG)
    before = audit.snapshot(outcome) | outcome_links.snapshot(outcome)
    check_version(outcome, version, theirs={name: before[name] for name in OutcomeWords.__dataclass_fields__})
    _check(outcome.enrolment_id, words, today)
    for name, value in asdict(words).items():
        setattr(outcome, name, value)
    if evidence is not None:
        outcome_links.keep_evidence(viewer, outcome, evidence)
        touch(outcome)
    db.session.flush()
    audit.note(viewer, "correct_outcome", outcome, before=before, after=audit.snapshot(outcome) | outcome_links.snapshot(outcome))
    _keep_file(viewer, outcome, file, today=today, now=now)


def delete_outcome(viewer: Viewer, outcome_id: int, *, today: date, now: datetime) -> None:
    """Take it out of every list; it can be restored for thirty days."""
    outcome = _lock(viewer, outcome_id, today, Act.RECORD, living=None)
    viewer.require(Act.STAFF)
    delete_row(viewer, "delete_outcome", outcome, now=now)


def restore_outcome(viewer: Viewer, outcome_id: int, *, today: date, now: datetime) -> None:
    """Bring a deleted one back; RuleBroken after thirty days."""
    outcome = _lock(viewer, outcome_id, today, Act.RECORD, living=None)
    viewer.require(Act.STAFF)
    restore_row(viewer, "restore_outcome", outcome, now=now)


def _keep_file(viewer: Viewer, outcome: Outcome, sent: SentFile | None, *, today: date, now: datetime) -> None:
    if sent is None:
        return
    subject = Subject(AttachedTo.OUTCOME, outcome.id)
    confidential = sent.is_confidential
    keep_attachment(viewer, key=sent.key, subject=subject, file=sent.file, is_confidential=confidential, today=today, now=now)


def _lock_company(viewer: Viewer, enrolment_id: int, today: date, act: Act) -> None:
    statement = (
        select(Enrolment.id)
        .where(
            Enrolment.id == enrolment_id,
            in_programme(viewer, Enrolment.programme_id),
            board(),
            company_record(viewer, today, act),
        )
        .with_for_update(of=Enrolment)
    )
    if db.session.scalar(statement) is None:
        raise NotFound


def _lock(viewer: Viewer, outcome_id: int, today: date, act: Act, *, living: bool | None = True) -> Outcome:
    statement = (
        select(Outcome)
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .where(Outcome.id == outcome_id, in_programme(viewer, Outcome.programme_id), board(), company_record(viewer, today, act))
        .with_for_update(of=Outcome)
    )
    if living:
        statement = statement.where(Outcome.deleted_at.is_(None))
    outcome = db.session.scalar(statement)
    if outcome is None:
        raise NotFound
    return outcome


def _check(enrolment_id: int, words: OutcomeWords, today: date) -> None:
    if (words.kind is OutcomeKind.OTHER) != bool(words.kind_detail):
        if words.kind is OutcomeKind.OTHER:
            raise RuleBroken(N_("「その他」の内容を入力してください。"), field="kind_detail")
        raise RuleBroken(
            N_("内容を書けるのは成果区分が「その他」のときだけです。空欄にするか、区分を選び直してください。"),
            field="kind_detail",
        )
    if words.outcome_on > today:
        raise RuleBroken(N_("成果の日は今日以前にしてください。予定は訪問や宿題として登録できます。"), field="outcome_on")
    if not words.description:
        raise RuleBroken(N_("成果の内容を入力してください。"), field="description")
    if words.case_id is not None:
        of_company = select(EnrolledCase.id).where(
            EnrolledCase.enrolment_id == enrolment_id, EnrolledCase.case_id == words.case_id
        )
        if db.session.scalar(of_company) is None:
            raise RuleBroken(N_("この企業の案件から選んでください。"), field="case_id")
