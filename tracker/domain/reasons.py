"""A reason that is asked for and kept."""

from __future__ import annotations

from tracker.domain.errors import RuleBroken
from tracker.domain.text import clean_line
from tracker.domain.words import N_

# Reasons that the program gives itself: kept in these words whoever acted, and said in the language of whoever reads them.
BY_SUGGESTION = N_("体制の提案による")
SUGGESTION_UNDONE = N_("体制の提案の採用を取り消し")
LEFT_FOR_SAME_DAY = N_("同日の記録に書き足したため")
OF_PROGRAM = frozenset({BY_SUGGESTION, SUGGESTION_UNDONE, LEFT_FOR_SAME_DAY})
BESIDE = "／"  # between the reason of an act and that of changing a closed month by it


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
