"""Uploaded forms by page: uploaded, tied cell by cell, carried to the next version, previewed, taken filled."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO

from sqlalchemy import select

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.form_records import SHEET, own_form
from tests.forms import changed
from tracker.database import db
from tracker.models import AuditEntry
from tracker.workbooks.forms import read_form

Ways = Callable[[], AbstractContextManager[None]]


TIE = "form[data-tie-form]"
TIES = "section[aria-labelledby=ties] table"


def upload(browser: Client, content: bytes, *, name: str = "実績報告書 様式第3", file_name: str = "様式.xlsx") -> Page:
    fields = {"name": name, "file": [(BytesIO(content), file_name)]}
    return browser.submit("report/forms/new", fields, content_type="multipart/form-data", follow=True)


def tie(browser: Client, page: Page, **fields: str) -> Page:
    usual = {"way": "cell", "format": "", "parameter": "", "nth": "", "last_row": ""}
    return browser.submit(page, usual | fields, form=TIE, follow=True)


def test_a_form_is_uploaded_tied_cell_by_cell_previewed_and_taken_filled(client: ClientFor, cast: Cast, at_rest: Ways) -> None:
    browser = client("clerk")
    page = upload(browser, own_form())
    assert (page.status, page.heading) == (200, "実績報告書 様式第3 第1版")
    page = tie(browser, page, cell="B2", source="programme.fiscal_year")
    page = tie(browser, page, cell="B4", source="fixed:", fixed_name="契約番号", fixed_value="=令8-001")
    page = tie(browser, page, cell="B7", way="band", source="company.name", last_row="9")
    page = tie(browser, page, cell="C8", way="band", source="company.visit_count")
    assert [cells[:3] for cells in page.rows(TIES)] == [
        [f"{SHEET}!B2", "年度", "年度"],
        [f"{SHEET}!B4", "契約番号", "契約番号"],
        [f"{SHEET}!B7", "企業名", "支援企業：企業名"],
        [f"{SHEET}!C7", "訪問回数", "支援企業：訪問回数（企業単位）"],
    ]
    seen = browser.get(page.links()["記入して確かめる"])
    assert cast.asahi.name in seen.main
    answer = browser.submit(seen, {})
    assert "filename*=UTF-8''%E5%AE%9F%E7%B8%BE" in answer.headers["Content-Disposition"]
    filled = read_form(answer.data).sheets[0]
    assert [filled.cell(ref).shown for ref in ("B2", "B4", "B7", "B8", "B9")] == [
        "令和8年度",
        "=令8-001",
        cast.asahi.name,
        cast.minato.name,
        "",
    ]
    assert not filled.cell("B4").is_formula
    assert "xl/worksheets/sheet1.xml" in changed(own_form(), answer.data)
    with at_rest():
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.contains("form")).order_by(AuditEntry.id)).all()
    assert acts == ["keep_form", "set_form_cell", "name_form", "set_form_cell", *["set_form_rows"] * 2, "take_form"]
