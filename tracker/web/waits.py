"""What somebody guesses at, and how long whoever guessed too often has to wait, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from flask import request
from flask_babel import ngettext

from tracker.domain.sign_in_attempts import minutes_of
from tracker.services.sign_in_attempts import Guess, find_wait_of, take_guess
from tracker.services.transaction import writing
from tracker.web import refused, viewing
from tracker.web.refused import Refusal

Found = TypeVar("Found")


def guess_at(who: str) -> Guess:
    return Guess(who, request.remote_addr or "", viewing.now())


def find_wait(guess: Guess) -> timedelta | None:
    """How long until the next guess is taken, which the log is told of; None where it is worth looking at."""
    wait = find_wait_of(guess)
    if wait is not None:
        refused.note(Refusal.THROTTLED)
    return wait


def answer(guess: Guess, accept: Callable[[], Found | None]) -> tuple[Found | None, timedelta | None]:
    """:func:`take_guess` in a transaction of its own; what takes long is done before, and ``accept`` tells what came of it."""
    with writing():
        found, wait = take_guess(guess, accept)
    if wait is not None:
        refused.note(Refusal.THROTTLED)
    return found, wait


def say_wait(wait: timedelta) -> str:
    """Of signing in."""
    return ngettext(
        "続けて失敗したため、しばらくサインインできません。%(num)s分ほど待ってから、もう一度お試しください。",
        "続けて失敗したため、しばらくサインインできません。%(num)s分ほど待ってから、もう一度お試しください。",
        minutes_of(wait),
    )


def say_wait_for_proof(wait: timedelta) -> str:
    """Of giving one's password once more."""
    return ngettext(
        "続けて間違えたため、しばらく受け付けません。%(num)s分ほど待ってから、もう一度お試しください。",
        "続けて間違えたため、しばらく受け付けません。%(num)s分ほど待ってから、もう一度お試しください。",
        minutes_of(wait),
    )


def say_wait_for_link(wait: timedelta) -> str:
    """Of asking for a link."""
    return ngettext(
        "続けて依頼があったため、しばらく受け付けません。%(num)s分ほど待ってから、もう一度お試しください。",
        "続けて依頼があったため、しばらく受け付けません。%(num)s分ほど待ってから、もう一度お試しください。",
        minutes_of(wait),
    )
