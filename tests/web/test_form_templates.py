"""Uploaded forms by page: uploaded, tied cell by cell, carried to the next version, previewed, taken filled."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.form_records import SHEET, own_form
from tests.forms import MAIN, cell, changed, form, packed, parts_of, row, sheet
from tests.records import Records
from tracker.config import Config
from tracker.database import db
from tracker.models import AuditEntry
from tracker.web.report import making
from tracker.workbooks.forms import read_form

Ways = Callable[[], AbstractContextManager[None]]


CONFIRM = "form[action$='/confirm']"
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


def test_a_formula_is_not_tied(client: ClientFor, records: Records) -> None:
    browser = client("clerk")
    page = browser.get(f"report/forms/{records.form_id}?cell=C10")
    refused = tie(browser, page, cell="C10", source="programme.visit_count")
    assert "C10は数式のセルです" in refused.text
    assert "C10" not in [row[0].partition("!")[2] for row in browser.get(f"report/forms/{records.form_id}").rows(TIES)]


def test_the_next_version_takes_the_ties_over_and_asks_about_what_moved(client: ClientFor, records: Records) -> None:
    browser = client("clerk")
    renew = f"report/forms/{records.form_id}/renew"
    sent = {"file": [(BytesIO(own_form(above=2, heading="事業者の名称")), "来年.xlsx")]}
    page = browser.submit(renew, sent, content_type="multipart/form-data", follow=True)
    assert page.heading == "実績報告書 第2版"
    assert "動いた項目" in page.main
    assert f"{SHEET}!B2 から {SHEET}!B4 へ" in page.main
    assert "見出しが「企業名」から「事業者の名称」に変わっています" in page.main
    ticked = [one.get("value") for one in page.select("input[name=place][checked]")]
    assert ticked == [f"{SHEET}!B{number}" for number in (4, 5, 6)]  # not the rows of which a heading is another one
    before = browser.get(f"report/forms/{records.form_id}/preview")
    assert "令和8年度" not in before.one(".form-grid").get_text()
    page = browser.submit(page, {}, form=CONFIRM, follow=True)
    assert [one.get("value") for one in page.select("input[name=place]")] == [f"{SHEET}!9:11"]
    assert "令和8年度" in browser.get(f"report/forms/{records.form_id}/preview").one(".form-grid").get_text()
    refused = browser.submit(page, {}, form=CONFIRM, follow=True)
    assert "場所を確かめた項目に印を付けてください。" in refused.text
    page = browser.submit(page, {"place": f"{SHEET}!9:11"}, form=CONFIRM, follow=True)
    assert not page.select("input[name=place]")
    assert browser.get(f"report/forms/{records.form_id}?number=1").heading == "実績報告書 第1版"


def test_two_who_change_the_fixed_values_see_both_texts_value_by_value(client: ClientFor, records: Records) -> None:
    first, second = client("clerk"), client("manager")
    url = f"report/forms/{records.form_id}/edit"
    mine, theirs = first.get(url), second.get(url)
    first.submit(mine, {"fixed-0-fixed_value": "令8-001", "fixed-1-fixed_name": "代表者", "fixed-1-fixed_value": "架空花子"})
    page = second.submit(
        theirs, {"fixed-0-fixed_value": "令8-002", "fixed-1-fixed_name": "担当", "fixed-1-fixed_value": "架空係"}
    )
    assert page.status == 409
    said = {
        one.select("legend")[0].text.strip(): [v.text.strip() for v in one.select(".conflict__value")]
        for one in page.select(".conflict__field")
    }
    assert said == {
        "決まった値：契約番号": ["令8-002", "令8-001"],
        "決まった値：担当": ["架空係", "（空欄）"],
        "決まった値：代表者": ["（空欄）", "架空花子"],
    }
    keep = {one.get("name"): one.get("value") for one in page.select(".conflict__field:not(:nth-of-type(2)) input[value=theirs]")}
    second.submit(page, keep)
    kept = second.get(url).select("[name$=fixed_name], [name$=fixed_value]")
    assert [one.get("value", one.text.strip()) for one in kept if one.get("value", one.text.strip())] == [
        "契約番号", "令8-001", "担当", "架空係", "代表者", "架空花子",
    ]  # fmt: skip


def test_the_same_file_again_makes_no_version(client: ClientFor, records: Records) -> None:
    sent = {"file": [(BytesIO(own_form()), "また.xlsx")]}
    page = client("clerk").submit(f"report/forms/{records.form_id}/renew", sent, content_type="multipart/form-data", follow=True)
    assert (page.heading, "同じファイルがすでに" in page.main) == ("実績報告書 第1版", True)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STRICT_MAIN = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
ENTITY = "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"


def with_part(name: str, content: str | bytes) -> bytes:
    return packed({**parts_of(own_form()), name: content})


STRICT = with_part("xl/workbook.xml", parts_of(own_form())["xl/workbook.xml"].replace(MAIN.encode(), STRICT_MAIN))


@pytest.mark.parametrize(
    ("content", "told", "in_english"),
    [
        (b"", "空です", "empty"),
        (OLE, "古い形式", "old format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "パスワード", "password"),
        (b"PK\x03\x04", "壊れている", "damaged"),
        (b"x", "読めません", "cannot be read"),
        (with_part("xl/vbaProject.bin", b"x"), "マクロ", "macros"),
        (STRICT, "Strict", "Strict"),
        (with_part("_xmlsignatures/sig1.xml", "<Signature/>"), "電子署名", "signed"),
        (form({}), "シートがありません", "no worksheet"),
        (form({f"表{number}": sheet() for number in range(300)}), "100枚", "100 sheets"),
        (with_part("xl/media/bomb.bin", bytes(101 * 1024 * 1024)), "展開すると大きすぎます", "too large"),
        *((with_part(part, ENTITY), f"「{part}」", part) for part in ("[Content_Types].xml", "xl/theme/theme1.xml", "a.vml")),
        (with_part("x.xml", f'<?xml version="1.0" encoding="UTF-16"?>{ENTITY}'.encode("utf-16")), "「x.xml」", "x.xml"),
    ],
    ids=range(15),
)
def test_a_file_that_is_no_form_is_refused_in_words(
    client: ClientFor, content: bytes, told: str, in_english: str, config: Config
) -> None:
    browser = client("clerk")
    for words in (told, in_english):
        page = upload(browser, content)
        assert page.status == 422
        assert any(words in line for line in page.errors()), page.errors()
        browser.speak("en")
    assert not list(config.attachments.rglob("*"))


@pytest.mark.parametrize("title", ["O'Neil", "a!b", "'引用'", "様式（ＡＢＣ）", "あ" * 31, "A1", "[1]", "&amp;<b>", "😀,=1+1"])
def test_a_sheet_of_any_name_is_tied_filled_and_carried_to_the_next_version(client: ClientFor, cast: Cast, title: str) -> None:
    def sent(number: int) -> bytes:
        return form({title: sheet(row(number, cell(f"A{number}", "名称"), cell(f"B{number}"))), "計": sheet()})

    browser = client("clerk")
    page = tie(browser, upload(browser, sent(1)), cell="B1", source="programme.name")
    assert [cells[0] for cells in page.rows(TIES)] == [f"{title}!B1"]
    filled = browser.submit(browser.get(page.links()["記入して確かめる"]), {}).data
    assert read_form(filled).sheets[0].cell("B1").shown == "架空伴走支援事業"
    renew, again = page.links()["新しい版を登録"], {"file": [(BytesIO(sent(2)), "来年.xlsx")]}
    page = browser.submit(renew, again, content_type="multipart/form-data", follow=True)
    assert [one.get("value") for one in page.select("input[name=place]")] == [f"{title}!B2"]
    page = browser.submit(page, {}, form=CONFIRM, follow=True)
    assert not page.select("input[name=place]")


def test_what_a_merged_block_covers_is_tied_at_its_first_cell_and_named_where_a_band_meets_it(
    client: ClientFor, cast: Cast
) -> None:
    merges = '<mergeCells count="2"><mergeCell ref="B2:C3"/><mergeCell ref="A5:A6"/></mergeCells>'
    lines = [row(number, *(cell(f"{letter}{number}") for letter in "ABC")) for number in range(1, 8)]
    names = '<definedName name="無い">消えた!$A$1</definedName><definedName name="外">[1]x!$A$1</definedName>'
    browser = client("clerk")
    page = upload(browser, form({"様式": sheet(*lines, after=merges)}, names=names))
    told = [cells[1] for cells in page.rows("section[aria-labelledby=names] table")]
    assert told == ["参照先のシートがありません。", "別のファイルを指しています。"]
    page = tie(browser, page, cell="C3", source="programme.name")
    assert [cells[0] for cells in page.rows(TIES)] == ["様式!B2"]
    page = tie(browser, page, cell="B5", way="band", source="company.place", last_row="7")
    page = tie(browser, page, cell="A6", way="band", source="company.name", last_row="7")
    assert [cells[0] for cells in page.rows(TIES)] == ["様式!B2", "様式!A5", "様式!B5"]
    seen = browser.get(page.links()["記入して確かめる"])
    refused = seen.rows("section[aria-labelledby=unfilled] table")
    assert [(place, label, "結合" in why) for place, label, why in refused] == [("様式!A6", cast.minato.name, True)]
    assert "書き込めなかった1欄も空いています" in seen.main and "すべて埋まっています" not in seen.main


def test_one_character_a_cell_goes_on_into_no_other_tie(client: ClientFor, records: Records) -> None:
    browser = client("clerk")
    url = f"report/forms/{records.form_id}"
    each = {"source": "fixed:契約番号", "format": "one_each", "parameter": "3"}
    page = tie(browser, browser.get(url), cell="D2", **each)
    page = tie(browser, page, cell="E2", source="programme.name")
    assert any("D2から1文字ずつ" in line for line in page.errors()), page.errors()
    page = tie(browser, browser.get(url), cell="A3", **each)
    assert any("B3の結びつきに重なります" in line for line in page.errors()), page.errors()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"cell": "5C", "source": "programme.name"}, "C5"),
        ({"cell": "B2", "source": ""}, "何を入れるか"),
        ({"cell": "B2", "source": "programme.name", "format": "era_date"}, "使えない書き方"),
        ({"cell": "B2", "source": "fixed:", "fixed_name": ""}, "値の名前"),
        ({"cell": "B7", "source": "programme.name", "way": "band", "last_row": "3"}, "最後の行"),
        ({"cell": "A1", "source": "programme.name", "way": "band"}, "まず企業・案件・訪問"),
    ],
)
def test_a_tie_that_cannot_be_is_told_at_its_field(
    client: ClientFor, records: Records, fields: dict[str, str], told: str
) -> None:
    browser = client("clerk")
    page = tie(browser, browser.get(f"report/forms/{records.form_id}"), **fields)
    assert page.status == 422
    assert any(told in line for line in page.errors()), page.errors()


def test_two_who_tie_one_cell_see_both_ties_field_by_field(client: ClientFor, records: Records) -> None:
    first, second = client("clerk"), client("manager")
    url = f"report/forms/{records.form_id}?cell=B2"
    mine, theirs = first.get(url), second.get(url)
    tie(first, mine, cell="B2", source="programme.name")
    page = tie(second, theirs, cell="B2", source="programme.organisation", dash="y")
    assert page.status == 409
    differences = {one.select("legend")[0].text.strip(): one.get_text() for one in page.select(".conflict__field")}
    assert "実施機関" in differences["入れるもの"] and "事業の名称" in differences["入れるもの"]
    assert set(differences) == {"入れるもの", "書き方", "値がないときは「―」を書く"}
    page = second.submit(page, {"keep-source": "theirs"}, form=TIE, follow=True)
    assert [cells[2] for cells in page.rows(TIES) if cells[0] == f"{SHEET}!B2"] == ["事業の名称"]


def test_two_who_tie_different_cells_are_not_in_each_others_way(client: ClientFor, records: Records) -> None:
    first, second = client("clerk"), client("manager")
    url = f"report/forms/{records.form_id}?cell="
    mine, theirs = first.get(url + "B2"), second.get(url + "B3")
    tie(first, mine, cell="B2", source="programme.name")
    page = tie(second, theirs, cell="B3", source="programme.starts_on")
    assert page.status == 200
    assert {cells[2] for cells in page.rows(TIES)} >= {"事業の名称", "対象期間の始まり"}


def test_of_a_large_report_the_form_is_filled_apart_and_is_the_same(
    client: ClientFor, records: Records, begun: list[Path], make: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client("clerk")
    preview = f"report/forms/{records.form_id}/preview?as_of=2026-11-20"
    page = browser.follow(browser.get(preview))
    assert (page.heading, page.one("progress")["value"], page.headers["Refresh"]) == ("様式に記入しています", "0", "2")
    make()
    shown = browser.get(preview)
    assert "に読んだ値です。" in shown.main
    apart = browser.submit(shown, {})
    assert len(begun) == 1  # what was seen is what is taken
    tie(browser, browser.get(f"report/forms/{records.form_id}"), cell="B4", source="programme.name")
    assert browser.get(preview).status == 302  # another tie is another form
    monkeypatch.setattr(making, "LARGE", 1_000)
    assert read_form(apart.data).sheets[0].cell("B4").shown == "令7-001"
    tie(browser, browser.get(f"report/forms/{records.form_id}"), cell="B4", source="fixed:契約番号")
    at_once = browser.get(preview)
    assert at_once.one(".form-grid").get_text() == shown.one(".form-grid").get_text()
    assert browser.submit(at_once, {}).data == apart.data


def test_what_is_blank_leads_to_where_it_is_entered(client: ClientFor, cast: Cast, records: Records) -> None:
    browser = client("manager")
    url = f"report/forms/{records.form_id}"
    tie(browser, browser.get(url), cell="C7", way="band", source="company.corporate_number", last_row="9")
    links = browser.get(f"{url}/preview").links()
    assert links[cast.asahi.name] == f"/p/r8/companies/{cast.asahi.enrolment_id}/edit"


def test_an_auditor_sees_the_form_and_ties_nothing(client: ClientFor, records: Records) -> None:
    page = client("auditor").get(f"report/forms/{records.form_id}?cell=B2")
    assert page.status == 200
    assert page.select(TIE) == []
    assert "様式の中身" in page.main


def test_a_deleted_form_is_brought_back(client: ClientFor, records: Records) -> None:
    browser = client("clerk")
    browser.submit(f"report/forms/{records.form_id}/delete")
    page = browser.get("report/forms/")
    assert browser.get(f"report/forms/{records.form_id}").status == 404
    browser.submit(page, {}, form=f"form[action$='/{records.form_id}/restore']")
    assert browser.get(f"report/forms/{records.form_id}").status == 200


def test_the_blank_form_is_handed_out_byte_for_byte(client: ClientFor, records: Records) -> None:
    assert client("auditor").get(f"report/forms/{records.form_id}/original").data == own_form()
