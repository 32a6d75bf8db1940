"""Logs kept by hand for tests: the sample as it lies in tests/data with the roster it belongs to, and small ones of the cast."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from tests.conftest import NOW
from tracker.domain.access import Viewer, operator
from tracker.domain.calendar import tokyo_day
from tracker.rows.hand_log import LogPlan, LogSheet
from tracker.services.hand_log import apply_log, keep_log
from tracker.services.programmes import found_programme
from tracker.services.roster import apply_roster, keep_roster
from tracker.workbooks.hand_log import open_log, read_log
from tracker.workbooks.opening import open_workbook
from tracker.workbooks.roster import read_roster

DATA = Path(__file__).parent / "data"
SAMPLE = DATA / "visit-log-by-hand.xlsx"
HEADINGS = ["日付", "企業名", "種別", "参加者", "フェーズ", "使用ツール", "内容", "次回", "時間"]
ROW = [
    "2026/10/14",
    "架空アサヒ製作所",
    "訪問",
    "担い手01",
    "聞く・聴く",
    None,
    "社長の話を聞いた。\n宿題：図面の修正",
    None,
    "2h",
]
AFTER = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)


def workbook(*rows: list[Any], headings: list[Any] = HEADINGS, above: int = 0, title: str = "訪問記録") -> bytes:
    """A log as an .xlsx file."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for _line in range(above):
        sheet.append(["令和8年度 訪問記録簿"])
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def row(**changes: Any) -> list[Any]:
    """The row of the cast's company A with some cells otherwise, by heading."""
    return [changes.get(heading, cell) for heading, cell in zip(HEADINGS, ROW, strict=True)]


def sheet(*rows: list[Any]) -> LogSheet:
    return read_log(open_log(workbook(*rows), file_name="記録簿.xlsx"))


def keep(viewer: Viewer, given: LogSheet, *, sha256: str = "0" * 64) -> int:
    return keep_log(viewer, sheet=given, file_name="記録簿.xlsx", sha256=sha256, now=NOW)


def bring_in(viewer: Viewer, given: LogSheet) -> tuple[int, LogPlan]:
    """Keep and import in the running transaction, as of the tests' day."""
    upload_id = keep(viewer, given)
    return upload_id, apply_log(viewer, upload_id=upload_id, today=tokyo_day(NOW), now=NOW)


def sample_programme() -> Viewer:
    """令和7年度 with the sample's roster, in the running transaction; the viewer is the command line's."""
    content = (DATA / "roster-sample.xlsx").read_bytes()
    roster = read_roster(open_workbook(content, file_name="a.xlsx"), today=tokyo_day(NOW), fiscal_year=2025)
    name = "令和7年度 架空伴走支援事業"
    organisation = roster.organisation
    programme_id = found_programme(operator(None), slug="r7", name=name, organisation=organisation, fiscal_year=2025, now=NOW)
    viewer = operator(programme_id)
    upload_id = keep_roster(viewer, sheet=roster, file_name="a.xlsx", sha256="0" * 64, now=NOW)
    apply_roster(viewer, upload_id=upload_id, today=tokyo_day(NOW), now=NOW)
    return viewer


def sample() -> LogSheet:
    return read_log(open_log(SAMPLE.read_bytes(), file_name=SAMPLE.name))
