"""代行: the lead and the manager set it, the person reads and logs for those days, and it ends."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_visit
from tracker.database import db
from tracker.models import AuditEntry, StandIn

At = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def typed(cast: Cast) -> dict[str, str]:
    return {
        "producer_id": str(cast.producer_id("tenth")),
        "starts_on": "2026/11/24",
        "ends_on": "2026/12/1",
        "reason": "出張のため",
    }


def new(cast: Cast) -> str:
    return f"stand-ins/new?company={cast.asahi.enrolment_id}"


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("manager", 200), ("sub", 403), ("colleague", 404), ("clerk", 403), ("stranger", 404)]
)
def test_the_lead_and_the_manager_set_it(who: str, status: int, cast: Cast, client: ClientFor) -> None:
    assert client(who).get(new(cast)).status == status
    assert client(who).post(new(cast), {}).status == (422 if status == 200 else status)


def test_a_stand_in_logs_in_the_period_and_no_longer_after_its_end(
    cast: Cast, client: ClientFor, typed: dict[str, str], writing: At, at_rest: At
) -> None:
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, facts="", case_ids=cast.asahi.case_ids, decisions="図面を改める")
    form = f"visits/new?company={cast.asahi.enrolment_id}"
    assert client("tenth").get(form).status == 404
    lead = client("owner")
    page = lead.submit(new(cast), typed, follow=True)
    assert "担い手10" in page.main and "出張のため" in page.main
    lead.submit(new(cast), typed)
    stand_in = client("tenth")
    assert stand_in.get(form).status == 200
    assert "図面を改める" in stand_in.get(f"visits/{visit_id}").main
    assert stand_in.get("visits/new?choose=1").location == f"/p/r8/{form}"
    with at_rest():
        rows = db.session.scalars(select(StandIn)).all()
        assert len(rows) == 1
    assert lead.post(f"stand-ins/{rows[0].id}/edit", {}).status == 422
    changed = {"starts_on": "2026/11/1", "ends_on": "2026/11/20", "version": "1", "producer_id": typed["producer_id"]}
    assert lead.submit(f"stand-ins/{rows[0].id}/edit", changed).status == 302
    assert "図面を改める" not in stand_in.get(f"visits/{visit_id}").text
    with at_rest():
        acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("%stand_in"))).all()
        assert acts == ["set_stand_in", "change_stand_in"]


def test_one_tap_ends_it_today_and_takes_back_what_has_not_begun(
    cast: Cast, client: ClientFor, typed: dict[str, str], at_rest: At
) -> None:
    lead = client("owner")
    lead.submit(new(cast), typed)
    lead.submit(new(cast), typed | {"starts_on": "2026/12/10", "ends_on": "2026/12/12"})
    with at_rest():
        first, second = db.session.scalars(select(StandIn.id).order_by(StandIn.starts_on)).all()
    for stand_in_id in (first, second, first):
        assert lead.post(f"stand-ins/{stand_in_id}/end", {}).status in (302, 404)
    with at_rest():
        living = db.session.scalars(select(StandIn).where(StandIn.deleted_at.is_(None))).all()
        assert [(row.id, str(row.ends_on)) for row in living] == [(first, "2026-11-24")]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ends_on": "2026/11/20"}, "終了日は開始日以後"),
        ({"starts_on": "2026/5/1"}, "31日前まで"),
        ({"ends_on": "2027/5/1"}, "支援期間の中の日"),
        ({"reason": ""}, "代行の理由を入力"),
        ({"producer_id": ""}, "代行する人を選んで"),
        ({"producer_id": "99999"}, "一覧にある項目から"),
        ({"starts_on": "いつか"}, "日付として読めません"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    wrong: dict[str, str], sentence: str, cast: Cast, client: ClientFor, typed: dict[str, str], at_rest: At
) -> None:
    answer = client("owner").submit(new(cast), typed | wrong)
    assert answer.status == 422
    assert any(sentence in error for error in answer.errors()), answer.errors()
    with at_rest():
        assert db.session.scalars(select(StandIn)).all() == []


def test_two_of_one_person_on_the_same_days_are_refused(cast: Cast, client: ClientFor, typed: dict[str, str]) -> None:
    client("owner").submit(new(cast), typed)
    answer = client("owner").submit(new(cast), typed | {"ends_on": "2026/11/30"})
    assert any("重なる期間" in error for error in answer.errors())


def test_two_editors_see_both(cast: Cast, client: ClientFor, typed: dict[str, str], at_rest: At) -> None:
    first, second = client("owner"), client("manager")
    first.submit(new(cast), typed)
    with at_rest():
        url = f"stand-ins/{db.session.scalars(select(StandIn.id)).one()}/edit"
    mine = first.get(url)
    assert second.submit(url, {"reason": "出産のため"}).status == 302
    both = first.submit(mine, {"reason": "入院のため"})
    assert both.status == 409 and "出産のため" in both.main and "入院のため" in both.main
