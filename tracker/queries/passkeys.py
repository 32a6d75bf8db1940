"""Whose passkeys there are, and which of them work at an address."""

from __future__ import annotations

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.errors import NotFound
from tracker.models import Passkey
from tracker.rows.passkeys import PasskeyRow

_COLUMNS = (
    Passkey.id,
    Passkey.name,
    Passkey.rp_id,
    Passkey.is_synced,
    Passkey.made_at,
    Passkey.used_at,
    Passkey.refused_at,
)


def list_passkeys(account_id: int) -> tuple[PasskeyRow, ...]:
    """In the order in which they were made."""
    rows = db.session.execute(select(*_COLUMNS).where(Passkey.account_id == account_id).order_by(Passkey.id))
    return tuple(PasskeyRow(*row) for row in rows)


def get_passkey(viewer: Viewer, passkey_id: int) -> PasskeyRow:
    """One of the viewer's own; NotFound for anybody else's."""
    row = db.session.execute(
        select(*_COLUMNS).where(Passkey.id == passkey_id, Passkey.account_id == viewer.account_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return PasskeyRow(*row)


def list_credential_ids(account_id: int, rp_id: str) -> tuple[bytes, ...]:
    """By which a browser finds somebody's passkeys for an address."""
    mine = (Passkey.account_id == account_id, Passkey.rp_id == rp_id)
    return tuple(db.session.scalars(select(Passkey.credential_id).where(*mine).order_by(Passkey.id)))
