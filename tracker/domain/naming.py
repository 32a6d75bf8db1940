"""What a company is called in a report: its legal name, or A社, B社 … where it may not be named."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_uppercase


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
            names[company_id] = f"{_letters(hidden)}社"
    return names


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, place = divmod(number - 1, len(ascii_uppercase))
        letters = ascii_uppercase[place] + letters
    return letters
