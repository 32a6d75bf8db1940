"""Standing in: set by the lead or the manager, with it the company's records and log open, ended early, all in the trail."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.records import make_visit
from tracker.database import db
from tracker.domain.errors import NotAllowed, NotFound, RuleBroken
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.visits import VisitRecord
from tracker.models import AuditEntry, StandIn
from tracker.queries.companies import list_company_choices
from tracker.queries.stand_ins import list_stand_ins
from tracker.queries.timeline import list_timeline
from tracker.queries.visit_forms import get_visit_form
from tracker.services.stand_ins import end_stand_in, set_stand_in
from tracker.services.visits import log_visit

At = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)


def let(cast: Cast, who: str = "owner", person: str = "colleague", **other: Any) -> int:
    asked: dict[str, Any] = {
        "enrolment_id": cast.asahi.enrolment_id,
        "producer_id": cast.producer_id(person),
        "starts_on": TODAY,
        "ends_on": FRIDAY,
        "reason": "主担当の出張のため",
        "today": TODAY,
        "now": NOW,
    }
    return set_stand_in(cast.viewer(who), **asked | other)


def log(cast: Cast, who: str, on: date = TODAY) -> int:
    record = VisitRecord(
        visit_on=on,
        producer_ids=frozenset({cast.producer_id(who)}),
        notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), "代わりに聞いた"),),
    )
    return log_visit(cast.viewer(who), record=record, enrolment_id=cast.asahi.enrolment_id, today=on, now=NOW)


def test_a_lead_sets_a_stand_in_who_then_logs_a_visit(cast: Cast, writing: At) -> None:
    with writing(), pytest.raises(NotFound):
        log(cast, "colleague")
    with writing():
        let(cast)
    with writing():
        about = get_visit_form(cast.viewer("colleague"), cast.asahi.enrolment_id, on=TODAY, today=TODAY)
        assert "担い手02" in [person.name for person in about.team]
        assert log(cast, "colleague")


def test_before_and_after_the_period_nothing_is_open(cast: Cast, writing: At) -> None:
    with writing():
        let(cast, starts_on=date(2026, 11, 25))
    for day in (TODAY, date(2026, 11, 28)):
        with writing(), pytest.raises(NotFound):
            log(cast, "colleague", day)


def test_a_manager_sets_one_for_any_company(cast: Cast, writing: At) -> None:
    with writing():
        assert let(cast, "manager", "tenth")
        assert let(cast, "manager", "tenth", enrolment_id=cast.minato.enrolment_id)


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("sub", NotAllowed),
        ("colleague", NotFound),
        ("clerk", NotAllowed),
        ("auditor", NotAllowed),
        ("other_manager", NotFound),
        ("stranger", NotFound),
    ],
)
def test_nobody_else_does(cast: Cast, writing: At, who: str, answer: type[Exception]) -> None:
    with writing(), pytest.raises(answer):
        let(cast, who, "tenth")


def test_who_stands_in_hands_nothing_on(cast: Cast, writing: At) -> None:
    with writing():
        let(cast)
    with writing(), pytest.raises(NotAllowed):
        let(cast, "colleague", "tenth")


def test_the_same_again_is_the_one_there_is(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        first = let(cast)
    with writing():
        assert let(cast, reason="二度押し") == first
    with at_rest():
        assert len(db.session.scalars(select(StandIn)).all()) == 1
        assert db.session.scalars(select(AuditEntry.act).where(AuditEntry.noun == "stand_in")).all() == ["set_stand_in"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"ends_on": date(2026, 11, 23)}, "ends_on"),
        ({"ends_on": date(2027, 4, 1)}, "ends_on"),
        ({"reason": "　"}, "reason"),
        ({"producer_id": 2**31 - 2}, "producer_id"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, writing: At, asked: dict[str, Any], field: str) -> None:
    with writing(), pytest.raises(RuleBroken) as broken:
        let(cast, **asked)
    assert broken.value.field == field


def test_the_teams_own_people_need_not_stand_in_and_nobody_from_elsewhere_can(cast: Cast, writing: At) -> None:
    for person in ("sub", "stranger"):
        with writing(), pytest.raises(RuleBroken) as broken:
            let(cast, "manager", person)
        assert broken.value.field == "producer_id"


def test_a_lead_ends_it_early_and_the_records_close(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        stand_in_id = let(cast, starts_on=TODAY - timedelta(days=3))
    with writing():
        end_stand_in(
            cast.viewer("owner"), stand_in_id=stand_in_id, last_on=TODAY - timedelta(days=1), version=1, today=TODAY, now=NOW
        )
    with writing(), pytest.raises(NotFound):
        log(cast, "colleague")
    with at_rest():
        (row,) = list_stand_ins(cast.viewer("owner"), cast.asahi.enrolment_id, today=TODAY)
        assert (row.period.ends_on, row.is_over(TODAY)) == (TODAY - timedelta(days=1), True)
        assert db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id.desc()).limit(1)).one() == "end_stand_in"


def test_one_that_has_not_begun_is_taken_back(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        stand_in_id = let(cast, starts_on=FRIDAY)
    with writing():
        end_stand_in(cast.viewer("manager"), stand_in_id=stand_in_id, last_on=TODAY, version=1, today=TODAY, now=NOW)
    with at_rest():
        assert list_stand_ins(cast.viewer("owner"), cast.asahi.enrolment_id, today=TODAY) == ()
    with writing(), pytest.raises(NotFound):
        end_stand_in(cast.viewer("manager"), stand_in_id=stand_in_id, last_on=TODAY, version=1, today=TODAY, now=NOW)
    with writing():
        assert let(cast, starts_on=FRIDAY) != stand_in_id


def test_a_sub_lead_ends_nothing(cast: Cast, writing: At) -> None:
    with writing():
        stand_in_id = let(cast)
    for who, answer in (("sub", NotAllowed), ("fifth", NotFound), ("other_manager", NotFound)):
        with writing(), pytest.raises(answer):
            end_stand_in(cast.viewer(who), stand_in_id=stand_in_id, last_on=TODAY, version=1, today=TODAY, now=NOW)


def test_everybody_sees_who_stood_in_and_only_readers_of_the_record_why(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        let(cast, person="tenth")
    with at_rest():
        reasons = {
            who: [row.reason for row in list_stand_ins(cast.viewer(who), cast.asahi.enrolment_id, today=TODAY)]
            for who in ("owner", "colleague", "clerk", "manager", "tenth")
        }
        told = [row for row in list_timeline(cast.viewer("clerk"), cast.asahi.enrolment_id, today=TODAY) if row.is_stand_in]
    assert reasons == {who: ["" if who == "colleague" else "主担当の出張のため"] for who in reasons}
    assert [(row.people, row.on, row.until) for row in told] == [(("担い手10",), TODAY, FRIDAY)]


def test_the_company_is_among_those_that_the_stand_in_may_choose(cast: Cast, writing: At) -> None:
    with writing():
        let(cast)
        make_visit(cast.asahi, now=NOW)
        found = list_company_choices(cast.viewer("colleague"), today=TODAY)
    assert cast.asahi.enrolment_id in [row.enrolment_id for row in found]
