"""Handing out and erasing what is kept of one person or company: each one act, with its reason in the trail."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, update

from tracker.database import Base, db
from tracker.domain.access import Act, Viewer
from tracker.domain.redaction import MARK
from tracker.models import Account as AccountModel
from tracker.models import Company, Producer, Redaction
from tracker.queries.personal_export import collect_data
from tracker.rows.personal_data import Account, DataRow, Noun, SubjectRow
from tracker.services import audit
from tracker.services.doubles import find_sent
from tracker.services.redactions import redact_passages

# What tells where somebody belonged; everything else that goes with an account goes.
_STAYS_OF_AN_ACCOUNT = frozenset({"membership"})


def take_data(viewer: Viewer, *, subject: SubjectRow, with_closed: bool, now: datetime) -> DataRow:
    """What is handed out; that it was, and to whose hands, stands in the trail."""
    viewer.require(Act.STAFF)
    model = Producer if subject.noun is Noun.PERSON else Company
    thing = db.session.get_one(model, subject.noun_id)
    audit.note(viewer, "take_data", thing, after={"with_closed": with_closed})
    return collect_data(viewer, subject, with_closed=with_closed, now=now)


def redact_subject(
    viewer: Viewer,
    *,
    subject: SubjectRow,
    passages: Collection[str],
    reason: str,
    files: Collection[int] = (),
    places_seen: int,
    chosen: Collection[str] | None = None,
    idempotency_key: str | None = None,
    now: datetime,
) -> tuple[int, tuple[str, ...]]:
    """Their names, addresses and numbers everywhere in the programme, and the account that nobody needs any more."""
    is_sent_again = find_sent(viewer, Redaction, idempotency_key) is not None
    redaction_id, removed = redact_passages(
        viewer,
        passages=passages,
        reason=reason,
        files=files,
        places_seen=places_seen,
        chosen=chosen,
        idempotency_key=idempotency_key,
        now=now,
    )
    if subject.account is Account.GOES and subject.account_id is not None and not is_sent_again:
        empty_account(viewer, account_id=subject.account_id, reason=reason, now=now)
    return redaction_id, removed


def empty_account(viewer: Viewer, *, account_id: int, reason: str, now: datetime) -> None:
    """Nobody's from now on: without name, address and password, signed out everywhere. Its number stays, so that counts do."""
    account = db.session.get_one(AccountModel, account_id)
    for table in reversed(Base.metadata.sorted_tables):
        for column in table.columns:
            belongs = any(key.column.table.name == "account" and key.ondelete == "CASCADE" for key in column.foreign_keys)
            if belongs and table.name not in _STAYS_OF_AN_ACCOUNT:
                db.session.execute(delete(table).where(column == account_id))
    db.session.execute(
        update(AccountModel)
        .where(AccountModel.id == account_id)
        .values(
            name=MARK,
            email=f"redacted-{account_id}@invalid",
            password_hash="",
            digest_mail=False,
            deactivated_at=account.deactivated_at or now,
            version=AccountModel.version + 1,
        )
    )
    db.session.expire(account)
    audit.note(viewer, "redact_account", account, reason=reason, after={})
