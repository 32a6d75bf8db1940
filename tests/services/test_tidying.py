"""What only the program needed goes after its time, not a day sooner, and no record is among it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW, Clock
from tests.records import PICTURE_AT, Records
from tracker.config import Config
from tracker.database import Base, db
from tracker.domain.digests import MailState
from tracker.domain.tidying import KEPT_FOR, Leftover
from tracker.models import (
    Account,
    AccountLink,
    AccountSession,
    Attachment,
    DigestMail,
    FieldDraft,
    SignInAttempt,
    SpentChallenge,
    Submission,
    Visit,
)
from tracker.services.accounts import NO_PASSWORD
from tracker.services.links import withdraw_links
from tracker.services.sessions import end_session, start_session
from tracker.services.sign_in_attempts import Guess, note_failure
from tracker.services.tidying import tidy

At = Callable[[], AbstractContextManager[None]]
MOMENT = timedelta(seconds=1)
# what tidying may take rows of; of anything else it takes none
EMPTIED = {"sign_in_attempt", "spent_challenge", "account_session", "account_link", "link_mail", "digest_mail", "field_draft"}


def counted() -> dict[str, int]:
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables}


def tidied(app: Flask, config: Config, now: datetime) -> dict[Leftover, int]:
    with app.app_context():
        return tidy(folder=config.attachments, now=now)


def there(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_wrong_passwords_go_after_a_day(app: Flask, config: Config, cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        note_failure(Guess("a@example.jp", "192.0.2.1", NOW))
    assert tidied(app, config, NOW + KEPT_FOR[Leftover.ATTEMPTS])[Leftover.ATTEMPTS] == 0
    assert tidied(app, config, NOW + KEPT_FOR[Leftover.ATTEMPTS] + MOMENT)[Leftover.ATTEMPTS] == 1
    with at_rest():
        assert there(SignInAttempt) == 0


def test_challenges_of_passkeys_go_a_day_after_they_ran_out(app: Flask, config: Config, cast: Cast, writing: At) -> None:
    with writing():
        db.session.add(SpentChallenge(challenge_hash="c" * 64, expires_at=NOW))
    assert tidied(app, config, NOW + KEPT_FOR[Leftover.CHALLENGES])[Leftover.CHALLENGES] == 0
    assert tidied(app, config, NOW + KEPT_FOR[Leftover.CHALLENGES] + MOMENT)[Leftover.CHALLENGES] == 1


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_session_goes_a_month_after_it_ended_or_ran_out(
    app: Flask, config: Config, cast: Cast, writing: At, at_rest: At, is_trusted: bool
) -> None:
    with writing():
        ended = start_session(account_id=cast["owner"].account_id, now=NOW, is_trusted=is_trusted)
        start_session(account_id=cast["owner"].account_id, now=NOW, is_trusted=is_trusted)
    with writing():
        end_session(token=ended, now=NOW)
        ran_out = max(db.session.scalars(select(AccountSession.expires_at)))
    assert tidied(app, config, NOW + KEPT_FOR[Leftover.SESSIONS])[Leftover.SESSIONS] == 0
    tidied(app, config, NOW + KEPT_FOR[Leftover.SESSIONS] + MOMENT)
    with at_rest():
        assert there(AccountSession) == 1  # the one that ran out later
    tidied(app, config, ran_out + KEPT_FOR[Leftover.SESSIONS] + MOMENT)
    with at_rest():
        assert there(AccountSession) == 0


def test_links_go_a_month_after_but_an_invitation_that_ran_out_stays_beside_whoever_has_not_come(
    app: Flask, config: Config, cast: Cast, records: Records, writing: At, at_rest: At
) -> None:
    def left() -> list[int]:
        with at_rest():
            return list(db.session.scalars(select(AccountLink.account_id)))

    with at_rest():
        invited = db.session.scalars(select(Account.id).where(Account.password_hash == NO_PASSWORD)).one()
    assert len(left()) > 1
    late = NOW + timedelta(days=400)
    tidied(app, config, late)
    assert left() == [invited]
    with writing():
        withdraw_links(cast.viewer("manager"), account_id=invited, now=late)
    tidied(app, config, late + KEPT_FOR[Leftover.LINKS])
    assert left() == [invited]
    tidied(app, config, late + KEPT_FOR[Leftover.LINKS] + MOMENT)
    assert left() == []


@pytest.mark.parametrize("state", list(MailState))
def test_mails_that_were_settled_go_after_ninety_days(
    app: Flask, config: Config, cast: Cast, records: Records, writing: At, state: MailState
) -> None:
    with writing():
        db.session.scalars(select(DigestMail)).one().state = state
    assert tidied(app, config, NOW + KEPT_FOR[Leftover.MAILS])[Leftover.MAILS] == 0
    settled = state in (MailState.SENT, MailState.FAILED)
    assert tidied(app, config, NOW + KEPT_FOR[Leftover.MAILS] + MOMENT)[Leftover.MAILS] == settled


def test_keys_and_decided_drafts_go_after_a_year_and_no_record_does(
    app: Flask, config: Config, cast: Cast, records: Records, writing: At, at_rest: At
) -> None:
    with writing():
        db.session.get_one(Visit, records.visit_id).idempotency_key = "v" * 32
    with at_rest():
        before = counted()
        promised = sorted(filter(None, db.session.scalars(select(Attachment.idempotency_key))))
        version = db.session.get_one(Visit, records.visit_id).version
    assert tidied(app, config, NOW + KEPT_FOR[Leftover.KEYS])[Leftover.KEYS] == 0
    gone = tidied(app, config, NOW + KEPT_FOR[Leftover.KEYS] + timedelta(days=30))
    assert gone[Leftover.KEYS] > 0
    with at_rest():
        after = counted()
        assert {name for name in before if after[name] != before[name]} <= EMPTIED
        assert set(db.session.scalars(select(FieldDraft.state))) <= {"open", "review", "returned"}
        visit = db.session.get_one(Visit, records.visit_id)
        assert (visit.idempotency_key, visit.version) == (None, version)
        assert sorted(filter(None, db.session.scalars(select(Attachment.idempotency_key)))) == promised
        assert there(Submission) == before["submission"]


def test_files_that_no_row_names_go_and_the_others_stay(app: Flask, config: Config, cast: Cast, records: Records) -> None:
    left = config.attachments / "ff" / ("f" * 32)
    left.parent.mkdir()
    left.write_bytes(b"left by a crash")
    written = (NOW - timedelta(days=2)).timestamp()
    os.utime(left, (written, written))
    assert tidied(app, config, NOW)[Leftover.FILES] == 1
    assert not left.exists()
    assert (config.attachments / PICTURE_AT).exists()


def test_the_command_says_what_went(app: Flask, cast: Cast, clock: Clock) -> None:
    done = app.test_cli_runner().invoke(args=["tidy"])
    assert done.exit_code == 0, done.output
    assert len(done.output.splitlines()) == len(Leftover)
