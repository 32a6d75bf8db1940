"""提出 on its pages: handing in, the list, the same file again, what changed since, and the next one."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.form_records import make_form, own_mapping
from tests.happenings import add_visit
from tests.kept_files import place_files
from tests.reports import records
from tracker.config import Config
from tracker.database import db
from tracker.domain.form_mapping import FormMapping
from tracker.models import FormVersion, Visit
from tracker.rows.form_store import pack_mapping
from tracker.workbooks.forms import read_form

Ways = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def visit_id(cast: Cast, writing: Ways) -> int:
    with writing():
        return add_visit(cast.asahi, date(2026, 6, 10), people=[cast.producer_id("owner")], cases=cast.asahi.case_ids)


@pytest.fixture
def form_id(cast: Cast, config: Config, writing: Ways) -> int:
    """An uploaded form, tied, with its file."""
    place_files(config.attachments)
    with writing():
        return make_form(cast, now=NOW)


def ask(browser: Client, address: str = "as_of=2026-09-30", **fields: str) -> Page:
    """The second question, where nothing is wrong."""
    return browser.submit(browser.get(f"report/submissions/new?{address}"), fields)


def hand_in(browser: Client, address: str = "as_of=2026-09-30", **fields: str) -> Page:
    asked = ask(browser, address, **fields)
    return browser.submit(asked, button=("confirmed", "1")) if asked.status == 200 else asked


def said(page: Page) -> dict[str, str]:
    rows = page.select(".summary-list__row")
    return {row.select_one("dt").get_text(strip=True): row.select_one("dd").get_text(strip=True) for row in rows}  # type: ignore[union-attr]


def test_a_report_is_handed_in_listed_and_the_same_file_whenever_it_is_taken(
    cast: Cast, client: ClientFor, visit_id: int
) -> None:
    browser = client("clerk")
    assert "report/submissions/new?as_of=2026-11-24" in str(browser.get("report/").soup)
    page = browser.follow(hand_in(browser, title="中間報告", remark="受付番号12"))
    told = said(page)
    assert "中間報告" in page.heading and told["基準日"].startswith("2026年9月30日") and told["備考"] == "受付番号12"
    taken = [browser.get("report/submissions/1/download", buffered=True) for _time in range(2)]
    assert taken[0].data == taken[1].data
    assert hashlib.sha256(taken[0].data).hexdigest() in page.main
    assert quote("第1号_令和8年度_実施報告_2026-09-30.xlsx") in taken[0].headers["Content-Disposition"]
    auditor = client("auditor")
    assert "第1号" in auditor.get("report/submissions/").main
    assert "再提出を作る" not in auditor.get("report/submissions/1").main


def test_nothing_is_kept_before_the_second_question_is_answered(cast: Cast, client: ClientFor, visit_id: int) -> None:
    browser = client("clerk")
    asked = ask(browser, title="中間報告", remark="架空の係")
    assert asked.heading == "提出の内容を確かめる" and browser.get("report/submissions/").rows() == []
    told = said(asked)
    assert (told["提出の名前"], told["備考"], told["訪問回数（企業単位）"]) == ("中間報告", "架空の係", "1")
    assert "2026年4月1日" in asked.main and "令和8年度_実施報告_2026-09-30.xlsx" in asked.main
    counted = {link["href"]: link.get_text() for link in asked.select("section[aria-labelledby=lacks] td a")}
    report = browser.get("report/?as_of=2026-09-30")
    assert counted
    for address, count in counted.items():
        anchor = str(address).partition("#")[2]
        assert report.one(f"#{anchor} .attention__count").get_text() == count
    back = browser.submit(asked, button=("edit", "1"))
    assert back.status == 200 and dict(back.fields())["remark"] == "架空の係"
    assert browser.get("report/submissions/").rows() == []


def test_sending_the_form_twice_makes_one(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    asked = ask(browser)
    first, second = browser.submit(asked, button=("confirmed", "1")), browser.submit(asked, button=("confirmed", "1"))
    assert first.location == second.location
    assert len(browser.get("report/submissions/").rows()) == 1


@pytest.mark.parametrize(("address", "fields"), [("as_of=2026-11-30", {}), ("as_of=2026-09-30", {"handed_in_on": "2026/9/1"})])
def test_a_day_that_cannot_be_is_refused_and_nothing_is_kept(
    cast: Cast, client: ClientFor, address: str, fields: dict[str, str]
) -> None:
    browser = client("clerk")
    page = hand_in(browser, address, **fields)
    assert page.status == 422 and page.errors()
    assert browser.get("report/submissions/").rows() == []


def test_a_later_correction_asks_why_is_listed_with_before_and_after_and_goes_into_the_next(
    cast: Cast, client: ClientFor, visit_id: int, writing: Ways
) -> None:
    clerk, manager = client("clerk"), client("manager")
    hand_in(clerk, title="中間報告")
    assert "変わった値はありません" in clerk.get("report/submissions/1/changes").main
    edited = manager.submit(manager.get(f"visits/{visit_id}/edit"), {"visit_on": "2026/7/3"})
    assert edited.status == 422 and "提出第1号「中間報告」に入っています" in edited.text
    assert manager.submit(edited, {"change_reason": "日付の誤り"}).status == 302
    page = clerk.get("report/submissions/1/changes")
    rows = {row.select_one("th").get_text(strip=True): row for row in page.select("tbody tr")}  # type: ignore[union-attr]
    assert f"変わった行：{len(rows)}件" in page.main
    of_visit = next(row for what, row in rows.items() if f"訪問ID {visit_id}）" in what and "シート データ_訪問・" in what)
    words = " ".join(of_visit.get_text(" ", strip=True).split())
    assert "訪問日 2026-06-10 → 2026-07-03" in words
    assert {cast.asahi.name, "2026年7月3日(金)", "企業訪問", "架空マネージャー", "日付の誤り"} <= set(
        words.replace("　", " ").split()
    )
    assert clerk.get(str(of_visit.select_one("a")["href"])).status == 200  # type: ignore[index]
    again = clerk.follow(hand_in(clerk, "replaces=1"))
    assert "中間報告（再提出）" in again.heading and "第1号の代わりに作りました" in again.main
    book = load_workbook(io.BytesIO(clerk.get("report/submissions/2/download", buffered=True).data))
    assert {(row["前の値"], row["後の値"]) for row in records(book["変更点"])} >= {("2026-06-10", "2026-07-03")}
    assert "再提出あり" in clerk.get("report/submissions/").main
    with writing():
        assert db.session.get_one(Visit, visit_id).visit_on == date(2026, 7, 3)


def test_whoever_reads_the_trail_is_led_to_all_changes_of_a_record(cast: Cast, client: ClientFor, visit_id: int) -> None:
    clerk, manager = client("clerk"), client("manager")
    hand_in(clerk, title="中間報告")
    edit = manager.get(f"visits/{visit_id}/edit")
    for day, why in (("2026/7/3", "日付の誤り"), ("2026/7/6", "もう一度の訂正")):
        assert manager.submit(edit, {"visit_on": day, "change_reason": why}).status == 302
        edit = manager.get(f"visits/{visit_id}/edit")
    rows = manager.get("report/submissions/1/changes").select("tbody tr")
    (trail,) = {str(row.select("td:last-child a")[0]["href"]) for row in rows if "2回の変更の最後" in row.get_text()}
    told = [row[-1] for row in manager.get(trail).rows()]
    assert told[:2] == ["もう一度の訂正", "日付の誤り"]
    page = clerk.get("report/submissions/1/changes")
    assert "2回の変更の最後" in page.main and not any("変更の記録" in words for words in page.links())


def test_a_team_a_text_of_a_case_and_a_count_lead_to_the_trail_of_what_they_belong_to(
    cast: Cast, client: ClientFor, visit_id: int
) -> None:
    manager, case = client("manager"), f"report/narratives/{cast.asahi.case_id}"
    hand_in(manager, title="中間報告")
    team = {"from_on": "2026/9/1", "sub_lead_ids": [cast.producer_id("sixth")], "reason": "副担当の交代"}
    assert manager.submit(f"staffing/{cast.asahi.enrolment_id}/edit", team).status == 302
    for words in ("工程を見直した。", "工程を二度見直した。"):
        assert manager.submit(f"{case}/edit", {"work": words}).status == 302
    day = {"visit_on": "2026/7/3", "change_reason": "日付の誤り"}
    assert manager.submit(f"visits/{visit_id}/edit", day).status == 302
    rows = manager.get("report/submissions/1/changes").select("tbody tr")

    def trail_of(sheet: str) -> list[list[str]]:
        """Where every row of the sheet leads: to one trail."""
        (address,) = {
            str(row.select("td:last-child a")[0]["href"]) for row in rows if f"シート データ_{sheet}・" in row.get_text()
        }
        return manager.get(address).rows()

    assert "副担当の交代" in [row[-1] for row in trail_of("担当")]
    assert len([row for row in trail_of("まとめ") if "まとめ文" in row[3]]) == 2
    assert trail_of("企業月")[0][-1] == "日付の誤り"


def test_a_count_of_a_company_that_was_changed_itself_too_keeps_the_reason_of_what_is_counted(
    cast: Cast, client: ClientFor, visit_id: int
) -> None:
    clerk, manager = client("clerk"), client("manager")
    hand_in(clerk, title="中間報告")
    manager.submit(f"visits/{visit_id}/edit", {"mode": "online", "change_reason": "方法の誤り"})
    assert manager.submit(f"companies/{cast.asahi.enrolment_id}/edit", {"name": "架空アサヒ工業"}).status == 302

    def told() -> dict[str, str]:
        """By what changed of the company, by whom and why."""
        rows = clerk.get("report/submissions/1/changes").select("tbody tr")
        cells = [row.select("td") for row in rows if "シート データ_企業・" in row.get_text()]
        return {what.get_text(" ", strip=True).partition(" ")[0]: why.get_text(" ", strip=True) for _kind, what, why in cells}

    assert {what: "方法の誤り" in why for what, why in told().items()} == {"支援企業名": False, "うちオンライン": True}
    again = clerk.follow(hand_in(clerk, "replaces=1"))
    book = load_workbook(io.BytesIO(clerk.get("report/submissions/2/download", buffered=True).data))
    reasons = {
        row["変わった項目"]: row["変えた理由"] for row in records(book["変更点"]) if row["変わったシート"] == "データ_企業"
    }
    assert (reasons["うちオンライン"], reasons["支援企業名"]) == ("方法の誤り", None) and again.status == 200
    assert manager.submit(f"companies/{cast.asahi.enrolment_id}/edit", {"may_be_named": []}).status == 302
    assert "方法の誤り" in told()["うちオンライン"]


def test_the_form_of_what_was_handed_in_says_so_on_top_and_leads_down_to_the_reason(client: ClientFor, visit_id: int) -> None:
    hand_in(client("clerk"), title="中間報告")
    page = client("manager").get(f"visits/{visit_id}/edit")
    field = page.one("[name=change_reason]")
    link = page.one(f".notice a[href='#{field['id']}']")
    assert "提出第1号" in link.find_parent(class_="notice").get_text()  # type: ignore[union-attr]
    assert page.one("[name=visit_on]") in link.find_all_next("input") and field in link.find_all_next("input")


def test_what_changed_is_told_in_english_but_for_the_texts(cast: Cast, client: ClientFor, visit_id: int) -> None:
    clerk, manager = client("clerk"), client("manager")
    hand_in(clerk, title="中間報告")
    manager.submit(manager.get(f"visits/{visit_id}/edit"), {"visit_on": "2026/7/3", "change_reason": "日付の誤り"})
    clerk.post("/language", {"locale": "en", "csrf_token": clerk.csrf_token()})
    words = clerk.get("report/submissions/1/changes").main
    assert f"Visit ID {visit_id}" in words and "Changed" in words
    assert "State of the month" in words and "Held" in words and "実施" not in words


def test_a_new_row_is_told_by_its_values_alone(cast: Cast, client: ClientFor, visit_id: int, writing: Ways) -> None:
    clerk = client("clerk")
    hand_in(clerk, title="中間報告")
    with writing():
        added = add_visit(cast.asahi, date(2026, 8, 3))
    rows = [
        " ".join(row.get_text(" ", strip=True).split()) for row in clerk.get("report/submissions/1/changes").select("tbody tr")
    ]
    (of_visit,) = [words for words in rows if f"シート データ_訪問・訪問ID {added}" in words]
    assert "追加" in of_visit and "訪問日 2026-08-03" in of_visit
    assert "→" not in of_visit and of_visit.count("訪問ID") == 1


def test_what_is_known_later_is_noted_beside_it_and_every_note_stays(cast: Cast, client: ClientFor) -> None:
    clerk, manager = client("clerk"), client("manager")
    page = clerk.follow(hand_in(clerk, title="中間報告"))
    assert "まだありません" in page.main
    refused = clerk.submit(clerk.get("report/submissions/1/annotate"), {})
    assert refused.status == 422 and "受付番号、渡した相手、備考のどれか" in " ".join(refused.errors())
    clerk.submit(refused, {"receipt": "架空第12号", "handed_to": "架空の窓口"})
    shown = manager.submit("report/submissions/1/annotate", {"receipt": "架空第13号", "remark": "番号の訂正"}, follow=True)
    notes = [row[1:] for row in shown.rows("section[aria-labelledby=notes] table")]
    assert notes == [
        [cast["clerk"].name, "架空第12号", "架空の窓口", "―"],
        [cast["manager"].name, "架空第13号", "―", "番号の訂正"],
    ]
    assert "架空第13号" in clerk.get("report/submissions/").main
    assert "書き添える" not in client("auditor").get("report/submissions/1").links()


def test_a_withdrawn_one_stays_with_its_reason_and_asks_for_none_any_more(cast: Cast, client: ClientFor, visit_id: int) -> None:
    clerk, manager = client("clerk"), client("manager")
    hand_in(clerk, title="中間報告")
    assert clerk.submit("report/submissions/1/withdraw", {"reason": " "}).errors()
    page = clerk.submit("report/submissions/1/withdraw", {"reason": "宛先を誤ったため"}, follow=True)
    assert "この提出は取り下げました" in page.main and "宛先を誤ったため" in page.main
    assert "取り下げる" not in page.links()
    assert "取り下げ" in clerk.get("report/submissions/").main
    assert clerk.get("report/submissions/1/download", buffered=True).data[:2] == b"PK"
    assert manager.submit(f"visits/{visit_id}/edit", {"visit_on": "2026/7/3"}).status == 302


def test_a_form_goes_in_with_it_and_is_the_same_file_whatever_becomes_of_the_form(
    cast: Cast, client: ClientFor, visit_id: int, form_id: int, writing: Ways
) -> None:
    browser = client("clerk")
    asked = ask(browser, forms=str(form_id))
    assert "様式（版 1）" in asked.main
    shown = browser.follow(browser.submit(asked, button=("confirmed", "1")))
    url = shown.links()["実績報告書_2026-09-30.xlsx"]
    assert shown.links()["「実績報告書_2026-09-30.xlsx」をダウンロード"] == url
    assert "集計ブックをダウンロード" in shown.links() and "提出したファイルをダウンロード" not in shown.links()
    first = browser.get(url, buffered=True).data
    assert hashlib.sha256(first).hexdigest() in shown.main
    filled = read_form(first).sheets[0]
    assert [filled.cell(ref).shown for ref in ("B2", "B7", "C7")] == ["令和8年度", cast.asahi.name, "1"]
    browser.submit(f"report/forms/{form_id}/delete", {})
    with writing():
        add_visit(cast.asahi, date(2026, 8, 3))
    assert browser.get(url, buffered=True).data == first
    assert "一緒に提出する様式" not in browser.get("report/submissions/new?replaces=1").main


def test_the_forms_of_the_one_that_is_replaced_are_ticked_and_one_left_out_is_named(client: ClientFor, form_id: int) -> None:
    browser = client("clerk")
    hand_in(browser, forms=str(form_id))
    page = browser.get("report/submissions/new?replaces=1")
    assert [box["value"] for box in page.select("[name=forms][checked]")] == [str(form_id)]
    assert "第1号にあった様式" not in browser.submit(page, {}).main
    asked = browser.submit(page, {"forms": []})
    assert asked.status == 200 and "第1号にあった様式「実績報告書」が入っていません" in asked.main
    browser.submit(f"report/forms/{form_id}/delete", {})
    assert "第1号にあった様式「実績報告書」が入っていません" in ask(browser, "replaces=1").main
    assert browser.get("report/submissions/new?as_of=2026-09-30").select("[name=forms][checked]") == []


def test_a_reissue_that_was_withdrawn_replaces_nothing_any_more(client: ClientFor) -> None:
    browser = client("clerk")
    hand_in(browser, title="中間報告")
    hand_in(browser, "replaces=1")
    browser.submit("report/submissions/2/withdraw", {"reason": "宛先を誤ったため"})
    listed, shown = browser.get("report/submissions/").main, browser.get("report/submissions/1")
    assert "再提出は取り下げ済み" in listed and "再提出あり" not in listed
    assert "取り下げ済みです" in shown.main and "再提出したものがあります" not in shown.main
    assert shown.links()["第2号を見る"].endswith("/report/submissions/2")
    hand_in(browser, "replaces=1")
    listed, shown = browser.get("report/submissions/").main, browser.get("report/submissions/1")
    assert "再提出あり" in listed and "再提出は取り下げ済み" not in listed
    assert shown.links()["第3号を見る"].endswith("/report/submissions/3")


@pytest.mark.parametrize("mapping", [FormMapping(), replace(own_mapping(), lost=own_mapping().cells[:1])])
def test_a_form_that_cannot_be_filled_is_refused_with_the_reason_and_nothing_is_kept(
    client: ClientFor, form_id: int, writing: Ways, mapping: FormMapping
) -> None:
    browser = client("clerk")
    with writing():
        version = db.session.scalars(select(FormVersion).where(FormVersion.form_id == form_id)).one()
        version.mapping = pack_mapping(mapping)
    page = hand_in(browser, forms=str(form_id))
    assert page.status == 422 and "様式「実績報告書」" in " ".join(page.errors())
    assert browser.get("report/submissions/").rows() == []


def test_of_a_large_report_the_forms_are_filled_apart_and_what_stops_them_is_told(
    client: ClientFor, form_id: int, begun: list[Path], make: Callable[[], Path], writing: Ways
) -> None:
    browser = client("clerk")
    form = browser.get("report/submissions/new?as_of=2026-09-30")
    early = browser.submit(form, {"forms": str(form_id), "title": "中間報告"})
    assert early.status == 422 and "少し待ってから" in early.main
    make()
    asked = browser.submit(early, {})
    assert asked.status == 200 and "提出のときに記入します" in asked.main
    with writing():
        version = db.session.scalars(select(FormVersion).where(FormVersion.form_id == form_id)).one()
        version.mapping = pack_mapping(FormMapping())
    waiting = str(browser.submit(asked, button=("confirmed", "1")).location)
    make()
    told = browser.get(waiting)
    assert "何も残していません" in told.main and "まだ何も結びつけていません" in told.main
    with writing():
        version = db.session.scalars(select(FormVersion).where(FormVersion.form_id == form_id)).one()
        version.mapping = pack_mapping(own_mapping())
    waiting = str(browser.submit(asked, button=("confirmed", "1")).location)
    make()
    assert "実績報告書_2026-09-30.xlsx" in browser.follow(browser.get(waiting)).links()
    assert len(browser.get("report/submissions/").rows()) == 1
