"""Wrong passwords, codes and passkeys: counted in the database, so that all workers and a restart know of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from tracker.database import db
from tracker.domain.sign_in_attempts import KEPT, OF_ACCOUNT, OF_ADDRESS, find_wait
from tracker.models import SignInAttempt
from tracker.services.sessions import hash_token


@dataclass(frozen=True, slots=True)
class Guess:
    """``who``: the mail address that was typed, or whose code, password or passkey it is; ``address``: where it comes from."""

    who: str
    address: str
    at: datetime


def note_failure(guess: Guess) -> None:
    """Keep it, and drop those that no longer count."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.failed_at <= guess.at - KEPT))
    db.session.add(SignInAttempt(email_hash=hash_token(guess.who), address_hash=hash_token(guess.address), failed_at=guess.at))


def find_wait_of(guess: Guess) -> timedelta | None:
    """How long that account and that address are stopped, and nobody else; None: they are not.

    Whether there is such an account is not asked: an unknown one is stopped as a known one is.
    """
    waits = []
    for column, value, limits in (
        (SignInAttempt.email_hash, guess.who, OF_ACCOUNT),
        (SignInAttempt.address_hash, guess.address, OF_ADDRESS),
    ):
        last = (
            select(SignInAttempt.failed_at)
            .where(column == hash_token(value), SignInAttempt.failed_at > guess.at - KEPT)
            .order_by(SignInAttempt.failed_at.desc())
            .limit(max(limit.failures for limit in limits))
        )
        wait = find_wait(db.session.scalars(last).all(), limits, now=guess.at)
        waits += [wait] if wait is not None else []
    return max(waits, default=None)


def forget_failures(*, who: str) -> None:
    """Whoever has just proved to be somebody in another way is not kept waiting for what others guessed at."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.email_hash == hash_token(who)))
