"""Codes that people copy from paper: letters and digits that nobody takes for one another, in groups of four."""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # five bits a character; no I, L, O, U
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})
GROUP = 4


def make_code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def spell_code(code: str) -> str:
    """``ABCDEFGH`` as it is printed: ``ABCD-EFGH``."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(text: str) -> str:
    """What was typed as the code that was meant: full width, small letters, blanks, hyphens and O for 0 make no difference."""
    letters = unicodedata.normalize("NFKC", text).upper().translate(_MEANT)
    return "".join(letter for letter in letters if letter in ALPHABET)
