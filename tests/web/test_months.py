"""The pages of an excused month: the form, its refusals, two managers at once, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from tests.cast import Cast
from tests.conftest import ClientFor
from tests.happenings import add_excuse
from tracker.queries.months import list_excused_months

Ways = Callable[[], AbstractContextManager[None]]
FILLED = {"reason": "先方の繁忙期のため", "accepted_by": "架空マネージャー"}


def address(cast: Cast, month: str = "2026-06", *more: str) -> str:
    return "/".join(["months", str(cast.asahi.enrolment_id), month, *more])


def reasons(cast: Cast) -> list[str]:
    return [row.reason for row in list_excused_months(cast.viewer("owner"), today=date(2026, 11, 24))]


def test_a_manager_excuses_a_month_and_the_board_shows_it(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    page = browser.get(address(cast))
    assert page.heading == "月の訪問を見送りにする"
    assert "架空アサヒ製作所" in page.main
    assert "2026年6月" in page.main
    assert page.one("#approvers option")["value"] == "架空マネージャー"
    board = browser.follow(browser.submit(page, FILLED))
    assert "架空アサヒ製作所の2026年6月を見送り（理由承認）にしました。" in board.main
    assert ["架空アサヒ製作所", "2026年6月", "先方の繁忙期のため", "架空マネージャー"] in board.rows()
    assert board.links()["6月 見送り"].endswith(address(cast))


def test_the_same_form_sent_twice_excuses_once(cast: Cast, client: ClientFor, at_rest: Ways) -> None:
    browser = client("manager")
    page = browser.get(address(cast))
    assert [browser.submit(page, FILLED).status for _ in range(2)] == [302, 302]
    with at_rest():
        assert reasons(cast) == ["先方の繁忙期のため"]


@pytest.mark.parametrize("missing", ["reason", "accepted_by"])
def test_what_is_missing_is_said_at_its_field_and_the_rest_stays(
    cast: Cast, client: ClientFor, at_rest: Ways, missing: str
) -> None:
    page = client("manager").submit(address(cast), FILLED | {missing: "\u3000"})
    assert page.status == 422
    assert page.soup.title is not None
    assert page.soup.title.get_text().startswith("エラー：")
    assert page.one(f"#{missing}-error")
    kept = next(name for name in FILLED if name != missing)
    assert page.fields()[kept] == FILLED[kept]
    with at_rest():
        assert reasons(cast) == []


def test_a_month_outside_the_support_is_refused_in_words(cast: Cast, client: ClientFor, at_rest: Ways) -> None:
    page = client("manager").submit(address(cast, "2027-04"), FILLED)
    assert page.status == 422
    assert "2027年4月は支援期間（2026年4月1日(水)～2027年3月31日(水)）の外です。" in page.main
    with at_rest():
        assert reasons(cast) == []


def test_a_second_manager_chooses_between_both_texts(cast: Cast, client: ClientFor, writing: Ways, at_rest: Ways) -> None:
    browser = client("manager")
    opened = browser.get(address(cast))
    with writing():
        add_excuse(cast.asahi, date(2026, 6, 1), "担当者の入院")
    page = browser.submit(opened, FILLED)
    assert page.status == 409
    assert "担当者の入院" in page.main
    assert page.fields()["reason"] == "先方の繁忙期のため"
    assert browser.submit(page, {"keep-reason": "theirs"}).status == 302
    with at_rest():
        assert reasons(cast) == ["担当者の入院"]


def test_it_is_corrected_on_the_same_page(cast: Cast, client: ClientFor, writing: Ways, at_rest: Ways) -> None:
    with writing():
        add_excuse(cast.asahi, date(2026, 6, 1))
    browser = client("manager")
    page = browser.get(address(cast))
    assert page.heading == "見送り（理由承認）を直す"
    assert browser.submit(page, {"reason": "設備の入替え"}).status == 302
    with at_rest():
        assert reasons(cast) == ["設備の入替え"]


def test_it_is_taken_back_on_a_page_of_its_own_and_comes_back_filled_in(
    cast: Cast, client: ClientFor, writing: Ways, at_rest: Ways
) -> None:
    with writing():
        add_excuse(cast.asahi, date(2026, 6, 1))
    browser = client("manager")
    asking = browser.get(browser.get(address(cast)).links()["見送りを取り消す"])
    assert "架空アサヒ製作所　2026年6月の見送り" in asking.html
    assert [browser.submit(asking).status for _ in range(2)] == [302, 302]
    with at_rest():
        assert reasons(cast) == []
    again = browser.get(address(cast))
    assert "以前の見送りは取り消されています" in again.main
    assert again.fields()["reason"] == "先方の繁忙期のため"
    assert browser.get(address(cast, "2026-06", "withdraw")).status == 404


@pytest.mark.parametrize("month", ["2026-13", "2026-6", "0000-01", "now", "２０２６-06"])
def test_what_is_no_month_is_not_there(cast: Cast, client: ClientFor, month: str) -> None:
    assert client("manager").get(address(cast, month)).status == 404


@pytest.mark.parametrize(("who", "status"), [("owner", 403), ("colleague", 404), ("clerk", 403), ("other_manager", 404)])
def test_nobody_but_a_manager_of_the_programme_opens_or_sends_it(
    cast: Cast, client: ClientFor, at_rest: Ways, who: str, status: int
) -> None:
    browser = client(who)
    url = f"/p/{cast.slug}/{address(cast)}"
    assert browser.get(url).status == status
    assert browser.post(url, FILLED).status == status
    with at_rest():
        assert reasons(cast) == []


def test_after_excusing_the_manager_is_back_where_the_link_stood(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    where = "/p/r8/closing/2026-06?company=1"
    for month, referrer, leads_to in (
        ("2026-06", f"http://localhost{where}", where),
        ("2026-07", "http://elsewhere.example/p/r8/closing/", "/p/r8/"),
        ("2026-08", "http://localhost//elsewhere.example/", "/p/r8/"),
    ):
        page = browser.get(address(cast, month), headers={"Referer": referrer})
        assert browser.submit(page, FILLED).location == leads_to
