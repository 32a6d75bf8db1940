"""The outbox of 今週のまとめ: a mail is kept whole before it is sent, claimed by one process alone, and never sent twice."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.exc import IntegrityError

from tracker.config import MailSettings
from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import tokyo_day
from tracker.domain.digests import NOT_WANTED, Delivery, MailState, week_key
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Account, DigestMail, Membership
from tracker.queries.digests import has_mail, is_member, is_stuck, list_recipients, takes_mail
from tracker.rows.digests import MailWords, RecipientRow
from tracker.services import audit, outbox
from tracker.services.mail_server import MailServer
from tracker.services.transaction import writing

log = logging.getLogger("tracker.mails")
LONGEST_SUBJECT = 300


@dataclass(frozen=True, slots=True)
class Made:
    """What :func:`queue_digests` came to; ``broken``: those that could not be written."""

    mails: int
    broken: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What :func:`send_waiting` came to; ``unknown``: a person has to look whether they arrived."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    unknown: int = 0


def queue_digests(*, write: Callable[[RecipientRow], MailWords], today: date, now: datetime) -> Made:
    """Make this week's mails for whoever has none yet: that it is to be sent, and its words, are one row.

    Each is written before the lock is taken and kept in a transaction of its own: one that cannot be written stops no other.
    """
    made = broken = 0
    for recipient in list_recipients(today):
        if has_mail(recipient, week_key(today)):
            continue
        try:
            words = write(recipient)
        except Exception:
            log.exception("the digest of account %s in %s could not be written", recipient.account_id, recipient.slug)
            broken += 1
            continue
        made += _keep(recipient, words, today=today, now=now)
    return Made(made, broken)


def _keep(recipient: RecipientRow, words: MailWords, *, today: date, now: datetime) -> bool:
    try:
        with writing():
            if has_mail(recipient, week_key(today)):
                return False
            db.session.add(
                DigestMail(
                    programme_id=recipient.programme_id,
                    account_id=recipient.account_id,
                    kind=recipient.kind,
                    week_key=week_key(today),
                    to_address=recipient.email,
                    subject=clean_line(words.subject)[:LONGEST_SUBJECT],
                    text=words.text,
                    html=words.html,
                    message_key=secrets.token_hex(16),
                    state=MailState.WAITING,
                    next_try_at=now,
                    created_at=now,
                )
            )
    except IntegrityError:  # on PostgreSQL another process may have kept it in the same moment
        return False
    return True


def send_waiting(settings: MailSettings, *, clock: Callable[[], datetime], today: date) -> Sent:
    """Send what is due. Where the server cannot be reached the rest waits for the next run."""
    _drop_unwanted(today)
    found = dict.fromkeys(Delivery, 0)
    with MailServer(settings) as server:
        for mail_id in outbox.list_due(DigestMail, clock()):
            mail = _claim(mail_id, clock())
            if mail is None:
                continue
            answer = server.deliver(mail.to_address, compose(mail, settings.sender))
            delivery = outbox.note_delivery(DigestMail, mail_id, mail.attempts, answer.delivery, answer.said, clock())
            found[delivery] += 1
            if not answer.is_reached:
                break
    return Sent(found[Delivery.TAKEN], found[Delivery.LATER], found[Delivery.NEVER], found[Delivery.UNKNOWN])


def compose(mail: DigestMail, sender: str) -> bytes:
    """The message; its Message-ID stays the same however often it is tried."""
    words = MailWords(mail.subject, mail.text, mail.html)
    return outbox.compose(words, sender=sender, to_address=mail.to_address, key=mail.message_key, made_at=mail.created_at)


def _claim(mail_id: int, now: datetime) -> DigestMail | None:
    with writing():
        return outbox.claim(DigestMail, mail_id, now)


def _drop_unwanted(today: date) -> None:
    """Whoever wants no mail any more, or is no member, gets none, even if it was made before."""
    member = exists().where(
        Membership.account_id == DigestMail.account_id, Membership.programme_id == DigestMail.programme_id, is_member(today)
    )
    wanted = and_(exists().where(Account.id == DigestMail.account_id, takes_mail()), member)
    old = DigestMail.week_key != week_key(today)  # last week's numbers help nobody
    waiting = update(DigestMail).where(DigestMail.state == MailState.WAITING, or_(~wanted, old))
    with writing():
        outbox.changed(waiting.values(state=MailState.FAILED, failure=NOT_WANTED))


def resend_mail(viewer: Viewer, mail_id: int, *, now: datetime) -> None:
    """Put what failed, or what nobody knows of, back among what waits; the next run sends it under the same Message-ID."""
    mail = _get_mail(viewer, mail_id)
    if mail.state is not MailState.FAILED and not is_stuck(mail, now):
        raise RuleBroken(N_("このメールは、すでに送信済みか、送信の順番を待っています。"))
    if mail.week_key != week_key(tokyo_day(now)):
        raise RuleBroken(N_("前の週のまとめは、もう送れません。"))
    before = {"state": mail.state}
    mail.state, mail.next_try_at, mail.attempts, mail.claimed_at, mail.failure = MailState.WAITING, now, 0, None, ""
    audit.note(viewer, "resend_mail", mail, before=before, after={"state": mail.state})


def settle_mail(viewer: Viewer, mail_id: int, *, now: datetime) -> None:
    """Say of one that nobody knows of that it arrived: it is not sent again."""
    mail = _get_mail(viewer, mail_id)
    if not is_stuck(mail, now):
        raise RuleBroken(N_("送信中のまま止まっているメールだけを、送信済みにできます。"))
    before = {"state": mail.state}
    mail.state, mail.sent_at = MailState.SENT, mail.claimed_at
    audit.note(viewer, "settle_mail", mail, before=before, after={"state": mail.state})


def _get_mail(viewer: Viewer, mail_id: int) -> DigestMail:
    viewer.require(Act.STAFF)
    statement = select(DigestMail).where(DigestMail.id == mail_id, DigestMail.programme_id == viewer.programme)
    mail = db.session.scalar(statement.with_for_update())
    if mail is None:
        raise NotFound
    return mail
