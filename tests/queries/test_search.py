"""Search finds within what the viewer may read: as coordinator, manager, clerk, auditor, and from another programme."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.records import make_meeting, make_visit
from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.records import RecordState
from tracker.domain.search import Kind, read_query
from tracker.models import Company, MeetingSection, Visit
from tracker.queries.search import search

At = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)


def found(viewer: Viewer, words: str, **asked: object) -> dict[Kind, int]:
    query = read_query(words)
    assert query is not None
    rows = search(viewer, query, today=TODAY, shown=5, **asked)  # type: ignore[arg-type]
    return {row.kind: row.count for row in rows if row.count}


def test_notes_are_found_by_the_team_and_by_whoever_reads_every_record(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        make_visit(cast.asahi, now=NOW, case_ids=cast.asahi.case_ids, facts="新しいカッターの刃を試した。")
    with at_rest():
        counts = {who: found(cast.viewer(who), "かったー 刃") for who in ("owner", "colleague", "manager", "clerk", "auditor")}
        assert counts == {
            "owner": {Kind.VISIT: 1},
            "colleague": {},
            **{who: {Kind.VISIT: 1} for who in ("manager", "clerk", "auditor")},
        }
        assert found(cast.viewer("other_manager"), "カッター") == {}
        assert found(cast.viewer("manager"), "カッター 皿") == {}


def test_memos_are_found_by_those_who_read_them(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        make_visit(cast.asahi, now=NOW, case_ids=cast.asahi.case_ids, facts="工程を見た。", internal_memo="社長は慎重")
    with at_rest():
        assert [found(cast.viewer(who), "慎重") for who in ("owner", "manager", "clerk", "auditor")] == [
            {Kind.VISIT: 1},
            {Kind.VISIT: 1},
            {},
            {},
        ]
        # words of the record and of the memo together are of one visit
        assert found(cast.viewer("manager"), "工程 慎重") == {Kind.VISIT: 1}
        assert found(cast.viewer("clerk"), "工程") == {Kind.VISIT: 1}


def test_a_section_of_a_meeting_follows_its_company(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        meeting_id = make_meeting(cast.asahi, cast.minato, now=NOW, who=[cast.producer_id("owner")])
        for row in db.session.scalars(select(MeetingSection).where(MeetingSection.meeting_id == meeting_id)):
            row.decisions = "見積を比べる"
    with at_rest():
        assert found(cast.viewer("owner"), "見積") == {Kind.MEETING: 1}
        assert found(cast.viewer("manager"), "見積") == {Kind.MEETING: 2}


def test_a_draft_is_found_by_those_who_may_finish_it(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        make_visit(cast.asahi, now=NOW, state=RecordState.DRAFT, case_ids=cast.asahi.case_ids, facts="まだ途中")
    with at_rest():
        assert [found(cast.viewer(who), "途中") for who in ("owner", "manager", "clerk")] == [
            {Kind.VISIT: 1},
            {Kind.VISIT: 1},
            {},
        ]


def test_what_is_deleted_is_not_found_until_it_is_restored(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, case_ids=cast.asahi.case_ids, facts="消える言葉")
    with writing():
        db.session.get_one(Visit, visit_id).deleted_at = NOW
    with at_rest():
        assert found(cast.viewer("manager"), "消える") == {}
    with writing():
        db.session.get_one(Visit, visit_id).deleted_at = None
    with at_rest():
        assert found(cast.viewer("manager"), "消える") == {Kind.VISIT: 1}


@pytest.mark.parametrize("typed", ["㈱あさひ", "（株）アサヒ", "株式会社 旭", "ｱｻﾋ"])
def test_a_company_is_found_in_any_spelling(typed: str, cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        company = db.session.get_one(Company, cast.asahi.company_id)
        company.name, company.kana = "株式会社旭あさひ", "アサヒ"
    with at_rest():
        assert found(cast.viewer("colleague"), typed)[Kind.COMPANY] == 1


def test_contact_persons_are_of_the_record_and_phones_are_never_searched(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        company = db.session.get_one(Company, cast.asahi.company_id)
        company.contact_name, company.contact_phone = "窓口花子", "0312349876"
    with at_rest():
        assert [found(cast.viewer(who), "花子") for who in ("owner", "colleague")] == [{Kind.COMPANY: 1}, {}]
        assert found(cast.viewer("manager"), "12349876") == {}


def test_hits_come_newest_first_and_more_than_a_page_is_paged(cast: Cast, writing: At, at_rest: At) -> None:
    days = [date(2026, 5, 9), date(2026, 9, 1), date(2026, 5, 7), date(2026, 6, 30)]
    with writing():
        for on in days:
            make_visit(cast.asahi, now=NOW, on=on, case_ids=cast.asahi.case_ids, facts="工場")
    with at_rest():
        query = read_query("工場")
        assert query is not None
        seen = []
        for offset in (0, 3):
            (row,) = search(cast.viewer("manager"), query, today=TODAY, shown=3, only=Kind.VISIT, offset=offset)
            assert (row.count, row.more) == (4, False)
            seen += [hit.on for hit in row.hits]
        assert seen == sorted(days, reverse=True)
        assert row.hits[0].passages[0].marked == (("工場", True),)
