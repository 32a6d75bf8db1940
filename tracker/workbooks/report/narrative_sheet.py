"""成果のまとめ: the text of each case, 課題 → 取組 → 成果 → 今後の対応事項, as somebody wrote it."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.narratives import PART_NAMES, NarrativePart
from tracker.rows.report import ReportRow
from tracker.workbooks.report import data_rows
from tracker.workbooks.report.columns import CASE_NUMBER, CASE_TITLE, COMPANY, COMPANY_ID, ISO, Column
from tracker.workbooks.report.data_sheet import DataSheet
from tracker.workbooks.report.form_sheets import report_lines, report_title
from tracker.workbooks.report.styles import (
    centre,
    lines_of,
    set_up_page,
    set_widths,
    write_head,
    write_notes,
    write_row,
    write_title,
)
from tracker.workbooks.report.words import NOT_SHOWN

NARRATIVES = DataSheet(
    "データ_まとめ",
    "案件とまとめ文の項目の組ごとに1行（まとめ文のある案件）",
    (
        CASE_NUMBER,
        CASE_TITLE,
        COMPANY_ID,
        COMPANY,
        Column("項目", "まとめ文の項目", codes="課題、取組、成果、今後の対応事項"),
        Column("まとめ文", "記録をもとに書かれた文", blank="記載がない"),
        Column("書いた日", "いまの文を保存した日", codes=ISO),
    ),
    data_rows.narratives,
    key=("案件番号", "項目"),
)
COLUMNS = ("案件番号", "支援企業", "案件", "項目", "内容")
WIDTHS = (10, 24, 24, 16, 79)
MOST_LINES = 24  # of one row: a program shows no row higher, and a page breaks only between rows


def write_narratives(sheet: Worksheet, report: ReportRow) -> None:
    """Four rows a case; a long part goes on in the rows below it."""
    set_widths(sheet, WIDTHS)
    row = write_title(sheet, report_title(report, "成果のまとめ"), report_lines(report), len(COLUMNS))
    write_head(sheet, row, COLUMNS)
    start = row
    written = {narrative.case_id: narrative.texts for narrative in report.narratives}
    for case in report.cases:
        texts = written.get(case.case_id)
        if texts is None:
            continue
        names = (case.number, report.company(case.enrolment_id).name, case.title)
        for part in NarrativePart:
            for place, text in enumerate(_pieces(texts[part] or NOT_SHOWN)):
                row += 1
                write_row(sheet, row, (*names, PART_NAMES[part] if place == 0 else f"{PART_NAMES[part]}（続き）", text))
                centre(sheet, row, (1,))
    lacking = [f"{case.number} {case.title}" for case in report.cases if case.case_id not in written]
    notes = [f"{NOT_SHOWN}は記載がないことを示す。"]
    if lacking:
        notes.append(f"まとめ文を作っていない案件：{'、'.join(lacking)}")
    last = write_notes(sheet, row + 1, notes, len(COLUMNS))
    set_up_page(sheet, last_row=last, columns=len(COLUMNS), repeat=f"{start}:{start}")


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of whole lines, none taller than a row may be; a line that alone is taller is cut."""
    longest = MOST_LINES * int(WIDTHS[-1] / 2 - 2)
    lines = [line[at : at + longest] for line in text.split("\n") for at in range(0, max(len(line), 1), longest)]
    piece: list[str] = []
    for line in lines:
        if piece and lines_of("\n".join((*piece, line)), WIDTHS[-1]) > MOST_LINES:
            yield "\n".join(piece)
            piece = []
        piece.append(line)
    yield "\n".join(piece)
