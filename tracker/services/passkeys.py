"""Passkeys: made, shown after the password or instead of it, and taken away."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.passkeys import LONGEST_NAME, MOST, RelyingParty, is_behind
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import Account, Passkey
from tracker.queries.passkeys import list_credential_ids
from tracker.queries.second_factors import get_second_factors
from tracker.services import audit
from tracker.services.outbox import changed
from tracker.services.passkey_challenges import make_challenge, spend_challenge
from tracker.services.passkey_messages import Made, creation_options, read_answer, read_made, read_shown, request_options
from tracker.services.second_factors import lock_own_account, make_recovery_codes, remove_one
from tracker.services.sessions import end_all_sessions

SIGN_IN = "sign in"


def handle_of(account_id: int, secret_key: str) -> bytes:
    """By which a device knows whose passkey it keeps: it tells nobody else who that is."""
    key = hmac.new(secret_key.encode(), b"tracker: handles of passkeys", hashlib.sha256).digest()
    return hmac.new(key, str(account_id).encode(), hashlib.sha256).digest()


def check_room(viewer: Viewer) -> None:
    if len(get_second_factors(viewer.account_id).passkeys) >= MOST:
        raise RuleBroken(
            N_("パスキーは%(most)d個まで登録できます。使わないものを削除してから、登録してください。"), field="name", most=MOST
        )


def ask_for_new(
    viewer: Viewer, *, party: RelyingParty, issuer: str, email: str, session_id: int, secret_key: str, now: datetime
) -> str:
    """What the browser is asked for, as JSON: for whoever has just shown the password, in this session and no other."""
    return creation_options(
        party=party,
        issuer=issuer,
        handle=handle_of(viewer.account_id, secret_key),
        email=email,
        name=viewer.name,
        challenge=make_challenge(about=_about_new(viewer, session_id), secret_key=secret_key, now=now),
        known=list_credential_ids(viewer.account_id, party.rp_id),
    )


def register_passkey(
    viewer: Viewer, *, answer: str, name: str, party: RelyingParty, session_id: int, secret_key: str, now: datetime
) -> tuple[str, ...]:
    """Keep what a device has made; all other sessions end. Recovery codes come back where it is the first second factor."""
    _id, challenge = read_answer(answer)
    made = read_made(answer, party=party, challenge=challenge)
    if made is None or not spend_challenge(challenge, about=_about_new(viewer, session_id), secret_key=secret_key, now=now):
        raise RuleBroken(N_("パスキーを確かめられませんでした。時間がたったときも、こうなります。もう一度登録してください。"))
    account = lock_own_account(viewer)
    check_room(viewer)
    is_first = not get_second_factors(account.id).has_any
    passkey = _keep(account.id, made, name=clean_line(name)[:LONGEST_NAME], rp_id=party.rp_id, now=now)
    end_all_sessions(account_id=account.id, now=now, but=session_id)
    audit.note(viewer, "register_passkey", account, after={"passkey_id": passkey.id})
    return make_recovery_codes(account.id) if is_first else ()


def _keep(account_id: int, made: Made, *, name: str, rp_id: str, now: datetime) -> Passkey:
    passkey = Passkey(
        account_id=account_id,
        credential_id=made.credential_id,
        public_key=made.public_key,
        rp_id=rp_id,
        name=name,
        sign_count=made.sign_count,
        is_synced=made.is_synced,
        made_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(passkey)
    except IntegrityError as error:
        raise RuleBroken(N_("このパスキーは、すでに登録されています。")) from error
    return passkey


def ask_for_any(*, party: RelyingParty, secret_key: str, now: datetime) -> str:
    """What the sign-in page asks of a browser: whichever passkey it has for us, unlocked by its owner."""
    challenge = make_challenge(about=SIGN_IN, secret_key=secret_key, now=now)
    return request_options(party=party, challenge=challenge, known=(), must_verify=True)


def ask_for_one_of(account_id: int, *, party: RelyingParty, secret_key: str, now: datetime) -> str:
    """What is asked after the password: one of that person's passkeys."""
    challenge = make_challenge(about=_about_second(account_id), secret_key=secret_key, now=now)
    known = list_credential_ids(account_id, party.rp_id)
    return request_options(party=party, challenge=challenge, known=known, must_verify=False)


def accept_passkey(
    answer: str, *, party: RelyingParty, account_id: int | None = None, secret_key: str, now: datetime
) -> int | None:
    """Whose passkey it is that was shown; None where it opens nothing, for whatever reason and after the same work.

    ``account_id``: who has shown the password before; None: the passkey is the whole sign-in, and its owner unlocked it.
    """
    is_whole = account_id is None
    credential_id, challenge = read_answer(answer)
    about = SIGN_IN if account_id is None else _about_second(account_id)
    is_asked = spend_challenge(challenge, about=about, secret_key=secret_key, now=now)
    row = _find(credential_id, party.rp_id, account_id)
    shown = read_shown(
        answer,
        party=party,
        challenge=challenge,
        public_key=row.public_key if row else None,
        must_verify=is_whole,
    )
    if not is_asked or row is None or shown is None:
        return None
    # A passkey that was asked for by itself says whose it is; of one that was asked for by its id a device need not say it.
    if not (shown.handle == handle_of(row.account_id, secret_key) or (shown.handle is None and not is_whole)):
        return None
    if is_behind(shown.sign_count, kept=row.sign_count):
        _refuse(row, now=now)
        return None
    used = {"sign_count": shown.sign_count, "is_synced": shown.is_synced, "used_at": now}
    # Two answers at once with one count: the second finds another one.
    mine = (Passkey.id == row.id, Passkey.sign_count == row.sign_count)
    return row.account_id if changed(update(Passkey).where(*mine).values(used)) else None


def _find(credential_id: bytes, rp_id: str, account_id: int | None) -> Passkey | None:
    """Of an active account."""
    found = (
        select(Passkey)
        .join(Account, Account.id == Passkey.account_id)
        .where(Passkey.credential_id == credential_id, Passkey.rp_id == rp_id, Account.deactivated_at.is_(None))
    )
    return db.session.scalar(found if account_id is None else found.where(Passkey.account_id == account_id))


def _refuse(row: Passkey, *, now: datetime) -> None:
    """There is a copy of it: its owner reads so in their list, and the trail has it."""
    row.refused_at = now
    account = db.session.get_one(Account, row.account_id)
    audit.note(Viewer(account.id, account.name), "refuse_passkey", account, after={"passkey_id": row.id})


def rename_passkey(viewer: Viewer, *, passkey_id: int, name: str, seen: str) -> None:
    """``seen``: the name that its owner saw. RuleBroken where another tab has changed it meanwhile; NotFound for another's."""
    row = db.session.scalar(
        select(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == viewer.account_id).with_for_update()
    )
    if row is None:
        raise NotFound
    name = clean_line(name)[:LONGEST_NAME]
    if row.name == name:
        return
    if row.name != seen:
        raise RuleBroken(
            N_("別の画面で、名前が「%(name)s」に変わりました。もう一度保存すると、上書きします。"), field="name", name=row.name
        )
    row.name = name
    audit.note(viewer, "rename_passkey", db.session.get_one(Account, viewer.account_id), after={"passkey_id": row.id})


def remove_passkey(viewer: Viewer, *, passkey_id: int, session_id: int, today: date, now: datetime) -> None:
    """NotFound for another's; the last one as :func:`remove_one` says."""
    account = lock_own_account(viewer)
    factors = get_second_factors(account.id)
    if passkey_id not in {row.passkey_id for row in factors.passkeys}:
        raise NotFound
    is_last = not factors.has_app and len(factors.passkeys) == 1
    remove_one(account.id, delete(Passkey).where(Passkey.id == passkey_id), is_last=is_last, today=today)
    end_all_sessions(account_id=account.id, now=now, but=session_id)
    audit.note(viewer, "remove_passkey", account, after={"passkey_id": passkey_id})


def _about_new(viewer: Viewer, session_id: int) -> str:
    return f"new {viewer.account_id} {session_id}"


def _about_second(account_id: int) -> str:
    return f"second {account_id}"
