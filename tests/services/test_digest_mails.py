"""今週のまとめ by mail: once a person, kind and week, whatever fails, and never twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast
from tests.conftest import NOW
from tests.mail_servers import CERTIFICATE, Postbox, listening
from tracker.database import db
from tracker.domain.calendar import tokyo_day
from tracker.domain.digests import DigestKind, MailState
from tracker.domain.errors import RuleBroken
from tracker.models import Account, DigestMail
from tracker.queries.digests import list_mails, list_recipients
from tracker.rows.digests import MailWords, RecipientRow
from tracker.services import accounts, digest_mails, outbox
from tracker.services.digest_mails import compose, queue_digests, resend_mail, send_waiting, settle_mail
from tracker.services.mail_server import MailServer

At = Callable[[], AbstractContextManager[None]]
TODAY = tokyo_day(NOW)


def write(recipient: RecipientRow) -> MailWords:
    return MailWords(f"まとめ\r\nBcc: all@example.jp {recipient.name}", f".一行だけの点\n.\n{recipient.kind}", "<p>まとめ</p>")


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with listening() as box:
        yield box


def mails() -> list[DigestMail]:
    db.session.rollback()
    return list(db.session.scalars(select(DigestMail).order_by(DigestMail.id).execution_options(populate_existing=True)))


def send(box: Postbox, *, after: timedelta = timedelta()) -> digest_mails.Sent:
    return send_waiting(box.settings, clock=lambda: NOW + after, today=TODAY)


def queue_one(cast: Cast) -> None:
    """The mail of company A's lead alone: the others want none."""
    db.session.execute(update(Account).where(Account.id != cast["owner"].account_id).values(digest_mail=False))
    db.session.commit()
    queue_digests(write=write, today=TODAY, now=NOW)


def test_leads_and_managers_get_one_each_and_a_second_call_makes_none(cast: Cast, app: Flask, postbox: Postbox) -> None:
    with app.app_context():
        who = [(row.email, row.kind) for row in list_recipients(TODAY) if row.slug == "r8"]
        assert sorted(who) == sorted(
            [
                (cast["manager"].email, DigestKind.MANAGER),
                (cast["manager_producer"].email, DigestKind.MANAGER),
                (cast["owner"].email, DigestKind.LEAD),
                (cast["colleague"].email, DigestKind.LEAD),
            ]
        )
        made = queue_digests(write=write, today=TODAY, now=NOW)
        assert made.mails == len(list_recipients(TODAY))
        assert queue_digests(write=write, today=TODAY, now=NOW).mails == 0
        assert [send(postbox).sent, send(postbox).sent] == [made.mails, 0]
        assert sorted(str(one["To"]) for one in postbox.taken) == sorted(row.email for row in list_recipients(TODAY))
        next_week = TODAY + timedelta(days=7)
        assert queue_digests(write=write, today=next_week, now=NOW + timedelta(days=7)).mails == made.mails


def test_a_message_has_its_text_first_and_no_name_adds_a_header(cast: Cast, app: Flask, postbox: Postbox) -> None:
    with app.app_context():
        queue_one(cast)
        send(postbox)
        (message,) = postbox.taken
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
        assert message["Bcc"] is None
        assert message["Subject"] == f"まとめ Bcc: all@example.jp {cast['owner'].name}"
        text = next(message.iter_parts())
        assert text.get_content().splitlines() == [".一行だけの点", ".", "lead"]


def test_what_a_server_cannot_take_now_is_tried_again_later_and_given_up_in_the_end(
    cast: Cast, app: Flask, postbox: Postbox
) -> None:
    postbox.answer = "451 come back later"
    with app.app_context():
        queue_one(cast)
        assert send(postbox).later == 1
        (mail,) = mails()
        assert (mail.state, mail.attempts, mail.next_try_at) == (MailState.WAITING, 1, NOW + timedelta(minutes=5))
        assert send(postbox) == digest_mails.Sent()
        waited = timedelta()
        for _ in range(6):
            waited += timedelta(hours=25)
            send(postbox, after=waited)
        assert [(one.state, one.attempts) for one in mails()] == [(MailState.FAILED, 7)]
        assert postbox.taken == []


def test_what_a_server_will_never_take_fails_at_once_and_a_manager_sends_it_again(
    cast: Cast, app: Flask, postbox: Postbox, writing: At
) -> None:
    postbox.answer = "550 no such user"
    with app.app_context():
        queue_one(cast)
        assert send(postbox).failed == 1
        (before,) = mails()
        message = compose(before, postbox.settings.sender)
        postbox.answer = "250 OK"
        with writing():
            resend_mail(cast.viewer("manager"), before.id, now=NOW)
        assert send(postbox).sent == 1
        assert postbox.taken[0]["Message-ID"] in message.decode()
    with writing(), pytest.raises(RuleBroken):
        resend_mail(cast.viewer("manager"), before.id, now=NOW)


def test_what_may_have_been_taken_is_never_sent_again_until_a_person_says_so(
    cast: Cast, app: Flask, postbox: Postbox, writing: At
) -> None:
    postbox.hangs_up = True
    later = timedelta(hours=1)
    with app.app_context():
        queue_one(cast)
        assert send(postbox).unknown == 1
        postbox.hangs_up = False
        assert send(postbox, after=later) == digest_mails.Sent()
        assert len(postbox.taken) == 1
        (mail,) = list_mails(cast.viewer("manager"), now=NOW + later)
        assert (mail.state, mail.is_stuck, mail.may_be_sent_again) == (MailState.SENDING, True, True)
        with writing(), pytest.raises(RuleBroken):
            settle_mail(cast.viewer("manager"), mail.mail_id, now=NOW)  # somebody may still be at it
        with writing():
            settle_mail(cast.viewer("manager"), mail.mail_id, now=NOW + later)
        assert send(postbox, after=later) == digest_mails.Sent()
        assert [one.state for one in mails()] == [MailState.SENT]


def test_a_process_that_dies_between_handing_over_and_noting_leaves_it_to_a_person(
    cast: Cast, app: Flask, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_args: object) -> None:
        raise KeyboardInterrupt

    with app.app_context():
        queue_one(cast)
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(outbox, "note_delivery", die)
            send(postbox)
        assert send(postbox, after=timedelta(days=1)) == digest_mails.Sent()
        assert len(postbox.taken) == 1


def test_of_two_processes_one_claims_a_mail(cast: Cast, app: Flask) -> None:
    with app.app_context():
        queue_one(cast)
        (mail,) = mails()
        assert digest_mails._claim(mail.id, NOW) is not None
        assert digest_mails._claim(mail.id, NOW) is None


def test_whoever_turns_mail_off_gets_not_even_what_was_waiting(cast: Cast, app: Flask, postbox: Postbox, writing: At) -> None:
    with app.app_context():
        queue_one(cast)
    with writing():
        accounts.choose_digest_mail(cast.viewer("owner"), wanted=False)
    with app.app_context():
        assert send(postbox) == digest_mails.Sent()
        assert [one.state for one in mails()] == [MailState.FAILED]


def test_without_a_server_everything_waits_and_one_without_encryption_gets_nothing(
    cast: Cast, app: Flask, postbox: Postbox
) -> None:
    with app.app_context():
        queue_digests(write=write, today=TODAY, now=NOW)
        nobody = replace(postbox.settings, port=1)
        sent = send_waiting(nobody, clock=lambda: NOW, today=TODAY)
        assert (sent.later, {one.state for one in mails()}) == (1, {MailState.WAITING})
        with MailServer(replace(postbox.settings, tls="starttls")) as server:
            assert not server.deliver("a@example.jp", b"x").is_reached
    assert postbox.taken == []


def test_one_digest_that_cannot_be_written_stops_no_other(cast: Cast, app: Flask) -> None:
    def write_most(recipient: RecipientRow) -> MailWords:
        if recipient.email == cast["owner"].email:
            raise ValueError("broken")
        return write(recipient)

    with app.app_context():
        made = queue_digests(write=write_most, today=TODAY, now=NOW)
        assert (made.broken, made.mails) == (1, len(list_recipients(TODAY)) - 1)


def test_a_letter_goes_encrypted_and_signed_in_or_waits_with_a_word_of_what_to_mend(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), listening(asks_who=True) as box:
        queue_one(cast)
        assert send(box).sent == 0
        (waits,) = mails()
        assert (waits.state, "証明書を信頼できない" in waits.failure) == (MailState.WAITING, True), waits.failure
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        right = box.settings
        for hours, wrong in enumerate(("another", "別の言葉"), start=1):
            box.settings = replace(right, password=wrong)
            assert send(box, after=timedelta(hours=4 * hours)).sent == 0
            (waits,) = mails()
            assert (waits.state, "パスワードを受け付けません" in waits.failure) == (MailState.WAITING, True), waits.failure
            assert wrong not in waits.failure
        assert box.taken == []
        box.settings = right
        assert send(box, after=timedelta(days=1)).sent == 1
        assert [str(one["To"]) for one in box.taken] == [cast["owner"].email]
