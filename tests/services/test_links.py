"""Invitations and resets: once, for a while, and only by whoever may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.account_records import invite
from tests.cast import Cast
from tests.conftest import NOW
from tests.mail_servers import Postbox, listening
from tracker.database import db
from tracker.domain.digests import MailState
from tracker.domain.errors import NotAllowed, NotFound, RuleBroken
from tracker.domain.links import LinkPurpose
from tracker.domain.roles import Role
from tracker.models import Account, AccountLink, LinkMail
from tracker.queries.accounts import find_credentials, find_signed_in
from tracker.queries.links import get_link, list_pending_links
from tracker.queries.members import list_managed_by_others
from tracker.rows.digests import MailWords
from tracker.rows.links import HandedLinkRow
from tracker.services import accounts, links, second_factors
from tracker.services.link_mails import send_waiting_links
from tracker.services.passwords import verify_password
from tracker.services.sessions import hash_token, start_session

At = Callable[[], AbstractContextManager[None]]
NEW = "あたらしい-合言葉-山"
SECOND = timedelta(seconds=1)


def hand_out(cast: Cast, account_id: int, by: str = "manager", **more: object) -> str:
    return links.hand_out_code(cast.viewer(by), account_id=account_id, now=NOW, **more).code  # type: ignore[arg-type]


def join_the_other(cast: Cast, person: str, role: Role) -> None:
    """Another programme's manager takes them in."""
    accounts.add_member(
        cast.viewer("other_manager"),
        programme_id=cast.other_programme_id,
        email=cast[person].email,
        name="",
        roles=[role],
        password=None,
        ends_on=None,
        now=NOW,
    )


def opens(code: str, after: timedelta = timedelta()) -> bool:
    try:
        get_link(hash_token(code), NOW + after)
    except NotFound:
        return False
    return True


def test_an_invitation_works_once_for_seven_days(cast: Cast, writing: At) -> None:
    with writing():
        account_id = invite(cast, now=NOW)
        code = hand_out(cast, account_id)
        assert get_link(hash_token(code), NOW).purpose is LinkPurpose.INVITATION
        assert (opens(code, timedelta(days=7) - SECOND), opens(code, timedelta(days=7))) == (True, False)
        links.accept_link(code=code.lower(), password=NEW, now=NOW)
        assert verify_password(find_credentials("invited@example.jp")[1], NEW)
        with pytest.raises(NotFound):
            links.accept_link(code=code, password="べつの-合言葉-川", now=NOW)


def test_whoever_was_invited_and_chose_no_password_cannot_sign_in_with_any(cast: Cast, writing: At) -> None:
    with writing():
        invite(cast, now=NOW)
        password_hash = find_credentials("invited@example.jp")[1]
        assert [verify_password(password_hash, text) for text in ("", cast.password)] == [False, False]


def test_a_reset_works_for_thirty_minutes_and_ends_every_session(cast: Cast, writing: At) -> None:
    with writing():
        token = start_session(account_id=cast["owner"].account_id, now=NOW, is_trusted=True)
        code = hand_out(cast, cast["owner"].account_id)
        assert get_link(hash_token(code), NOW).purpose is LinkPurpose.RESET
        assert (opens(code, timedelta(minutes=30) - SECOND), opens(code, timedelta(minutes=30))) == (True, False)
        links.accept_link(code=code, password=NEW, now=NOW)
        assert find_signed_in(hash_token(token), NOW) is None
        assert not verify_password(find_credentials(cast["owner"].email)[1], cast.password)


def test_a_newer_code_takes_the_place_of_the_one_before_and_a_withdrawn_one_opens_nothing(cast: Cast, writing: At) -> None:
    with writing():
        account_id = invite(cast, now=NOW)
        first, second = hand_out(cast, account_id), hand_out(cast, account_id)
        assert (opens(first), opens(second)) == (False, True)
        links.withdraw_links(cast.viewer("manager"), account_id=account_id, now=NOW)
        assert not opens(second)
        assert list_pending_links([account_id]) == {}


def test_a_code_is_kept_as_a_hash_and_opens_nothing_for_whoever_is_deactivated(cast: Cast, writing: At) -> None:
    with writing():
        account_id = cast["sub"].account_id
        code = hand_out(cast, account_id)
        assert code not in db.session.scalars(select(AccountLink.token_hash)).all()
        accounts.deactivate_account(cast.viewer("administrator"), account_id=account_id, reason="架空の退職", now=NOW)
        assert not opens(code)
        with pytest.raises(RuleBroken, match="停止"):
            hand_out(cast, account_id)


def test_a_password_that_cannot_be_leaves_the_link_as_it_was(cast: Cast, writing: At) -> None:
    with writing():
        code = hand_out(cast, cast["owner"].account_id)
        with pytest.raises(RuleBroken):
            links.accept_link(code=code, password="short", now=NOW)
        assert opens(code)


@pytest.mark.parametrize("who", ["owner", "clerk", "auditor"])
def test_codes_are_the_managers_business(cast: Cast, at_rest: At, who: str) -> None:
    with at_rest(), pytest.raises(NotAllowed):
        hand_out(cast, cast["sub"].account_id, who)


def test_nobody_makes_a_code_for_themselves_or_for_another_programme(cast: Cast, at_rest: At) -> None:
    with at_rest():
        with pytest.raises(NotAllowed):
            hand_out(cast, cast["manager"].account_id)
        with pytest.raises(NotFound):
            hand_out(cast, cast["stranger"].account_id)


def test_a_code_for_somebody_of_two_programmes_is_made_by_whoever_manages_both(cast: Cast, writing: At) -> None:
    with writing():
        join_the_other(cast, "clerk", Role.CLERK)
        with pytest.raises(RuleBroken, match="ほかの事業"):
            hand_out(cast, cast["clerk"].account_id)
        links.send_link(cast.viewer("manager"), account_id=cast["clerk"].account_id, now=NOW)  # goes to the person alone
        hand_out(cast, cast["clerk"].account_id, "administrator")
        join_the_other(cast, "manager", Role.MANAGER)
        hand_out(cast, cast["clerk"].account_id)


def test_whoever_takes_in_somebody_of_another_programme_takes_no_way_in_from_them(cast: Cast, writing: At) -> None:
    """Nobody is asked whether they want to be a member of another programme: its manager would else stand above their own."""
    account_id = cast["clerk"].account_id
    stranger, manager = cast.viewer("other_manager"), cast.viewer("manager")
    with writing():
        token = start_session(account_id=account_id, now=NOW)
        code = hand_out(cast, account_id)
        join_the_other(cast, "clerk", Role.COORDINATOR)
        reset = partial(second_factors.reset_second_factor, reason="紛失のため")
        for refused in (links.withdraw_links, reset):
            with pytest.raises(RuleBroken, match="ほかの事業"):
                refused(stranger, account_id=account_id, now=NOW)
        assert opens(code)
        assert find_signed_in(hash_token(token), NOW) is not None
        told = {
            viewer: list_managed_by_others(viewer, [account_id, cast["sub"].account_id], NOW.date())
            for viewer in (stranger, manager)
        }
        assert told == {stranger: {account_id, cast["sub"].account_id}, manager: {account_id}}
        for allowed in (links.withdraw_links, reset):
            allowed(cast.viewer("administrator"), account_id=account_id, now=NOW)
        assert not opens(code)
        assert find_signed_in(hash_token(token), NOW) is None


def test_whoever_manages_both_programmes_of_somebody_helps_them(cast: Cast, writing: At) -> None:
    with writing():
        join_the_other(cast, "clerk", Role.COORDINATOR)
        join_the_other(cast, "manager", Role.MANAGER)
        code = hand_out(cast, cast["clerk"].account_id)
        links.withdraw_links(cast.viewer("manager"), account_id=cast["clerk"].account_id, now=NOW)
        assert not opens(code)
        reset = partial(second_factors.reset_second_factor, reason="紛失のため")
        reset(cast.viewer("manager"), account_id=cast["clerk"].account_id, now=NOW)


def test_no_manager_makes_a_code_for_an_administrator(cast: Cast, writing: At) -> None:
    with writing():
        db.session.execute(update(Account).where(Account.id == cast["clerk"].account_id).values(is_administrator=True))
        with pytest.raises(RuleBroken):
            hand_out(cast, cast["clerk"].account_id)


# By mail


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with listening() as box:
        yield box


def send(box: Postbox, after: timedelta = timedelta()) -> list[HandedLinkRow]:
    written: list[HandedLinkRow] = []

    def write(handed: HandedLinkRow) -> MailWords:
        written.append(handed)
        return MailWords("招待", handed.code, "<p>招待</p>")

    send_waiting_links(box.settings, write=write, clock=lambda: NOW + after)
    return written


def test_the_secret_of_a_mailed_link_is_made_when_it_is_sent_and_kept_nowhere(
    cast: Cast, app: Flask, postbox: Postbox, writing: At
) -> None:
    with writing():
        account_id = invite(cast, now=NOW, by_mail=True)
    with app.app_context():
        (handed,) = send(postbox)
        assert [str(one["To"]) for one in postbox.taken] == ["invited@example.jp"]
        assert opens(handed.code)
        assert list_pending_links([account_id])[account_id].mail is MailState.SENT
        assert send(postbox) == []


def test_a_mail_that_is_tried_again_brings_a_new_secret_and_what_ran_out_goes_no_more(
    cast: Cast, app: Flask, postbox: Postbox, writing: At
) -> None:
    postbox.answer = "451 come back later"
    with writing():
        assert links.ask_for_reset(email=cast["owner"].email, now=NOW)
    with app.app_context():
        (first,) = send(postbox)
        (second,) = send(postbox, timedelta(minutes=6))
        assert first.code != second.code
        assert not opens(first.code)
        assert send(postbox, timedelta(minutes=31)) == []
        assert db.session.scalars(select(LinkMail.state)).all() == [MailState.FAILED]


def test_asking_makes_nothing_for_whoever_is_unknown_or_deactivated_and_no_second_mail_at_once(cast: Cast, writing: At) -> None:
    with writing():
        unknown = [links.ask_for_reset(email=email, now=NOW) for email in ("nobody@example.jp", cast["deactivated"].email)]
        known = [
            links.ask_for_reset(email=cast["owner"].email, now=NOW + after)
            for after in (timedelta(), timedelta(minutes=4), timedelta(minutes=6))
        ]
        assert (unknown, known) == ([False, False], [True, False, True])
