"""The trail's page: the programme's for its manager and auditor, one's own for a coordinator, none for the clerk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.auditing import Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import add_meeting, add_visit, counted_statements, unguard
from tests.hours import make_travel
from tests.records import Records, make_snooze
from tracker.database import Base, db
from tracker.domain.access import OPERATOR, operator
from tracker.domain.attention import AttentionKind
from tracker.domain.calendar import tokyo_day
from tracker.models import AuditEntry, AuditText, Enrolment, Outcome, Snooze, Travel
from tracker.services import audit
from tracker.web.audit_words import AUDITED_NOUNS

At = Callable[[], AbstractContextManager[None]]
GOOD = {"kind": "prototype", "outcome_on": "2026/11/20", "description": "秘めた成果の中身"}


def record(cast: Cast, client: ClientFor, who: str) -> None:
    assert client(who).submit(f"outcomes/new?company={cast.asahi.enrolment_id}", GOOD).status == 302


def test_each_reads_what_is_theirs_to_read(cast: Cast, client: ClientFor) -> None:
    record(cast, client, "owner")
    record(cast, client, "sub")
    names = {who: {row[1] for row in client(who).get("audit/").rows()} for who in ("owner", "colleague", "manager", "auditor")}
    assert names["owner"] == {"担い手01"}
    assert names["colleague"] == set()
    assert {"担い手01", "担い手03"} <= names["manager"]
    assert names["auditor"] == names["manager"]


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("administrator", 404), ("other_manager", 404), ("stranger", 404)])
def test_nobody_else_reads_it(client: ClientFor, who: str, status: int) -> None:
    assert client(who).get("/p/r8/audit/").status == status


def test_an_entry_says_who_did_what_when_in_words_and_nothing_of_the_text(cast: Cast, client: ClientFor) -> None:
    days = {tokyo_day(datetime.now(UTC))}
    record(cast, client, "owner")
    days.add(tokyo_day(datetime.now(UTC)))  # the trail goes by the real clock; midnight may have passed
    page = client("manager").get("audit/")
    newest = page.rows()[0]
    assert newest[1] == "担い手01"
    assert any(f"{day.year}年{day.month}月{day.day}日" in newest[0] for day in days)
    assert "record_outcome" not in page.main
    assert "秘めた成果の中身" not in page.main


def test_a_reason_that_was_given_stands_beside_the_act(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        outcome = Outcome(
            programme_id=cast.programme_id,
            enrolment_id=cast.asahi.enrolment_id,
            kind="prototype",
            outcome_on=date(2026, 11, 1),
            description="x",
            created_at=NOW,
        )
        db.session.add(outcome)
        db.session.flush()
        audit.note(cast.viewer("manager"), "delete_outcome", outcome, reason="二重に登録したため")
    assert client("auditor").get("audit/").rows()[0][4] == "二重に登録したため"


def test_fifty_a_page_the_newest_first_in_as_many_statements_as_one(
    cast: Cast, client: ClientFor, writing: At, at_rest: At
) -> None:
    browser = client("owner")

    def count() -> int:
        with at_rest(), counted_statements() as sent:
            assert browser.get("audit/").status == 200
            return sent()

    def note(how_many: int) -> None:
        with writing():
            outcome = db.session.scalars(select(Outcome)).first()
            for number in range(how_many):
                audit.note(cast.viewer("owner"), "correct_outcome", outcome, reason=f"第{number:02}回", before={}, after={})

    record(cast, client, "owner")
    few = count()
    note(54)
    assert count() == few
    first = browser.get("audit/?kind=change")
    second = browser.get(str(first.one("a[rel=next]")["href"]))
    assert (len(first.rows()), len(second.rows())) == (50, 4)
    assert first.rows()[0][4] == "第53回"
    assert "54件の記録" in first.main and "54件の記録" in second.main
    again = browser.get(str(second.one("a[rel=prev]")["href"]))
    assert again.rows() == first.rows()
    assert not first.select("a[rel=prev]") and not second.select("a[rel=next]") and not again.select("a[rel=prev]")


def test_nothing_done_yet_is_said(client: ClientFor) -> None:
    assert "まだ記録がありません" in client("colleague").get("audit/").main


def act(cast: Cast, writing: At, *, by: str, act: str, noun: str = "outcome") -> int:
    """Note an act on something of company A, and give the id of the thing."""
    with writing():
        thing = Outcome(
            programme_id=cast.programme_id,
            enrolment_id=cast.asahi.enrolment_id,
            kind="prototype",
            outcome_on=date(2026, 11, 1),
            description="x",
            created_at=NOW,
        )
        row = db.session.get_one(Enrolment, cast.asahi.enrolment_id) if noun == "enrolment" else thing
        db.session.add(row)
        db.session.flush()
        audit.note(cast.viewer(by), act, row)
        return row.id


def shown(page: Page) -> list[tuple[str, str]]:
    return [(row[1], row[2]) for row in page.rows()]


def test_the_trail_is_narrowed_by_person_thing_kind_and_day(cast: Cast, client: ClientFor, writing: At) -> None:
    act(cast, writing, by="owner", act="record_outcome")
    act(cast, writing, by="sub", act="delete_outcome")
    act(cast, writing, by="manager", act="correct_company", noun="enrolment")
    browser = client("auditor")
    owner = cast["owner"].account_id
    mine, gone, company = ("担い手01", "成果を記録"), ("担い手03", "成果を削除"), ("架空マネージャー", "企業情報を訂正")
    assert shown(browser.get("audit/?noun=outcome")) == [gone, mine]
    assert shown(browser.get(f"audit/?person={owner}&noun=outcome")) == [mine]
    assert shown(browser.get("audit/?kind=delete")) == [gone]
    assert shown(browser.get("audit/?noun=enrolment")) == [company]
    today = tokyo_day(datetime.now(UTC))
    assert len(browser.get(f"audit/?noun=outcome&from={today - timedelta(days=1)}&to={today + timedelta(days=1)}").rows()) == 2
    empty = browser.get("audit/?noun=outcome&to=2020-01-01")
    assert "条件に合う記録がありません" in empty.main


def test_a_value_that_was_not_offered_is_told_and_narrows_nothing(client: ClientFor) -> None:
    page = client("manager").get("audit/?person=999999")
    assert page.status == 422
    assert "一覧にある項目から選んでください。" in page.text


def test_only_things_that_stand_in_the_trail_are_offered_and_the_one_that_a_link_asks_for(
    cast: Cast, client: ClientFor, writing: At
) -> None:
    def offered(address: str) -> set[str]:
        return {str(option["value"]) for option in client("manager").get(address).select("[name=noun] option")}

    before = offered("audit/")
    assert not before & {"outcome", "visit"}
    act(cast, writing, by="owner", act="record_outcome")
    assert offered("audit/") == before | {"outcome"}
    assert offered("audit/?noun=visit&id=1") == before | {"outcome", "visit"}
    assert offered("audit/?noun=lost") == before | {"outcome"}


def test_an_entry_leads_to_its_thing(cast: Cast, client: ClientFor, records: Records) -> None:
    browser = client("manager")
    page = browser.get("audit/?noun=visit")
    (words, address), *_more = [(words, link) for words, link in page.links().items() if "/visits/" in link and "2026年" in words]
    assert "架空アサヒ製作所 2026年10月14日" in words
    assert browser.get(address).status == 200
    entry = browser.get(f"audit/{records.audit_id}")
    assert entry.heading == "訪問を訂正"
    assert browser.get(entry.links()["対象を開く （対象）"]).status == 200
    about_it = browser.get(entry.links()["この対象のすべての変更を見る"])
    assert [row[2] for row in about_it.rows()] == ["訪問を訂正"]


def test_the_changes_of_a_visit_are_told_with_those_of_what_belongs_to_it(
    cast: Cast, client: ClientFor, records: Records, writing: At
) -> None:
    with writing():
        other = add_visit(cast.asahi, date(2026, 11, 3))
        ways = [make_travel(cast, visit_id, now=NOW) for visit_id in (records.visit_id, other)]
        for way in ways:
            audit.note(cast.viewer("owner"), "note_travel", db.session.get_one(Travel, way))
    page = client("manager").get(f"audit/?noun=visit&id={records.visit_id}")
    assert [row[2] for row in page.rows()] == ["移動を記録", "訪問を訂正"]
    assert "1つの対象と、それに付くもの" in page.main
    assert [row[2] for row in client("owner").get(f"audit/?noun=travel&id={ways[1]}").rows()] == ["移動を記録"]


@pytest.mark.parametrize(("who", "reads"), [("manager", True), ("auditor", False), ("owner", False)])
def test_an_entry_says_which_fields_changed_and_their_texts_to_whoever_reads_memos(
    client: ClientFor, records: Records, who: str, reads: bool
) -> None:
    page = client(who).get(f"audit/{records.audit_id}")
    row = ["決まったこと", "次回は現場を見る", "次回は現場を観る"]
    assert page.rows() == [row if reads else row[:1]]


def test_every_thing_of_the_trail_is_led_to_by_an_address_that_is_there(
    cast: Cast, client: ClientFor, records: Records, writing: At
) -> None:
    """One entry a table, about a row of the full house; whatever the page links to is answered."""
    with writing():
        for table in sorted(AUDITED_NOUNS):
            model = next(one.class_ for one in Base.registry.mappers if one.class_.__tablename__ == table)
            if "id" in model.__table__.c:
                found = db.session.scalars(select(model).order_by(model.id)).first()
                audit.note(cast.viewer("manager"), "look_at_scores", found, after={})
    for who in ("manager", "auditor"):
        browser = client(who)
        page = browser.get("audit/?kind=confirm")
        links = {str(tag["href"]) for tag in page.select("main td a")}
        assert len(links) > (20 if who == "manager" else 10)
        assert {link: browser.get(link).status for link in links if browser.get(link).status != 200} == {}


def test_the_administrator_reads_what_is_kept_of_the_installation_and_no_content(
    cast: Cast, client: ClientFor, records: Records
) -> None:
    page = client("administrator").get("/audit/")
    nouns = {row[3].split()[0] for row in page.rows()}
    assert nouns <= {"利用者", "役割", "事業"}
    assert "架空アサヒ" not in page.main


def test_the_page_walks_the_chain_and_says_that_it_is_whole(client: ClientFor, cast: Cast) -> None:
    assert "書き換え、抜け、欠けはありません" in client("auditor").get("audit/check").main
    assert "書き換え、抜け、欠けはありません" in client("administrator").get("/audit/check").main


def test_the_page_says_where_the_chain_is_broken(client: ClientFor, cast: Cast, writing: At) -> None:
    with writing():
        unguard()
        third = list(db.session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)))[2]
        db.session.execute(update(AuditEntry).where(AuditEntry.id == third).values(account_name="別人"))
        db.session.execute(update(AuditText).where(AuditText.entry_id == third + 1).values(after="別の文"))
    page = client("manager").get("audit/check")
    assert f"番号{third}の記録で、つながりが切れています" in page.main
    assert f"番号{third + 1}の記録の、変更前と変更後の文" in page.main


def test_a_month_is_said_as_a_month_with_its_reason_and_a_hold_by_what_was_put_on_hold(
    cast: Cast, client: ClientFor, writing: At
) -> None:
    browser = client("manager")
    excuse = {"reason": "先方の休業", "accepted_by": "架空 承認"}
    assert browser.submit(f"months/{cast.asahi.enrolment_id}/2026-10", excuse).status == 302
    with writing():
        make_snooze(cast.asahi, now=NOW, subject=f"{cast.asahi.enrolment_id}/2026-09", snoozed_by=OPERATOR)
        snooze = db.session.scalars(select(Snooze)).one()
        audit.note(operator(cast.programme_id), "snooze", snooze)
    newest, excused, *_before = browser.get("audit/").rows()
    assert newest[1:4] == ["コマンドでの操作", "保留にする", f"保留 未実施（理由なし） {cast.asahi.name}"]
    assert excused[2:] == ["月を見送りに登録", f"見送りの月 {cast.asahi.name} 2026年10月", "先方の休業"]


def test_a_hold_of_a_month_says_which_month_it_is(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    held = {"reason": "書類を待つ", "back_on": "R8.12.1"}
    assert browser.post("snoozes/new?kind=open_month&subject=2026-10", data=held).status == 302
    assert "未締めの月 2026年10月" in browser.get("snoozes/").main
    assert browser.get("audit/").rows()[0][3] == "保留 未締めの月 2026年10月"


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (AttentionKind.STUCK_CASE, "{case_id}"),
        (AttentionKind.STALE_DRAFT, "visit/{visit_id}"),
        (AttentionKind.OVERLAP, "visit/{visit_id}+meeting/{meeting_id}/{producer_id}"),
        (AttentionKind.RECORDED_LATE, "meeting/{meeting_id}/{producer_id}"),
    ],
)
def test_a_hold_of_a_case_a_draft_or_a_warning_says_whose_it_is(
    cast: Cast, records: Records, client: ClientFor, writing: At, kind: AttentionKind, subject: str
) -> None:
    ids = {
        "case_id": cast.asahi.case_id,
        "visit_id": records.visit_id,
        "meeting_id": records.meeting_id,
        "producer_id": cast.producer_id("owner"),
    }
    with writing():
        make_snooze(cast.asahi, now=NOW, kind=kind, subject=subject.format(**ids), snoozed_by=OPERATOR)
        audit.note(operator(cast.programme_id), "snooze", db.session.scalars(select(Snooze).order_by(Snooze.id.desc())).first())
    assert cast.asahi.name in client("manager").get("audit/").rows()[0][3]


def test_what_was_deleted_says_by_whom_and_when_to_whoever_reads_the_whole_trail(
    cast: Cast, records: Records, client: ClientFor
) -> None:
    manager = client("manager")
    manager.submit(f"visits/{records.visit_id}/delete")
    assert "（2026年11月24日" in (said := manager.get("audit/").rows()[0][3])
    assert f"{cast.viewer('manager').name}さんが削除）" in said


def test_a_thing_leads_to_its_entries_for_whoever_may_read_them_all(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        visit_id = add_visit(cast.asahi, date(2026, 12, 3))
        meeting_id = add_meeting([cast.asahi], date(2026, 12, 4), [cast.producer_id("owner")])
    places = {
        f"visits/{visit_id}": f"audit/?noun=visit&id={visit_id}",
        f"meetings/{meeting_id}": f"audit/?noun=team_meeting&id={meeting_id}",
        f"companies/{cast.asahi.enrolment_id}": f"audit/?noun=enrolment&id={cast.asahi.enrolment_id}",
        f"cases/{cast.asahi.case_ids[0]}": f"audit/?noun=support_case&id={cast.asahi.case_ids[0]}",
    }
    for who, leads in (("manager", True), ("auditor", True), ("owner", False), ("clerk", False)):
        browser = client(who)
        for place, trail in places.items():
            there = [str(link["href"]) for link in browser.get(place).select("main a") if link.text.strip() == "変更の記録"]
            assert there == ([f"/p/r8/{trail}"] if leads else [])
            assert not leads or browser.get(there[0]).status == 200
