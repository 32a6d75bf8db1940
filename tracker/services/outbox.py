"""What every outbox does: a mail is claimed by one process alone, and what became of it is noted once."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, select, update

from tracker.database import db
from tracker.domain.digests import Delivery, MailState, wait_after
from tracker.domain.text import clean_line
from tracker.rows.digests import MailWords
from tracker.services.transaction import writing

LONGEST_FAILURE = 300
Mail = TypeVar("Mail")  # a model that is Mailed


def compose(words: MailWords, *, sender: str, to_address: str, key: str, made_at: datetime) -> bytes:
    """The message: plain text first, then the same with links; ``key`` makes its Message-ID."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(addr_spec=sender)
    message["To"] = Address(addr_spec=to_address)
    message["Subject"] = words.subject
    message["Date"] = format_datetime(made_at)
    message["Message-ID"] = f"<{key}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words.text, cte="base64")
    message.add_alternative(words.html, subtype="html", cte="base64")
    return message.as_bytes()


def list_due(model: Any, now: datetime) -> list[int]:
    due = select(model.id).where(model.state == MailState.WAITING, model.next_try_at <= now)
    found = list(db.session.scalars(due.order_by(model.next_try_at, model.id)))
    db.session.rollback()
    return found


def claim(model: type[Mail], mail_id: int, now: datetime) -> Mail | None:
    """Take the mail in the running transaction: of two that see it waiting, the row's change lets one through."""
    columns = cast(Any, model)
    taken = (
        update(columns)
        .where(columns.id == mail_id, columns.state == MailState.WAITING, columns.next_try_at <= now)
        .values(state=MailState.SENDING, claimed_at=now, attempts=columns.attempts + 1)
    )
    return db.session.get_one(model, mail_id, populate_existing=True) if changed(taken) else None


def note_delivery(model: Any, mail_id: int, attempt: int, delivery: Delivery, said: str, now: datetime) -> Delivery:
    """What became of it. UNKNOWN stays 送信中: a person decides, since sending again could be a second time."""
    wait = wait_after(attempt) if delivery is Delivery.LATER else None
    if delivery is Delivery.LATER and wait is None:
        delivery = Delivery.NEVER
    values: dict[str, Any] = {"failure": clean_line(said)[:LONGEST_FAILURE]}
    if delivery is Delivery.TAKEN:
        values |= {"state": MailState.SENT, "sent_at": now}
    elif delivery is Delivery.NEVER:
        values |= {"state": MailState.FAILED}
    elif wait is not None:
        values |= {"state": MailState.WAITING, "next_try_at": now + wait}
    with writing():
        ours = (model.id == mail_id, model.state == MailState.SENDING, model.attempts == attempt)
        changed(update(model).where(*ours).values(**values))
    return delivery


def changed(statement: Any) -> int:
    """How many rows a statement changed."""
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount
