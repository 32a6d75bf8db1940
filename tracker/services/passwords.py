"""Passwords: what is accepted, and how they are kept (argon2id)."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_

SHORTEST = 8
LONGEST = 128
COMMON = frozenset(
    [
        "password",
        "password1",
        "password123",
        "passw0rd",
        "p@ssw0rd",
        "p@ssword",
        "12345678",
        "123456789",
        "1234567890",
        "11111111",
        "00000000",
        "qwertyui",
        "qwertyuiop",
        "asdfghjk",
        "abcd1234",
        "abc12345",
        "1q2w3e4r",
        "1qaz2wsx",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "letmein1",
        "welcome1",
        "admin123",
        "administrator",
        "changeme",
        "sakura123",
        "nihon123",
    ]
)

_hasher = PasswordHasher()
# Verified where there is no such account, so that both answers take the same time.
_NOBODY = _hasher.hash("nobody has this password")


def _composed(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


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
    if text.casefold() in COMMON or text.casefold() in {_composed(word).casefold() for word in not_like if word}:
        raise RuleBroken(N_("推測されやすいパスワードです。ほかの文字の並びにしてください。"), field="password")
    return _hasher.hash(text)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; without a hash the same work is done and the answer is no."""
    try:
        return _hasher.verify(password_hash or _NOBODY, _composed(password)) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False
