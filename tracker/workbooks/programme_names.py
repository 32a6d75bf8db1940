"""The name of a programme as the title of its roster says it."""

from __future__ import annotations

import re

from tracker.domain.era import era_fiscal_year
from tracker.domain.text import clean_line, fold_width
from tracker.workbooks.opening import OpenedWorkbook

_LIST_OF = re.compile(r"(?:支援(?:企業|先)|企業|担い手|参加者)?(?:一覧表?|名簿|リスト)$")
_TITLED_ROWS = 5


def programme_name(workbook: OpenedWorkbook, *, fiscal_year: int) -> str:
    """「令和7年度 …事業」 of 「令和７年度　…事業　支援企業一覧」; the fiscal year alone where no title names the programme."""
    for sheet in workbook.sheets:
        for row in sheet.rows[:_TITLED_ROWS]:
            for value in row:
                if isinstance(value, str) and "年度" in value:
                    return _LIST_OF.sub("", " ".join(fold_width(clean_line(value)).split())).strip()[:200]
    return era_fiscal_year(fiscal_year)
