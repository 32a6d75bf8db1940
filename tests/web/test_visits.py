"""The pages of visits: logged on a phone in one form, corrected side by side, listed for everybody, read by the team."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.asked_sql import statements
from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tracker.database import db
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.visits import VisitRecord
from tracker.models import AuditEntry, NextAction, Visit, VisitCase
from tracker.services import scheduled_visits, visits

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]
SECRET = {
    "facts": "図面が三年前のままだった",
    "interpretation": "設計の引き継ぎが切れている",
    "report_summary": "図面の更新を支援した",
    "decisions": "図面を改める",
    "counterparts": "架空の工場長",
    "place": "第二工場",
}
MEMO = "社長と工場長の意見が合わない"


@pytest.fixture
def filled(cast: Cast) -> dict[str, Any]:
    """What a coordinator types at the gate."""
    return {"cases-0-phases": ["listen", "observe"], "cases-0-facts": "𠮷田社長の𩸽の話 🏭", "next_answer": "open"}


@pytest.fixture
def logged(cast: Cast, writing: At) -> int:
    """A held visit to company A with a text in every place."""
    note = CaseNote(
        cast.asahi.case_id,
        frozenset({Phase.LISTEN, Phase.DIAGNOSE}),
        SECRET["facts"],
        SECRET["interpretation"],
        SECRET["report_summary"],
    )
    record = VisitRecord(
        visit_on=TODAY,
        producer_ids=frozenset({cast.producer_id("owner"), cast.producer_id("sub")}),
        notes=(note,),
        decisions=SECRET["decisions"],
        counterparts=SECRET["counterparts"],
        place=SECRET["place"],
        internal_memo=MEMO,
    )
    with writing():
        return visits.log_visit(cast.viewer("owner"), record=record, enrolment_id=cast.asahi.enrolment_id, today=TODAY, now=NOW)


def new(cast: Cast) -> str:
    return f"visits/new?company={cast.asahi.enrolment_id}"


def how_many(at_rest: At, kind: type = Visit) -> int:
    with at_rest():
        return db.session.scalar(select(func.count()).select_from(kind)) or 0


def number_in(page: Page) -> int:
    assert page.location is not None, page.errors() or page.text[:300]
    return int(page.location.rstrip("/").rsplit("/", 1)[1])


def test_the_form_opens_filled_in_and_takes_one_screen(cast: Cast, client: ClientFor, filled: dict[str, Any]) -> None:
    browser = client("owner")
    fields = browser.get(new(cast)).fields()
    assert fields["visit_on"] == "2026/11/24"
    assert fields.getlist("team") == [str(cast.producer_id("owner")), str(cast.producer_id("sub"))]
    assert fields.getlist("cases-0-phases") == []
    shown = browser.submit(new(cast), filled, follow=True)
    assert shown.status == 200
    assert "𠮷田社長の𩸽の話 🏭" in shown.main


def test_a_company_with_one_case_shows_no_case_and_one_with_two_has_nothing_ticked(cast: Cast, client: ClientFor) -> None:
    assert "案件：" not in client("owner").get(new(cast)).main
    two = client("colleague").get(f"visits/new?company={cast.minato.enrolment_id}")
    assert "案件：海外展示会への出展" in two.main and "案件：後継者の育成" in two.main
    assert not [name for name in two.fields() if name.endswith("-phases")]


def test_the_companies_to_choose_from_are_the_viewers_own(cast: Cast, client: ClientFor) -> None:
    assert cast.minato.name not in client("owner").get("visits/new").main
    everything = client("manager").get("visits/new").main
    assert cast.minato.name in everything and cast.asahi.name in everything


def test_two_sendings_of_one_form_make_one_record(cast: Cast, client: ClientFor, filled: dict[str, Any], at_rest: At) -> None:
    browser = client("owner")
    page = browser.get(new(cast))
    extra = {"actions-0-what": "図面を送る", "actions-0-due_on": "12/1", "next_answer": "date", "next_on": "2026/12/15"}
    answers = [browser.submit(page, filled | extra) for _ in range(2)]
    assert [answer.status for answer in answers] == [302, 302]
    assert number_in(answers[0]) == number_in(answers[1])
    assert (how_many(at_rest), how_many(at_rest, NextAction)) == (2, 1)


def test_going_back_and_sending_other_words_shows_both(cast: Cast, client: ClientFor, filled: dict[str, Any]) -> None:
    browser = client("owner")
    page = browser.get(new(cast))
    visit_id = number_in(browser.submit(page, filled))
    both = browser.submit(page, filled | {"decisions": "あとから足した"})
    assert both.status == 409
    assert both.fields()["decisions"] == "あとから足した"
    assert number_in(browser.submit(both)) == visit_id
    assert "あとから足した" in browser.get(f"visits/{visit_id}").main


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a date that is none": ({"visit_on": "2026/2/30"}, "「2026/2/30」という日はありません"),
    "words for a date": ({"visit_on": "来週くらい"}, "日付として読めません"),
    "no date": ({"visit_on": ""}, "訪問日を入力してください"),
    "a day to come": ({"visit_on": "2026/11/25"}, "今日までの日付"),
    "an end before the start": ({"start_time": "15:00", "end_time": "13:00"}, "終了時刻は開始時刻より後"),
    "a time that is none": ({"start_time": "25:00"}, "時刻として読めません"),
    "300 kB of facts": ({"cases-0-facts": "長" * 100_000}, "20000文字以内"),
    "nobody there": ({"team": None}, "参加した人を、一人以上"),
    "no phase": ({"cases-0-phases": None}, "フェーズを、一つ以上選んで"),
    "a phase without its note": ({"cases-0-facts": ""}, "聞いたこと・見たことを書いてください"),
    "a diagnosis without words": ({"cases-0-phases": ["diagnose"]}, "診断・企ての内容を書いてください"),
    "a phase that is none": ({"cases-0-phases": ["dream"]}, "一覧にある項目から"),
    "a mode that is none": ({"mode": "rocket"}, "一覧にある項目から"),
    "a foreign supporter": ({"others": ["999999"]}, "一覧にある項目から"),
    "a foreign case": ({"cases-0-case_id": "999999"}, "この企業の案件ではない"),
    "a case of another programme": ({"cases-0-case_id": "4"}, "この企業の案件ではない"),
    "no number for a case": ({"cases-0-case_id": "x"}, "この企業の案件ではない"),
    "an action without a day": ({"actions-0-what": "図面を送る"}, "期限の日付を入力"),
    "an action of nobody": (
        {"actions-0-what": "図面を送る", "actions-0-due_on": "12/1", "actions-0-owner_id": ""},
        "担当を選んでください",
    ),
    "an action of a company without a name": (
        {"actions-0-what": "図面を送る", "actions-0-due_on": "12/1", "actions-0-owner_id": "company"},
        "企業側の担当者の名前",
    ),
    "no word of the next visit": ({"next_answer": None}, "「日程未定」を選んでください"),
    "a next day that is not said": ({"next_answer": "date"}, "次回の訪問日を入力してください"),
    "undecided, and a day": ({"next_on": "2026/12/20"}, "次回の訪問日を消してください"),
    "a next visit before this one": ({"next_answer": "date", "next_on": "2026/11/24"}, "この訪問より後の日"),
    "a journey of a week": ({"travel-minutes_out": "9999"}, "0 から 1440"),
}


@pytest.mark.parametrize(("typed", "sentence"), BAD.values(), ids=list(BAD))
def test_bad_input_comes_back_filled_with_a_sentence_and_nothing_is_written(
    typed: dict[str, Any], sentence: str, cast: Cast, client: ClientFor, filled: dict[str, Any], at_rest: At
) -> None:
    answer = client("owner").submit(new(cast), filled | {"decisions": "消えないでほしい"} | typed)
    assert answer.status == 422
    assert any(sentence in error for error in answer.errors()), answer.errors()
    assert answer.fields()["decisions"] == "消えないでほしい"
    for name, value in typed.items():
        if name not in ("team", "others", "mode") and isinstance(value, str):
            assert answer.fields()[name] == value
    assert how_many(at_rest) == how_many(at_rest, VisitCase) == how_many(at_rest, NextAction) == 0


def test_fields_that_the_form_does_not_own_are_ignored(
    cast: Cast, client: ClientFor, filled: dict[str, Any], at_rest: At
) -> None:
    browser = client("owner")
    foreign = {
        "role": "manager",
        "owner": "1",
        "id": "77",
        "status": "cancelled",
        "programme_id": "2",
        "deleted_at": "2026-01-01",
    }
    visit_id = number_in(browser.submit(new(cast), filled | foreign | {"created_by_id": "1", "version": "99"}))
    with at_rest():
        visit = db.session.scalars(select(Visit)).one()
        assert (visit.id, visit.status, visit.programme_id) == (visit_id, EventStatus.HELD, cast.programme_id)
        assert (visit.created_by_id, visit.deleted_at) == (cast["owner"].account_id, None)


def test_a_hundred_rows_of_actions_are_bounded(cast: Cast, client: ClientFor, filled: dict[str, Any], at_rest: At) -> None:
    rows = {f"actions-{n}-{name}": value for n in range(100) for name, value in (("what", "x"), ("due_on", "12/1"))}
    owners = {f"actions-{n}-owner_id": str(cast.producer_id("owner")) for n in range(100)}
    assert client("owner").submit(new(cast), filled | rows | owners).status == 302
    assert how_many(at_rest, NextAction) == 20


def test_a_draft_skips_what_is_missing_and_is_in_no_count_until_it_is_made_final(
    cast: Cast, client: ClientFor, filled: dict[str, Any]
) -> None:
    browser = client("owner")
    draft = browser.submit(new(cast), {"team": None, "decisions": "車の中で"}, button=("draft", "1"))
    visit_id = number_in(draft)
    assert "下書き" in browser.follow(draft).main
    assert browser.get("visits/").rows() == []
    assert len(browser.get("visits/?drafts=1").rows()) == 1
    assert browser.get("visits/?counted=1").rows() == []
    assert "下書きが1件" in client("sub").get("visits/").main
    for who in ("colleague", "clerk", "auditor"):
        assert client(who).get(f"visits/{visit_id}").status == 404
    final = browser.submit(f"visits/{visit_id}/log", filled | {"team": [str(cast.producer_id("owner"))]})
    assert number_in(final) == visit_id
    assert len(browser.get("visits/?counted=1").rows()) == 1
    assert "車の中で" in browser.get(f"visits/{visit_id}").main


def test_a_scheduled_visit_of_the_day_is_offered_and_becomes_the_record(
    cast: Cast, client: ClientFor, filled: dict[str, Any], at_rest: At
) -> None:
    browser = client("owner")
    planned = number_in(
        browser.submit(
            f"visits/schedule?company={cast.asahi.enrolment_id}", {"visit_on": "今日", "start_time": "9:30", "place": "本社"}
        )
    )
    assert "予定を記録する" in browser.get(new(cast)).main
    assert number_in(browser.submit(new(cast), filled)) == planned
    assert how_many(at_rest) == 1
    assert browser.get(f"visits/{planned}/log").status == 302


def test_a_second_visit_on_the_day_warns_and_blocks_nothing(
    logged: int, cast: Cast, client: ClientFor, filled: dict[str, Any]
) -> None:
    browser = client("sub")
    assert "同日の訪問記録があります" in browser.get(new(cast)).main
    asked = browser.submit(new(cast), filled | {"decisions": "二人目の決定"})
    assert asked.status == 422
    assert SECRET["facts"] in asked.main and asked.fields()["decisions"] == "二人目の決定"
    shown = browser.submit(asked, button=("same_day", "separate"), follow=True)
    assert shown.status == 200
    assert "同じ日に2件以上" in shown.main


def test_the_second_attendee_adds_to_the_one_record_and_both_texts_stand(
    logged: int, cast: Cast, client: ClientFor, filled: dict[str, Any], at_rest: At
) -> None:
    browser = client("sub")
    action = {"actions-0-what": "図面を送る", "actions-0-due_on": "12/1"}
    asked = browser.submit(new(cast), filled | action | {"decisions": "二人目の決定"})
    shown = browser.submit(asked, button=("same_day", "add"), follow=True)
    assert shown.url.endswith(f"visits/{logged}")
    for words in (SECRET["facts"], "𠮷田社長の𩸽の話 🏭", SECRET["decisions"], "二人目の決定", "図面を送る"):
        assert words in shown.main, words
    browser.submit(asked, button=("same_day", "add"))
    assert (how_many(at_rest), how_many(at_rest, NextAction)) == (1, 1)
    with at_rest():
        assert db.session.scalars(select(AuditEntry.act).where(AuditEntry.act == "add_to_visit")).all() == ["add_to_visit"]


def test_the_second_attendee_opens_the_one_record_with_themselves_among_those_who_were_there(
    cast: Cast, client: ClientFor, filled: dict[str, Any]
) -> None:
    visit_id = number_in(client("owner").submit(new(cast), filled | {"team": [str(cast.producer_id("owner"))]}))
    page = client("sub").get(f"visits/{visit_id}/edit?join=1")
    assert set(page.fields().getlist("team")) == {str(cast.producer_id("owner")), str(cast.producer_id("sub"))}


def test_a_scheduled_visit_that_nobody_changed_is_not_said_to_be_saved(cast: Cast, client: ClientFor) -> None:
    browser = client("owner")
    made = browser.submit(f"visits/schedule?company={cast.asahi.enrolment_id}", {"visit_on": "2026/12/10"})
    address = f"{made.location}/edit"
    assert "変わったところはありません。" in browser.submit(address, follow=True).main
    assert "予定を保存しました。" in browser.submit(address, {"place": "第二工場"}, follow=True).main


def test_the_next_date_moves_the_scheduled_visit_only_when_told(
    cast: Cast, client: ClientFor, filled: dict[str, Any], at_rest: At
) -> None:
    browser = client("owner")
    browser.submit(f"visits/schedule?company={cast.asahi.enrolment_id}", {"visit_on": "2026/12/10"})
    browser.submit(new(cast), filled | {"next_answer": "date", "next_on": "2026/12/20", "move_next": "y"})
    with at_rest():
        scheduled = db.session.scalars(select(Visit.visit_on).where(Visit.status == EventStatus.SCHEDULED)).all()
    assert scheduled == [date(2026, 12, 20)]


def test_two_editors_see_both_texts_and_the_second_keeps_what_they_choose(logged: int, client: ClientFor) -> None:
    first, second = client("owner"), client("sub")
    url = f"visits/{logged}/edit"
    mine, theirs = first.get(url), second.get(url)
    assert second.submit(theirs, {"cases-0-facts": "先に保存した事実", "decisions": "先の決定"}).status == 302
    both = first.submit(mine, {"cases-0-facts": "後から来た事実", "decisions": "後の決定"})
    assert both.status == 409
    for words in ("先に保存した事実", "後から来た事実", "先の決定", "後の決定", "担い手03"):
        assert words in both.main
    kept = first.submit(both, {"keep-cases-0-facts": "theirs", "keep-decisions": "mine"}, follow=True)
    assert kept.status == 200
    assert "先に保存した事実" in kept.main and "後の決定" in kept.main
    assert "後から来た事実" not in kept.main and "先の決定" not in kept.main


def test_the_same_correction_sent_twice_is_saved_once(logged: int, client: ClientFor, at_rest: At) -> None:
    browser = client("owner")
    page = browser.get(f"visits/{logged}/edit")
    assert [browser.submit(page, {"decisions": "直した"}).status for _ in range(2)] == [302, 302]
    with at_rest():
        assert db.session.scalars(select(AuditEntry.act).where(AuditEntry.act == "correct_visit")).all() == ["correct_visit"]


@pytest.mark.parametrize(
    ("who", "record", "memo"),
    [
        ("owner", True, True),
        ("sub", True, True),
        ("manager", True, True),
        ("clerk", True, False),
        ("auditor", True, False),
        ("colleague", False, False),
    ],
)
def test_the_notes_are_read_at_record_depth_and_the_memo_by_team_and_manager(
    who: str, record: bool, memo: bool, logged: int, client: ClientFor
) -> None:
    shown = client(who).get(f"visits/{logged}")
    assert shown.status == 200
    assert all(words in shown.main for words in ("聞く・聴く", "診断する", "担い手01", "担い手03"))
    assert [text in shown.html for text in SECRET.values()] == [record] * len(SECRET)
    assert (MEMO in shown.html) is memo


@pytest.mark.parametrize("who", ["colleague", "clerk", "auditor", "stranger"])
def test_nobody_else_opens_a_form_of_the_visit(who: str, logged: int, cast: Cast, client: ClientFor) -> None:
    expected = 403 if who in ("clerk", "auditor") else 404
    browser = client(who)
    for page in ("log", "edit", "cancel", "postpone", "delete"):
        assert browser.get(f"visits/{logged}/{page}").status == expected, page
        assert browser.post(f"visits/{logged}/{page}", {}).status == expected, page
    assert browser.get(new(cast)).status == expected


def test_the_team_may_not_delete_and_the_manager_may_and_brings_back(logged: int, client: ClientFor) -> None:
    assert client("owner").get(f"visits/{logged}/delete").status == 403
    assert client("owner").post(f"visits/{logged}/delete", {"version": "1"}).status == 403
    manager = client("manager")
    gone = manager.submit(f"visits/{logged}/delete", follow=True)
    assert "30日以内" in gone.main and gone.rows() == []
    assert manager.get(f"visits/{logged}").status == 404
    deleted = manager.get("visits/?deleted=1")
    assert len(deleted.rows()) == 1
    assert manager.follow(manager.submit(deleted)).status == 200
    assert client("owner").get("visits/?deleted=1").rows() == []


def test_a_visit_that_changed_meanwhile_is_not_deleted(logged: int, client: ClientFor) -> None:
    manager = client("manager")
    page = manager.get(f"visits/{logged}/delete")
    client("owner").submit(f"visits/{logged}/edit", {"decisions": "直した"})
    assert manager.submit(page).status == 409


def test_calling_off_asks_for_a_reason_and_a_postponed_visit_has_its_new_date(cast: Cast, client: ClientFor, at_rest: At) -> None:
    browser = client("owner")
    url = f"visits/schedule?company={cast.asahi.enrolment_id}"
    first = number_in(browser.submit(url, {"visit_on": "2026/12/1"}))
    assert browser.submit(f"visits/{first}/cancel").status == 422
    second = number_in(browser.submit(f"visits/{first}/postpone", {"reason": "先方の都合", "new_on": "R8.12.8"}))
    assert second != first
    assert "先方の都合" in browser.get(f"visits/{first}").main
    cancelled = browser.submit(f"visits/{second}/cancel", {"reason": "台風"}, follow=True)
    assert "中止" in cancelled.main and "台風" in cancelled.main


def add(cast: Cast, day: date, mode: VisitMode = VisitMode.ONSITE, company: str = "asahi", who: str = "owner") -> int:
    supported = getattr(cast, company)
    return visits.log_visit(
        cast.viewer("manager"),
        record=VisitRecord(
            visit_on=day,
            mode=mode,
            producer_ids=frozenset({cast.producer_id(who)}),
            notes=(CaseNote(supported.case_id, frozenset({Phase.OBSERVE}), "見た"),),
        ),
        enrolment_id=supported.enrolment_id,
        today=TODAY,
        now=NOW,
    )


def test_the_filters_of_the_address_leave_exactly_their_rows(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        add(cast, date(2026, 10, 20))
        add(cast, date(2026, 11, 10), VisitMode.ONLINE)
        add(cast, date(2026, 11, 12), VisitMode.EVENT)
        add(cast, date(2026, 11, 17), company="minato", who="colleague")
        scheduled_visits.schedule_visit(
            cast.viewer("owner"),
            enrolment_id=cast.asahi.enrolment_id,
            record=VisitRecord(visit_on=TODAY + timedelta(days=9)),
            today=TODAY,
            now=NOW,
        )
    browser = client("clerk")
    for query, count in (
        ("", 5),
        ("counted=1", 3),
        ("counted=1&month=2026-11", 2),
        (f"company={cast.asahi.enrolment_id}", 4),
        (f"case={cast.minato.case_ids[0]}", 1),
        (f"case={cast.minato.case_ids[1]}", 0),
        (f"producer={cast.producer_id('colleague')}", 1),
        ("status=scheduled", 1),
        ("status=awaiting_record", 0),
        ("mode=online", 1),
        ("from=2026-11-11&to=2026/11/30", 2),
        ("fiscal_year=2026", 5),
        ("fiscal_year=2025", 0),
        ("month=2026-13&fiscal_year=99999&case=x", 5),
        ("drafts=1", 0),
    ):
        page = browser.get(f"visits/?{query}")
        assert page.status == 200
        assert len(page.rows()) == count, query
        assert f"{count}件" in page.main, query
    assert browser.get("visits/?from=いつか").status == 422
    nothing = browser.get(f"visits/?month=2026-01&company={cast.asahi.enrolment_id}").main
    assert "2026年1月" in nothing and cast.asahi.name in nothing


def test_the_list_is_paged_and_its_statements_do_not_grow_with_the_rows(
    cast: Cast, client: ClientFor, writing: At, app: Flask
) -> None:
    browser = client("manager")
    with writing():
        add(cast, TODAY)
    with statements(app) as few:
        assert len(browser.get("visits/").rows()) == 1
    with writing():
        for days in range(1, 60):
            add(cast, TODAY - timedelta(days=days))
    with statements(app) as many:
        page = browser.get("visits/")
    assert len(page.rows()) == 50
    assert "60件" in page.main
    assert len(browser.get("visits/?page=2").rows()) == 10
    assert len(many) == len(few)


@pytest.mark.parametrize("path", ["visits/99999", "visits/99999/edit", "visits/new?company=99999", "visits/schedule?company=9"])
def test_what_is_not_there_is_not_found(path: str, client: ClientFor) -> None:
    assert client("manager").get(path).status == 404


def test_a_visit_of_another_programme_is_not_found_by_its_number(logged: int, cast: Cast, client: ClientFor) -> None:
    """Neither by its manager, who reads every record there."""
    for what in ("", "/edit", "/delete", "/move"):
        assert client("other_manager").get(f"visits/{logged}{what}").status == 404


def test_the_pages_speak_english_without_a_fault(logged: int, cast: Cast, client: ClientFor) -> None:
    browser: Client = client("owner").speak("en")
    for path in ("visits/", f"visits/{logged}", f"visits/{logged}/edit", new(cast)):
        assert browser.get(path).status == 200


def test_everything_that_is_missing_is_said_in_one_answer(cast: Cast, client: ClientFor) -> None:
    errors = " ".join(client("owner").submit(new(cast), {"visit_on": "いつか", "team": None}).errors())
    for sentence in ("日付として読めません", "参加した人を、一人以上", "フェーズを一つ以上選び"):
        assert sentence in errors


def test_a_number_that_no_row_can_have_is_not_found(client: ClientFor) -> None:
    assert client("manager").get(f"visits/{10**30}").status == 404
    assert client("manager").get(f"visits/new?company={10**30}").status == 200
