"""The work diary: every minute of the records, each number with its lines, and nothing that may not leave the house."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import event, func, select

from tests.auditing import Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.field_records import make_attendance, make_exhibition, make_training
from tests.hours import make_entry, make_travel
from tests.records import make_meeting, make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.domain.trainings import Attendance
from tracker.models import MeetingCase, Programme, Travel, VisitCase, WorkLog

At = Callable[[], AbstractContextManager[None]]
ON = date(2026, 10, 14)


def minutes_of(words: str) -> int:
    hours, minutes = words.split(":")
    return int(hours) * 60 + int(minutes)


@pytest.fixture
def october(cast: Cast, writing: At) -> str:
    """The address of the owner's October: a visit with its journey, a meeting about two companies, entries; 7 h 20 min."""
    owner = cast.producer_id("owner")
    texts = {"facts": "聞いた話", "interpretation": "見立て", "internal_memo": "内輪の覚え書き"}
    with writing():
        visit_id = make_visit(
            cast.asahi,
            now=NOW,
            on=ON,
            who=[owner, cast.producer_id("sub")],
            case_ids=cast.asahi.case_ids,
            phases=[Phase.LISTEN],
            start_time=time(10),
            end_time=time(12),
            **texts,
        )
        for note in db.session.scalars(select(VisitCase).where(VisitCase.visit_id == visit_id)):
            note.report_summary = "治具の構想をまとめた"
        make_travel(cast, visit_id, now=NOW, leaves_at=time(9, 10))
        make_meeting(
            cast.asahi, cast.minato, now=NOW, on=date(2026, 10, 20), who=[owner], start_time=time(16), end_time=time(17, 5)
        )
        for note in db.session.scalars(select(MeetingCase).where(MeetingCase.case_id == cast.minato.case_id)):
            note.report_summary = "みなと精機だけの要約"
        make_entry(cast, now=NOW, on=date(2026, 10, 13), start_time=time(9), end_time=time(10, 30), break_minutes=10)
        make_entry(
            cast, now=NOW, on=date(2026, 10, 13), kind="report_writing", start_time=None, end_time=None, minutes=85, note="清書"
        )
        # None of these is an hour of the owner's October.
        make_visit(cast.asahi, now=NOW, on=ON, who=[owner], status=EventStatus.SCHEDULED, start_time=time(13), end_time=time(15))
        make_visit(cast.asahi, now=NOW, on=ON, who=[owner], state=RecordState.DRAFT, start_time=time(13), end_time=time(15))
        make_visit(cast.asahi, now=NOW, on=ON, who=[owner], deleted_at=NOW, start_time=time(13), end_time=time(15))
        make_visit(cast.asahi, now=NOW, on=date(2026, 11, 2), who=[owner], start_time=time(13), end_time=time(15))
        make_entry(cast, now=NOW, on=ON, who="sub")
        make_entry(cast, now=NOW, on=ON, deleted_at=NOW)
    return f"diaries/{owner}/2026-10"


WORKED = 120 + 40 + 50 + 65 + 80 + 85


def test_the_diary_counts_every_minute_of_the_records_and_no_other(october: str, client: ClientFor) -> None:
    page = client("owner").get(october)
    lines = page.rows("#lines table")
    assert [(row[1], row[3], row[4]) for row in lines] == [
        ("09:00～10:30", "1:20", "準備"),
        ("", "1:25", "報告書作成"),
        ("09:10～09:50", "0:40", "移動"),
        ("10:00～12:00", "2:00", "企業訪問"),
        ("", "0:50", "移動"),
        ("16:00～17:05", "1:05", "チームミーティング"),
    ]
    assert sum(minutes_of(row[3]) for row in lines) == WORKED
    assert minutes_of(page.words(".number-tile__number")[0].split()[0]) == WORKED
    tables = [page.rows(f".diary__totals > div:nth-of-type({place}) table") for place in (1, 2)]
    for rows in tables:
        assert sum(minutes_of(row[1]) for row in rows) == WORKED
    assert [row[0] for row in tables[1]] == ["架空アサヒ製作所", "特定の企業ではない", "架空アサヒ製作所、架空みなと精機"]


def test_every_total_leads_to_the_lines_that_it_counts(october: str, client: ClientFor) -> None:
    browser = client("owner")
    page = browser.get(october)
    links = page.select(".diary__totals tbody a")
    assert len(links) == 8
    for link in links:
        shown = browser.get(str(link["href"]))
        assert sum(minutes_of(row[3]) for row in shown.rows("#lines table")) == minutes_of(link.get_text())


def test_a_diary_says_what_may_leave_the_house_and_nothing_else(october: str, client: ClientFor) -> None:
    for who in ("owner", "manager", "clerk", "auditor"):
        page = client(who).get(october)
        assert "治具の構想をまとめた" in page.main
        for secret in ("聞いた話", "見立て", "内輪の覚え書き"):
            assert secret not in page.html
        # In a meeting of several companies each section follows its company.
        assert ("みなと精機だけの要約" in page.main) == (who != "owner")


def test_a_diary_is_one_s_own_or_the_manager_s(october: str, client: ClientFor) -> None:
    assert client("colleague").get(october).status == 404
    assert client("other_manager").get(october).status == 404
    assert "本人に代わって確定する" in client("manager").get(october).main
    for who in ("clerk", "auditor"):
        page = client(who).get(october)
        assert page.status == 200
        assert "確定する" not in page.main and "/hours/" not in page.html and "/travel/" not in page.html


def test_the_overview_shows_a_coordinator_themselves_and_a_manager_everybody(october: str, client: ClientFor) -> None:
    own = client("owner").get("diaries/")
    assert [row[0].split()[0] for row in own.rows()] == ["担い手01"]
    everybody = client("manager").get("diaries/")
    assert len(everybody.rows()) == 10
    months = [re.sub(r" .*", "", cell) for cell in own.rows()[0][1:-1]]
    assert (months[6], months[7]) == ("7:20", "2:00")
    assert own.rows()[0][-1] == "9:20"
    year = client("owner").get(str(own.select("tbody td:last-child a")[0]["href"]))
    assert sum(minutes_of(row[1]) for row in year.rows()) == 9 * 60 + 20


def test_what_is_odd_is_told_with_a_link_to_where_it_is_mended(october: str, cast: Cast, client: ClientFor, writing: At) -> None:
    owner = cast.producer_id("owner")
    with writing():
        silent = make_visit(cast.minato, now=NOW, on=date(2026, 10, 18), who=[owner])
        make_entry(cast, now=NOW, on=ON, start_time=time(11), end_time=time(19, 30))
        older = make_visit(cast.asahi, now=NOW, on=date(2026, 10, 21), who=[owner], start_time=time(9), end_time=time(10))
        make_travel(cast, older, now=NOW, who=None, minutes_out=None, minutes_back=None, minutes_both=75)
    page = client("owner").get(october)
    told = {line.get_text(): str(line.select("a")[-1]["href"]) for line in page.select(".notice--warning li")}
    by_words = {next(word for word in WORDS if word in text): url for text, url in told.items()}
    assert by_words["時刻未記入"].endswith(f"/visits/{silent}/edit")
    both = next(line for line in page.select(".notice--warning li") if "重なっています" in line.get_text()).select("a")
    assert ["/hours/" in str(link["href"]) for link in both] == [False, True]
    assert by_words["休日"] == "#day-2026-10-18"
    assert by_words["1日の目安"] == "#day-2026-10-14"
    assert by_words["だれの移動か"].endswith(f"/visits/{older}#travel")


WORDS = ("時刻未記入", "重なっています", "休日", "1日の目安", "だれの移動か")


def test_own_times_are_the_person_s_and_the_record_s_stay(october: str, cast: Cast, client: ClientFor, at_rest: At) -> None:
    browser = client("owner")
    visit = next(str(a["href"]) for a in browser.get(october).select("#lines a") if a.get_text() == "企業訪問")
    form = f"{visit}/own-hours"
    early = browser.submit(form, {"start_time": "9:00"})
    assert early.status == 422 and "記録の開始時刻より前" in early.errors()[0]
    assert browser.submit(form, {"end_time": "11:30", "break_minutes": "10"}).status == 302
    lines = browser.get(october).rows("#lines table")
    assert ("10:00～11:30", "0:10", "1:20", "企業訪問") in [tuple(row[1:5]) for row in lines]
    sub = client("manager").get(f"diaries/{cast.producer_id('sub')}/2026-10").rows("#lines table")
    assert [row[3] for row in sub if row[4] == "企業訪問"] == ["2:00"]


def test_confirming_and_checking_go_through_their_pages(october: str, client: ClientFor) -> None:
    owner, manager = client("owner"), client("manager")
    done = owner.submit(f"{october}/confirm", {})
    assert done.status == 302
    assert "本人確定" in owner.get(october).main
    entry = next(str(a["href"]) for a in owner.get(october).select("#lines a") if "/hours/" in str(a["href"]))
    refused = owner.submit(entry, {"note": "直したい"})
    assert refused.status == 422 and "本人確定済み" in refused.text
    assert manager.submit(f"{october}/approve", {}).status == 302
    signed = owner.get(october)
    assert [re.sub(r" \d.*", "", words) for words in signed.words(".diary__signatures span")] == ["担い手01", "架空マネージャー"]
    assert "取り消す" not in signed.main
    silent = manager.submit(f"{october}/unlock", {})
    assert silent.status == 422 and "理由を入力" in silent.errors()[0]
    assert manager.submit(f"{october}/unlock", {"reason": "移動の時刻が違う"}).status == 302
    assert "移動の時刻が違う" in owner.get(october).main


def test_in_a_confirmed_month_nothing_is_offered_that_would_be_refused(october: str, client: ClientFor) -> None:
    owner = client("owner")
    week = "hours/?week=2026-10-14"
    assert "＋業務" in owner.get(week).main and "＋移動" in owner.get(week).main
    owner.submit(f"{october}/confirm", {})
    page = owner.get(week)
    assert "＋業務" not in page.main and "＋移動" not in page.main
    assert page.links()["業務日誌を開く（確定の取り消し）"] == f"/p/r8/{october}"
    mixed = owner.get("hours/?week=2026-11-01")  # Monday 26 October to Sunday 1 November
    assert "＋業務" in mixed.one("#day-2026-11-01").get_text()
    assert "＋業務" not in mixed.one("#day-2026-10-31").get_text()


def test_the_page_of_confirming_repeats_what_the_diary_warns_of(october: str, cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        make_entry(cast, now=NOW, on=date(2026, 10, 20), start_time=time(16, 30), end_time=time(17))
    owner = client("owner")
    warned = owner.get(october).select(".notice--warning li")
    assert warned
    asked = owner.get(f"{october}/confirm").select(".notice--warning li")
    assert [one.get_text() for one in asked] == [one.get_text() for one in warned]


def test_a_journey_of_no_visit_says_beforehand_that_its_purpose_is_asked_for(client: ClientFor) -> None:
    label = client("owner").get("travel/new?on=2026-11-20").one("label[for=note]")
    assert "※必須" in label.get_text()


def test_what_changed_after_the_page_was_opened_is_not_confirmed_unseen(
    october: str, cast: Cast, client: ClientFor, writing: At
) -> None:
    browser = client("owner")
    page = browser.get(f"{october}/confirm")
    with writing():
        make_entry(cast, now=NOW, on=date(2026, 10, 29))
    answer = browser.post(page.url, page.fields())
    assert answer.status == 422 and "画面を開いたあとに記録が変わりました" in answer.text


def test_the_workbook_says_what_the_page_says(october: str, client: ClientFor) -> None:
    page = client("clerk").get(f"{october}/download", buffered=True)
    assert page.status == 200
    assert "filename*=UTF-8''%E6%A5%AD%E5%8B%99%E6%97%A5%E8%AA%8C_2026-10" in page.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(page.data))
    assert book.sheetnames == ["業務日誌", "データ_従事時間", "データ_従事時間企業", "項目定義"]
    head, *rows = book["データ_従事時間"].iter_rows(values_only=True)
    place = {title: column for column, title in enumerate(head)}
    assert sum(row[place["従事時間"]] for row in rows) == WORKED
    assert sum(row[place["交通費"]] or 0 for row in rows) == 980


def test_the_rounding_stands_in_words_and_beside_the_minutes(october: str, client: ClientFor) -> None:
    manager = client("manager")
    assert (
        manager.submit("diaries/settings", {"unit": "15", "way": "down", "per": "activity", "long_day_hours": "8"}).status == 302
    )
    page = client("owner").get(october)
    assert "1件ごとに、15分未満を切り捨てます。" in page.main
    lines = page.rows("#lines table")
    assert [row[4] for row in lines] == ["1:15", "1:15", "0:30", "2:00", "0:45", "1:00"]
    assert minutes_of(page.words(".number-tile__number")[1].split()[0]) == 6 * 60 + 45
    assert sum(minutes_of(row[3]) for row in lines) == WORKED
    manager.submit("diaries/settings", {"unit": "30", "way": "nearest", "per": "day", "long_day_hours": "8"})
    page = client("owner").get(october)
    assert "1日の合計ごとに、30分単位の近いほうに丸めます。" in page.main
    assert [row[4] for row in page.rows("#lines table")] == ["3:00", "", "3:30", "", "", "1:00"]


def test_where_no_hours_are_kept_nothing_of_them_is_there(october: str, cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        db.session.get_one(Programme, cast.programme_id).hours_kept = False
    for who in ("owner", "manager", "clerk", "auditor"):
        for url in (october, "diaries/", "hours/", f"{october}/download"):
            assert client(who).get(url).status == 404
    page = client("owner").get("visits/1")
    assert "移動を記録" not in page.main and "業務日誌" not in page.html
    form = client("owner").get(f"visits/new?company={cast.asahi.enrolment_id}")
    assert "前回と同じ移動" not in form.main and "travel-" not in form.html


@pytest.mark.parametrize("month", ["2026-13", "1900-01", "9999-12", "november", "2026-1"])
def test_a_month_that_there_is_not_has_no_diary(month: str, cast: Cast, client: ClientFor) -> None:
    assert client("owner").get(f"diaries/{cast.producer_id('owner')}/{month}").status == 404


def test_a_joint_exhibition_and_a_duration_without_a_beginning_are_counted(cast: Cast, client: ClientFor, writing: At) -> None:
    owner = cast.producer_id("owner")
    with writing():
        make_visit(cast.asahi, now=NOW, on=ON, who=[owner], mode=VisitMode.EVENT, start_time=time(9), end_time=time(16))
        make_visit(cast.asahi, now=NOW, on=date(2026, 10, 15), who=[owner], duration_minutes=90)
    lines = client("owner").get(f"diaries/{owner}/2026-10").rows("#lines table")
    assert [(row[3], row[4]) for row in lines] == [("7:00", "展示会"), ("1:30", "企業訪問")]


def test_a_diary_asks_as_often_for_one_line_as_for_fifty(app: Flask, cast: Cast, client: ClientFor, writing: At) -> None:
    def asked() -> int:
        statements: list[str] = []
        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        browser.get(f"diaries/{cast.producer_id('owner')}/2026-10")
        return len(statements)

    browser = client("owner")
    with writing():
        make_entry(cast, now=NOW, on=ON)
    once = asked()
    with writing():
        for day in range(1, 26):
            on = date(2026, 10, day)
            visit = make_visit(cast.asahi, now=NOW, on=on, who=[cast.producer_id("owner")], start_time=time(9), end_time=time(10))
            make_travel(cast, visit, now=NOW)
    assert asked() == once


def test_a_day_is_entered_on_the_phone_and_shown_in_its_week(cast: Cast, client: ClientFor, at_rest: At) -> None:
    browser = client("owner")
    form = browser.get("hours/new?on=2026-11-20&kind=report_writing")
    assert form.fields()["work_on"] == "2026/11/20"
    sent = browser.submit(form.url, {"start_time": "13時", "end_time": "15:30", "break_minutes": "１５", "note": "報告"})
    assert sent.status == 302 and "week=2026-11-20" in (sent.location or "")
    week = browser.get(sent.location or "")
    assert "2:15" in week.main and "報告書作成" in week.main
    more = browser.submit("hours/new?on=2026-11-20", {"minutes": "20", "another": "1"})
    assert "/hours/new" in (more.location or "")
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(WorkLog)) == 2


def test_an_entry_that_cannot_be_comes_back_with_its_sentence(cast: Cast, client: ClientFor) -> None:
    over_midnight = client("owner").submit("hours/new", {"start_time": "22:00", "end_time": "1:00", "note": "夜の作業"})
    assert over_midnight.status == 422
    assert "日をまたぐときは日ごとに分け" in over_midnight.errors()[0]
    assert over_midnight.fields()["note"] == "夜の作業"


def test_two_who_edit_an_entry_see_both_versions(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        entry_id = make_entry(cast, now=NOW)
    owner, manager = client("owner"), client("manager")
    mine = owner.get(f"hours/{entry_id}")
    assert manager.submit(f"hours/{entry_id}", {"note": "マネージャーが直した"}).status == 302
    both = owner.submit(mine, {"note": "自分で直した"})
    assert both.status == 409
    assert "マネージャーが直した" in both.main and "自分で直した" in both.html


def test_the_last_journey_is_offered_and_recorded_only_when_it_is_wanted(
    cast: Cast, client: ClientFor, writing: At, at_rest: At
) -> None:
    owner = cast.producer_id("owner")
    with writing():
        make_travel(cast, make_visit(cast.asahi, now=NOW, on=ON, who=[owner]), now=NOW)
        later = make_visit(cast.asahi, now=NOW, on=date(2026, 11, 20), who=[owner])
    browser = client("owner")
    form = browser.get(f"travel/new?visit={later}")
    assert form.fields()["from_place"] == "架空駅" and "まだ記録していません" in form.main
    gate = f"visits/new?company={cast.asahi.enrolment_id}"
    filled = {"cases-0-phases": ["listen"], "cases-0-facts": "工場長の話", "next_answer": "open"}
    assert "架空駅→本社工場" in browser.get(gate).main

    def journeys() -> int:
        with at_rest():
            return db.session.scalar(select(func.count()).select_from(Travel)) or 0

    assert browser.submit(gate, filled).status == 302
    assert journeys() == 1
    filled["cases-0-facts"] = "午後の話"
    assert browser.submit(gate, filled | {"travel-as_last": "y", "same_day": "separate"}).status == 302
    assert journeys() == 2


def shown(page: Page) -> list[str]:
    return page.words("#travel ~ ul li")


def test_a_visit_shows_its_journeys_to_whoever_reads_its_record(october: str, cast: Cast, client: ClientFor) -> None:
    visit = next(str(a["href"]) for a in client("owner").get(october).select("#lines a") if a.get_text() == "企業訪問")
    for who in ("owner", "sub", "manager", "auditor"):
        assert any("架空駅→本社工場" in words for words in shown(client(who).get(visit))), who
    assert shown(client("colleague").get(visit)) == []


def test_a_training_and_a_day_at_an_exhibition_lead_to_their_records(cast: Cast, client: ClientFor, writing: At) -> None:
    owner = cast.producer_id("owner")
    with writing():
        training = make_training(cast.programme_id, now=NOW, on=ON, there={owner: Attendance.ATTENDED})
        exhibition = make_exhibition(cast.programme_id, cast.asahi, now=NOW)
        make_attendance(exhibition, owner, start_time=time(10), end_time=time(16))
    page = client("owner").get(f"diaries/{owner}/2026-10")
    links = {link.get_text(): str(link["href"]) for link in page.select("#lines a")}
    assert links["研修"].endswith(f"/trainings/{training}")
    assert links["展示会"].endswith(f"/exhibitions/{exhibition}")
