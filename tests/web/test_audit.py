"""The trail's page: the programme's for its manager and auditor, one's own for a coordinator, none for the clerk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import counted_statements
from tracker.database import db
from tracker.domain.calendar import tokyo_day
from tracker.models import Outcome
from tracker.services import audit

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
    first, second = browser.get("audit/"), browser.get("audit/?page=2")
    assert (len(first.rows()), len(second.rows())) == (50, 5)
    assert first.rows()[0][4] == "第53回"
    assert any("page=2" in link for link in first.links().values())


def test_nothing_done_yet_is_said(client: ClientFor) -> None:
    assert "まだ記録がありません" in client("colleague").get("audit/").main
