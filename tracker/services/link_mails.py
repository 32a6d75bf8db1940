"""Sends the links that wait to be mailed: the secret is made while its mail is written, and kept nowhere."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import or_, select, update

from tracker.config import MailSettings
from tracker.database import db
from tracker.domain.codes import make_code
from tracker.domain.digests import NOT_WANTED, MailState
from tracker.domain.links import CODE_LENGTH
from tracker.models import Account, AccountLink, LinkMail
from tracker.rows.digests import MailWords
from tracker.rows.links import HandedLinkRow
from tracker.services import outbox
from tracker.services.mail_server import MailServer
from tracker.services.sessions import hash_token
from tracker.services.transaction import writing

WriteLink = Callable[[HandedLinkRow], MailWords]


def send_waiting_links(settings: MailSettings, *, write: WriteLink, clock: Callable[[], datetime]) -> int:
    """Send what is due and return how many were taken. Where the server cannot be reached the rest waits for the next run."""
    _drop_useless(clock())
    taken = 0
    with MailServer(settings) as server:
        for mail_id in outbox.list_due(LinkMail, clock()):
            claimed = _claim(mail_id, clock())
            if claimed is None:
                continue
            attempts, handed = claimed
            message = outbox.compose(
                write(handed), sender=settings.sender, to_address=handed.email, key=secrets.token_hex(16), made_at=clock()
            )
            answer = server.deliver(handed.email, message)
            outbox.note_delivery(LinkMail, mail_id, attempts, answer.delivery, answer.said, clock())
            taken += answer.delivery is answer.delivery.TAKEN
            if not answer.is_reached:
                break
    return taken


def _claim(mail_id: int, now: datetime) -> tuple[int, HandedLinkRow] | None:
    """Take the mail for this process and give its link a secret; one that was mailed in vain before opens nothing any more."""
    with writing():
        mail = outbox.claim(LinkMail, mail_id, now)
        if mail is None:
            return None
        link = db.session.get_one(AccountLink, mail.link_id)
        account = db.session.get_one(Account, link.account_id)
        code = make_code(CODE_LENGTH)
        link.token_hash = hash_token(code)
        handed = HandedLinkRow(account.name, account.email, account.locale, link.purpose, code, link.expires_at)
        return mail.attempts, handed


def _drop_useless(now: datetime) -> None:
    """What has run out, was withdrawn, or is of an account that was closed, goes no more."""
    closed = select(Account.id).where(Account.deactivated_at.is_not(None))
    useless = select(AccountLink.id).where(
        or_(AccountLink.expires_at <= now, AccountLink.withdrawn_at.is_not(None), AccountLink.account_id.in_(closed))
    )
    waiting = update(LinkMail).where(LinkMail.state == MailState.WAITING, LinkMail.link_id.in_(useless))
    with writing():
        outbox.changed(waiting.values(state=MailState.FAILED, failure=NOT_WANTED))
