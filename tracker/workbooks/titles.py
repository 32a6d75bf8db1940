"""Reads what stands over a table: the fiscal year of the title and the organisation."""

from __future__ import annotations

import re
import unicodedata
from itertools import zip_longest

from tracker.domain.era import ERAS
from tracker.workbooks.tables import Table

_ERA = "|".join(f"{era.name}|{era.letter}" for era in ERAS)
_FISCAL_YEAR = re.compile(
    rf"(?P<era>{_ERA})\.?(?P<n>[0-9]{{1,2}}|元)年度|(?:FY)?(?P<year>20[0-9]{{2}})年度|FY(?P<western>20[0-9]{{2}})"
)
_ORGANISATION = re.compile(r"^実施機関名?\s*[:：]?\s*(.*)$")


def fiscal_year_over(table: Table) -> tuple[int, int] | None:
    """The fiscal year that a title names, as 令和7年度, R7年度 or 2025年度, and the row it stands in."""
    for row, text in table.above:
        if year := _fiscal_year_in(text):
            return year, row
    return None


def organisation_over(table: Table) -> str:
    """What follows 実施機関, in the same cell or the next one; empty where it is not named."""
    texts = [text for _, text in table.above]
    for text, following in zip_longest(texts, texts[1:], fillvalue=""):
        if found := _ORGANISATION.match(text):
            return found[1] or following
    return ""


def _fiscal_year_in(text: str) -> int | None:
    found = _FISCAL_YEAR.search("".join(unicodedata.normalize("NFKC", text).split()))
    if found is None:
        return None
    if western := found["year"] or found["western"]:
        return int(western)
    era = next(era for era in ERAS if found["era"] in (era.name, era.letter))
    return era.first_day.year + (1 if found["n"] == "元" else int(found["n"])) - 1
