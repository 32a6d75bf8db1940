"""不在 beside a plan that falls on it: said on its page and on the forms that ask for its day; nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import add_meeting, add_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.models import Absence

Ways = Callable[[], AbstractContextManager[None]]
SAID = "担い手01さんは2026年12月7日(月)～2026年12月27日(日)は不在です。"


@pytest.fixture(autouse=True)
def absence(cast: Cast, writing: Ways) -> None:
    """担い手01, the owner, is away for three weeks of December; what others have, and what was deleted, is nobody's hindrance."""
    with writing():
        of = {"programme_id": cast.programme_id, "starts_on": date(2026, 12, 7), "created_at": NOW}
        days = {"ends_on": date(2026, 12, 27), "reason": "秘めた理由"}
        db.session.add_all(
            [
                Absence(**of, **days, producer_id=cast.producer_id("owner")),
                Absence(**of, **days, producer_id=cast.producer_id("colleague")),
                Absence(**of, ends_on=date(2026, 12, 31), producer_id=cast.producer_id("owner"), deleted_at=NOW),
            ]
        )


@pytest.mark.parametrize(("on", "is_away"), [(6, False), (7, True), (27, True), (28, False)])
def test_a_planned_visit_and_meeting_say_who_is_away(
    cast: Cast, client: ClientFor, writing: Ways, on: int, is_away: bool
) -> None:
    owner = cast.producer_id("owner")
    with writing():
        visit_id = add_visit(cast.asahi, date(2026, 12, on), EventStatus.SCHEDULED, people=[owner])
        meeting_id = add_meeting([cast.asahi], date(2026, 12, on), [owner], EventStatus.SCHEDULED)
    for place in (f"visits/{visit_id}", f"meetings/{meeting_id}"):
        for who in ("manager", "owner"):
            page = client(who).get(place)
            assert (SAID in page.main) == is_away and "秘めた理由" not in page.main
        for who in ("sub", "auditor", "clerk"):
            assert "不在" not in client(who).get(place).main


def test_it_is_said_before_and_after_a_postponement(cast: Cast, client: ClientFor, writing: Ways) -> None:
    owner = cast.producer_id("owner")
    with writing():
        visits = [add_visit(cast.asahi, date(2026, 12, day), EventStatus.SCHEDULED, people=[owner]) for day in (1, 2)]
        meeting_id = add_meeting([cast.asahi], date(2026, 12, 3), [owner], EventStatus.SCHEDULED)
    browser, typed = client("manager"), {"reason": "先方の都合", "new_on": "2026-12-08"}
    for place in (f"visits/{visits[0]}", f"meetings/{meeting_id}"):
        assert SAID not in browser.get(place).main
        page = browser.get(f"{place}/postpone")
        assert SAID in page.words(".notice--warning")[0]
        assert SAID in browser.get(browser.submit(page, typed).location or "").words(".notice--warning")[0]
    listed = browser.get(browser.submit(f"visits/{visits[1]}/postpone?back=/p/r8/visits/", typed).location or "")
    assert "を予定に入れました。" in listed.words(".flash")[0] and SAID in listed.words(".flash")[0]


def test_it_is_said_where_a_visit_is_scheduled_or_changed_and_after_the_record_before_it(
    cast: Cast, client: ClientFor, writing: Ways
) -> None:
    owner = cast.producer_id("owner")
    with writing():
        earlier = add_visit(cast.asahi, date(2026, 10, 6), people=[owner])
        held = add_visit(cast.asahi, date(2026, 11, 20), people=[owner])
    browser = client("owner")
    form = browser.get(f"visits/schedule?company={cast.asahi.enrolment_id}")
    assert SAID in form.words(".notice--warning")[0]
    shown = browser.get(browser.submit(form, {"visit_on": "2026-12-10"}).location or "")
    assert SAID in shown.words(".notice--warning")[0]
    assert SAID in browser.get(shown.links()["予定を変更"]).words(".notice--warning")[0]
    assert f"次回（2026年12月10日(木)）：{SAID}" in browser.get(f"visits/{held}").main
    assert "不在" not in browser.get(f"visits/{earlier}").main
