"""One year through the browser: roster, team, visits and a meeting between, a round, the dashboard, the workbook's numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from openpyxl.workbook import Workbook
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from tests.assessing import rate
from tests.conftest import Clock
from tests.journeys.conftest import Visitor
from tracker.database import db
from tracker.domain.access import Viewer, operator
from tracker.domain.calendar import TOKYO
from tracker.domain.roles import Role
from tracker.models import Account, AssessmentRound, Producer
from tracker.services.accounts import add_member
from tracker.services.programmes import found_programme
from tracker.services.sessions import start_session

At = Callable[[], AbstractContextManager[None]]
ROSTER = Path(__file__).resolve().parents[1] / "data" / "roster-r7.xlsx"
MANAGER, LEAD = "manager@example.jp", "ninaite01@example.jp"
PASSWORD = "やまびこ-2025-谷川"
SHOWN = re.compile(r"/(visits|meetings)/\d+$")


@dataclass
class Year:
    """The programme ``r7`` on its server, whose clock the story sets, and whoever comes by."""

    app: Flask
    address: str
    browser: Browser
    clock: Clock
    writing: At
    programme_id: int
    came: list[Visitor] = field(default_factory=list)

    def on(self, month: int, day: int) -> None:
        """It is noon of that day of 2025."""
        self.clock.set(datetime(2025, month, day, 12, 0, tzinfo=TOKYO))

    def arrive(self, email: str, screen: str) -> Visitor:
        """Somebody opens the program, signed in."""
        visitor = Visitor(self.browser, self.app, self.address, screen)
        with self.writing():
            account_id = db.session.scalars(select(Account.id).where(Account.email == email)).one()
            token = start_session(account_id=account_id, now=self.clock(), is_trusted=True)
        visitor.carry(token)
        self.came.append(visitor)
        return visitor


@pytest.fixture
def year(app: Flask, address: str, browser: Browser, clock: Clock, writing: At) -> Iterator[Year]:
    clock.set(datetime(2025, 6, 18, 12, 0, tzinfo=TOKYO))
    with writing():
        programme_id = found_programme(
            operator(None), slug="r7", name="架空実証事業", organisation="架空協会", fiscal_year=2025, now=clock()
        )
    made = Year(app, address, browser, clock, writing, programme_id)
    with writing():
        join(made, MANAGER, "架空マネージャー", Role.MANAGER)
    yield made
    complaints = [complaint for one in made.came for complaint in one.complaints]
    for one in made.came:
        one.close()
    assert complaints == []


def join(year: Year, email: str, name: str, role: Role) -> int:
    return add_member(
        operator(year.programme_id),
        programme_id=year.programme_id,
        email=email,
        name=name,
        roles={role},
        password=PASSWORD,
        ends_on=None,
        now=year.clock(),
    )


def test_a_year_from_the_roster_to_the_workbook(year: Year) -> None:
    import_roster(year)
    change_the_team(year)
    log_two_visits_and_a_meeting_between(year)
    run_a_round(year)
    compare_dashboard_and_workbook(year)


def import_roster(year: Year) -> None:
    page = year.arrive(MANAGER, "desk").open("/p/r7/roster/new")
    page.locator("[name=file]").set_input_files(ROSTER)
    page.get_by_role("button", name="中身を確かめる").click()
    expect(page.get_by_text("まだ取り込んでいません")).to_be_visible()
    read = dict(zip(page.locator("main dt").all_inner_texts(), page.locator("main dd").all_inner_texts(), strict=True))
    wanted = {"支援企業": "6社", "案件": "7件", "担い手": "10人", "主担当": "6人", "副担当（延べ）": "9人"}
    assert {what: read[what].strip() for what in wanted} == wanted
    page.get_by_role("button", name="取り込む", exact=True).click()
    expect(page.get_by_text("名簿を取り込みました")).to_be_visible()
    page.goto("/p/r7/companies/")
    expect(page.locator("main table tbody tr")).to_have_count(6)
    with year.writing():
        for producer in list(db.session.scalars(select(Producer).order_by(Producer.id))):
            assert producer.email
            join(year, producer.email, producer.name, Role.COORDINATOR)


def change_the_team(year: Year) -> None:
    """One more sub-lead at the second company, then its lead hands over to the first sub-lead after a look at what comes."""
    page = year.arrive(MANAGER, "desk").open("/p/r7/staffing/")
    row = page.locator("main tr", has_text="協同商事").first
    row.get_by_role("link", name="体制を変える").click()
    page.locator("[name=from_on]").fill("2025-06-18")
    page.get_by_role("group", name="副担当").get_by_label("担い手09").check()
    page.get_by_role("button", name="体制を保存").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("体制を変える")
    page.goto("/p/r7/staffing/")
    expect(row.locator("td[data-label='担い手09']")).to_contain_text("副担当")
    row.get_by_role("link", name="主担当を交代").click()
    page.locator("[name=from_on]").fill("2025-07-01")
    page.get_by_role("radiogroup", name="新しい主担当").get_by_label("担い手04").check()
    page.get_by_label("これまでの主担当を、副担当として残す").check()
    page.get_by_role("button", name="交代の内容を確かめる").click()
    preview = page.get_by_role("region", name="交代するとこうなります").locator("tbody tr")
    expect(preview.last).to_contain_text("担い手04")
    page.get_by_role("button", name="この内容で交代する").click()
    page.goto("/p/r7/staffing/?on=2025-07-01")
    expect(row.locator("td[data-label='担い手04']")).to_contain_text("主担当")


def log_two_visits_and_a_meeting_between(year: Year) -> None:
    year.on(7, 10)
    page = choose(year, "visits/new")
    page.locator("[name=cases-0-phases][value=listen]").check()
    page.locator("[name=cases-0-facts]").fill("工場長に、段取り替えの手順を聴いた。")
    page.locator("[name=actions-0-what]").fill("図面を送る")
    page.locator("[name=actions-0-due_on]").fill("2025-07-31")
    page.locator("[name=next_on]").fill("2025-08-07")
    page.get_by_role("button", name="記録を確定する").click()
    page.wait_for_url(SHOWN)
    expect(page.get_by_text("図面を送る").first).to_be_visible()

    year.on(7, 24)
    page = choose(year, "meetings/new")
    page.locator("[name=mode][value=online]").check()
    page.locator("[name=sections-0-decisions]").fill("次は現場を観る。")
    page.get_by_role("button", name="記録を確定").click()
    page.wait_for_url(SHOWN)

    year.on(8, 7)
    page = choose(year, "visits/new")
    page.locator("[name=next_answer][value=open]").check()
    page.locator("[name=cases-0-phases][value=observe]").check()
    page.locator("[name=cases-0-facts]").fill("画面越しに現場を観た。")
    page.locator("summary", has_text="方法・場所").click()
    page.locator("[name=mode][value=online]").check()
    page.get_by_role("button", name="記録を確定する").click()
    page.wait_for_url(SHOWN)


def choose(year: Year, url: str) -> Page:
    """The form of something new about the first company, on its lead's phone."""
    visitor = year.arrive(LEAD, "phone")
    href = visitor.open("/p/r7/companies/").get_by_role("link", name="industria").first.get_attribute("href")
    assert href is not None
    return visitor.open(f"/p/r7/{url}?company={href.rsplit('/', 1)[1]}")


def run_a_round(year: Year) -> None:
    """One rates in the browser, the others without; what comes of it is drawn."""
    year.on(8, 10)
    page = year.arrive(MANAGER, "desk").open("/p/r7/assessments/new")
    page.locator("[name=name]").fill("期首")
    page.locator("[name=due_on]").fill("2025-08-31")
    page.get_by_role("button", name="評価時期を準備する").click()
    page.get_by_role("link", name="受付を始める").click()
    page.get_by_role("button", name="受付を始める").click()
    page.wait_for_url(re.compile(r"/assessments/\d+$"))

    rater = year.arrive(LEAD, "phone").open("/p/r7/assessments/mine")
    rater.get_by_role("link", name="担い手01").click()
    groups = rater.locator("main [role=radiogroup]")
    expect(groups).to_have_count(5)
    for group in groups.all():
        group.locator("input[value='4']").check()
    rater.get_by_role("button", name=re.compile("保存して")).last.click()
    expect(rater.get_by_text("10人のうち1人の評価が済みました。")).to_be_visible()
    rater.get_by_role("button", name="評価を提出する").click()
    expect(rater.get_by_text("提出済みです")).to_be_visible()

    with year.writing():
        round_id = db.session.scalars(select(AssessmentRound.id)).one()
        people = list(db.session.scalars(select(Producer).order_by(Producer.id)))
        for person in people[1:6]:
            account_id = db.session.scalars(select(Account.id).where(Account.email == person.email)).one()
            roles = frozenset({Role.COORDINATOR})
            viewer = Viewer(account_id, person.name, programme_id=year.programme_id, roles=roles, producer_id=person.id)
            for ratee in people:
                rate(viewer, round_id, ratee.id, 3)

    page.get_by_role("link", name="締め切る").click()
    page.get_by_role("button", name=re.compile("締め切")).click()
    page.wait_for_url(re.compile(r"/assessments/\d+$"))
    page.get_by_role("link", name="結果を公開する").click()
    page.get_by_role("button", name="結果を全員に公開する").click()
    page.wait_for_url(re.compile(r"/assessments/\d+(/results)?$"))
    page.goto(f"/p/r7/assessments/{round_id}/results")
    expect(page.locator(".chart .main-svg").first).to_be_visible()
    expect(page.locator(".chart .scatterpolar .trace, .chart .polarsublayer .trace").first).to_be_attached()


def compare_dashboard_and_workbook(year: Year) -> None:
    year.on(9, 1)
    visitor = year.arrive(MANAGER, "desk")
    page = visitor.open("/p/r7/")
    tiles = tiles_of(page)
    numbers = {label: number for label, (number, _href) in tiles.items()}
    assert numbers == {
        "訪問回数（企業単位）": 2,
        "会議回数": 1,
        "期限を過ぎた宿題": 1,
        "成果（延べ件数）": 0,
        "うちオンライン": 1,
        "企業別延べ会議回数": 1,
        "実企業数": 1,
    }
    months = months_of(page)
    by_company = [[int(cell) for cell in row.locator("td.numeric").all_inner_texts()] for row in rows_of_companies(page)]
    assert sum(1 for visits, _online, _met in by_company if visits) == numbers["実企業数"]
    assert sum(met for _visits, _online, met in by_company) == numbers["企業別延べ会議回数"]
    for label, (number, href) in tiles.items():
        if not href.startswith("#"):
            page.goto(href)
            assert page.locator("main table tbody tr").count() == number, label

    page.goto("/p/r7/report/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Excelをダウンロード").click()
    assert download.value.suggested_filename == "令和7年度_実施報告_2025-09-01.xlsx"
    book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    totals = {str(row[0]).strip("　 "): row[1] for row in book["概要"].iter_rows(max_col=2, values_only=True)}
    wanted = {
        "訪問回数（企業単位）": "訪問回数（企業単位）",
        "うちオンライン": "うちオンライン",
        "会議回数": "会議回数",
        "企業別延べ会議回数": "企業別延べ会議回数",
        "訪問した企業（実企業数）": "実企業数",
    }
    assert {label: totals[label] for label in wanted} == {label: numbers[tile] for label, tile in wanted.items()}
    assert months_in(book) == months
    assert sum(sum(row) for row in months.values()) == numbers["訪問回数（企業単位）"]


def tiles_of(page: Page) -> dict[str, tuple[int, str]]:
    """By the label of each tile, and of each part below them, its number and where it leads."""
    numbers = [
        (tile.locator(".number-tile__label").inner_text(), tile.locator("a.number-tile__number"))
        for tile in page.locator(".number-tile").all()
    ]
    numbers += [
        (part.evaluate("part => part.firstChild.textContent").strip(), part.locator("a").first)
        for part in page.locator(".number-parts li").all()
    ]
    tiles = {}
    for label, link in numbers:
        number = re.match(r"[\d,]+", link.inner_text())
        assert number is not None
        tiles[label] = (int(number[0].replace(",", "")), str(link.get_attribute("href")))
    return tiles


def rows_of_companies(page: Page) -> list[Locator]:
    return page.locator("section[aria-labelledby=companies] tbody tr").all()


def months_of(page: Page) -> dict[str, list[int]]:
    """By company the visits of each month, as the dashboard shows them."""
    rows: dict[str, list[int]] = {}
    for row in page.locator(".month-matrix tbody tr").all():
        rows[row.locator("th a").inner_text()] = [held(cell) for cell in row.locator("td").all_inner_texts()]
    return rows


def held(words: str) -> int:
    """The visits in what a cell of the dashboard says: 「2回」, 「1/2」; nothing is none. The name of the month is not it."""
    found = re.search(r"(\d+)(?:回|/\d)", words)
    return int(found[1]) if found else 0


def months_in(book: Workbook) -> dict[str, list[int]]:
    """The same in the workbook."""
    rows: dict[str, list[int]] = {}
    for number, name, *cells in book["訪問回数"].iter_rows(max_col=14, values_only=True):
        if isinstance(number, int):
            rows[str(name)] = [int(match[0]) if (match := re.match(r"\d+", str(cell or ""))) else 0 for cell in cells]
    return rows
