"""The sample form filled with the demonstration year by command: untouched elsewhere; LibreOffice's sums are the program's."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import NOW
from tests.databases import Templates
from tests.forms import changed
from tests.reports import AS_OF, demonstration, demonstrator
from tests.workbooks.test_form_judges import EVERY_SHEET
from tracker.config import ROOT
from tracker.domain.counts import meeting_count, meeting_count_by_company, visit_count
from tracker.domain.form_fields import FormRecord
from tracker.domain.form_looks import labels_of
from tracker.domain.form_mapping import FIXED, BandTie, CellTie, ColumnTie, cell_of
from tracker.domain.formatters import Format, Style
from tracker.queries.form_templates import get_form
from tracker.queries.report import get_report
from tracker.rows.form_texts import look_of
from tracker.rows.report import ReportRow
from tracker.services import transaction
from tracker.services.attachment_files import store_form
from tracker.services.form_templates import keep_form, name_form
from tracker.services.form_ties import tie_cell, tie_column
from tracker.workbooks.forms import read_form

SAMPLE = ROOT / "tests" / "data" / "form-sample.xlsx"
SHEET, NUMBER = "様式第３", "1234567890123"
NUMBER_CELLS = [f"{letter}6" for letter in "FGHIJKLMNOPQR"]
PLAIN = Style(Format.PLAIN)
CELLS = {
    "AA1": ("programme.as_of", Style(Format.ERA_DATE)),
    "F5": ("programme.organisation", PLAIN),
    "AA5": ("programme.fiscal_year", Style(Format.ERA_YEAR)),
    "F6": (f"{FIXED}法人番号", Style(Format.ONE_EACH, "13")),
    "AA6": (f"{FIXED}報告対象", PLAIN),
    "A10": ("programme.companies", PLAIN),
    "I10": ("programme.cases", PLAIN),
    "Q10": ("programme.visit_count", PLAIN),
    "Y10": ("programme.meeting_count", PLAIN),
    "AG10": ("programme.outcomes", PLAIN),
}
COLUMNS = {
    "A": "company.sequence", "C": "company.name", "M": "company.place", "T": "company.lead", "Y": "company.sub_leads",
    "AF": "company.visit_count", "AI": "company.meeting_count",
}  # fmt: skip


@pytest.fixture(scope="module")
def year(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with demonstration(templates, tmp_path_factory.mktemp("sample")) as app:
        yield app


@pytest.fixture(scope="module")
def report(year: Flask) -> ReportRow:
    return get_report(demonstrator(), as_of=AS_OF)


@pytest.fixture(scope="module")
def filled(year: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form tied as a clerk ties it, then ``flask report --form``."""
    content = SAMPLE.read_bytes()
    look = look_of(read_form(content))
    clerk, texts = demonstrator(), look.sheets[SHEET].texts
    with transaction.writing():
        file = store_form(year.config["TRACKER"].attachments, content, file_name=SAMPLE.name)
        form_id, _is_taken = keep_form(clerk, name="見本", file=file, look=look, now=NOW)
        name_form(clerk, form_id, name="見本", fixed_values={"法人番号": NUMBER, "報告対象": "令和8年4月〜11月"}, version=1)
        for ref, (source, style) in CELLS.items():
            tie = CellTie(SHEET, ref, source, style, labels=labels_of(texts, cell_of(ref)))
            shown = get_form(clerk, form_id).shown
            tie_cell(clerk, shown.version_id, tie=tie, version=shown.version)
        for letters, source in COLUMNS.items():
            style = Style(Format.LIST) if source == "company.sub_leads" else PLAIN
            column = ColumnTie(letters, source, style, labels=labels_of(texts, cell_of(f"{letters}14")))
            shown, band = get_form(clerk, form_id).shown, BandTie(SHEET, 14, 2, FormRecord.COMPANY)
            tie_column(clerk, shown.version_id, band=band, tie=column, version=shown.version)
    out = tmp_path_factory.mktemp("filled") / "filled.xlsx"
    command = ["report", "--form", "見本", "--programme", "demo", "--as-of", AS_OF.isoformat(), "--out", str(out)]
    result = year.test_cli_runner().invoke(args=command)
    assert (result.exit_code, "書き込めません" in result.output) == (0, False), result.output
    return out


def test_nothing_but_the_sheet_that_is_filled_and_what_counts_on_it_is_touched(filled: Path) -> None:
    parts = changed(SAMPLE.read_bytes(), filled.read_bytes())
    assert "xl/worksheets/sheet1.xml" in parts
    assert set(parts) <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/drawings/drawing1.xml"}


def test_every_value_stands_where_it_was_tied(filled: Path, report: ReportRow) -> None:
    sheet = read_form(filled.read_bytes()).sheets[0]
    head = [sheet.cell(ref).shown for ref in ("AA1", "F5", "AA5", "A10", "I10", "Q10", "Y10")]
    numbers = (len(report.companies), len(report.cases), visit_count(report.counted_visits), meeting_count(report.held_meetings))
    assert head == ["令和8年11月24日", report.head.organisation, "令和8年度", *map(str, numbers)]
    assert "".join(sheet.cell(ref).shown for ref in NUMBER_CELLS) == NUMBER
    names = [sheet.cell(f"C{row}").shown for row in range(14, 14 + len(report.companies))]
    assert names == [company.name for company in report.companies]


def test_libreoffice_comes_to_the_program_s_own_numbers(filled: Path, report: ReportRow, tmp_path: Path) -> None:
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", EVERY_SHEET]
    subprocess.run([*command, "--outdir", str(tmp_path), str(filled)], check=True, capture_output=True)
    lines = list(csv.reader(StringIO((tmp_path / f"filled-{SHEET}.csv").read_text(encoding="utf-8"))))
    company_meetings = sum(meeting_count_by_company(report.held_meetings).values())
    (total,) = [line for line in lines if line and line[0] == "合計"]
    assert [cell for cell in total if cell] == ["合計", str(visit_count(report.counted_visits)), str(company_meetings)]
