"""Keeping what an outcome leans on; whoever calls has locked the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_
from tracker.models import Challenge, Exhibition, Outcome, OutcomeChallenge, OutcomeExhibition
from tracker.queries import scope


@dataclass(frozen=True, slots=True)
class Evidence:
    """The challenges that an outcome answers, and the exhibition where it was shown."""

    challenge_ids: frozenset[int] = frozenset()
    exhibition_id: int | None = None


def keep_evidence(viewer: Viewer, outcome: Outcome, evidence: Evidence) -> None:
    """RuleBroken for a challenge of another company, or an exhibition of another programme."""
    there = stored_evidence(outcome)
    known = select(Challenge.id).where(
        Challenge.id.in_(evidence.challenge_ids),
        Challenge.enrolment_id == outcome.enrolment_id,
        Challenge.deleted_at.is_(None),
    )
    if evidence.challenge_ids - there.challenge_ids - set(db.session.scalars(known)):
        raise RuleBroken(N_("この企業の課題から選んでください。"), field="challenges")
    exhibition = select(Exhibition.id).where(
        Exhibition.id == evidence.exhibition_id,
        scope.in_programme(viewer, Exhibition.programme_id),
        Exhibition.deleted_at.is_(None),
    )
    if evidence.exhibition_id not in (None, there.exhibition_id) and db.session.scalar(exhibition) is None:
        raise RuleBroken(N_("展示会を一覧から選んでください。"), field="exhibition_id")
    if evidence == there:
        return
    for model in (OutcomeChallenge, OutcomeExhibition):
        db.session.execute(delete(model).where(model.outcome_id == outcome.id))
    db.session.add_all(OutcomeChallenge(outcome_id=outcome.id, challenge_id=one) for one in sorted(evidence.challenge_ids))
    if evidence.exhibition_id is not None:
        db.session.add(OutcomeExhibition(outcome_id=outcome.id, exhibition_id=evidence.exhibition_id))
    db.session.flush()


def stored_evidence(outcome: Outcome) -> Evidence:
    challenges = select(OutcomeChallenge.challenge_id).where(OutcomeChallenge.outcome_id == outcome.id)
    exhibition = select(OutcomeExhibition.exhibition_id).where(OutcomeExhibition.outcome_id == outcome.id)
    return Evidence(frozenset(db.session.scalars(challenges)), db.session.scalar(exhibition))


def snapshot(outcome: Outcome) -> dict[str, Any]:
    """For the audit trail."""
    evidence = stored_evidence(outcome)
    return {"challenge_ids": sorted(evidence.challenge_ids), "exhibition_id": evidence.exhibition_id}
