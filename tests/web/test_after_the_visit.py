"""After the visit: the next date, the letter to the company, its confirmation; and a visit that was the wrong company's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_action, make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.phases import Phase
from tracker.models import AuditEntry, Company, NextAction, Visit, VisitCase

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


def test_the_letter_says_what_was_agreed_and_nothing_that_stays_inside(held: int, client: ClientFor) -> None:
    page = client("owner").get(f"visits/{held}/letter")
    body = page.fields()["body"]
    for words in ("架空太郎　様", "図面を改める", "・図面を送る", "・見積もりを取る", "追ってご相談"):
        assert words in body
    assert not [secret for secret in SECRETS if secret in page.text]
    english = client("owner").get(f"visits/{held}/letter?language=en").fields()["body"]
    assert "Thank you very much" in english and "図面を改める" in english


def test_the_letter_is_edited_and_handed_to_the_own_mail_program(held: int, client: ClientFor, at_rest: At) -> None:
    browser = client("owner")
    page = browser.submit(f"visits/{held}/letter", {"subject": "確認", "body": "一行目\n二行目 & 100%"})
    address = page.links()["メールソフトで開く"]
    assert address.startswith("mailto:taro@example.jp?subject=")
    assert unquote(address).endswith("body=一行目\r\n二行目 & 100%")
    long = browser.submit(f"visits/{held}/letter", {"subject": "確認", "body": "長" * 2000})
    assert long.links()["メールソフトで開く"].endswith("&body=")
    assert "文面が長いため" in long.main
    assert browser.submit(f"visits/{held}/letter", {"body": ""}).status == 422
    with at_rest():
        assert db.session.get_one(Visit, held).letter_sent_at is None


def test_that_it_was_sent_and_confirmed_stands_on_the_record_and_in_the_trail(held: int, client: ClientFor, at_rest: At) -> None:
    browser = client("owner")
    for _ in range(2):
        page = browser.follow(browser.post(f"visits/{held}/letter/sent", {}))
    assert "先方への送信" in page.main
    assert browser.submit(f"visits/{held}/confirm", {"confirmed_by": "架空社長", "confirmed_on": "2026/11/25"}).status == 422
    assert browser.submit(f"visits/{held}/confirm", {"confirmed_by": "架空社長", "confirmed_on": ""}).status == 422
    page = browser.submit(f"visits/{held}/confirm", {"confirmed_by": "架空社長", "confirmed_on": "2026/11/24"}, follow=True)
    assert "架空社長（2026年11月24日(火)）" in page.main
    with at_rest():
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.in_(("send_letter", "confirm_visit")))).all()
        assert acts == ["send_letter", "confirm_visit"]


def test_a_visit_of_the_wrong_company_is_moved_with_its_actions_and_back(
    held: int, cast: Cast, client: ClientFor, at_rest: At
) -> None:
    manager = client("manager")
    assert cast.minato.name in manager.get(f"visits/{held}/move").main
    to = str(cast.minato.case_ids[1])
    url = f"visits/{held}/move?to={cast.minato.enrolment_id}"
    assert manager.submit(url, {"cases-0-to_case_id": to}).status == 422
    page = manager.submit(url, {"cases-0-to_case_id": to, "reason": "企業を選び間違えた"}, follow=True)
    assert cast.minato.name in page.main and SECRETS[2] in page.main
    with at_rest():
        assert db.session.get_one(Visit, held).enrolment_id == cast.minato.enrolment_id
        assert db.session.scalars(select(VisitCase.case_id)).all() == [cast.minato.case_ids[1]]
        actions = db.session.execute(select(NextAction.enrolment_id, NextAction.case_id).order_by(NextAction.id)).all()
        assert actions == [(cast.minato.enrolment_id, None), (cast.minato.enrolment_id, cast.minato.case_ids[1])]
    assert client("owner").get(f"companies/{cast.asahi.enrolment_id}").text.count(SECRETS[2]) == 0
    assert SECRETS[2] in client("colleague").get(f"companies/{cast.minato.enrolment_id}").main
    back = f"visits/{held}/move?to={cast.asahi.enrolment_id}"
    assert manager.submit(back, {"reason": "元に戻す"}).status == 302
    with at_rest():
        assert db.session.scalars(select(VisitCase.case_id)).all() == [cast.asahi.case_id]
        reasons = db.session.scalars(select(AuditEntry.reason).where(AuditEntry.act == "move_visit_to_company")).all()
        assert reasons == ["企業を選び間違えた", "元に戻す"]


def test_a_visit_that_changed_meanwhile_is_not_moved(held: int, cast: Cast, client: ClientFor) -> None:
    manager = client("manager")
    page = manager.get(f"visits/{held}/move?to={cast.minato.enrolment_id}")
    client("owner").submit(f"visits/{held}/edit", {"decisions": "別の決定"})
    wanted = {"cases-0-to_case_id": str(cast.minato.case_ids[0]), "reason": "間違い"}
    assert manager.submit(page, wanted).status == 409


@pytest.mark.parametrize("to", ["99999", "0", "x"])
def test_there_is_no_moving_to_nowhere(to: str, held: int, client: ClientFor) -> None:
    assert client("manager").get(f"visits/{held}/move?to={to}").status in (200, 404)
