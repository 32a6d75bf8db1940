"""What is said of a person is said of somebody on this programme's roster."""

from __future__ import annotations

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_
from tracker.models import Producer
from tracker.queries.scope import in_programme


def check_on_roster(viewer: Viewer, producer_id: int) -> None:
    """Raise RuleBroken for whoever is not on the roster of the viewer's programme."""
    found = db.session.scalar(
        select(Producer.id).where(
            Producer.id == producer_id, in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None)
        )
    )
    if found is None:
        raise RuleBroken(N_("名簿にいない人が選ばれています。一覧から選び直してください。"), field="producer_id")
