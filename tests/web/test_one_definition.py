"""One definition: the same year on the dashboard, in 今週のまとめ as page and mail, in the report's preview and in its workbook.

The mail is what a server took that ``remind`` sent it to, the workbook what ``report --out`` wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from openpyxl import Workbook, load_workbook

from tests.auditing import Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import add_excuse, add_meeting, add_visit
from tests.mail_servers import listening
from tests.records import make_action, make_outcome
from tests.reports import form_rows
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.phases import Phase

At = Callable[[], AbstractContextManager[None]]
Cells = dict[tuple[str, int], str]
MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
OUTCOMES = {OutcomeKind.PROTOTYPE: (2, 1), OutcomeKind.PRODUCT: (1, 1), OutcomeKind.BUSINESS_MEETING: (2, 2)}
GAPS = "訪問の合間の会議なし"


@pytest.fixture
def year(cast: Cast, writing: At) -> None:
    """Both companies with something in every state: 10 visits that count, 3 meetings, 5 outcomes, 3 of 8 gaps filled."""
    owner, colleague = cast.producer_id("owner"), cast.producer_id("colleague")
    with writing():
        for day in (date(2026, 4, 10), date(2026, 5, 11), date(2026, 6, 10), date(2026, 9, 1), date(2026, 9, 28)):
            add_visit(cast.asahi, day, people=[owner], cases=cast.asahi.case_ids, worked=Phase.LISTEN)
        add_visit(cast.asahi, date(2026, 10, 3), mode=VisitMode.EVENT)
        add_visit(cast.asahi, date(2026, 11, 17), EventStatus.SCHEDULED)
        add_visit(cast.asahi, date(2026, 12, 8), EventStatus.SCHEDULED)
        add_excuse(cast.asahi, date(2026, 7, 1))
        for day in (date(2026, 4, 6), date(2026, 6, 1), date(2026, 6, 29), date(2026, 11, 2)):
            add_visit(cast.minato, day, people=[colleague], cases=cast.minato.case_ids)
        add_visit(cast.minato, date(2026, 11, 10), mode=VisitMode.ONLINE)
        add_visit(cast.minato, date(2026, 8, 4), is_draft=True)
        add_visit(cast.minato, date(2026, 8, 3), EventStatus.CANCELLED)
        add_meeting([cast.asahi, cast.minato], date(2026, 4, 20), [owner, colleague])
        add_meeting([cast.asahi], date(2026, 5, 20), [owner])
        add_meeting([cast.minato], date(2026, 7, 6), [])  # nobody of the team: it counts as a meeting and fills nothing
        for kind, (companies, count) in {
            OutcomeKind.PROTOTYPE: ((cast.asahi,), 2),
            OutcomeKind.PRODUCT: ((cast.minato,), 1),
            OutcomeKind.BUSINESS_MEETING: ((cast.asahi, cast.minato), 1),
        }.items():
            for company in companies:
                for day in range(1, count + 1):
                    make_outcome(company, now=NOW, on=date(2026, 10, day), kind=kind)
        for due_on in (date(2026, 11, 10), date(2026, 11, 23), date(2026, 12, 1)):
            make_action(cast.asahi, now=NOW, due_on=due_on)


def test_page_mail_preview_and_workbook_say_the_same(
    cast: Cast, year: None, app: Flask, client: ClientFor, tmp_path: Path
) -> None:
    browser, book = client("manager"), workbook(app, tmp_path)
    board, digest, preview = browser.get(""), browser.get("digest/?kind=manager"), browser.get("report/")
    week, mail = BeautifulSoup(str(digest.one("main")), "lxml"), mailed(app, cast["manager"].email)
    summary = {str(row["項目"]).strip("　"): int(row["数"]) for row in form_rows(book["概要"], "項目")}
    tiles, shown = tiles_of(board), tiles_of(preview)

    four = {"訪問回数（企業単位）": 10, "会議回数": 3, "期限を過ぎた宿題": 2, "成果（延べ件数）": 5}
    assert {label: tiles[label] for label in four} == four
    assert numbers_of(week) == numbers_of(mail) == four
    reported = {label: count for label, count in four.items() if label != "期限を過ぎた宿題"}  # is no part of the report
    assert {label: shown[label] for label in reported} == {label: summary[label] for label in reported} == reported

    parts = parts_of(board)
    assert (parts["実企業数"], parts["企業別延べ会議回数"], parts["うちオンライン"]) == (2, 4, 1)
    for said in (shown, summary):
        assert (said["訪問した企業（実企業数）"], said["企業別延べ会議回数"], said["うちオンライン"]) == (2, 4, 1)
    gaps = {between(str(place)) for place in (board.one(".number-tiles"), week, mail)}
    assert gaps == {(summary["うち間に会議があった組"], summary["続けて行った2回の訪問の組"])} == {(3, 8)}
    counts = [heading(found, GAPS) for found in (board.soup, week, mail, preview.soup)]
    assert [*counts, remarked(book, GAPS)] == [5] * 5


def test_outcomes_by_kind_are_the_same_on_the_page_and_in_the_workbook(
    cast: Cast, year: None, app: Flask, client: ClientFor, tmp_path: Path
) -> None:
    expected = {str(kind.value): numbers for kind, numbers in OUTCOMES.items()}
    page = client("manager").get("outcomes/overview")
    kinds = page.select("table")[0].select("tbody tr")
    words = {row.select_one("th").get_text(strip=True): row for row in kinds}  # type: ignore[union-attr]
    found = {label: tuple(int(cell.get_text()) for cell in row.select("td")[:2]) for label, row in words.items()}
    sheet = form_rows(workbook(app, tmp_path)["成果"], "番号")
    total, companies = (next(row for row in sheet if row["支援企業"] == name) for name in ("合計（延べ件数）", "実企業数"))
    in_book = {label: (int(total[label] or 0), int(companies[label] or 0)) for label in found}
    assert in_book == found
    assert sorted(numbers for numbers in found.values() if any(numbers)) == sorted(expected.values())


def test_every_month_of_every_company_has_one_state(
    cast: Cast, year: None, app: Flask, client: ClientFor, tmp_path: Path
) -> None:
    browser = client("manager")
    board, preview = browser.get(""), browser.get("report/")
    months = of_board(board)
    assert set(months.values()) >= {"1", "2", "未実施", "見送り", "予定", "記録待ち", ""}
    # rule 6: in the report a month that is over without its record counts as missed
    reported = {place: "未実施" if (word, place[1]) == ("記録待ち", 8) else word for place, word in months.items()}
    assert of_preview(preview) == reported
    assert of_book(workbook(app, tmp_path)) == reported


def workbook(app: Flask, folder: Path) -> Workbook:
    out = folder / "実施報告.xlsx"
    run = app.test_cli_runner().invoke(args=["report", "--programme", "r8", "--as-of", "2026-11-24", "--out", str(out)])
    assert run.exit_code == 0, run.output
    return load_workbook(out)


def mailed(app: Flask, address: str) -> BeautifulSoup:
    with listening() as box:
        app.config["TRACKER"] = replace(app.config["TRACKER"], base_url="https://tracker.example.jp", mail=box.settings)
        run = app.test_cli_runner().invoke(args=["remind"])
        assert run.exit_code == 0, run.output
        (message,) = (one for one in box.taken if one["To"] == address)
    _text, html = (part.get_content() for part in message.iter_parts())
    return BeautifulSoup(html, "lxml")


def number(words: str) -> int:
    return int(re.findall(r"\d+", words)[0])


def tiles_of(page: Page) -> dict[str, int]:
    return {
        text_of(tile, ".number-tile__label"): number(text_of(tile, ".number-tile__number"))
        for tile in page.select(".number-tile")
    }


def parts_of(page: Page) -> dict[str, int]:
    return {part.get_text(" ").split()[0]: number(part.get_text(" ")) for part in page.select(".number-parts li")}


def numbers_of(digest: BeautifulSoup) -> dict[str, int]:
    """The list of the four numbers, the first of a digest."""
    lines = digest.select_one("ul").select("li")  # type: ignore[union-attr]
    return {line.get_text().split("：")[0].strip(): number(text_of(line, "a")) for line in lines}


def between(words: str) -> tuple[int, int]:
    filled, every = re.findall(r"訪問の合間 (\d+)/(\d+)", BeautifulSoup(words, "lxml").get_text())[0]
    return int(filled), int(every)


def heading(found: BeautifulSoup, title: str) -> int:
    """How many of a kind of exception the heading above its lines says, and that these are as many."""
    (there,) = (one for one in found.select("h3") if title in one.get_text())
    lines = there.find_next("ul").find_all("li", recursive=False)  # type: ignore[union-attr]
    assert len(lines) == number(there.get_text())
    return len(lines)


def remarked(book: Workbook, title: str) -> int:
    remarks = " ".join(str(row[0]) for row in book["概要"].iter_rows(values_only=True))
    return int(re.findall(rf"{title} (\d+)件", remarks)[0])


def text_of(tag: Tag, css: str) -> str:
    found = tag.select_one(css)
    return found.get_text(" ", strip=True) if found else ""


def of_board(page: Page) -> Cells:
    """What each month comes to: how many visits that count it holds, else its state in words."""
    found = {}
    for row in page.select(".month-matrix tbody tr"):
        for month, cell in zip(MONTHS, row.select("td"), strict=True):
            held = re.findall(r"^(\d+)回", text_of(cell, ".month-matrix__count"))
            found[text_of(row, "th a"), month] = held[0] if held else text_of(cell, ".status")
    return found


def of_preview(page: Page) -> Cells:
    return dict(in_months([cell.get_text(strip=True) for cell in row.select("th, td")] for row in rows_of(page)))


def rows_of(page: Page) -> list[Tag]:
    return page.select("section[aria-labelledby=visits] tbody tr")


def of_book(book: Workbook) -> Cells:
    rows = (row for row in book["訪問回数"].iter_rows(values_only=True) if isinstance(row[0], int))
    return dict(in_months(["" if word is None else str(word) for word in row[1:]] for row in rows))


def in_months(rows: Iterable[list[str]]) -> Iterable[tuple[tuple[str, int], str]]:
    for name, *words in rows:
        for month, word in zip(MONTHS, words, strict=False):
            yield (name, month), word.split("/")[0] if word[:1].isdecimal() else word
