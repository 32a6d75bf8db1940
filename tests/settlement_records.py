"""An answer for good, put straight into the table."""

from __future__ import annotations

from datetime import date, datetime

from tests.cast import SupportedCompany
from tracker.database import db
from tracker.models import Settlement


def make_settlement(company: SupportedCompany, *, now: datetime) -> int:
    """Of two days in May, whether or not there were visits on them."""
    row = Settlement(
        programme_id=company.programme_id,
        enrolment_id=company.enrolment_id,
        from_on=date(2026, 5, 12),
        to_on=date(2026, 5, 13),
        reason="2日続けての訪問のため",
        settled_by="架空マネージャー",
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row.id
