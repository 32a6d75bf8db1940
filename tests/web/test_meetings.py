"""The pages of team meetings: companies first, a section for each, nothing typed is lost, nothing of others is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import add_meeting, add_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.domain.meetings import MeetingRecord, SectionRecord
from tracker.models import MeetingSection, NextAction, Producer, TeamMeeting
from tracker.services.meetings import log_meeting, schedule_meeting

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def record(cast: Cast, *, on: date = TODAY) -> MeetingRecord:
    return MeetingRecord(
        on,
        start_time=time(10),
        end_time=time(11),
        producer_ids=frozenset({cast.producer_id("owner"), cast.producer_id("colleague")}),
        sections=(
            SectionRecord(cast.asahi.enrolment_id, "決定A", "メモA"),
            SectionRecord(cast.minato.enrolment_id, "決定B", "メモB"),
        ),
    )


@pytest.fixture
def held(cast: Cast, writing: At) -> int:
    with writing():
        return log_meeting(cast.viewer("manager"), record=record(cast), today=TODAY, now=NOW)


@pytest.fixture
def ahead(cast: Cast, writing: At) -> int:
    with writing():
        return schedule_meeting(cast.viewer("manager"), record=record(cast, on=TODAY + timedelta(days=2)), today=TODAY, now=NOW)


def asahi(cast: Cast) -> str:
    return f"meetings/new?company={cast.asahi.enrolment_id}"


def both(cast: Cast) -> str:
    return f"{asahi(cast)}&company={cast.minato.enrolment_id}"


def save(browser: Client, page: str | Page, data: dict[str, Any] | None = None, **options: Any) -> Page:
    return browser.submit(page, data or {}, form="main form.form", **options)


def how_many(kind: type = TeamMeeting) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_without_a_company_the_page_asks_first(client: ClientFor, cast: Cast) -> None:
    manager = client("manager")
    page = manager.get("meetings/new")
    assert page.words("main .choice label") == ["架空アサヒ製作所", "架空みなと精機"]
    assert client("owner").get("meetings/new").words("main .choice label") == ["架空アサヒ製作所"]
    assert manager.get("meetings/new?chosen=1").status == 422
    assert client("owner").get(both(cast)).status == 404
    assert client("owner").get("meetings/new?company=abc").status == 404


def test_the_form_opens_with_today_the_team_and_a_section_a_company(client: ClientFor, cast: Cast) -> None:
    page = client("manager").get(both(cast))
    fields = page.fields("main form.form")
    assert fields["meeting_on"] == "2026/11/24"
    team = {str(cast.producer_id(who)) for who in ("owner", "sub", "colleague", "fifth")}
    assert set(fields.getlist("team")) == team
    assert page.words("main section h2") == ["架空アサヒ製作所", "架空みなと精機"]
    assert len(page.select("main section:nth-of-type(2) textarea[name$=facts]")) == 2


def test_a_missing_meeting_opens_its_form_for_its_gap_with_nobody_and_no_day(client: ClientFor, cast: Cast, writing: At) -> None:
    owner = str(cast.producer_id("owner"))
    with writing():
        for day in (date(2026, 8, 5), date(2026, 9, 9), date(2026, 10, 7), date(2026, 11, 11)):
            add_visit(cast.asahi, day)
        add_meeting([cast.asahi], date(2026, 8, 20), [cast.producer_id("owner")])
        left = db.session.get_one(Producer, cast.producer_id("ninth"))
        left.ends_on = date(2026, 9, 20)
    browser, form = client("owner"), "main form[data-draft]"
    page = browser.get(f"companies/{cast.asahi.enrolment_id}")
    links = [str(link["href"]) for link in page.select("#gaps a")]
    assert len(links) == 2
    page = browser.get(links[0])
    said = page.one("[data-gap-from]")
    assert (said["data-gap-from"], said["data-gap-until"]) == ("2026-09-09", "2026-10-07")
    assert re.search("前回訪問 9.*9.* と次回訪問 10.*7.* の間の会議です。", said.get_text())
    assert not page.fields(form)["meeting_on"]
    assert not page.select(f"{form} [name=team][checked]")
    assert page.select(f"{form} [name=team][value='{left.id}']")  # on the roster on that day
    refused = browser.submit(
        page, {"meeting_on": "2026/11/20", "team": [owner], "idempotency_key": "1" * 32, "start_time": "x"}, form=form
    )
    assert refused.status == 422
    assert refused.one("[data-gap-from]")["data-gap-from"] == "2026-11-11"
    today = browser.get(f"meetings/new?company={cast.asahi.enrolment_id}&after=2026-11-24")  # not over: as any other
    assert today.fields(form)["meeting_on"] == "2026/11/24"
    assert today.select(f"{form} [name=team][value='{owner}'][checked]")


def test_a_meeting_is_logged_with_notes_actions_and_shown(client: ClientFor, cast: Cast, at_rest: At) -> None:
    owner = client("owner")
    page = save(
        owner,
        asahi(cast),
        {
            "start_time": "9時半",
            "end_time": "1030",
            "place": "架空会議室",
            "sections-0-decisions": "試作へ進む",
            "sections-0-internal_memo": "急ぐこと",
            "sections-0-cases-0-phases": ["diagnose"],
            "sections-0-cases-0-interpretation": "治具が鍵になる",
            "sections-0-actions-0-what": "図面を送る",
            "sections-0-actions-0-owner_id": str(cast.producer_id("sub")),
            "sections-0-actions-0-due_on": "R8.12.1",
        },
        follow=True,
    )
    for words in ("試作へ進む", "急ぐこと", "診断する", "治具が鍵になる", "図面を送る", "09:30～10:30", "架空会議室"):
        assert words in page.main
    assert client("clerk").get(page.url).main.count("急ぐこと") == 0
    board = client("colleague").get(page.url)
    assert "診断する" in board.main
    for words in ("試作へ進む", "治具が鍵になる", "図面を送る", "架空会議室"):
        assert words not in board.main
    with at_rest():
        assert (how_many(), how_many(NextAction)) == (1, 1)


def test_two_taps_make_one_meeting(client: ClientFor, cast: Cast, at_rest: At) -> None:
    owner = client("owner")
    page = owner.get(asahi(cast))
    assert [save(owner, page).status for _tap in range(2)] == [302, 302]
    with at_rest():
        assert (how_many(), how_many(MeetingSection)) == (1, 1)


def test_adding_and_removing_companies_keeps_what_was_typed(client: ClientFor, cast: Cast, at_rest: At) -> None:
    manager = client("manager")
    typed = {
        "sections-0-decisions": "残る決定",
        "sections-0-actions-0-what": "残る宿題",
        "sections-0-actions-0-due_on": "いつか",
        "companies": [str(cast.asahi.enrolment_id), str(cast.minato.enrolment_id)],
    }
    page = save(manager, asahi(cast), typed, button=("choose", "1"))
    assert page.status == 200
    fields = page.fields("main form.form")
    assert (fields["sections-0-decisions"], fields["sections-0-actions-0-due_on"]) == ("残る決定", "いつか")
    assert "sections-1-decisions" in fields
    both = [str(cast.producer_id(who)) for who in ("owner", "colleague", "sub", "fifth")]
    assert fields.getlist("team") == both, "whose company is added was probably there"
    gone = {"companies": [str(cast.minato.enrolment_id)], "team": both[1:]}
    page = save(manager, page, gone, button=("choose", "1"))
    assert page.fields("main form.form").getlist("team") == both[1:], "who was taken off does not come back"
    fields = page.fields("main form.form")
    assert fields["sections-0-enrolment_id"] == str(cast.minato.enrolment_id)
    assert "sections-1-decisions" not in fields
    with at_rest():
        assert how_many() == 0


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("meeting_on", "", "会議の日付を入力してください。"),
        ("meeting_on", "2026/11/25", "今日までの日付にしてください。"),
        ("meeting_on", "2026/2/30", "2026"),
        ("team", None, "出席した人を、一人以上選んでください。"),
        ("team", ["999999"], "一覧にある項目から選んでください。"),
        ("mode", None, "選んでください。"),
        ("mode", "event", "一覧にある項目から選んでください。"),
        ("start_time", "25時", "時刻"),
        ("place", "あ" * 201, "200文字以内にしてください。"),
        ("companies", None, "会議で扱う企業を、一社以上選んでください。"),
        ("companies", ["999999"], "一覧にある項目から選んでください。"),
        ("sections-0-decisions", "あ" * 20_001, "20000文字以内にしてください。"),
        ("sections-0-cases-0-phases", ["listen"], "聞いたこと・見たことを書いてください。"),
        ("sections-0-cases-0-phases", ["dance"], "選んでください。"),
        ("sections-0-actions-0-due_on", "2026/13/1", "2026/13/1"),
        ("sections-0-actions-0-what", "期限のない宿題", "期限の日付を入力してください。"),
    ],
)
def test_bad_input_is_refused_in_words_and_nothing_is_written(
    client: ClientFor, cast: Cast, at_rest: At, field: str, value: Any, sentence: str
) -> None:
    sent = {"sections-0-actions-0-owner_id": str(cast.producer_id("owner")), "other_attendees": "架空専門家"} | {field: value}
    page = save(client("owner"), asahi(cast), sent)
    assert page.status == 422
    assert any(sentence in error for error in page.errors()), page.errors()
    assert page.fields("main form.form")["other_attendees"] == "架空専門家"
    with at_rest():
        assert (how_many(), how_many(NextAction)) == (0, 0)


def test_indices_and_hidden_ids_that_nobody_offered_write_nothing_of_others(client: ClientFor, cast: Cast, at_rest: At) -> None:
    sent = {
        "sections-0-enrolment_id": [str(cast.minato.enrolment_id), "abc"],
        "sections-999999-enrolment_id": str(cast.minato.enrolment_id),
        "sections-999999-decisions": "割り込み",
        "sections-7-cases-5-case_id": "x",
        "sections-0-cases-0-case_id": str(cast.minato.case_id),
    }
    answer = save(client("owner"), asahi(cast), sent)
    assert answer.status < 500
    with at_rest():
        assert cast.minato.enrolment_id not in db.session.scalars(select(MeetingSection.enrolment_id)).all()


def test_a_draft_is_saved_thin_and_finished_later(client: ClientFor, cast: Cast, at_rest: At) -> None:
    owner = client("owner")
    page = save(owner, asahi(cast), {"team": None, "sections-0-decisions": "途中"}, button=("draft", "1"), follow=True)
    assert "下書きです" in page.main
    assert "途中" not in client("colleague").get("meetings/").main
    assert [row[0] for row in owner.get("meetings/?drafts=1").rows()] == ["2026年11月24日(火)"]
    edit = owner.get(page.links()["下書きを仕上げる"])
    assert edit.fields("main form.form")["sections-0-decisions"] == "途中"
    assert save(owner, edit).status == 422
    done = save(owner, edit, {"team": [str(cast.producer_id("owner"))]}, follow=True)
    assert "下書きです" not in done.main
    assert "途中" in done.main


def test_whoever_corrects_sees_and_writes_their_own_sections(client: ClientFor, cast: Cast, held: int) -> None:
    owner = client("owner")
    page = owner.get(f"meetings/{held}/edit")
    assert "架空みなと精機" in page.main  # that the meeting is about it is of board depth
    assert "決定B" not in page.html
    assert "メモB" not in page.html
    assert save(owner, page, {"sections-0-decisions": "直したA"}).status == 302
    manager = client("manager").get(f"meetings/{held}")
    assert "直したA" in manager.main
    assert "決定B" in manager.main


def test_the_second_save_shows_both_versions_of_a_section(client: ClientFor, cast: Cast, held: int) -> None:
    owner, sub = client("owner"), client("sub")
    mine, theirs = owner.get(f"meetings/{held}/edit"), sub.get(f"meetings/{held}/edit")
    assert save(sub, theirs, {"sections-0-decisions": "先の決定", "place": "先の場所"}).status == 302
    clash = save(owner, mine, {"sections-0-decisions": "後の決定", "place": "後の場所"})
    assert clash.status == 409
    for words in ("先の決定", "後の決定", "先の場所", "後の場所", "架空アサヒ製作所：決まったこと"):
        assert words in clash.main
    assert save(owner, clash, {"keep-sections-0-decisions": "theirs"}).status == 302
    shown = owner.get(f"meetings/{held}").main
    assert "先の決定" in shown
    assert "後の場所" in shown


def test_a_scheduled_meeting_is_changed_held_postponed_and_cancelled(
    client: ClientFor, cast: Cast, ahead: int, at_rest: At
) -> None:
    manager = client("manager")
    assert save(manager, f"meetings/{ahead}/edit", {"place": "新しい場所"}, follow=True).main.count("新しい場所") == 1
    answer = save(manager, f"meetings/{ahead}/postpone", {"reason": "", "new_on": "2026/12/3"})
    assert answer.status == 422
    anew = save(manager, answer, {"reason": "大雪"}, follow=True)
    assert "2026年12月3日(木)" in anew.heading
    assert "大雪" in manager.get(f"meetings/{ahead}").main
    assert save(manager, f"{anew.url}/cancel", {"reason": "台風"}).status == 302
    assert "中止" in manager.get(anew.url).main
    page = save(manager, f"meetings/{ahead}/record", {"meeting_on": "2026/11/24"}, follow=True)
    assert "記録を訂正" in page.links()
    with at_rest():
        statuses = db.session.scalars(select(TeamMeeting.status).order_by(TeamMeeting.id)).all()
        assert list(statuses) == [EventStatus.HELD, EventStatus.CANCELLED]


def test_scheduling_asks_for_no_sections_and_refuses_the_past(client: ClientFor, cast: Cast) -> None:
    owner = client("owner")
    url = f"meetings/schedule?company={cast.asahi.enrolment_id}"
    page = save(owner, url, {"meeting_on": "2026/11/23"})
    assert page.status == 422
    assert not page.select("main section")
    shown = save(owner, page, {"meeting_on": "2026/12/1", "start_time": "10:00"}, follow=True)
    assert "実施を記録" in shown.links()


def test_warnings_are_shown_and_lead_to_the_other_meeting(client: ClientFor, cast: Cast, held: int) -> None:
    owner = client("owner")
    day_off = save(owner, asahi(cast), {"meeting_on": "2026/11/22"}, follow=True)
    assert "休日（土日・祝日）です" in day_off.main
    page = save(owner, asahi(cast), {"start_time": "10:30", "end_time": "12:00"}, follow=True)
    overlap = next(line for line in page.select(".notice--warning li") if "の時間が重なっています" in line.get_text())
    assert str(overlap.select("a")[0]["href"]).endswith(f"/meetings/{held}")
    assert "同じ日に2件以上あります" in page.main


def test_the_list_is_narrowed_by_its_address(client: ClientFor, cast: Cast, held: int, ahead: int) -> None:
    browser = client("sixth")
    assert len(browser.get("meetings/").rows()) == 2
    for query, count in (
        (f"company={cast.asahi.enrolment_id}", 2),
        (f"case={cast.asahi.case_id}", 0),
        (f"producer={cast.producer_id('owner')}&status=held", 1),
        ("month=2026-11", 2),
        ("month=2026-10", 0),
        ("from=2026-11-25&to=2026-11-30", 1),
        ("status=cancelled", 0),
        ("fiscal_year=2026", 2),
        ("mode=online", 0),
        ("deleted=1", 0),
    ):
        page = browser.get(f"meetings/?{query}")
        assert (page.status, len(page.rows())) == (200, count), query
        assert any(f"{count}件" in words or f"{count}回" in words for words in page.words(".filter-bar__count"))
    for query in ("month=13月", "from=x", "status=lost", "company=abc", "fiscal_year=x", "case=99999999999999999999"):
        assert browser.get(f"meetings/?{query}").status == 422, query


def test_who_may_open_what(client: ClientFor, cast: Cast, held: int, ahead: int) -> None:
    paths = {
        "index": "meetings/",
        "show": f"meetings/{held}",
        "new": asahi(cast),
        "schedule": f"meetings/schedule?company={cast.asahi.enrolment_id}",
        "edit": f"meetings/{held}/edit",
        "record": f"meetings/{ahead}/record",
        "cancel": f"meetings/{ahead}/cancel",
        "postpone": f"meetings/{ahead}/postpone",
        "delete": f"meetings/{held}/delete",
    }
    writes = [name for name in paths if name not in ("index", "show")]
    for who, reads, write, delete in (
        ("owner", 200, 200, 403),
        ("sixth", 200, 404, 404),
        ("manager", 200, 200, 200),
        ("clerk", 200, 403, 403),
        ("auditor", 200, 403, 403),
        ("administrator", 404, 404, 404),
    ):
        browser = client(who)
        expected = dict.fromkeys(paths, reads) | dict.fromkeys(writes, write) | {"delete": delete}
        assert {name: browser.get(f"/p/r8/{path}").status for name, path in paths.items()} == expected, who
    assert client("stranger").get(f"meetings/{held}").status == 404


def test_a_deleted_meeting_comes_back(client: ClientFor, held: int) -> None:
    manager = client("manager")
    asked = manager.get(f"meetings/{held}/delete")
    assert "架空アサヒ製作所、架空みなと精機" in asked.main
    assert manager.submit(asked).status == 302
    assert manager.get(f"meetings/{held}").status == 404
    back = manager.submit("meetings/?deleted=1", follow=True)
    assert "決定A" in back.main


def test_the_pages_speak_english_too(client: ClientFor, cast: Cast, held: int) -> None:
    browser = client("manager").speak("en")
    for path in ("meetings/", f"meetings/{held}", f"meetings/{held}/edit", both(cast)):
        assert browser.get(path).status == 200


def test_a_section_notes_its_tools_and_a_correction_keeps_them(client: ClientFor, cast: Cast) -> None:
    owner = client("owner")
    form = owner.get(asahi(cast))
    tool = form.select("select[name=sections-0-tools-0-what] option")[1].attrs["value"]
    noted = {"sections-0-tools-0-what": tool, "sections-0-tools-0-finding": "治具の置き場が決まらない"}
    page = save(owner, form, noted, follow=True)
    assert "治具の置き場が決まらない" in page.main
    assert "治具の置き場が決まらない" not in client("colleague").get(page.url).main
    again = save(owner, page.url + "/edit", {"sections-0-decisions": "試作へ進む"}, follow=True)
    assert "治具の置き場が決まらない" in again.main


def test_what_a_next_action_lacks_and_the_heads_rule_are_said_in_one_answer(client: ClientFor, cast: Cast) -> None:
    owner = client("owner")
    form = owner.get(asahi(cast))
    mine = str(cast.producer_id("owner"))
    assert form.fields("main form.form")["sections-0-actions-0-owner_id"] == mine
    begun = {"team": [], "sections-0-actions-0-owner_id": "", "sections-0-actions-0-due_on": "2026/12/1"}
    refused = save(owner, form, begun)
    assert refused.status == 422
    for words in (
        "することを入力してください。",
        "企業側の担当者の名前を入力してください。",
        "出席した人を、一人以上選んでください。",
    ):
        assert words in refused.main
    assert len(refused.select("[data-rows=sections-0-actions] [data-row]")) == 1
    # the viewer stands there beforehand: a name typed beside them says which of the two is meant
    typed = {"sections-0-actions-0-owner_id": mine, "sections-0-actions-0-owner_name": "品質保証部の部長"}
    assert "どちらか一方にしてください。" in save(owner, form, begun | typed).main


def test_a_meeting_on_more_companies_asks_no_more_of_the_database(client: ClientFor, cast: Cast, app: Flask) -> None:
    manager, said = client("manager"), []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *about: said.append(about[2]))

    def statements(*companies: int) -> int:
        said.clear()
        page = manager.get("meetings/new?" + "&".join(f"company={one}" for one in companies))
        assert len(page.select("[name^=sections-][name$=-decisions]")) == len(companies)
        return len(said)

    one = statements(cast.asahi.enrolment_id)
    assert statements(cast.asahi.enrolment_id, cast.minato.enrolment_id) == one
