"""The made-up ministry's form, uploaded and tied by the clerk; what is tied is the report's own columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from tracker.domain.access import Viewer
from tracker.domain.form_fields import FormRecord
from tracker.domain.form_looks import Texts, labels_of
from tracker.domain.form_mapping import FIXED, BandTie, CellTie, ColumnTie, cell_of
from tracker.domain.formatters import Format, Style
from tracker.queries.form_templates import get_form
from tracker.rows.form_texts import look_of
from tracker.services.attachment_files import store_form
from tracker.services.form_templates import keep_form, name_form
from tracker.services.form_ties import tie_cell, tie_column
from tracker.workbooks.forms import read_form

NAME = "架空の実績報告書"
FIXED_VALUES = {"代表者": "代表理事　架空代表", "契約番号": "架空-令8-第12号", "報告の区分": "中間", "特記事項": ""}
_PLAIN, _ERA_DATE = Style(Format.PLAIN), Style(Format.ERA_DATE)
_CELLS = {
    "G1": ("programme.as_of", _ERA_DATE),
    "B7": ("programme.fiscal_year", Style(Format.ERA_YEAR)),
    "E7": (f"{FIXED}報告の区分", _PLAIN),
    "B8": ("programme.name", _PLAIN),
    "B9": ("programme.organisation", _PLAIN),
    "B10": (f"{FIXED}代表者", _PLAIN),
    "E10": (f"{FIXED}契約番号", _PLAIN),
    "B14": ("programme.companies", _PLAIN),
    "C14": ("programme.visit_count", _PLAIN),
    "D14": ("programme.online_count", _PLAIN),
    "E14": ("programme.meeting_count", _PLAIN),
    "G14": ("programme.outcomes", _PLAIN),
    "A25": (f"{FIXED}特記事項", _PLAIN),
}
_COMPANY = {
    "A": "company.sequence", "B": "company.name", "C": "company.lead", "D": "company.corporate_number",
    "E": "company.visit_count", "F": "company.meeting_count", "G": "company.outcome_count",
}  # fmt: skip
_CASE = {
    "A": "case.sequence", "B": "case.company", "C": "case.title", "D": "case.furthest", "E": "case.visit_count",
    "F": "case.told_to_come",
}  # fmt: skip


def keep_the_form(clerk: Viewer, folder: Path, *, now: datetime) -> int:
    """Its id; three companies find room, the others get rows of their own."""
    import tracker.demonstration.sent_form as sent  # noqa: PLC0415 - openpyxl is heavy: no start waits for it

    content = sent.sent_form(made_at=now)
    look = look_of(read_form(content))
    file = store_form(folder, content, file_name="架空_様式第3号.xlsx")
    form_id, _is_taken = keep_form(clerk, name=NAME, file=file, look=look, now=now)
    row = get_form(clerk, form_id)
    name_form(clerk, form_id, name=NAME, fixed_values=FIXED_VALUES, version=row.version)
    for ref, (source, style) in _CELLS.items():
        labels = labels_of(look.sheets[sent.REPORT].texts, cell_of(ref))
        shown = get_form(clerk, form_id).shown
        tie_cell(clerk, shown.version_id, tie=CellTie(sent.REPORT, ref, source, style, labels=labels), version=shown.version)
    for title, (first, last), record, columns in (
        (sent.REPORT, sent.COMPANIES_AT, FormRecord.COMPANY, _COMPANY),
        (sent.CASES, sent.CASES_AT, FormRecord.CASE, _CASE),
    ):
        _tie_rows(clerk, form_id, BandTie(title, first, last - first + 1, record), columns, look.sheets[title].texts)
    return form_id


def _tie_rows(clerk: Viewer, form_id: int, band: BandTie, columns: Mapping[str, str], texts: Texts) -> None:
    for letter, source in columns.items():
        labels = labels_of(texts, cell_of(f"{letter}{band.first_row}"))
        shown = get_form(clerk, form_id).shown
        tie_column(clerk, shown.version_id, band=band, tie=ColumnTie(letter, source, _PLAIN, 0, labels), version=shown.version)
