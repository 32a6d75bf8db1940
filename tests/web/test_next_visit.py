"""After the visit: the next date, the letter to the company, its confirmation; and a visit that was the wrong company's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_action, make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.phases import Phase
from tracker.models import Company, Visit

At = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
SECRETS = ("工場長と社長の仲が悪い", "引き継ぎが切れている", "段取り替えが長い")


@pytest.fixture
def held(cast: Cast, writing: At) -> int:
    with writing():
        company = db.session.get_one(Company, cast.asahi.company_id)
        company.contact_name, company.contact_email = "架空太郎", "taro@example.jp"
        visit_id = make_visit(
            cast.asahi,
            now=NOW,
            on=TODAY,
            who=[cast.producer_id("owner")],
            case_ids=cast.asahi.case_ids,
            phases=[Phase.LISTEN],
            facts=SECRETS[2],
            interpretation=SECRETS[1],
            internal_memo=SECRETS[0],
            decisions="図面を改める",
        )
        make_action(cast.asahi, now=NOW, what="図面を送る", owner_id=cast.producer_id("owner"), visit_id=visit_id)
        make_action(cast.asahi, now=NOW, what="見積もりを取る", visit_id=visit_id, case_id=cast.asahi.case_id)
    return visit_id


def test_the_next_visit_is_asked_for_and_set_with_one_tap_once(held: int, client: ClientFor, at_rest: At) -> None:
    browser = client("owner")
    assert "次回の訪問は？" in browser.get(f"visits/{held}").main
    for _ in range(2):
        page = browser.follow(browser.post(f"visits/{held}/next", {"days": "28"}))
    assert "次回の訪問は2026年12月22日(火)です" in page.main
    with at_rest():
        coming = db.session.scalars(select(Visit).where(Visit.status == EventStatus.SCHEDULED)).all()
        assert [visit.visit_on for visit in coming] == [date(2026, 12, 22)]


@pytest.mark.parametrize("days", ["0", "99999", "x", ""])
def test_an_odd_number_of_days_makes_no_odd_visit(days: str, held: int, client: ClientFor, at_rest: At) -> None:
    assert client("owner").post(f"visits/{held}/next", {"days": days}).status == 302
    with at_rest():
        coming = db.session.scalars(select(Visit.visit_on).where(Visit.status == EventStatus.SCHEDULED)).all()
        assert coming in ([], [date(2026, 12, 22)])
