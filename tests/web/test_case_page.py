"""A case's page: phases with their evidence, the reason that is asked for, given, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_meeting, make_outcome, make_reason, make_visit
from tracker.database import db
from tracker.domain.phases import Phase
from tracker.models import PhaseReason

At = Callable[[], AbstractContextManager[None]]


def run_ahead(cast: Cast) -> None:
    """Planned before anything was observed."""
    a = cast.asahi
    written = {"now": NOW, "case_ids": a.case_ids, "facts": "聞いた", "interpretation": "見立てた"}
    make_visit(a, on=date(2026, 5, 12), phases=[Phase.LISTEN], **written)
    make_visit(a, on=date(2026, 6, 9), phases=[Phase.PLAN], **written)


def path(cast: Cast, rest: str = "") -> str:
    return f"cases/{cast.asahi.case_id}{rest}"


def reasons(at_rest: At) -> int:
    with at_rest():
        return db.session.scalar(select(func.count()).select_from(PhaseReason)) or 0


def test_each_phase_shows_its_days_and_leads_to_its_evidence(cast: Cast, writing: At, client: ClientFor) -> None:
    with writing():
        run_ahead(cast)
        make_meeting(cast.asahi, now=NOW, on=date(2026, 7, 1), phases=[Phase.OBSERVE], facts="観た")
    browser = client("colleague")
    page = browser.get(path(cast))
    assert [row[0].split("（")[0].strip() for row in page.rows()] == ["聞く・聴く", "見る・観る", "企てる"]
    evidence = [str(link["href"]) for link in page.select("main table a")]
    assert len(evidence) == 3
    assert all(browser.get(link).status == 200 for link in evidence)


def test_a_case_without_records_says_what_to_do(cast: Cast, client: ClientFor) -> None:
    assert "まだフェーズの記録がありません" in client("owner").get(path(cast)).main


def test_the_reason_is_asked_of_the_team_given_and_then_no_longer_asked(
    cast: Cast, writing: At, client: ClientFor, at_rest: At
) -> None:
    with writing():
        run_ahead(cast)
    browser = client("owner")
    assert "理由を残してください" in browser.get(path(cast)).main
    page = browser.submit(path(cast), {"reason": "展示会の締切が迫っていた"}, form="main form[action$=reason]", follow=True)
    assert page.status == 200
    assert "展示会の締切が迫っていた" in page.main
    assert "理由を残してください" not in page.main
    assert page.select("form[action$=reason]") == []
    assert reasons(at_rest) == 1


def test_the_same_form_sent_twice_is_one_reason(cast: Cast, writing: At, client: ClientFor, at_rest: At) -> None:
    with writing():
        run_ahead(cast)
    browser = client("owner")
    page = browser.get(path(cast))
    for _ in range(2):
        assert browser.submit(page, {"reason": "締切"}, form="main form[action$=reason]").status == 302
    assert reasons(at_rest) == 1


def test_an_empty_reason_is_refused_at_its_field_and_nothing_is_written(
    cast: Cast, writing: At, client: ClientFor, at_rest: At
) -> None:
    with writing():
        run_ahead(cast)
    page = client("owner").submit(path(cast), {"reason": " "}, form="main form[action$=reason]")
    assert page.status == 422
    assert page.text.startswith("エラー")
    assert page.words("#reason-error")
    assert reasons(at_rest) == 0


@pytest.mark.parametrize("who", ["colleague", "clerk", "auditor"])
def test_whoever_may_not_log_sees_that_a_reason_lacks_and_no_form(cast: Cast, writing: At, client: ClientFor, who: str) -> None:
    with writing():
        run_ahead(cast)
    page = client(who).get(path(cast))
    assert page.status == 200
    assert page.select("form[action$=reason]") == []


@pytest.mark.parametrize(("who", "status"), [("colleague", 404), ("clerk", 403), ("auditor", 403), ("administrator", 404)])
def test_nobody_else_gives_a_reason(cast: Cast, writing: At, client: ClientFor, at_rest: At, who: str, status: int) -> None:
    with writing():
        run_ahead(cast)
    fields = {"phase": "plan", "reason": "勝手に"}
    assert client(who).post(f"/p/r8/{path(cast, '/reason')}", fields).status == status
    assert reasons(at_rest) == 0


def test_a_manager_takes_a_reason_back_and_it_is_asked_for_again(cast: Cast, writing: At, client: ClientFor, at_rest: At) -> None:
    with writing():
        run_ahead(cast)
        reason_id = make_reason(cast.asahi, now=NOW, reason="なんとなく")
    manager, revoke = client("manager"), path(cast, f"/reason/{reason_id}/revoke")
    assert "なんとなく" in manager.get(revoke).main
    assert manager.submit(revoke, {"why": ""}).status == 422
    page = manager.submit(revoke, {"why": "理由になっていない"}, follow=True)
    assert page.status == 200
    assert "架空マネージャー" in page.main
    with at_rest():
        assert db.session.get_one(PhaseReason, reason_id).revoked_by_id == cast["manager"].account_id
    assert "理由を残してください" in client("owner").get(path(cast)).main


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 403), ("colleague", 404), ("clerk", 403), ("auditor", 403), ("administrator", 404)]
)
def test_nobody_else_takes_a_reason_back(cast: Cast, writing: At, client: ClientFor, at_rest: At, who: str, status: int) -> None:
    with writing():
        run_ahead(cast)
        reason_id = make_reason(cast.asahi, now=NOW)
    browser, revoke = client(who), f"/p/r8/{path(cast, f'/reason/{reason_id}/revoke')}"
    assert browser.get(revoke).status == status
    assert browser.post(revoke, {"why": "認めない", "version": "1"}).status == status
    with at_rest():
        assert db.session.get_one(PhaseReason, reason_id).revoked_at is None


def test_a_reason_of_another_case_is_not_taken_back_from_here(cast: Cast, writing: At, client: ClientFor, at_rest: At) -> None:
    with writing():
        reason_id = make_reason(cast.minato, now=NOW)
    client("manager").post(path(cast, f"/reason/{reason_id}/revoke"), {"why": "取り違え", "version": "1"})
    with at_rest():
        assert db.session.get_one(PhaseReason, reason_id).revoked_at is None


def test_the_words_of_an_outcome_and_of_a_reason_are_for_those_who_read_the_record(
    cast: Cast, writing: At, client: ClientFor
) -> None:
    with writing():
        run_ahead(cast)
        make_reason(cast.asahi, now=NOW, reason="秘めた理由")
        make_outcome(cast.asahi, now=NOW, case_id=cast.asahi.case_id, description="秘めた成果")
    read = {who: client(who).get(path(cast)).main for who in ("owner", "clerk", "colleague")}
    assert {who: ("秘めた理由" in main, "秘めた成果" in main, "試作" in main) for who, main in read.items()} == {
        "owner": (True, True, True),
        "clerk": (True, True, True),
        "colleague": (False, False, True),
    }


@pytest.mark.parametrize("who", ["administrator", "other_manager"])
def test_whoever_is_no_member_finds_no_such_case(cast: Cast, client: ClientFor, who: str) -> None:
    assert client(who).get(f"/p/r8/{path(cast)}").status == 404
