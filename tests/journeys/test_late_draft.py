"""要確認: the manager opens what came after its writer had left the team, records it, and nothing is left unsent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.drafting import make_draft
from tests.journeys.conftest import Visitor
from tracker.database import db
from tracker.domain.drafts import DraftState
from tracker.models import Assignment, FieldDraft, Visit

At = Callable[[], AbstractContextManager[None]]
KEY = "0123456789abcdef" * 2
NOTE = "最後の訪問で、端材の量を月別に記録した紙をいただいた。"


def test_a_late_draft_is_recorded_by_the_manager_and_nothing_is_left_unsent(
    anybody: Visitor, cast: Cast, writing: At, at_rest: At
) -> None:
    left_on = NOW.date() - timedelta(days=20)
    visit_on, writer = left_on - timedelta(days=2), cast["owner"]
    fields = {"visit_on": [f"{visit_on:%Y/%m/%d}"], "cases-0-case_id": [str(cast.asahi.case_id)], "cases-0-facts": [NOTE]}
    with writing():
        for row in db.session.scalars(select(Assignment).where(Assignment.producer_id == cast.producer_id("owner"))):
            row.ends_on = left_on
        late = {"fields": json.dumps(fields), "state": DraftState.REVIEW}
        make_draft(cast.asahi, writer.account_id, key=KEY, now=NOW, **late)
    anybody.sign_in("manager")
    page = anybody.open(f"drafts/late/{KEY}")
    page.get_by_role("link", name="開いて記録する").click()
    page.get_by_label("聞く・聴く").check()
    page.get_by_role("group", name="参加した人").get_by_label(writer.name).check()
    expect(page.get_by_text("この端末に保存済み")).to_be_visible()
    anybody.axe()
    page.get_by_role("button", name="記録を確定する").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()  # the next visit is not answered
    expect(page.get_by_text("要確認の下書きを開いています")).to_be_visible()
    page.get_by_label("日程未定").check()
    page.get_by_role("button", name="記録を確定する").click()
    expect(page.get_by_text("訪問を記録しました")).to_be_visible()
    expect(page.locator("main").get_by_text(NOTE)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/p/r8/visits/\d+$"))
    page.reload()
    expect(page.locator("main").get_by_text(NOTE)).to_be_visible()
    anybody.open("drafts/")
    expect(page.get_by_text("この端末に、未送信の記録や書きかけはありません。")).to_be_visible()
    with at_rest():
        assert db.session.scalars(select(FieldDraft.state)).all() == [DraftState.SENT]
        assert db.session.scalars(select(Visit.created_by_id).where(Visit.idempotency_key == KEY)).all() == [writer.account_id]
