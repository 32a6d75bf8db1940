"""A look at single scores: an act of its own with a reason, in the audit trail; no score ever is."""

from __future__ import annotations

from datetime import datetime

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_
from tracker.models import ScoreLook
from tracker.queries.single_scores import get_look_offer
from tracker.services import audit
from tracker.services.doubles import find_sent, stored_key

LONGEST_REASON = 500


def look_at_scores(
    viewer: Viewer, *, round_id: int, producer_id: int, reason: str, now: datetime, idempotency_key: str | None = None
) -> int:
    """Say why, and return the id under which the scores are open for a short while."""
    get_look_offer(viewer, round_id, producer_id)
    there = find_sent(viewer, ScoreLook, idempotency_key)
    if there is not None:
        return there.id
    if not reason.strip():
        raise RuleBroken(N_("見る理由を入力してください。理由は変更の記録に残ります。"), field="reason")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken(N_("理由は%(longest)s文字以内にしてください。"), field="reason", longest=LONGEST_REASON)
    look = ScoreLook(
        programme_id=viewer.programme,
        round_id=round_id,
        ratee_id=producer_id,
        account_id=viewer.account_id or None,
        reason=reason.strip(),
        looked_at=now,
        idempotency_key=stored_key(idempotency_key),
    )
    db.session.add(look)
    db.session.flush()
    audit.note(viewer, "look_at_scores", look, reason=look.reason)
    return look.id
