"""Passwords: what is accepted, and how they are kept (argon2id)."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_

SHORTEST = 8
LONGEST = 128
# What people here would try first, beside the thousands of the library's list.
_TRIED_HERE = frozenset({"p@ssword", "00000000", "administrator", "sakura123", "nihon123", "innovation", "producer"})

_hasher = PasswordHasher()
# Verified where there is no such account, so that both answers take the same time.
_NOBODY = _hasher.hash("nobody has this password")


def _composed(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@cache
def common_passwords() -> frozenset[str]:
    """Passwords that are guessed first, in lower case: some 11,600 that are long enough, and what is tried here."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 - heavy: no start waits for it

    return _TRIED_HERE | {word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST}


def hash_password(password: str, *, not_like: tuple[str, ...] = ()) -> str:
    """The argon2id hash; RuleBroken for one that is too short, too long, common, or the person's own address or name."""
    text = _composed(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise RuleBroken(
            N_("パスワードは%(shortest)d文字以上%(longest)d文字以下にしてください。"),
            field="password",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    if text.casefold() in common_passwords() or text.casefold() in {_composed(word).casefold() for word in not_like if word}:
        raise RuleBroken(N_("推測されやすいパスワードです。ほかの文字の並びにしてください。"), field="password")
    return _hasher.hash(text)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; without a hash the same work is done and the answer is no."""
    try:
        return _hasher.verify(password_hash or _NOBODY, _composed(password)) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False
