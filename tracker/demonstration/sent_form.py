"""The workbook that the demonstration's made-up ministry sends: a report with room for three companies, and a list of cases."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tracker.workbooks.report.saving import save_book

REPORT, CASES = "様式第3号", "案件一覧"
COMPANIES_AT, CASES_AT = (19, 21), (5, 16)
"""The rows that are left for companies and for cases."""
_LINE = Side(style="thin", color="808080")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_GROUND = PatternFill("solid", fgColor="E7E6E6")
_FONT = "ＭＳ 明朝"


def sent_form(*, made_at: datetime) -> bytes:
    """The form as it arrives; nothing of the real ones is in it."""
    book = Workbook()
    report = book.active
    assert isinstance(report, Worksheet)
    _draw_report(report)
    _draw_cases(book.create_sheet(CASES))
    out = BytesIO()
    save_book(book, out, tables=(), made_at=made_at)
    return out.getvalue()


def _draw_report(sheet: Worksheet) -> None:
    sheet.title = REPORT
    _widths(sheet, A=16, B=26, C=14, D=18, E=11, F=11, G=18)
    _put(sheet, "A1", "様式第3号（第12条関係・架空）")
    _put(sheet, "F1", "報告日", align="right")
    _put(sheet, "A3", "架空産業大臣　殿")
    _put(sheet, "A5:G5", "架空ものづくり支援実証事業　実績報告書", size=14, align="center")
    for row, label in enumerate(("年度", "事業の名称", "実施機関", "代表者"), start=7):
        _head(sheet, f"A{row}", label)
        _boxes(sheet, f"B{row}:G{row}")
    for row, label in ((7, "報告の区分"), (10, "契約番号")):
        _head(sheet, f"D{row}", label)
        sheet.merge_cells(f"B{row}:C{row}")
        sheet.merge_cells(f"E{row}:G{row}")
    sheet.merge_cells("B8:G8")
    sheet.merge_cells("B9:G9")
    _put(sheet, "A12", "1　支援の状況")
    _heads(sheet, 13, ("項目", "支援企業数", "訪問回数", "うちオンライン", "会議回数", "", "成果（延べ件数）"))
    _head(sheet, "A14", "実績")
    _boxes(sheet, "B14:G14")
    sheet.merge_cells("E13:F13")
    sheet.merge_cells("E14:F14")
    first, last = COMPANIES_AT
    _put(sheet, f"A{first - 2}", "2　企業ごとの支援の状況")
    _heads(sheet, first - 1, ("番号", "企業名", "主担当", "法人番号", "訪問回数", "会議回数", "成果（件数）"))
    _boxes(sheet, f"A{first}:G{last}")
    total, remarks = last + 1, last + 4
    _head(sheet, f"A{total}", "合計")
    _boxes(sheet, f"B{total}:G{total}")
    for letter in "EFG":
        sheet[f"{letter}{total}"] = f"=SUM({letter}{first}:{letter}{last})"
    _put(sheet, f"A{remarks - 1}", "3　特記事項（100字以内）")
    _boxes(sheet, f"A{remarks}:G{remarks + 2}")
    sheet.merge_cells(f"A{remarks}:G{remarks + 2}")
    _hold(sheet, "E7", DataValidation("list", formula1='"中間,最終"', allow_blank=True))
    _hold(sheet, f"E{first}:G{last}", DataValidation("whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True))
    _hold(sheet, f"A{remarks}", DataValidation("textLength", operator="lessThanOrEqual", formula1="100", allow_blank=True))
    _page(sheet, f"A1:G{remarks + 2}")


def _draw_cases(sheet: Worksheet) -> None:
    _widths(sheet, A=7, B=26, C=28, D=16, E=11, F=60)
    _put(sheet, "A2:F2", "案件一覧", size=14, align="center")
    first, last = CASES_AT
    _heads(sheet, first - 1, ("番号", "企業名", "案件名", "いまのフェーズ", "訪問回数", "今後の対応事項"))
    _boxes(sheet, f"A{first}:F{last}")
    for row in range(first, last + 1):
        sheet.row_dimensions[row].height = 60
    _page(sheet, f"A1:F{last}", landscape=True)


def _put(sheet: Worksheet, block: str, text: str, *, size: int = 11, align: str = "left") -> None:
    """A text in a cell, or in a block that is merged for it."""
    if ":" in block:
        sheet.merge_cells(block)
    cell = sheet[block.partition(":")[0]]
    cell.value, cell.font = text, Font(name=_FONT, size=size)
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=align == "center")


def _head(sheet: Worksheet, ref: str, text: str) -> None:
    _put(sheet, ref, text, align="center")
    sheet[ref].border, sheet[ref].fill = _BOX, _GROUND


def _heads(sheet: Worksheet, row: int, texts: tuple[str, ...]) -> None:
    for letter, text in zip("ABCDEFG", texts, strict=False):
        _head(sheet, f"{letter}{row}", text)


def _boxes(sheet: Worksheet, block: str) -> None:
    for line in sheet[block]:
        for cell in line:
            cell.border, cell.font = _BOX, Font(name=_FONT, size=11)
            cell.alignment = Alignment(vertical="center", wrap_text=True)


def _hold(sheet: Worksheet, block: str, rule: DataValidation) -> None:
    rule.add(block)
    sheet.add_data_validation(rule)


def _widths(sheet: Worksheet, **widths: int) -> None:
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width


def _page(sheet: Worksheet, area: str, *, landscape: bool = False) -> None:
    sheet.print_area = area
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
