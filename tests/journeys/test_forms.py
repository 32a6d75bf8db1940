"""The ministry's form from nothing: uploaded, tied by click or by key, left and come back to, previewed, taken filled."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.forms import UNLOCKED, cell, form, row, sheet
from tests.journeys.conftest import Visitor
from tests.records import Records

SHEET, NAME = "様式第3", "実績報告書 様式第3"
NUMBER = "1234567890123"
NUMBER_CELLS = "BCDEFGHIJKLMN"
HEADINGS = ("番号", "企業名", "訪問回数", "法人番号")
BAND_PLACES = [f"{letter}9:{letter}11　{heading}（3欄）" for letter, heading in zip("ABCD", HEADINGS, strict=True)]
PROTECTION = '<sheetProtection sheet="1" objects="1" scenarios="1"/>'
LIST = (
    '<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="B5"><formula1>"中間,最終"</formula1>'
    "</dataValidation></dataValidations>"
)
NAMES = f'<definedName name="報告日">\'{SHEET}\'!$B$3</definedName><definedName name="消えた欄">#REF!</definedName>'


def sent_form() -> bytes:
    """A protected sheet: a head of single cells, a number one character a cell, room for three companies and their sum."""
    heads = ((2, "年度"), (3, "報告日"), (4, "代表者"), (5, "報告の区分"))
    rows = (
        row(1, cell("A1", "架空実績報告書")),
        *(row(number, cell(f"A{number}", label), cell(f"B{number}", style=UNLOCKED)) for number, label in heads),
        row(6, cell("A6", "整理番号"), *(cell(f"{letter}6", style=UNLOCKED) for letter in NUMBER_CELLS)),
        row(8, *(cell(f"{letter}8", heading) for letter, heading in zip("ABCD", HEADINGS, strict=True))),
        *(row(number, *(cell(f"{letter}{number}", style=UNLOCKED) for letter in "ABCD")) for number in (9, 10, 11)),
        row(12, cell("B12", "合計"), cell("C12", 0, formula="SUM(C9:C11)")),
    )
    widths = '<cols><col min="1" max="1" width="14"/><col min="2" max="2" width="26"/><col min="3" max="14" width="12"/></cols>'
    return form({SHEET: sheet(*rows, before=widths, after=PROTECTION + LIST), "記入例": sheet()}, names=NAMES)


def upload(visitor: Visitor) -> Page:
    """From the report to a form that nothing is tied in yet."""
    page = visitor.sign_in("clerk")
    visitor.open("report/")
    page.get_by_role("link", name="様式に記入する").click()
    page.get_by_role("link", name="様式を登録").click()
    page.get_by_label("様式の名前").fill(NAME)
    file = {"name": "様式第3号.xlsx", "mimeType": "application/octet-stream", "buffer": sent_form()}
    page.get_by_label("様式のファイル").set_input_files([file])  # type: ignore[list-item]
    page.get_by_role("button", name="様式を登録").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{NAME} 第1版")
    return page


def tie(page: Page, ref: str, source: str, *, way: str = "", style: str = "", **typed: str) -> None:
    """Click the cell, choose what goes in and how, and type what the panel then asks for."""
    page.locator(f"[data-form-grid] td[data-ref={ref}]").click()
    panel = page.locator("[data-form-panel]")
    expect(panel.get_by_role("heading", name=f"セル {ref}")).to_be_visible()
    panel.get_by_label("入れるもの").select_option(source)
    if way:
        panel.get_by_label(way).check()
    if style:
        panel.get_by_label("書き方", exact=True).select_option(label=style)
    for name, text in typed.items():
        panel.locator(f"[name={name}]").fill(text)
    panel.get_by_role("button", name="結びつける").click()
    expect(page.get_by_text(f"{ref}を結びつけました。")).to_be_visible()


def filled_sheet(page: Page) -> Worksheet:
    """The sheet of the form as it is taken from the preview."""
    with page.expect_download() as download:
        page.get_by_role("button", name="記入した様式をダウンロード").click()
    assert download.value.suggested_filename == f"{NAME}_2026-11-24.xlsx"
    found = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))[SHEET]
    assert isinstance(found, Worksheet)
    return found


def test_a_clerk_fills_the_form_that_was_sent(anybody: Visitor, cast: Cast, records: Records) -> None:
    page = upload(anybody)
    expect(page.get_by_role("tab", name="記入例").or_(page.get_by_role("link", name="記入例"))).to_be_visible()
    names = page.locator("section[aria-labelledby=names] tbody tr")
    expect(names).to_have_text([re.compile(rf"報告日\s*{SHEET}!B3"), re.compile("消えた欄.*なくなっています", re.DOTALL)])
    proposed = page.locator("section[aria-labelledby=places] label")
    heads = ["B2　年度", "B3　報告日", "B4　代表者", "B5　報告の区分", "B6:N6　整理番号（13欄）"]
    expect(proposed).to_have_text([*heads, *BAND_PLACES])
    tie(page, "B2", "programme.fiscal_year")
    tie(page, "B3", "programme.as_of", style="2025年9月10日")
    tie(page, "B4", "fixed:", fixed_name="代表者", fixed_value="代表理事　架空花子")
    tie(page, "B6", "fixed:", style="1つのセルに1文字ずつ、右へ", fixed_name="整理番号", fixed_value=NUMBER, parameter="13")
    tie(page, "B9", "company.name", way="繰り返しの行", last_row="11")

    # left half-done, and gone on with
    page.context.clear_cookies()
    page = anybody.sign_in("clerk")
    anybody.open("report/forms/")
    line = page.locator("tbody tr", has_text=NAME)
    expect(line.get_by_role("link", name="5件")).to_be_visible()
    line.get_by_role("link", name=NAME, exact=True).click()
    expect(page.locator("td[data-ref=B3]")).to_have_text("基準日")
    expect(proposed).to_have_text(["B5　報告の区分", *(place for place in BAND_PLACES if "企業名" not in place)])
    tie(page, "A9", "company.sequence")
    tie(page, "C9", "company.visit_count")
    tie(page, "D9", "company.corporate_number")
    tie(page, "B5", "fixed:", fixed_name="報告の区分")
    anybody.axe()

    page.get_by_role("link", name="記入して確かめる").click()
    written = page.locator(".form-grid__written")
    expect(written.filter(has_text="代表理事　架空花子")).to_have_attribute("data-ref", "B4")
    blank = page.locator("section[aria-labelledby=blank]")
    expect(blank.locator("li", has_text=f"{SHEET}!D")).to_have_count(2)
    anybody.axe()
    blank.get_by_role("link", name="報告の区分").last.click()
    page.locator(".rows__row", has=page.locator("[value='報告の区分']")).locator("textarea").fill("中間報告")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="記入して確かめる").click()
    refused = page.locator("section[aria-labelledby=unfilled] tbody tr")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("中間、最終")  # the cell's list, which has no 中間報告
    refused.get_by_role("link", name=f"{SHEET}!B5").click()
    tie(page, "B5", "fixed:", fixed_name="報告の区分", fixed_value="中間")
    page.get_by_role("link", name="記入して確かめる").click()
    expect(refused).to_have_count(0)

    sheet = filled_sheet(page)
    assert [sheet[ref].value for ref in ("B2", "B3", "B4", "B5")] == ["令和8年度", "2026年11月24日", "代表理事　架空花子", "中間"]
    assert "".join(str(sheet[f"{letter}6"].value) for letter in NUMBER_CELLS) == NUMBER
    lines = [[cell.value for cell in line] for line in sheet["A9:D11"]]
    assert [line[:2] for line in lines] == [[1, cast.asahi.name], [2, cast.minato.name], [None, None]]
    assert sheet["C12"].value == "=SUM(C9:C11)" and sheet.protection.sheet
    blank.get_by_role("link", name=cast.minato.name).click()
    expect(page).to_have_url(re.compile(rf"/companies/{cast.minato.enrolment_id}/edit"))


def test_a_form_is_tied_by_keyboard_alone(desk: Visitor, cast: Cast) -> None:
    page = upload(desk)
    keys = page.keyboard
    first = page.locator("td[data-ref=A1]")
    page.locator(".form-grid").focus()
    keys.press("Tab")
    expect(first).to_be_focused()
    keys.press("ArrowRight")
    keys.press("ArrowDown")
    expect(page.locator("td[data-ref=B2]")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#panel")).to_be_focused()
    expect(page.locator("#panel")).to_have_text("セル B2")
    keys.press("Tab")
    expect(page.get_by_role("button", name="この欄は空欄のままにする")).to_be_focused()
    keys.press("Tab")
    expect(page.get_by_role("textbox", name="セル")).to_be_focused()
    keys.press("Tab")
    expect(page.get_by_label("入れるもの")).to_be_focused()
    for _further in ("新しい決まった値", "事業の名称", "実施機関", "年度"):
        keys.press("ArrowDown")
    expect(page.get_by_label("入れるもの")).to_have_value("programme.fiscal_year")
    for _field in ("結び方", "書き方", "値がないとき", "結びつける"):
        keys.press("Tab")
    expect(page.get_by_role("button", name="結びつける")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_text("B2を結びつけました。")).to_be_visible()
    expect(page.locator("td[data-ref=B2]")).to_have_text("年度")


def test_a_typed_address_moves_the_panel_and_the_open_places_lead_to_their_cells(anybody: Visitor, cast: Cast) -> None:
    page = upload(anybody)
    panel, address = page.locator("[data-form-panel]"), page.get_by_role("textbox", name="セル")
    tie(page, "B2", "programme.fiscal_year")
    remove = panel.get_by_role("button", name="この結びつきを外す")
    expect(remove).to_be_enabled()

    address.fill("ｂ３")
    expect(remove).to_be_disabled()  # it would act on the cell of the heading
    address.press("Tab")
    expect(panel.get_by_role("heading", name="セル B3")).to_be_visible()
    expect(page.locator(".form-grid__chosen")).to_have_attribute("data-ref", "B3")
    expect(panel.get_by_label("入れるもの")).to_be_focused()
    expect(remove).to_have_count(0)
    address.fill("B2")
    address.press("Enter")
    expect(page.locator("#panel")).to_be_focused()
    expect(page.locator("#panel")).to_have_text("セル B2")
    remove.click()
    expect(page.get_by_text("B2の結びつきを外しました。")).to_be_visible()

    places = page.locator("section[aria-labelledby=places]")
    places.locator(".choice", has_text="B4　代表者").get_by_role("link").click()
    expect(page.locator("#panel")).to_have_text("セル B4")
