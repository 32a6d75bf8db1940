"""A text of a case, put straight into the tables."""

from __future__ import annotations

from datetime import datetime

from tests.cast import SupportedCompany
from tracker.database import db
from tracker.domain.narratives import NarrativePart
from tracker.models import NarrativeVersion


def make_narrative(company: SupportedCompany, *, now: datetime, number: int = 1) -> int:
    """A version of the text of the company's case; returns its number."""
    version = NarrativeVersion(
        programme_id=company.programme_id,
        case_id=company.case_id,
        number=number,
        work="工程を見直した",
        created_at=now,
        **{f"{part.value}_digest": "0" * 64 for part in NarrativePart},
    )
    db.session.add(version)
    db.session.flush()
    return version.number
