"""A reason that is asked for and kept."""

from __future__ import annotations

from tracker.domain.errors import RuleBroken
from tracker.domain.text import clean_line
from tracker.domain.words import N_


def checked_reason(reason: str, *, longest: int, missing: str = N_("理由を入力してください。")) -> str:
    """The reason in one clean line; RuleBroken, in the words of ``missing``, where there is none, or where it is too long."""
    reason = clean_line(reason)
    if not reason:
        raise RuleBroken(missing, field="reason")
    check_longest(reason, longest)
    return reason


def check_longest(reason: str, longest: int, *, field: str = "reason") -> None:
    """Raise RuleBroken for a reason of more characters than are kept, be it asked for or offered."""
    if len(reason) > longest:
        raise RuleBroken(N_("理由は%(longest)s文字以内にしてください。"), field=field, longest=longest)
