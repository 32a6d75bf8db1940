"""The pages of next actions: lists and filters, one tap, correction with both versions, and what is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_visit
from tracker.database import db
from tracker.models import NextAction
from tracker.services.actions import add_action, finish_action

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def late(cast: Cast, writing: At) -> int:
    """An overdue action of company A that its lead owes."""
    with writing():
        return add_action(
            cast.viewer("owner"),
            enrolment_id=cast.asahi.enrolment_id,
            what="図面を送る <b>&太字</b>",
            owner_id=cast.producer_id("owner"),
            owner_name="",
            due_on=TODAY - timedelta(days=4),
            today=TODAY,
            now=NOW,
        )


def new_url(cast: Cast) -> str:
    return f"actions/new?company={cast.asahi.enrolment_id}"


def test_an_action_is_added_and_listed_with_its_link(client: ClientFor, cast: Cast) -> None:
    owner = client("owner")
    sent = {"what": "見積りを確かめる", "due_on": "R8.12.1", "owner_id": "", "owner_name": "架空部長"}
    page = owner.submit(new_url(cast), sent, follow=True)
    assert page.rows() == [
        ["2026年12月1日(火)", "架空アサヒ製作所", "見積りを確かめる", "架空部長 企業側", "未完了 完了にする 1週間延ばす"]
    ]
    assert "1件" in page.words(".filter-bar__count")


def test_whoever_adds_an_action_is_offered_as_its_owner(client: ClientFor, cast: Cast) -> None:
    assert client("owner").get(new_url(cast)).fields()["owner_id"] == str(cast.producer_id("owner"))
    assert client("manager").get(new_url(cast)).fields()["owner_id"] == ""


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("what", " 　", "することを入力してください。"),
        ("what", "あ" * 501, "500文字以内にしてください。"),
        ("due_on", "", "期限の日付を入力してください。"),
        ("due_on", "きのうの次", "日付として読めません。"),
        ("owner_id", "999", "一覧にある項目から選んでください。"),
        ("owner_id", "1; DROP TABLE", "一覧にある項目から選んでください。"),
        ("owner_name", "架空部長", "どちらか一方にしてください。"),
        ("case_id", "999", "一覧にある項目から選んでください。"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_lost(
    client: ClientFor, cast: Cast, at_rest: At, field: str, value: str, sentence: str
) -> None:
    sent = {"what": "図面を送る", "due_on": "2026/12/1", "owner_id": str(cast.producer_id("owner"))} | {field: value}
    page = client("owner").submit(new_url(cast), sent)
    assert page.status == 422
    assert any(sentence in error for error in page.errors())
    assert page.words(f"#{field}-error")
    assert page.fields()["what"] == ("" if value == " 　" else sent["what"])
    with at_rest():
        assert db.session.query(NextAction).count() == 0


def test_two_taps_make_one_action(client: ClientFor, cast: Cast, at_rest: At) -> None:
    owner = client("owner")
    page = owner.get(new_url(cast))
    for _tap in range(2):
        assert owner.submit(page, {"what": "図面を送る", "due_on": "12/1"}).status == 302
    with at_rest():
        assert db.session.query(NextAction).count() == 1


def test_one_tap_finishes_and_another_reopens_and_one_stays_where_one_was(client: ClientFor, late: int) -> None:
    owner = client("owner")
    page = owner.get("actions/?overdue=1")
    assert "4日超過" in page.main
    done = owner.submit(page, form=f"form[action$='/{late}/finish']")
    assert done.location is not None
    assert done.location.endswith("/actions/?overdue=1")
    assert "この条件に合う宿題はありません" in owner.follow(done).main
    page = owner.get("actions/?status=done")
    assert "完了（11/24(火)）" in page.main
    owner.submit(page, form=f"form[action$='/{late}/reopen']")
    assert "4日超過" in owner.get("actions/").main


def test_a_tap_never_leads_to_somebody_else_s_site(client: ClientFor, late: int) -> None:
    answer = client("owner").post(f"actions/{late}/finish", {"next": "//evil.example/"})
    assert answer.location is not None
    assert answer.location.endswith("/p/r8/actions/")


def test_text_of_people_is_shown_as_text(client: ClientFor, late: int) -> None:
    page = client("owner").get("actions/")
    assert "図面を送る <b>&太字</b>" in page.main
    assert not page.select("main table b")


def test_the_second_save_shows_both_versions(client: ClientFor, late: int) -> None:
    owner, sub = client("owner"), client("sub")
    mine, theirs = owner.get(f"actions/{late}/edit"), sub.get(f"actions/{late}/edit")
    assert sub.submit(theirs, {"what": "先に直した", "due_on": "2026/12/24"}).status == 302
    clash = owner.submit(mine, {"what": "後から直した"})
    assert clash.status == 409
    assert "先に直した" in clash.main
    assert "後から直した" in clash.main
    answer = owner.submit(clash, {"keep-due_on": "theirs"})
    assert answer.status == 302
    assert owner.get("actions/").rows()[0][0] == "2026年12月24日(木)"
    assert "後から直した" in owner.get("actions/").main


def test_what_cannot_be_filtered_by_is_said_at_the_field(client: ClientFor, late: int) -> None:
    for query, field in (
        ("due_from=いつか", "due_from"),
        ("company=abc", "company"),
        ("owner=99999999999999999999", "owner"),
        ("status=lost", "status"),
    ):
        page = client("owner").get(f"actions/?{query}")
        assert page.status == 422
        assert page.words(f"#{field}-error") or page.errors()


def test_who_may_open_what(client: ClientFor, cast: Cast, late: int) -> None:
    for who, expected in (
        ("owner", {"index": 200, "new": 200, "edit": 200, "delete": 403, "deleted": 403}),
        ("colleague", {"index": 200, "new": 404, "edit": 404, "delete": 404, "deleted": 403}),
        ("manager", {"index": 200, "new": 200, "edit": 200, "delete": 200, "deleted": 200}),
        ("clerk", {"index": 200, "new": 403, "edit": 403, "delete": 403, "deleted": 403}),
        ("auditor", {"index": 200, "new": 403, "edit": 403, "delete": 403, "deleted": 403}),
        ("administrator", {"index": 404, "new": 404, "edit": 404, "delete": 404, "deleted": 404}),
    ):
        browser = client(who)
        paths = {
            "index": "actions/",
            "new": new_url(cast),
            "edit": f"actions/{late}/edit",
            "delete": f"actions/{late}/delete",
            "deleted": "actions/deleted",
        }
        assert {name: browser.get(f"/p/r8/{path}").status for name, path in paths.items()} == expected, who


def test_a_reader_sees_no_buttons_that_they_may_not_press(client: ClientFor, late: int) -> None:
    page = client("clerk").get("actions/")
    assert "図面を送る" in page.main
    assert not page.select("main form[method=post]")
    assert "宿題を追加" not in page.links()


def test_a_deleted_action_comes_back(client: ClientFor, late: int) -> None:
    manager = client("manager")
    asked = manager.get(f"actions/{late}/delete")
    assert "図面を送る" in asked.main
    assert "30日以内なら元に戻せます" in manager.submit(asked, follow=True).text
    assert "図面を送る" not in manager.get("actions/").main
    assert "図面を送る" in manager.submit("actions/deleted", follow=True).main


def test_the_list_is_paged_by_twenty_five(client: ClientFor, cast: Cast, writing: At) -> None:
    with writing():
        for number in range(53):
            made = add_action(
                cast.viewer("owner"),
                enrolment_id=cast.asahi.enrolment_id,
                what=f"宿題{number:02}",
                owner_id=None,
                owner_name="架空部長",
                due_on=TODAY + timedelta(days=number),
                today=TODAY,
                now=NOW,
            )
        finish_action(cast.viewer("owner"), made, today=TODAY)
    owner = client("owner")
    pages = [owner.get(f"actions/?page={number}").rows() for number in (1, 2, 3)]
    assert [len(rows) for rows in pages] == [25, 25, 3]
    assert "宿題52" in pages[-1][-1][2]
    assert owner.get("actions/?page=99999999999").status == 200


def test_an_action_is_put_off_by_a_week_on_the_list_and_brought_back(cast: Cast, late: int, client: ClientFor) -> None:
    owner = client("owner")
    listed = owner.get("actions/?status=open&overdue=y")
    tap = listed.one(f"form[action$='/actions/{late}/postpone']")
    sent = {str(one["name"]): str(one["value"]) for one in tap.select("input")}
    assert sent["next"].endswith(f"/actions/?status=open&overdue=y&moved={late}&from=2026-11-20")
    moved = owner.get(owner.post(f"actions/{late}/postpone", sent).location or "")
    assert "延期：図面を送る <b>&太字</b>（2026年12月1日(火)まで）" in moved.main
    back = {str(one["name"]): str(one["value"]) for one in moved.one(".notice form[action$=postpone]").select("input")}
    assert back["next"].endswith("/actions/?status=open&overdue=y")
    again = owner.get(owner.post(f"actions/{late}/postpone", back).location or "")
    assert again.rows()[0][0].startswith("2026年11月20日(金)")


def test_the_actions_of_a_visit_are_exactly_those_that_its_page_counts(
    cast: Cast, late: int, client: ClientFor, writing: At
) -> None:
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, who=[cast.producer_id("owner")])
        db.session.get_one(NextAction, late).visit_id = visit_id
        add_action(
            cast.viewer("owner"),
            enrolment_id=cast.asahi.enrolment_id,
            what="別の宿題",
            owner_id=None,
            owner_name="架空部長",
            due_on=TODAY,
            today=TODAY,
            now=NOW,
        )
    owner = client("owner")
    link = next(one for one in owner.get(f"visits/{visit_id}").select("h2 a") if "この訪問の宿題" in one.text)
    assert "（1件）" in link.text
    listed = owner.get(str(link["href"]))
    assert [row[2].split(" ")[0] for row in listed.rows()] == ["図面を送る"]
    assert listed.fields("form.filter-bar")["visit"] == str(visit_id)
    assert client("stranger").get(f"actions/?visit={visit_id}").rows() == []


def test_the_filters_are_folded_until_a_script_opens_them_at_a_desk(client: ClientFor) -> None:
    owner = client("owner")
    assert "open" not in owner.get("actions/").one("details.filter-fold").attrs
    assert "open" in owner.get("actions/?due_from=x").one("details.filter-fold").attrs
