"""The questions that passkeys answer: made without writing anything, answered once, and within minutes.

A question says itself when it was asked, and carries our signature over that and over what it is about. So whoever looks at the
sign-in page leaves no row, every worker knows every question, and only those that were answered are kept, until they are too old.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from tracker.database import db
from tracker.domain.passkeys import ANSWERED_WITHIN
from tracker.models import SpentChallenge

NONCE, MOMENT = 16, 8


def make_challenge(*, about: str, secret_key: str, now: datetime) -> bytes:
    """``about`` says what an answer to it is good for, and for whom."""
    head = secrets.token_bytes(NONCE) + int(now.timestamp()).to_bytes(MOMENT, "big")
    return head + _signature(head, about, secret_key)


def spend_challenge(challenge: bytes, *, about: str, secret_key: str, now: datetime) -> bool:
    """Whether it is a question of ours about this, asked within the last minutes and not answered yet; now it is."""
    head, signature = challenge[: NONCE + MOMENT], challenge[NONCE + MOMENT :]
    if not hmac.compare_digest(signature, _signature(head, about, secret_key)):
        return False
    asked = int.from_bytes(head[NONCE:], "big")
    if not 0 <= now.timestamp() - asked < ANSWERED_WITHIN.total_seconds():
        return False
    db.session.execute(delete(SpentChallenge).where(SpentChallenge.expires_at < now))
    kept = {"challenge_hash": hashlib.sha256(challenge).hexdigest(), "expires_at": now + ANSWERED_WITHIN}
    try:
        with db.session.begin_nested():
            db.session.execute(insert(SpentChallenge).values(kept))
    except IntegrityError:  # it was answered before, or by somebody else in the same moment
        return False
    return True


def _signature(head: bytes, about: str, secret_key: str) -> bytes:
    key = hmac.new(secret_key.encode(), b"tracker: questions to passkeys", hashlib.sha256).digest()
    return hmac.new(key, head + about.encode(), hashlib.sha256).digest()
