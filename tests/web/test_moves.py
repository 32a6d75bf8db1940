"""The page that moves a visit to another company: first where to, then case by case, for a reason."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.field_records import make_challenge
from tests.records import make_action, make_meeting, make_visit
from tracker.database import db
from tracker.domain.challenges import ProgressState
from tracker.domain.phases import Phase
from tracker.models import ChallengeProgress

At = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def visit(cast: Cast, writing: At) -> str:
    with writing():
        made = make_visit(cast.minato, now=NOW, case_ids=cast.minato.case_ids, phases=[Phase.LISTEN], facts="工程の話")
    return f"visits/{made}"


def test_a_manager_moves_a_visit_and_moves_it_back(cast: Cast, client: ClientFor, visit: str) -> None:
    browser = client("manager")
    page = browser.get(browser.get(visit).links()["別の企業に移す"])
    assert [tag.get_text() for tag in page.select("select[name=to] option")] == ["選んでください", "架空アサヒ製作所"]
    unsaid = browser.get(f"{visit}/move?to=")
    assert "移す先の企業を選んでください" in unsaid.main
    page = browser.get(f"{visit}/move?to={cast.asahi.enrolment_id}")
    assert page.fields()[f"case_{cast.minato.case_id}"] == str(cast.asahi.case_id)  # it has one case: nothing to choose
    shown = browser.submit(page, {"reason": "企業を選び間違えたため"}, follow=True)
    assert "架空アサヒ製作所" in shown.main
    assert "架空みなと精機" not in shown.words("main .form-subject")[0]
    back = browser.get(f"{visit}/move?to={cast.minato.enrolment_id}")
    assert f"case_{cast.asahi.case_id}" not in back.fields()  # nothing is ticked beforehand
    shown = browser.submit(back, {f"case_{cast.asahi.case_id}": "0", "reason": "移し直し"}, follow=True)
    assert "案件未指定" in shown.main


def test_nothing_is_moved_without_an_answer_and_a_reason(cast: Cast, client: ClientFor, visit: str) -> None:
    page = client("manager").submit(f"{visit}/move?to={cast.asahi.enrolment_id}", {"reason": ""})
    assert page.status == 422
    assert page.errors() == ["移す理由を入力してください（例：企業を選び間違えたため）。"]


def test_a_visit_that_was_changed_meanwhile_is_shown_anew(cast: Cast, client: ClientFor, visit: str) -> None:
    browser = client("manager")
    asked = {"reason": "選び間違い", "version": "9"}
    page = browser.submit(f"{visit}/move?to={cast.asahi.enrolment_id}", asked)
    assert page.status == 409
    assert browser.submit(page, {"reason": "選び間違い"}).status == 302


def test_a_company_of_another_programme_is_no_place_to_go(cast: Cast, client: ClientFor, visit: str) -> None:
    for to in (cast.elsewhere.enrolment_id, cast.minato.enrolment_id, "x"):
        assert client("manager").get(f"{visit}/move?to={to}").select("select[name=to]")


def test_the_page_says_what_goes_along_and_asks_where_each_line_of_a_challenge_goes(
    cast: Cast, client: ClientFor, writing: At
) -> None:
    a, b = cast.asahi, cast.minato
    with writing():
        visit_id = make_visit(a, now=NOW, case_ids=a.case_ids, phases=[Phase.LISTEN], facts="工程の話")
        make_action(a, now=NOW, visit_id=visit_id)
        ours, theirs = make_challenge(a, now=NOW, title="段取り替え"), make_challenge(b, now=NOW, title="納期")
        db.session.add(ChallengeProgress(challenge_id=ours, visit_id=visit_id, state=ProgressState.BETTER, words="治具ができた"))
    browser = client("manager")
    page = browser.get(f"visits/{visit_id}/move?to={b.enrolment_id}")
    assert "宿題 1件" in page.main
    assert "治具ができた" in page.main
    assert f"challenge_{ours}" not in page.fields()  # nothing is ticked beforehand
    sent = {"reason": "選び間違い", f"case_{a.case_id}": str(b.case_ids[0])}
    refused = browser.submit(page, sent)
    assert refused.status == 422
    assert refused.errors() == ["この課題の進みを、移す先でどうするかを選んでください。"]
    shown = browser.submit(page, sent | {f"challenge_{ours}": str(theirs)}, follow=True)
    assert "納期" in shown.main
    assert "治具ができた" in shown.main


def test_a_manager_moves_the_section_of_a_meeting(cast: Cast, client: ClientFor, writing: At) -> None:
    a, b = cast.asahi, cast.minato
    with writing():
        meeting_id = make_meeting(a, now=NOW, phases=[Phase.LISTEN], facts="工程の話", decisions="試作する")
    browser = client("manager")
    url = f"meetings/{meeting_id}/sections/{a.enrolment_id}/move"
    assert url in str(browser.get(f"meetings/{meeting_id}").one("main a[href$=move]")["href"])
    assert "選んでください" in browser.get(url).main
    page = browser.get(f"{url}?to={b.enrolment_id}")
    assert browser.submit(page, {"reason": "選び間違い"}).status == 422
    shown = browser.submit(page, {"reason": "選び間違い", f"case_{a.case_id}": "0"}, follow=True)
    assert "架空みなと精機" in shown.main
    assert "案件未指定" in shown.main
    assert client("owner").get(f"{url}").status == 403
    assert client("colleague").get(f"meetings/{meeting_id}").status == 200
