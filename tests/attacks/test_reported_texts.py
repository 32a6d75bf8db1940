"""Any text that a page takes comes out of the report's workbook and of its files as it was stored, and is an order to neither."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openxml_audit import OpenXmlValidator, ValidationSeverity
from sqlalchemy import select

from tests.attacks.injections import CELLS, INJECTIONS
from tests.attacks.sending import At, refuses, send
from tests.attacks.texts import TEXTS
from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.reports import form_rows, parts, records
from tracker.database import db
from tracker.domain.narratives import NarrativePart
from tracker.models import NarrativeVersion, Outcome
from tracker.workbooks.report.machine_text import machine_text
from tracker.workbooks.report.names import CODES
from tracker.workbooks.report.styles import FORMULA_STARTS

LONGEST_CELL = 32_767
ESCAPES = {"an escape of Excel": "_x0041_ と _x000D_", "the same in small letters": "_x00e9_"}
TYPED = {name: text.sent for name, text in TEXTS.items()} | INJECTIONS | ESCAPES | {"40,000 characters": "長" * 40_000}
SHEET_NAMES = ("'", "[a]:*?/\\", "データ_訪問", "History", "a" * 40, "変更点")
AS_OF = "as_of=2026-11-24"


def record(browser: Client, cast: Cast, description: str) -> bool:
    """Whether the outcome was taken; what is not is refused at its field."""
    fields = {"kind": "prototype", "outcome_on": "2026/11/20", "description": description, "evidence": description[:200]}
    page = send(browser, f"outcomes/new?company={cast.asahi.enrolment_id}", fields | {"case_id": "0"})
    assert page.status == 302 or refuses(page, "description") or refuses(page, "evidence"), page.errors()
    return page.status == 302


def workbook(browser: Client, url: str = f"report/download?{AS_OF}") -> tuple[bytes, Workbook]:
    with browser.raw.get(browser.path(url)) as answer:
        assert answer.status_code == 200
        return answer.data, load_workbook(io.BytesIO(answer.data))


def as_read(value: object) -> str:
    """What a program shows of a cell: of a text in the cell itself openpyxl leaves the escapes to its reader."""
    return str(value or "").replace("_x005F_", "_").replace("\r\n", "\n")


def stored(at_rest: At) -> dict[int, tuple[str, str]]:
    with at_rest():
        rows = db.session.execute(select(Outcome.id, Outcome.description, Outcome.evidence)).all()
        return {row.id: (row.description, row.evidence) for row in rows}


@pytest.fixture
def typed(client: ClientFor, cast: Cast, at_rest: At) -> Iterator[dict[int, tuple[str, str]]]:
    owner = client("owner")
    taken = [name for name, sent in TYPED.items() if record(owner, cast, sent)]
    assert {name for name in TYPED if name not in taken} >= {"40,000 characters", "300 kB", "nothing at all"}
    assert {f"cells: {name}" for name in CELLS} | set(ESCAPES) <= set(taken)
    yield stored(at_rest)


def test_every_text_that_was_taken_stands_in_its_cell_and_none_is_a_formula(
    client: ClientFor, typed: dict[int, tuple[str, str]], tmp_path: Path
) -> None:
    content, book = workbook(client("clerk"))
    rows = {row["成果ID"]: (as_read(row["内容"]), as_read(row["裏付け"])) for row in records(book["データ_成果"])}
    assert rows == {key: (machine_text(told), machine_text(proof)) for key, (told, proof) in typed.items()}
    shown = {as_read(row["内容"]) for row in form_rows(book["成果一覧"], "日付")}
    assert {told for told, _proof in typed.values() if told.startswith(FORMULA_STARTS) or "_x" in told} <= shown
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.quotePrefix for cell in cells if cell.value.startswith(FORMULA_STARTS)} == {True}
    assert max(len(cell.value) for cell in cells) <= LONGEST_CELL
    assert not any(b"<f>" in part or b"<f " in part for name, part in parts(content).items() if "worksheets" in name)
    file = tmp_path / "report.xlsx"
    file.write_bytes(content)
    faults = [one for one in OpenXmlValidator().validate(str(file)).errors if one.severity is ValidationSeverity.ERROR]
    assert [one for one in faults if "/fonts[1]/font[" not in one.path] == []


def test_every_text_is_one_field_of_the_files_and_none_begins_as_a_formula(
    client: ClientFor, typed: dict[int, tuple[str, str]]
) -> None:
    clerk = client("clerk")
    with clerk.raw.get(clerk.path(f"report/csv?{AS_OF}")) as answer, zipfile.ZipFile(io.BytesIO(answer.data)) as package:
        tables = {name: package.read(name).decode("utf-8-sig") for name in package.namelist()}
    heads, *rows = csv.reader(io.StringIO(tables["データ_成果.csv"], newline=""))
    found = {int(row[heads.index("成果ID")]): row[heads.index("内容")] for row in rows}
    flat = {key: " ".join(machine_text(told).splitlines()) for key, (told, _proof) in typed.items()}
    assert found == {key: f"'{text}" if text.startswith(FORMULA_STARTS) else text for key, text in flat.items()}
    for name, text in tables.items():
        fields = [field for row in csv.reader(io.StringIO(text, newline="")) for field in row]
        assert not [field for field in fields if field.startswith(("=", "+", "@")) or "\n" in field], name


def test_a_summary_of_a_case_and_the_changes_since_a_submission_are_texts(
    client: ClientFor, cast: Cast, at_rest: At, subtests: pytest.Subtests
) -> None:
    """Each is typed on the clerk's pages, handed in, and stands among what changed in the next submission's file."""
    clerk = client("clerk")
    submitted = f"report/submissions/new?{AS_OF}"
    sure = {"handed_in_on": "2026/11/24", "confirmed": "1"}
    assert send(clerk, submitted, {**sure, "title": "=1+1", "remark": "@SUM(1)"}).status == 302
    edit = f"report/narratives/{cast.asahi.case_id}/edit"
    texts = [*(CELLS | ESCAPES).values()]
    for first in range(0, len(texts), len(NarrativePart)):
        some = [f"{text}\n{text}" for text in (texts[first:] + texts)[: len(NarrativePart)]]
        with subtests.test(some[0]):
            typed = {part.value: text for part, text in zip(NarrativePart, some, strict=True)}
            assert send(clerk, edit, dict(clerk.get(edit).fields()) | typed).status == 302
            with at_rest():
                kept = db.session.scalars(select(NarrativeVersion).order_by(NarrativeVersion.number)).all()[-1]
                assert [getattr(kept, part.value) for part in NarrativePart] == some
            _content, book = workbook(clerk)
            assert [as_read(row["まとめ文"]) for row in records(book["データ_まとめ"])] == [machine_text(text) for text in some]
    again = send(clerk, "report/submissions/new?replaces=1", {**sure, "title": "\t=2", "remark": ""})
    assert str(again.location).endswith("/report/submissions/2")
    content, book = workbook(clerk, "report/submissions/2/download")
    assert {machine_text(text) for text in some} <= {as_read(row["後の値"]) for row in records(book["変更点"])}
    assert not any(b"<f>" in part or b"<f " in part for name, part in parts(content).items() if "worksheets" in name)


def test_no_name_that_is_typed_becomes_a_sheet(client: ClientFor, cast: Cast, subtests: pytest.Subtests) -> None:
    manager = client("manager")
    sheets = workbook(manager)[1].sheetnames
    assert set(CODES) <= set(sheets)
    for name in SHEET_NAMES:
        with subtests.test(name):
            for url, field in (("settings", "name"), (f"companies/{cast.asahi.enrolment_id}/edit", "name")):
                fields = dict(manager.get(url).fields()) | {field: name}
                assert send(manager, url, fields).status in {302, 422}
            content, book = workbook(manager)
            assert book.sheetnames == sheets
            assert content[:2] == b"PK"
