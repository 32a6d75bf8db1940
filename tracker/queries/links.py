"""Links to choose a password by: whose they are, and what became of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.errors import NotFound
from tracker.models import Account, AccountLink, LinkMail
from tracker.rows.links import LinkRow, PendingLinkRow

_IS_OPEN = (AccountLink.used_at.is_(None), AccountLink.withdrawn_at.is_(None))


def get_link(token_hash: str, now: datetime) -> LinkRow:
    """The living link of an active account; NotFound for one that is used, withdrawn, over, or none."""
    row = db.session.execute(
        select(AccountLink.id, Account.id, Account.name, Account.email, AccountLink.purpose)
        .join(Account, Account.id == AccountLink.account_id)
        .where(
            AccountLink.token_hash == token_hash,
            AccountLink.expires_at > now,
            Account.deactivated_at.is_(None),
            *_IS_OPEN,
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return LinkRow(*row)


def list_pending_links(account_ids: Collection[int]) -> dict[int, PendingLinkRow]:
    """Of each account the last link that waits to be used or has run out."""
    statement = (
        select(
            AccountLink.account_id,
            AccountLink.purpose,
            AccountLink.created_at,
            AccountLink.expires_at,
            LinkMail.state,
            LinkMail.failure,
        )
        .outerjoin(LinkMail, LinkMail.link_id == AccountLink.id)
        .where(AccountLink.account_id.in_(account_ids), *_IS_OPEN)
        .order_by(AccountLink.id)
    )
    return {
        account_id: PendingLinkRow(purpose, made_at, expires_at, mail, failure or "")
        for account_id, purpose, made_at, expires_at, mail, failure in db.session.execute(statement)
    }
