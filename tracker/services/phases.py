"""Reasons for phases begun out of order: written on the team, revoked by a manager."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.phases import INTERPRETING_PHASES, Phase
from tracker.domain.words import N_
from tracker.models import EnrolledCase, Enrolment, PhaseReason
from tracker.queries.scope import board, company_record, in_programme
from tracker.services import audit
from tracker.services.done_already import check_reason_in_trail
from tracker.services.versions import check_version


def give_phase_reason(
    viewer: Viewer, *, case_id: int, phase: Phase, reason: str, today: date, now: datetime, idempotency_key: str | None = None
) -> int:
    """Write why ``phase`` was begun before the case was listened to and observed; returns the reason's id.

    RuleBroken for an empty reason, a phase that is never out of order, or one for which a reason stands already.
    """
    viewer.require(Act.LOG)
    enrolment_id = db.session.scalar(
        select(Enrolment.id)
        .join(EnrolledCase, EnrolledCase.enrolment_id == Enrolment.id)
        .where(
            EnrolledCase.case_id == case_id,
            in_programme(viewer, Enrolment.programme_id),
            board(),
            company_record(viewer, today, Act.LOG),
        )
        .with_for_update(of=Enrolment)
    )
    if enrolment_id is None:
        raise NotFound
    if idempotency_key is not None:
        sent_before = db.session.scalar(select(PhaseReason.id).where(PhaseReason.idempotency_key == idempotency_key))
        if sent_before is not None:
            return sent_before
    if phase not in INTERPRETING_PHASES:
        raise RuleBroken(N_("理由が要るのは「診断する」と「企てる」だけです。"), field="phase")
    if not reason:
        raise RuleBroken(N_("先に進めた理由を入力してください。"), field="reason")
    standing = select(PhaseReason.id).where(
        PhaseReason.enrolment_id == enrolment_id,
        PhaseReason.case_id == case_id,
        PhaseReason.phase == phase,
        PhaseReason.revoked_at.is_(None),
    )
    if db.session.scalar(standing) is not None:
        raise RuleBroken(N_("このフェーズの理由はすでに書かれています。ページを開き直して確かめてください。"), field="reason")
    row = PhaseReason(
        enrolment_id=enrolment_id,
        case_id=case_id,
        phase=phase,
        reason=reason,
        created_at=now,
        created_by_id=viewer.account_id or None,
        idempotency_key=idempotency_key,
    )
    db.session.add(row)
    db.session.flush()
    audit.note(viewer, "give_phase_reason", row)
    return row.id


def revoke_phase_reason(viewer: Viewer, *, reason_id: int, version: int, why: str, now: datetime) -> None:
    """Take a reason back, so that the phase asks for one again; managers alone."""
    viewer.require(Act.STAFF)
    row = db.session.scalar(
        select(PhaseReason)
        .join(Enrolment, Enrolment.id == PhaseReason.enrolment_id)
        .where(PhaseReason.id == reason_id, in_programme(viewer, Enrolment.programme_id))
        .with_for_update(of=PhaseReason)
    )
    if row is None:
        raise NotFound
    if row.revoked_at is not None:
        check_reason_in_trail(viewer, row, why, "revoke_phase_reason")
        return
    before = audit.snapshot(row)
    check_version(row, version, theirs={"reason": row.reason})
    row.revoked_at = now
    row.revoked_by_id = viewer.account_id or None
    audit.note(viewer, "revoke_phase_reason", row, reason=why, before=before)
