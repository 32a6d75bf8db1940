"""Of the full house: an entry of the trail by the owner, and a redaction that hid its reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from tests.cast import Cast
from tracker.database import db
from tracker.models import AuditEntry, HiddenReason, Redaction, Visit
from tracker.services import audit


def audited(cast: Cast, visit_id: int) -> int:
    """An entry of the trail by the owner: a word of the visit was corrected."""
    visit = db.session.get_one(Visit, visit_id)
    words = {"decisions": "次回は現場を見る", "internal_memo": "内輪の覚え書き"}
    audit.note(cast.viewer("owner"), "correct_visit", visit, before=words, after=words | {"decisions": visit.decisions})
    audit.append(audit.take_noted(), audit.take_turn())
    return db.session.scalars(select(func.max(AuditEntry.id))).one() or 0


def redacted(cast: Cast, audit_id: int, now: datetime) -> int:
    """A redaction that hid a reason of the trail and changed no text."""
    row = Redaction(
        programme_id=cast.programme_id,
        reason="本人の求めにより",
        account_name=cast["manager"].name,
        places=1,
        files=0,
        created_at=now,
        created_by_id=cast["manager"].account_id,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(HiddenReason(entry_id=audit_id, redaction_id=row.id))
    places = [["audit_entry", audit_id, "reason", "visit", 1]]
    audit.note(cast.viewer("manager"), "redact", row, reason=row.reason, after={"places": places, "files": [], "texts": {}})
    return row.id
