"""Wrong passwords, codes and passkeys: counted in the database, so that all workers and a restart know of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import delete, select

from tracker.database import db
from tracker.domain.sign_in_attempts import KEPT, OF_ACCOUNT, OF_ADDRESS, find_wait
from tracker.models import SignInAttempt
from tracker.services.doubles import take_turns
from tracker.services.sessions import hash_token

Found = TypeVar("Found")


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


def take_guess(guess: Guess, accept: Callable[[], Found | None]) -> tuple[Found | None, timedelta | None]:
    """What ``accept`` finds in the guess, or how long that account and that address are stopped; a wrong guess is kept.

    Of many that are sent at once each has its turn, up to the end of the transaction: after the one that was too many none is
    told whether it was right, though it came before it was. A right one is kept nowhere, so that it stops nobody beside it.
    """
    for words in (f"guess at {guess.who}", f"guess from {guess.address}"):  # in this order, or two would wait for each other
        take_turns(words)
    wait = find_wait_of(guess)
    if wait is not None:
        return None, wait
    found = accept()
    if found is None:
        note_failure(guess)
    return found, None


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
