"""An answer for good, put straight into the table."""

from __future__ import annotations

from datetime import date, datetime

from tracker.database import db
from tracker.models import Settlement


def make_settlement(enrolment_id: int, programme_id: int, from_on: date, to_on: date, *, now: datetime) -> int:
    """Of two days, whether or not there were visits on them."""
    row = Settlement(
        programme_id=programme_id,
        enrolment_id=enrolment_id,
        from_on=from_on,
        to_on=to_on,
        reason="2日続けての訪問のため",
        settled_by="架空マネージャー",
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row.id
