"""What outcomes lean on: the challenges that they answer and the exhibition, of outcomes that the viewer has been shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.models import Challenge, Enrolment, Exhibition, OutcomeChallenge, OutcomeExhibition
from tracker.queries import scope
from tracker.rows.outcomes import EvidenceRow, OutcomeRow


def list_evidence(viewer: Viewer, outcomes: Iterable[OutcomeRow], *, today: date) -> dict[int, EvidenceRow]:
    """By outcome; titles of challenges only where their company's records are open. Two statements for one as for fifty."""
    found = {row.outcome_id: EvidenceRow() for row in outcomes}
    challenges = (
        select(OutcomeChallenge.outcome_id, Challenge.id, Challenge.title)
        .join(Challenge, Challenge.id == OutcomeChallenge.challenge_id)
        .join(Enrolment, Enrolment.id == Challenge.enrolment_id)
        .where(
            OutcomeChallenge.outcome_id.in_(found),
            scope.in_programme(viewer, Challenge.programme_id),
            scope.company_record(viewer, today),
            Challenge.deleted_at.is_(None),
        )
        .order_by(Challenge.case_id, Challenge.position, Challenge.id)
    )
    for outcome_id, challenge_id, title in db.session.execute(challenges):
        found[outcome_id] = found[outcome_id].answering(challenge_id, title)
    exhibitions = (
        select(OutcomeExhibition.outcome_id, Exhibition.id, Exhibition.name)
        .join(Exhibition, Exhibition.id == OutcomeExhibition.exhibition_id)
        .where(
            OutcomeExhibition.outcome_id.in_(found),
            scope.in_programme(viewer, Exhibition.programme_id),
            Exhibition.deleted_at.is_(None),
        )
    )
    for outcome_id, exhibition_id, name in db.session.execute(exhibitions):
        found[outcome_id] = found[outcome_id].shown_at(exhibition_id, name)
    return found
