"""A reason that is asked for and kept."""

from __future__ import annotations

from tracker.domain.errors import RuleBroken
from tracker.domain.text import clean_line
from tracker.domain.words import N_


def checked_reason(reason: str, *, longest: int) -> str:
    """The reason in one clean line; RuleBroken where there is none, or one of more characters than are kept."""
    reason = clean_line(reason)
    if not reason:
        raise RuleBroken(N_("理由を入力してください。"), field="reason")
    if len(reason) > longest:
        raise RuleBroken(N_("理由は%(longest)s文字以内にしてください。"), field="reason", longest=longest)
    return reason
