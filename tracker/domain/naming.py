"""What a company is called in a report: its legal name, or A社, B社 … where it may not be named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from string import ascii_uppercase

from tracker.domain.text import fold_width

_CORPORATE_FORM = re.compile("株式会社|有限会社|合同会社|合資会社|合名会社")
_SHORTEST = 3  # a shorter name without its form may be an ordinary word


def report_names(companies: Iterable[tuple[int, str, bool]]) -> dict[int, str]:
    """By id what each company is called, from (id, legal name, may be named) in the order of the roster.

    The letters follow that order, so that one report uses one name for one company throughout: A社 … Z社, AA社 …
    """
    names: dict[int, str] = {}
    hidden = 0
    for company_id, name, may_be_named in companies:
        if may_be_named:
            names[company_id] = name
        else:
            hidden += 1
            names[company_id] = f"{letters(hidden)}社"
    return names


def words_to_conceal(companies: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """From (legal name, letter) what a text may not say and what it says instead, the longest first.

    A name also without its corporate form, since people write it that way.
    """
    words: dict[str, str] = {}
    for name, letter in companies:
        core = _CORPORATE_FORM.sub("", name).strip()
        for word in (name, core if len(core) >= _SHORTEST else name):
            words.setdefault(word, letter)
            words.setdefault(fold_width(word), letter)
    return tuple(sorted(words.items(), key=lambda pair: -len(pair[0])))


def conceal(text: str, words: Sequence[tuple[str, str]]) -> str:
    """The text with every such word replaced."""
    for word, letter in words:
        text = text.replace(word, letter)
    return text


def letters(number: int) -> str:
    """1 is A, 26 Z, 27 AA: the letters of companies, and of a sheet's columns."""
    letters = ""
    while number:
        number, place = divmod(number - 1, len(ascii_uppercase))
        letters = ascii_uppercase[place] + letters
    return letters
