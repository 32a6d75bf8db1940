"""Somebody who was invited, and a device on which somebody is signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tests.cast import Cast
from tracker.database import db
from tracker.domain.digests import MailState
from tracker.domain.roles import Role
from tracker.models import AccountLink, AccountSession, LinkMail, Passkey, RecoveryCode, SpentChallenge, TotpSecret
from tracker.services.links import hand_out_code, invite_member
from tracker.services.sessions import start_session


def invite(cast: Cast, *, now: datetime, email: str = "invited@example.jp", by_mail: bool = False) -> int:
    """The account of somebody new in the cast's programme."""
    return invite_member(
        cast.viewer("manager"),
        programme_id=cast.programme_id,
        email=email,
        name="架空招待者",
        roles=[Role.CLERK],
        ends_on=None,
        by_mail=by_mail,
        now=now,
    ).account_id


def make_invitation(cast: Cast, *, now: datetime) -> str:
    """The code of an invitation that was handed out; its mail had failed before."""
    account_id = invite(cast, now=now, email=f"{cast.mark}invited@example.jp", by_mail=True)
    db.session.flush()
    mail = db.session.scalars(select(LinkMail).join(AccountLink).where(AccountLink.account_id == account_id)).one()
    mail.state, mail.failure = MailState.FAILED, "550 no such user"
    return hand_out_code(cast.viewer("manager"), account_id=account_id, now=now).code


def make_session(cast: Cast, *, now: datetime) -> int:
    """The id of a session of the owner's phone; somebody else has a second factor."""
    db.session.add(TotpSecret(account_id=cast["fifth"].account_id, sealed="", last_step=0, made_at=now))
    db.session.add(RecoveryCode(account_id=cast["fifth"].account_id, code_hash="0" * 64))
    passkey = Passkey(  # opens nothing: nobody has the other half of its key
        account_id=cast["fifth"].account_id,
        credential_id=f"{cast.mark}of nobody".encode(),
        public_key=b"",
        rp_id="localhost",
        name="架空の端末",
        sign_count=2**32 - 1,
        is_synced=False,
        made_at=now,
    )
    db.session.add_all([passkey, SpentChallenge(challenge_hash=f"{cast.mark:0<64}", expires_at=now)])
    start_session(account_id=cast["owner"].account_id, now=now, is_trusted=True, device="iPhone・Safari")
    db.session.flush()
    return db.session.scalars(select(AccountSession.id).where(AccountSession.account_id == cast["owner"].account_id)).one()
