"""法人番号: the thirteen digits that the National Tax Agency gives a corporation, with their check digit."""

import re

from tracker.domain.errors import RuleBroken
from tracker.domain.text import fold_width
from tracker.domain.words import N_

LENGTH = 13
_BETWEEN_DIGITS = re.compile(r"[\s\-ー\u2010-\u2015−─~]+")
_DIGITS = re.compile("[0-9]+")


def parse_corporate_number(text: str) -> str:
    """Thirteen digits, whatever the width and the hyphens; RuleBroken where they cannot be a number of the register."""
    digits = _BETWEEN_DIGITS.sub("", fold_width(text))
    if not _DIGITS.fullmatch(digits):
        raise RuleBroken(N_("法人番号は数字13桁で書いてください（例：7000012050002）。数字以外の文字は使えません。"))
    if len(digits) == LENGTH - 1:
        raise RuleBroken(
            N_("12桁の番号は登記の会社法人等番号です。法人番号は、その前に検査用数字1桁が付いた13桁です。13桁で書いてください。")
        )
    if len(digits) != LENGTH:
        raise RuleBroken(
            N_("法人番号は数字13桁です。いまは%(count)s桁あります。国税庁の法人番号公表サイトで確かめて、13桁で書いてください。"),
            count=len(digits),
        )
    if int(digits[0]) != check_digit(digits[1:]):
        raise RuleBroken(
            N_(
                "法人番号の検査用数字が合いません。書き間違いがないか、国税庁の法人番号公表サイトで確かめて、もう一度書いてください。"
            )
        )
    return digits


def check_digit(base: str) -> int:
    """The digit before twelve others: 9 − (Σ Pₙ × Qₙ mod 9), Qₙ 1 at odd and 2 at even places from the lowest (財務省令)."""
    return 9 - sum(int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(base), start=1)) % 9
