"""A clerk brings in a year kept by hand: chooses the file, says what the columns and a name mean, imports it, takes it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import expect
from sqlalchemy import func, select

from tests.cast import Cast
from tests.journeys.conftest import Visitor
from tests.logs import HEADINGS, row, workbook
from tracker.database import db
from tracker.models import Visit

At = Callable[[], AbstractContextManager[None]]
ROWS = (
    row(次回="2026/12/18"),
    row(日付="9月中旬"),
    row(日付="10/20", 企業名="みなとさん", 参加者="担い手02"),
    row(日付="R8.10.14"),
    row(日付="2026/10/21", 種別="MTG", フェーズ=None, 内容="次の訪問の準備"),
)


def visits(at_rest: At) -> int:
    with at_rest():
        return db.session.scalar(select(func.count()).select_from(Visit).where(Visit.deleted_at.is_(None))) or 0


def test_a_log_is_chosen_matched_checked_imported_and_taken_back(anybody: Visitor, cast: Cast, at_rest: At) -> None:
    anybody.sign_in("clerk")
    page = anybody.open("log/")
    anybody.axe()
    page.get_by_role("link", name="記録簿を選ぶ").click()
    anybody.axe()
    content = workbook(*ROWS, headings=["いつ", *HEADINGS[1:]])
    page.get_by_label("記録簿のファイル").set_input_files(
        {"name": "記録簿.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="列を確かめる").click()
    page.get_by_label("いつ").select_option("day")
    anybody.axe()
    page.get_by_role("button", name="中身を確かめる").click()
    expect(page.get_by_text("まだ取り込んでいません")).to_be_visible()
    anybody.axe()
    page.get_by_label("みなとさん").select_option(str(cast.minato.enrolment_id))
    page.get_by_role("button", name="選んだとおりに確かめ直す").click()
    expect(page.get_by_text("案件未指定", exact=True).first).to_be_visible()
    assert visits(at_rest) == 0
    page.get_by_role("button", name="取り込む").last.click()
    expect(page.get_by_role("heading", name="取り込んだ記録簿")).to_be_visible()
    anybody.axe()
    assert visits(at_rest) == 3  # two that were held, and the next one
    page.get_by_role("link", name="取り込みを取り消す").click()
    anybody.axe()
    page.get_by_role("button", name="取り込みを取り消す").click()
    expect(page.get_by_text(re.compile("取り込みを取り消しました"))).to_be_visible()
    assert visits(at_rest) == 0


def test_the_manager_gives_a_record_without_a_case_to_its_case(anybody: Visitor, at_rest: At) -> None:
    anybody.sign_in("manager")
    page = anybody.open("log/new")
    content = workbook(row(企業名="架空みなと精機", 参加者="担い手02"))
    page.get_by_label("記録簿のファイル").set_input_files(
        {"name": "記録簿.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="列を確かめる").click()
    page.get_by_role("button", name="中身を確かめる").click()
    page.get_by_role("button", name="取り込む").last.click()
    anybody.open("unassigned/")
    anybody.axe()
    page.get_by_role("link", name="案件を選ぶ").first.click()
    anybody.axe()
    page.get_by_label("後継者の育成").check()
    page.get_by_role("button", name="この案件の記録にする").click()
    expect(page.get_by_text("案件に割り当てました")).to_be_visible()
    anybody.open("unassigned/")
    expect(page.get_by_text("案件未指定の記録はありません")).to_be_visible()
