"""Rosters for tests: what an association would keep by hand for the fiscal year of the cast, as a file or as it was read."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl

from tests.conftest import NOW
from tracker.domain.calendar import tokyo_day
from tracker.rows.roster import RosterSheet
from tracker.workbooks.opening import open_workbook
from tracker.workbooks.roster import read_roster

Grid = list[list[Any]]
TITLE: Grid = [["令和８年度　架空伴走支援事業　支援企業一覧"], ["実施機関：架空産業振興協会"], []]
HEADINGS = {
    "支援企業": [
        "No.",
        "企業名",
        "フリガナ",
        "法人番号",
        "都道府県",
        "市区町村",
        "支援開始日",
        "支援終了日",
        "主担当",
        "副担当",
        "備考",
    ],
    "担い手": ["氏名", "フリガナ", "区分", "メールアドレス", "参加日", "離任日"],
    "案件": ["案件番号", "企業名", "案件名", "種別"],
}
COMPANIES: Grid = [
    [
        11,
        "㈱架空北斗化成",
        "カクウホクトカセイ",
        None,
        "埼玉県",
        "川越市",
        "令和8年6月1日",
        None,
        "架空 一郎",
        "架空二郎、架空三郎",
        "遠方",
    ],
    [
        12,
        "(有)架空花岡木工",
        "カクウハナオカモッコウ",
        None,
        "東京都",
        "羽村市",
        "R8.6.1",
        "2027/1/31",
        "架空二郎",
        "架空三郎",
        None,
    ],
]
PRODUCERS: Grid = [
    ["架空一郎", "カクウイチロウ", "協会職員", "ichiro@example.jp", None, None],
    ["架空二郎", "カクウジロウ", "コーディネーター", "jiro@example.jp", None, None],
    ["架空三郎", "カクウサブロウ", "コーディネーター", "saburo@example.jp", None, None],
]
CASES: Grid = [
    ["11", "架空北斗化成（株）", "新しい樹脂", "新製品"],
    ["12", "有限会社架空花岡木工", "木の玩具", "新製品"],
    ["13", "有限会社 架空花岡木工", "端材の活用", "アップサイクル"],
]


def workbook(companies: Grid = COMPANIES, producers: Grid = PRODUCERS, cases: Grid = CASES, title: Grid = TITLE) -> bytes:
    """The roster as an .xlsx file."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (("支援企業", companies), ("担い手", producers), ("案件", cases)):
        sheet = book.create_sheet(name)
        for row in [*(title if name == "支援企業" else []), HEADINGS[name], *rows]:
            sheet.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def sheet(companies: Grid = COMPANIES, producers: Grid = PRODUCERS, cases: Grid = CASES) -> RosterSheet:
    """The roster as it is read from that file."""
    opened = open_workbook(workbook(companies, producers, cases), file_name="名簿.xlsx")
    return read_roster(opened, today=tokyo_day(NOW), fiscal_year=2026)


def changed(rows: Grid, row: int, column: int, value: Any) -> Grid:
    """The rows with one cell otherwise."""
    return [
        [value if (at, place) == (row, column) else cell for place, cell in enumerate(cells)] for at, cells in enumerate(rows)
    ]
