"""The places of a form that nothing is tied to: told on its page and in the preview, tied, or left blank on purpose."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.forms import BOXED, UNLOCKED, cell, form, row, sheet
from tests.web.test_form_templates import tie, upload

LEAVE, ASK = "form[action*='/leave']", "form[action*='/ask']"
PLACES = "section[aria-labelledby=places]"
COLUMNS = "ABC"


def boxed(*, above: int = 0, protected: bool = False) -> bytes:
    """A head of two boxes and a table with room for two; ``above`` rows on top of everything."""
    n, look = above, UNLOCKED if protected else BOXED
    rows = (
        row(1 + n, cell(f"A{1 + n}", "実績報告書")),
        row(2 + n, cell(f"A{2 + n}", "年度", style=BOXED), cell(f"B{2 + n}", style=look)),
        row(3 + n, cell(f"A{3 + n}", "代表者", style=BOXED), cell(f"B{3 + n}", style=look)),
        row(
            5 + n,
            *(cell(f"{one}{5 + n}", head, style=BOXED) for one, head in zip(COLUMNS, ("番号", "企業名", "備考"), strict=True)),
        ),
        *(row(line + n, *(cell(f"{one}{line + n}", style=look) for one in COLUMNS)) for line in (6, 7)),
        row(8 + n, cell(f"A{8 + n}", "合計", style=BOXED), cell(f"B{8 + n}", style=BOXED), cell(f"C{8 + n}", style=BOXED)),
    )
    return form({"様式": sheet(*rows, after='<sheetProtection sheet="1"/>' if protected else "")})


def told(page: Page, within: str = LEAVE) -> list[str]:
    return [label.get_text().strip() for label in page.select(f"{within} label")]


@pytest.fixture
def browser(client: ClientFor, cast: Cast) -> Client:
    return client("clerk")


def test_what_nothing_is_tied_to_is_told_with_its_label_and_goes_when_it_is_tied(browser: Client) -> None:
    page = upload(browser, boxed())
    assert told(page) == [
        "B2　年度",
        "B3　代表者",
        "A6:A7　番号（2欄）",
        "B6:B7　企業名（2欄）",
        "C6:C7　備考（2欄）",
        "B8:C8　合計（2欄）",
    ]
    page = tie(browser, page, cell="B2", source="programme.fiscal_year")
    page = tie(browser, page, cell="B6", way="band", source="company.name", last_row="7")
    assert told(page) == ["B3　代表者", "A6:A7　番号（2欄）", "C6:C7　備考（2欄）", "B8:C8　合計（2欄）"]
    seen = browser.get(page.links()["記入して確かめる"])
    assert "結びつけた欄はすべて埋まっています" in seen.main
    lines = [line.get_text(" ", strip=True) for line in seen.select("#open-1 .attention__lines li")]
    assert lines[:2] == ["代表者 様式!B3", "番号 様式!A6:A7（2欄）"]
    assert "7欄" in seen.one("#open-1 .attention__count").get_text()
    assert seen.select("#open-1 li a")[0]["href"].endswith("cell=B3#panel")


def test_on_a_protected_sheet_the_unlocked_cells_are_told(browser: Client) -> None:
    page = upload(browser, boxed(protected=True))
    assert told(page) == ["B2　年度", "B3　代表者", "A6:A7　番号（2欄）", "B6:B7　企業名（2欄）", "C6:C7　備考（2欄）"]


def test_what_stays_blank_on_purpose_is_asked_for_no_more_in_the_next_version_neither(browser: Client) -> None:
    page = upload(browser, boxed())
    form_page = page.url
    page = browser.submit(page, {"place": ["B3", "C6"]}, form=LEAVE, follow=True)
    assert "3欄を空欄のままにします。" in page.text
    assert told(page) == ["B2　年度", "A6:A7　番号（2欄）", "B6:B7　企業名（2欄）", "B8:C8　合計（2欄）"]
    assert told(page, ASK) == ["B3　代表者", "C6:C7　備考（2欄）"]
    sent = {"file": [(BytesIO(boxed(above=2)), "来年.xlsx")]}
    page = browser.submit(page.links()["新しい版を登録"], sent, content_type="multipart/form-data", follow=True)
    assert told(page, ASK) == ["B5　代表者", "C8:C9　備考（2欄）"]
    page = browser.submit(page, {"place": "B5"}, form=ASK, follow=True)
    assert (told(page)[:2], told(page, ASK)) == (["B4　年度", "B5　代表者"], ["C8:C9　備考（2欄）"])
    page = browser.get(f"{form_page.split('?')[0]}?cell=C8")
    assert "空欄のままにする欄です。" in page.main
    page = tie(browser, page, cell="C8", way="band", source="company.name", last_row="9")
    assert page.select(ASK) == []


def test_one_cell_is_left_blank_beside_its_tie(browser: Client) -> None:
    page = upload(browser, boxed())
    page = browser.get(f"{page.url.split('?')[0]}?cell=A7")
    page = browser.submit(page, {}, form=".form-desk__panel form[action*='/leave']", follow=True)
    assert "A6　番号" in told(page)
    assert told(page, f"{PLACES} {ASK}") == ["A7　番号"]


def test_what_was_sent_twice_is_left_blank_once_and_asked_for_once(browser: Client) -> None:
    first = upload(browser, boxed())
    left = browser.submit(first, {"place": ["B3"]}, form=f"{PLACES} {LEAVE}", follow=True)
    again = browser.submit(first, {"place": ["B3"]}, form=f"{PLACES} {LEAVE}", follow=True)
    assert "印を付けてください" in again.text
    assert told(again, f"{PLACES} {ASK}") == ["B3　代表者"]
    browser.submit(left, {"place": ["B3"]}, form=f"{PLACES} {ASK}", follow=True)
    again = browser.submit(left, {"place": ["B3"]}, form=f"{PLACES} {ASK}", follow=True)
    assert "印を付けてください" in again.text
    assert "B3　代表者" in told(again, f"{PLACES} {LEAVE}")


def test_nothing_ticked_is_told(browser: Client) -> None:
    page = browser.submit(upload(browser, boxed()), {}, form=f"{PLACES} {LEAVE}", follow=True)
    assert "空欄のままにする欄に印を付けてください。" in page.text


def test_an_auditor_sees_in_the_preview_what_is_not_tied_and_leaves_nothing_blank(client: ClientFor, browser: Client) -> None:
    page = upload(browser, boxed())
    auditor = client("auditor")
    assert auditor.get(page.url).select(LEAVE) == []
    assert auditor.get(page.links()["記入して確かめる"]).select("#open-1 li")
