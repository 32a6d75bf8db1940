"""An uploaded form of our own: a head of single cells, and a table with one row a company."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache
from typing import Any

from tests.cast import Cast
from tests.forms import DAY, form, row, sheet
from tests.forms import cell as at
from tracker.database import db
from tracker.domain.attachments import StoredFile
from tracker.domain.form_fields import FormRecord
from tracker.domain.form_looks import labels_of
from tracker.domain.form_mapping import BandTie, CellTie, ColumnTie, FormMapping, cell_of
from tracker.domain.formatters import Format, Style
from tracker.models import FormTemplate, FormVersion
from tracker.rows.form_store import pack_mapping, pack_titles, pack_values
from tracker.rows.form_texts import look_of
from tracker.workbooks.forms import read_form

FORM_AT, DELETED_FORM_AT = f"0f/{'0' * 32}", f"0f/{'1' * 32}"
SHEET = "様式第3"
PLAIN = Style(Format.PLAIN)


@cache
def own_form(*, above: int = 0, heading: str = "企業名") -> bytes:
    """様式第3: the year in B2, the day in B3, the contract in B4, companies in rows 7 to 9, their sum in C10.

    ``above`` rows are added on top of everything, ``heading`` is what the companies' column is called.
    """
    n = above
    rows = (
        row(1 + n, at(f"A{1 + n}", "実績報告書")),
        row(2 + n, at(f"A{2 + n}", "年度"), at(f"B{2 + n}")),
        row(3 + n, at(f"A{3 + n}", "報告日"), at(f"B{3 + n}", style=DAY)),
        row(4 + n, at(f"A{4 + n}", "契約番号"), at(f"B{4 + n}")),
        row(6 + n, at(f"A{6 + n}", "番号"), at(f"B{6 + n}", heading), at(f"C{6 + n}", "訪問回数")),
        *(row(one + n, *(at(f"{letter}{one + n}") for letter in "ABC")) for one in (7, 8, 9)),
        row(10 + n, at(f"B{10 + n}", "合計"), at(f"C{10 + n}", 0, formula=f"SUM(C{7 + n}:C{9 + n})")),
    )
    names = f'<definedName name="報告日">\'{SHEET}\'!$B${3 + n}</definedName><definedName name="なし">#REF!</definedName>'
    return form({SHEET: sheet(*rows)}, names=names)


def own_mapping() -> FormMapping:
    """What of :func:`own_form` is tied."""
    texts = look_of(read_form(own_form())).sheets[SHEET].texts

    def cell(ref: str, source: str, style: Style) -> CellTie:
        return CellTie(SHEET, ref, source, style, labels=labels_of(texts, cell_of(ref)))

    def column(letter: str, source: str) -> ColumnTie:
        return ColumnTie(letter, source, PLAIN, labels=labels_of(texts, cell_of(f"{letter}7")))

    cells = (
        cell("B2", "programme.fiscal_year", Style(Format.ERA_YEAR)),
        cell("B3", "programme.as_of", PLAIN),
        cell("B4", "fixed:契約番号", PLAIN),
    )
    columns = (column("A", "company.sequence"), column("B", "company.name"), column("C", "company.visit_count"))
    return FormMapping(cells, (BandTie(SHEET, 7, 3, FormRecord.COMPANY, columns),))


def stored(content: bytes, name: str = FORM_AT) -> StoredFile:
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return StoredFile(name, "様式第3.xlsx", media, len(content), hashlib.sha256(content).hexdigest())


def make_form(cast: Cast, *, now: datetime, name: str = "実績報告書", stored_name: str = FORM_AT, **columns: Any) -> int:
    """A form with one version whose file lies where ``tests/kept_files.py`` puts it."""
    made = FormTemplate(
        programme_id=cast.programme_id, name=name, fixed_values=pack_values({"契約番号": "令7-001"}), created_at=now, **columns
    )
    db.session.add(made)
    db.session.flush()
    file = stored(own_form(), stored_name)
    db.session.add(
        FormVersion(
            programme_id=cast.programme_id,
            form_id=made.id,
            number=1,
            file_name=file.file_name,
            size=file.size,
            digest=file.digest,
            stored_name=file.stored_name,
            sheets=pack_titles((SHEET,)),
            mapping=pack_mapping(own_mapping()),
            created_at=now,
            created_by_id=cast["clerk"].account_id,
        )
    )
    db.session.flush()
    return made.id


def form_records(cast: Cast, *, now: datetime, deleted: dict[str, Any]) -> dict[str, int]:
    """The forms of the full house."""
    return {
        "form_id": make_form(cast, now=now, stored_name=f"0f/{cast.key('0')}"),
        "deleted_form_id": make_form(cast, now=now, stored_name=f"0f/{cast.key('1')}", **deleted),
    }
