"""Passkeys with real messages: what a device signs for us opens the way in, once, and nothing else does."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.authenticators import PRESENT, SYNCED, VERIFIED, Authenticator, bytes_of, changed, text_of
from tests.cast import Cast
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.passkeys import ANSWERED_WITHIN, MOST, RelyingParty
from tracker.models import Account, AccountSession, AuditEntry, Passkey, Programme, RecoveryCode, SpentChallenge
from tracker.queries.second_factors import has_second_factor
from tracker.services import passkey_messages, passkeys, second_factors
from tracker.services.accounts import deactivate_account
from tracker.services.passkey_challenges import make_challenge, spend_challenge
from tracker.services.personal_data import empty_account
from tracker.services.sessions import start_session

At = Callable[[], AbstractContextManager[None]]
KEY = "the key of the tests"
HERE = RelyingParty("localhost", "http://localhost")
SESSION = 1
LATER = NOW + timedelta(minutes=1)


def ask_for_new(cast: Cast, who: str = "owner", *, now: datetime = NOW, party: RelyingParty = HERE) -> str:
    viewer, email = cast.viewer(who), cast[who].email
    return passkeys.ask_for_new(viewer, party=party, issuer="伴走", email=email, session_id=SESSION, secret_key=KEY, now=now)


def keep(
    cast: Cast, answer: str, who: str = "owner", *, now: datetime = NOW, session_id: int = SESSION, party: RelyingParty = HERE
) -> tuple[str, ...]:
    return passkeys.register_passkey(
        cast.viewer(who), answer=answer, name="架空の端末", party=party, session_id=session_id, secret_key=KEY, now=now
    )


def register(cast: Cast, who: str = "owner", device: Authenticator | None = None) -> Authenticator:
    device = device or Authenticator()
    keep(cast, device.make(ask_for_new(cast, who)), who)
    return device


def ask_for_any(now: datetime = NOW) -> str:
    return passkeys.ask_for_any(party=HERE, secret_key=KEY, now=now)


def accept(answer: str, *, now: datetime = NOW, party: RelyingParty = HERE, account_id: int | None = None) -> int | None:
    return passkeys.accept_passkey(answer, party=party, account_id=account_id, secret_key=KEY, now=now)


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.act)))


def test_a_passkey_is_made_and_is_the_whole_way_in(cast: Cast, writing: At) -> None:
    with writing():
        device = Authenticator()
        codes = keep(cast, device.make(ask_for_new(cast)))
        assert len(set(codes)) == 10
        assert has_second_factor(cast["owner"].account_id)
    with writing():
        assert accept(device.show(ask_for_any()), now=LATER) == cast["owner"].account_id
        row = db.session.scalars(select(Passkey)).one()
        assert (row.sign_count, row.used_at, row.name, row.rp_id) == (2, LATER, "架空の端末", "localhost")
        assert "register_passkey" in acts()


def test_the_second_passkey_brings_no_new_recovery_codes_and_the_device_is_told_of_the_first(cast: Cast, writing: At) -> None:
    with writing():
        first = register(cast)
        asked = ask_for_new(cast)
        assert [one["id"] for one in json.loads(asked)["excludeCredentials"]] == [text_of(first.credential_id)]
        kept = set(db.session.scalars(select(RecoveryCode.code_hash)))
        assert keep(cast, Authenticator().make(asked)) == ()
        assert set(db.session.scalars(select(RecoveryCode.code_hash))) == kept


def test_a_new_passkey_signs_the_other_devices_out(cast: Cast, writing: At) -> None:
    account_id = cast["owner"].account_id
    with writing():
        for _ in range(2):
            start_session(account_id=account_id, now=NOW)
        db.session.flush()
        here, there = db.session.scalars(select(AccountSession).where(AccountSession.account_id == account_id)).all()
        asked = passkeys.ask_for_new(
            cast.viewer("owner"), party=HERE, issuer="伴走", email="a@example.jp", session_id=here.id, secret_key=KEY, now=NOW
        )
        keep(cast, Authenticator().make(asked), session_id=here.id)
        db.session.expire_all()
        assert (here.ended_at, there.ended_at) == (None, NOW)


def test_what_a_device_reads_names_nobody(cast: Cast, writing: At) -> None:
    with writing():
        owner, colleague = (json.loads(ask_for_new(cast, who))["user"] for who in ("owner", "colleague"))
        assert len(bytes_of(owner["id"])) == 32
        assert owner["id"] != colleague["id"] != text_of(str(cast["owner"].account_id).encode())


FORGED_MAKINGS = {
    "another page": lambda device, asked: replace(device, origin="https://evil.example").make(asked),
    "another port": lambda device, asked: replace(device, origin="http://localhost:81").make(asked),
    "another name": lambda device, asked: replace(device, rp_id="evil.example").make(asked),
    "not unlocked": lambda device, asked: replace(device, flags=PRESENT).make(asked),
    "nobody there": lambda device, asked: replace(device, flags=VERIFIED).make(asked),
    "flags that cannot be": lambda device, asked: replace(device, flags=PRESENT | VERIFIED | SYNCED).make(asked),
    "another act": lambda device, asked: device.make(asked, type="webauthn.get"),
    "a question of nobody": lambda device, asked: device.make(asked, challenge=text_of(b"x" * 56)),
    "a question for something else": lambda device, asked: device.make(asked, challenge=json.loads(ask_for_any())["challenge"]),
    "an empty answer": lambda _device, _asked: "",
    "no object": lambda _device, _asked: "[]",
    "too deep": lambda _device, _asked: "[" * 19_000,
    "too long": lambda device, asked: device.make(asked) + " " * 20_000,
    "no CBOR": lambda device, asked: changed(device.make(asked), "attestationObject", b"\xff\xff"),
    "no client": lambda device, asked: changed(device.make(asked), "clientDataJSON", b"[1]"),
}


@pytest.mark.parametrize("what", FORGED_MAKINGS)
def test_nothing_else_becomes_a_passkey(cast: Cast, app: Flask, writing: At, at_rest: At, what: str) -> None:
    with pytest.raises(RuleBroken), writing():
        keep(cast, FORGED_MAKINGS[what](Authenticator(), ask_for_new(cast)))
    with at_rest():
        assert db.session.scalars(select(Passkey)).all() == []


def test_who_was_asked_answers_in_the_session_that_was_asked_and_in_time(cast: Cast, writing: At) -> None:
    with writing():
        answer = Authenticator().make(ask_for_new(cast))
        for wrong in ({"who": "colleague"}, {"session_id": SESSION + 1}, {"now": NOW + ANSWERED_WITHIN}):
            with pytest.raises(RuleBroken):
                keep(cast, answer, **wrong)  # type: ignore[arg-type]
        assert keep(cast, answer, now=NOW + ANSWERED_WITHIN - timedelta(seconds=1))
        with pytest.raises(RuleBroken):
            keep(cast, answer)


def test_a_passkey_is_one_person_s_alone(cast: Cast, writing: At) -> None:
    with writing():
        device = register(cast)
        with pytest.raises(RuleBroken, match="すでに登録"):
            keep(cast, device.make(ask_for_new(cast, "colleague")), "colleague")
        assert not has_second_factor(cast["colleague"].account_id)


def test_there_is_an_end_to_them(cast: Cast, writing: At) -> None:
    with writing():
        for _ in range(MOST):
            register(cast)
        with pytest.raises(RuleBroken) as refused:
            passkeys.check_room(cast.viewer("owner"))
        assert refused.value.field == "name"
        with pytest.raises(RuleBroken):
            register(cast)


FORGED_SHOWINGS = {
    "another page": lambda device, asked: replace(device, origin="https://evil.example").show(asked),
    "another name": lambda device, asked: replace(device, rp_id="evil.example").show(asked),
    "not unlocked": lambda device, asked: replace(device, flags=PRESENT).show(asked),
    "nobody there": lambda device, asked: replace(device, flags=VERIFIED).show(asked),
    "another key": lambda device, asked: replace(device, key=Authenticator().key).show(asked),
    "another signature": lambda device, asked: changed(device.show(asked), "signature", b"\x30\x06\x02\x01\x01\x02\x01\x01"),
    "a count changed on the way": lambda device, asked: changed(device.show(asked), "authenticatorData", bytes(37)),
    "another act": lambda device, asked: device.show(asked, type="webauthn.create"),
    "a question of nobody": lambda device, asked: device.show(asked, challenge=text_of(b"x" * 56)),
    "an unknown passkey": lambda _device, asked: Authenticator(handle=b"1").show(asked),
    "somebody else's name on it": lambda device, asked: replace(device, handle=b"x" * 32).show(asked),
    "nobody's name on it": lambda device, asked: replace(device, handle=None).show(asked),
    "nothing": lambda _device, _asked: "",
    "null": lambda _device, _asked: "null",
    "no bytes": lambda device, asked: device.show(asked).replace('"rawId": "', '"rawId": "é'),
}


@pytest.mark.parametrize("what", FORGED_SHOWINGS)
def test_nothing_else_opens_the_way_in(cast: Cast, writing: At, what: str) -> None:
    with writing():
        device = register(cast)
    with writing():
        device.count += 5
        assert accept(FORGED_SHOWINGS[what](device, ask_for_any())) is None
        assert db.session.scalars(select(Passkey.used_at)).one() is None
    with writing():
        assert accept(device.show(ask_for_any())) == cast["owner"].account_id


def test_an_answer_is_taken_once_whether_it_was_right_or_not(cast: Cast, writing: At) -> None:
    with writing():
        device = register(cast, device=Authenticator(counts=False))
        asked = ask_for_any()
        right = device.show(asked)
        assert accept(changed(right, "signature", b"\x30\x06\x02\x01\x01\x02\x01\x01")) is None
        assert accept(right) is None
        again = device.show(ask_for_any())
        assert accept(again) == cast["owner"].account_id
    with writing():
        assert accept(again) is None


def test_an_answer_is_taken_in_time(cast: Cast, writing: At) -> None:
    with writing():
        device = register(cast)
        late, early, right = (device.show(ask_for_any()) for _ in range(3))
        assert accept(late, now=NOW + ANSWERED_WITHIN) is None
        assert accept(early, now=NOW - timedelta(seconds=1)) is None
        assert accept(right, now=NOW + ANSWERED_WITHIN - timedelta(seconds=1)) == cast["owner"].account_id


def test_a_question_is_good_for_one_thing_and_one_person(cast: Cast, writing: At) -> None:
    owner, colleague = cast["owner"].account_id, cast["colleague"].account_id
    with writing():
        device, other = register(cast), register(cast, "colleague")
        asked = passkeys.ask_for_one_of(owner, party=HERE, secret_key=KEY, now=NOW)
        assert [one["id"] for one in json.loads(asked)["allowCredentials"]] == [text_of(device.credential_id)]
        assert accept(device.show(asked)) is None  # not the whole way in
        assert accept(device.show(asked), account_id=colleague) is None
        assert accept(other.show(asked), account_id=owner) is None
        again = passkeys.ask_for_one_of(owner, party=HERE, secret_key=KEY, now=NOW)
        assert accept(device.show(again), account_id=owner) == owner


def test_after_the_password_it_need_not_be_unlocked_nor_say_whose_it_is(cast: Cast, writing: At) -> None:
    owner = cast["owner"].account_id
    with writing():
        device = register(cast)
        asked = passkeys.ask_for_one_of(owner, party=HERE, secret_key=KEY, now=NOW)
        assert accept(replace(device, flags=PRESENT, handle=None).show(asked), account_id=owner) == owner


def test_a_passkey_of_another_address_is_none_here(cast: Cast, writing: At) -> None:
    there = RelyingParty("tracker.example.jp", "https://tracker.example.jp")
    with writing():
        device = register(cast)
        asked = passkeys.ask_for_any(party=there, secret_key=KEY, now=NOW)
        assert accept(replace(device, origin=there.origin).show(asked), party=there) is None
        assert json.loads(passkeys.ask_for_one_of(cast["owner"].account_id, party=there, secret_key=KEY, now=NOW)).get(
            "allowCredentials"
        ) in (None, [])


def test_a_copy_that_counts_from_behind_is_refused_and_noted(cast: Cast, writing: At) -> None:
    with writing():
        device = register(cast)
        copy = replace(device)
        assert accept(device.show(ask_for_any())) == cast["owner"].account_id
    with writing():
        assert accept(copy.show(ask_for_any()), now=LATER) is None
        row = db.session.scalars(select(Passkey)).one()
        assert (row.refused_at, row.sign_count) == (LATER, device.count)
    with writing():
        assert "refuse_passkey" in acts()
        assert accept(device.show(ask_for_any())) == cast["owner"].account_id


def test_a_device_that_does_not_count_comes_in_every_time(cast: Cast, writing: At) -> None:
    with writing():
        device = register(cast, device=Authenticator(counts=False))
        assert [accept(device.show(ask_for_any())) for _ in range(3)] == [cast["owner"].account_id] * 3


def test_the_largest_count_fits(cast: Cast, writing: At) -> None:
    with writing():
        device = register(cast)
        device.count = 2**32 - 2
        assert accept(device.show(ask_for_any())) == cast["owner"].account_id
        assert db.session.scalars(select(Passkey.sign_count)).one() == 2**32 - 1


def test_whose_account_is_closed_does_not_come_in(cast: Cast, writing: At) -> None:
    with writing():
        device = register(cast)
        deactivate_account(cast.viewer("administrator"), account_id=cast["owner"].account_id, reason="架空の退職", now=NOW)
    with writing():
        assert accept(device.show(ask_for_any())) is None


def test_an_unknown_passkey_costs_the_same_work(cast: Cast, writing: At, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes | None] = []
    read = passkey_messages.read_shown

    def counting(*args: object, **given: object) -> object:
        seen.append(given["public_key"])  # type: ignore[arg-type]
        return read(*args, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(passkeys, "read_shown", counting)
    with writing():
        device = register(cast)
        accept(Authenticator(handle=device.handle).show(ask_for_any()))
        accept(replace(device, key=Authenticator().key).show(ask_for_any()))
    assert [key is None for key in seen] == [True, False]


def test_questions_that_nobody_can_answer_any_more_are_not_kept(app: Flask, writing: At) -> None:
    with writing():
        for at in (NOW, NOW + 3 * ANSWERED_WITHIN):
            assert spend_challenge(make_challenge(about="a", secret_key=KEY, now=at), about="a", secret_key=KEY, now=at)
        assert len(db.session.scalars(select(SpentChallenge)).all()) == 1


def test_a_question_under_another_key_is_none(app: Flask, writing: At) -> None:
    with writing():
        asked = make_challenge(about="a", secret_key="another", now=NOW)
        assert not spend_challenge(asked, about="a", secret_key=KEY, now=NOW)
        assert not spend_challenge(b"", about="a", secret_key=KEY, now=NOW)


def remove(cast: Cast, passkey_id: int, who: str = "owner") -> None:
    passkeys.remove_passkey(cast.viewer(who), passkey_id=passkey_id, session_id=SESSION, today=NOW.date(), now=NOW)


def test_the_last_passkey_takes_the_recovery_codes_along(cast: Cast, writing: At) -> None:
    with writing():
        register(cast)
        register(cast)
        first, second = db.session.scalars(select(Passkey.id).order_by(Passkey.id)).all()
        remove(cast, first)
        assert db.session.scalars(select(RecoveryCode)).all()
        with pytest.raises(NotFound):
            remove(cast, second, "colleague")
        remove(cast, second)
        assert db.session.scalars(select(RecoveryCode)).all() == []
        assert not has_second_factor(cast["owner"].account_id)
    with writing():
        assert "remove_passkey" in acts()


def test_the_last_one_stays_where_a_programme_demands_it(cast: Cast, writing: At) -> None:
    with writing():
        register(cast)
        db.session.execute(update(Programme).values(second_factor_demanded=True))
        with pytest.raises(RuleBroken):
            remove(cast, db.session.scalars(select(Passkey.id)).one())


def test_a_reset_by_the_manager_and_an_erasure_take_them_away(cast: Cast, writing: At) -> None:
    with writing():
        devices = [register(cast), register(cast, "colleague")]
        second_factors.reset_second_factor(
            cast.viewer("manager"), account_id=cast["owner"].account_id, reason="架空の紛失", now=NOW
        )
        empty_account(cast.viewer("manager"), account_id=cast["colleague"].account_id, reason="架空の申し出", now=NOW)
        assert db.session.scalars(select(Passkey)).all() == []
        assert [accept(device.show(ask_for_any())) for device in devices] == [None, None]
        assert db.session.get_one(Account, cast["colleague"].account_id).deactivated_at is not None
