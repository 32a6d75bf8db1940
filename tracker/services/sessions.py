"""Who is signed in where: sessions begin, are seen, and end."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select, update

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.errors import NotFound
from tracker.domain.sessions import expires_at
from tracker.models import Account, AccountSession
from tracker.services import audit


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def start_session(*, account_id: int, now: datetime, is_trusted: bool = False, device: str = "") -> str:
    """Open a session and return its token, which only the browser keeps."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        AccountSession(
            account_id=account_id,
            token_hash=hash_token(token),
            device=device,
            is_trusted=is_trusted,
            started_at=now,
            last_seen_at=now,
            expires_at=expires_at(started_at=now, seen_at=now, is_trusted=is_trusted),
        )
    )
    return token


def note_seen(*, session_id: int, now: datetime) -> None:
    """Note that a session is used; one on a device that is not trusted lasts longer by it."""
    row = db.session.scalar(select(AccountSession).where(AccountSession.id == session_id, AccountSession.ended_at.is_(None)))
    if row is not None:
        row.last_seen_at = now
        row.expires_at = expires_at(started_at=row.started_at, seen_at=now, is_trusted=row.is_trusted)


def end_session(*, token: str, now: datetime) -> None:
    db.session.execute(
        update(AccountSession)
        .where(AccountSession.token_hash == hash_token(token), AccountSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_all_sessions(*, account_id: int, now: datetime, but: int = 0) -> None:
    """``but``: the id of a session that goes on."""
    db.session.execute(
        update(AccountSession)
        .where(AccountSession.account_id == account_id, AccountSession.id != but, AccountSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def sign_out_device(viewer: Viewer, *, session_id: int, now: datetime) -> None:
    """End one of the viewer's own sessions; a second time changes nothing."""
    row = db.session.scalar(
        select(AccountSession).where(AccountSession.id == session_id, AccountSession.account_id == viewer.account_id)
    )
    if row is None:
        raise NotFound
    if row.ended_at is None:
        row.ended_at = now
        audit.note(viewer, "sign_out_device", db.session.get_one(Account, viewer.account_id), after={"device": row.device})


def sign_out_others(viewer: Viewer, *, session_id: int, now: datetime) -> None:
    """End all of the viewer's sessions but the one that asks; where there is no other, nothing happened."""
    others = (AccountSession.account_id == viewer.account_id, AccountSession.id != session_id, AccountSession.expires_at > now)
    if db.session.scalar(select(AccountSession.id).where(*others, AccountSession.ended_at.is_(None)).limit(1)) is not None:
        audit.note(viewer, "sign_out_others", db.session.get_one(Account, viewer.account_id), after={})
    end_all_sessions(account_id=viewer.account_id, now=now, but=session_id)
