"""Snoozes: what is put aside stays apart until its day, until it changes, or until somebody takes that back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_excuse, add_visit
from tracker.database import db
from tracker.domain.attention import AttentionKind, fingerprint, is_snoozed
from tracker.domain.errors import NotAllowed, NotFound, RuleBroken
from tracker.models import AuditEntry
from tracker.queries.exceptions import list_exceptions, load
from tracker.services.actions import add_action, postpone_action
from tracker.services.snoozes import snooze, withdraw_snooze

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
BACK_ON = date(2026, 12, 1)


def put_aside(cast: Cast, kind: str, subject: str, who: str = "manager", **also: Any) -> int:
    values: dict[str, Any] = {"back_on": BACK_ON, "reason": "先方の都合を待つ", "today": TODAY, "now": NOW} | also
    return snooze(cast.viewer(who), kind=kind, subject=subject, **values)


def seen(cast: Cast, today: date = TODAY) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What needs somebody and what stands apart, by kind and name."""
    viewer = cast.viewer("manager")
    found = list_exceptions(viewer, load(viewer, today=today), today=today)
    apart = [(one.snooze.kind.value, one.snooze.subject) for one in found.snoozed]
    return [(row.kind.value, row.subject) for row in found.open], apart


def missed(cast: Cast, month: str = "2026-10") -> tuple[str, str]:
    return "missed", f"{cast.asahi.enrolment_id}/{month}"


def test_it_stands_apart_until_its_day_and_then_comes_back(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    thing = missed(cast)
    with writing():
        put_aside(cast, *thing)
    with at_rest():
        needs, apart = seen(cast)
        assert thing not in needs
        assert apart == [thing]
        assert missed(cast, "2026-09") in needs
        assert seen(cast, BACK_ON - timedelta(days=1))[1] == [thing]
        needs, apart = seen(cast, BACK_ON)
        assert thing in needs
        assert apart == []


def test_what_is_over_is_neither_here_nor_there(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    thing = missed(cast)
    with writing():
        put_aside(cast, *thing)
        add_excuse(cast.asahi, date(2026, 10, 1))
    with at_rest():
        needs, apart = seen(cast)
    assert thing not in [*needs, *apart]


def test_each_gap_without_a_meeting_stands_apart_by_itself(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    thing, further = (("missing_meeting", f"{cast.asahi.enrolment_id}/{day}") for day in ("2026-09-01", "2026-10-01"))
    with writing():
        for day in (date(2026, 9, 1), date(2026, 10, 1)):
            add_visit(cast.asahi, day)
        put_aside(cast, *thing)
    with at_rest():
        assert seen(cast)[1] == [thing]
    with writing():
        add_visit(cast.asahi, date(2026, 11, 2))
    with at_rest():
        needs, apart = seen(cast)
    assert thing not in needs
    assert needs.count(further) == 1
    assert apart == [thing]
    with writing():
        add_visit(cast.asahi, date(2026, 9, 15))  # the gap is another one from here on
    with at_rest():
        needs, apart = seen(cast)
    assert needs.count(thing) == 1
    assert apart == []


def test_an_overdue_action_that_falls_due_anew_comes_back_when_it_is_overdue_again(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    viewer = cast.viewer("manager")
    with writing():
        action_id = add_action(
            viewer,
            enrolment_id=cast.asahi.enrolment_id,
            what="見積りを送る",
            owner_id=cast.producer_id("owner"),
            owner_name="",
            due_on=date(2026, 11, 10),
            today=TODAY,
            now=NOW,
        )
        put_aside(cast, "overdue_action", f"{action_id}", back_on=date(2026, 12, 31))
    with at_rest():
        found = list_exceptions(viewer, load(viewer, today=TODAY), today=TODAY, overdue_limit=1)
        assert (found.overdue_count, len(found.snoozed)) == (0, 1)
    with writing():
        postpone_action(viewer, action_id, due_on=date(2026, 11, 30), seen_due_on=date(2026, 11, 10), today=TODAY)
    with at_rest():
        assert ("overdue_action", f"{action_id}") in seen(cast, date(2026, 12, 5))[0]


def test_it_is_withdrawn_at_once_and_can_be_set_anew(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    thing = missed(cast)
    with writing():
        first = put_aside(cast, *thing, idempotency_key="a" * 32)
        assert put_aside(cast, *thing, idempotency_key="a" * 32) == first
        withdraw_snooze(cast.viewer("manager"), first, now=NOW)
        withdraw_snooze(cast.viewer("manager"), first, now=NOW)
    with at_rest():
        assert thing in seen(cast)[0]
    with writing():
        put_aside(cast, *thing)
    with at_rest():
        assert seen(cast)[1] == [thing]
        acts = list(db.session.scalars(select(AuditEntry.act).where(AuditEntry.noun == "snooze").order_by(AuditEntry.id)))
    assert acts == ["snooze", "withdraw_snooze", "snooze"]


def test_one_that_has_ended_gives_way_to_a_new_one(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    thing = missed(cast)
    with writing():
        put_aside(cast, *thing)
    with writing():
        put_aside(cast, *thing, today=date(2026, 12, 2), back_on=date(2026, 12, 20))
    with at_rest():
        assert seen(cast, date(2026, 12, 3))[1] == [thing]


@pytest.mark.parametrize(
    ("also", "field"),
    [
        ({"back_on": TODAY}, "back_on"),
        ({"back_on": date(2027, 2, 25)}, "back_on"),
        ({"reason": " 　"}, "reason"),
        ({"reason": "あ" * 301}, "reason"),
    ],
)
def test_it_needs_a_reason_and_a_day_ahead(cast: Cast, at_rest: Ways, also: dict[str, Any], field: str) -> None:
    with at_rest(), pytest.raises(RuleBroken) as broken:
        put_aside(cast, *missed(cast), **also)
    assert broken.value.field == field


def test_only_a_manager_puts_aside_and_only_what_needs_somebody(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        snooze_id = put_aside(cast, *missed(cast))
    with at_rest():
        with pytest.raises(NotAllowed):
            put_aside(cast, *missed(cast, "2026-09"), who="owner")
        with pytest.raises(NotFound):
            put_aside(cast, *missed(cast, "2027-01"))
        with pytest.raises(NotFound):
            put_aside(cast, "missed", f"{cast.elsewhere.enrolment_id}/2026-10")
        with pytest.raises(NotFound):
            put_aside(cast, "nonsense", "1")
        with pytest.raises(NotFound):
            withdraw_snooze(cast.viewer("other_manager"), snooze_id, now=NOW)


facts = st.lists(st.tuples(st.dates(), st.text(max_size=5)), min_size=1, max_size=4)


@given(facts, st.data())
def test_the_order_of_what_is_told_never_matters(told: list[tuple[Any, ...]], data: st.DataObject) -> None:
    assert fingerprint(told) == fingerprint(data.draw(st.permutations(told)))
    assert fingerprint(told) != fingerprint([*told, (date(2020, 1, 1), "more")])


@given(st.dates(), st.dates())
def test_a_snooze_holds_before_its_day_and_while_nothing_changed(back_on: date, today: date) -> None:
    assert is_snoozed(back_on, "a", "a", today) == (today < back_on)
    assert not is_snoozed(back_on, "a", "b", today)


def test_every_kind_fits_its_column() -> None:
    assert max(len(kind.value) for kind in AttentionKind) <= 24
