"""Lists of next actions hold what the viewer may read, and their counts agree with them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import NOW
from tracker.domain.errors import NotFound
from tracker.domain.follow_up import ActionStatus, is_overdue
from tracker.queries import actions
from tracker.rows.actions import ActionFilter
from tracker.services.actions import add_action, delete_action, finish_action

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def noted(cast: Cast, writing: At) -> dict[str, int]:
    """One overdue of the owner, one of company A's side due today, one done, one of company B."""
    with writing():
        manager = cast.viewer("manager")
        made = {
            name: add_action(
                manager,
                enrolment_id=company.enrolment_id,
                what=name,
                owner_id=owner,
                owner_name="" if owner else "架空部長",
                due_on=due_on,
                today=TODAY,
                now=NOW,
            )
            for name, company, owner, due_on in (
                ("late", cast.asahi, cast.producer_id("owner"), TODAY - timedelta(days=3)),
                ("today", cast.asahi, None, TODAY),
                ("done", cast.asahi, cast.producer_id("sub"), TODAY - timedelta(days=9)),
                ("theirs", cast.minato, cast.producer_id("colleague"), TODAY + timedelta(days=7)),
            )
        }
        finish_action(manager, made["done"], today=TODAY)
    return made


def listed(cast: Cast, who: str, **filters: object) -> list[str]:
    narrowed = ActionFilter(**filters)  # type: ignore[arg-type]
    rows = actions.list_actions(cast.viewer(who), today=TODAY, filters=narrowed)
    assert actions.count_actions(cast.viewer(who), today=TODAY, filters=narrowed) == len(rows)
    return [row.what for row in rows]


def test_everybody_lists_what_they_may_read_and_counts_the_same(cast: Cast, noted: dict[str, int], at_rest: At) -> None:
    with at_rest():
        for who in ("manager", "clerk", "auditor"):
            assert listed(cast, who) == ["late", "today", "theirs", "done"]
        for who in ("owner", "sub"):
            assert listed(cast, who) == ["late", "today", "done"]
        assert listed(cast, "colleague") == ["theirs"]
        assert listed(cast, "sixth") == []
        assert listed(cast, "stranger") == []
        with pytest.raises(NotFound):
            listed(cast, "administrator")


def test_filters_narrow_and_overdue_is_the_rule_of_the_domain(cast: Cast, noted: dict[str, int], at_rest: At) -> None:
    with at_rest():
        assert listed(cast, "manager", company=cast.minato.enrolment_id) == ["theirs"]
        assert listed(cast, "owner", company=cast.minato.enrolment_id) == []
        assert listed(cast, "manager", owner=cast.producer_id("sub")) == ["done"]
        assert listed(cast, "manager", status=ActionStatus.DONE) == ["done"]
        assert listed(cast, "owner", mine=True) == ["late"]
        assert listed(cast, "manager", mine=True) == []
        assert listed(cast, "manager", due_from=TODAY, due_to=TODAY) == ["today"]
        rows = actions.list_actions(cast.viewer("manager"), today=TODAY)
        late = [row.what for row in rows if is_overdue(row.due_on, row.status, TODAY)]
        assert listed(cast, "manager", overdue=True) == late == ["late"]


def test_one_action_is_found_by_its_team_alone(cast: Cast, noted: dict[str, int], at_rest: At) -> None:
    with at_rest():
        row = actions.get_action(cast.viewer("owner"), noted["late"], today=TODAY)
        assert (row.owner, row.may_change, row.days_overdue(TODAY)) == ("担い手01", True, 3)
        assert not actions.get_action(cast.viewer("clerk"), noted["late"], today=TODAY).may_change
        for who in ("colleague", "stranger"):
            with pytest.raises(NotFound):
                actions.get_action(cast.viewer(who), noted["late"], today=TODAY)


def test_a_deleted_one_is_listed_for_the_manager_to_bring_back(
    cast: Cast, noted: dict[str, int], writing: At, at_rest: At
) -> None:
    with writing():
        delete_action(cast.viewer("manager"), noted["late"], today=TODAY, now=NOW)
    with at_rest():
        assert "late" not in listed(cast, "manager")
        gone = actions.list_deleted_actions(cast.viewer("manager"), today=TODAY, now=NOW + timedelta(days=29))
        assert [row.what for row in gone] == ["late"]
        assert actions.list_deleted_actions(cast.viewer("manager"), today=TODAY, now=NOW + timedelta(days=31)) == ()
        assert actions.list_deleted_actions(cast.viewer("owner"), today=TODAY, now=NOW) == ()


def test_what_another_company_person_or_day_is_asked_for_needs_no_other_statement(
    cast: Cast, noted: dict[str, int], at_rest: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    def narrowed(company: int, owner: int | None, day: date, only: str, without: str) -> list[str]:
        filters = ActionFilter(
            company=company,
            companies=(company,),
            owner=owner,
            due_from=day,
            due_to=day,
            only=(noted[only], 0),
            without=(noted[without],),
        )
        asked: dict[str, Any] = {"today": TODAY, "filters": filters}
        page = actions.list_actions(cast.viewer("manager"), **asked, limit=5)
        assert actions.list_actions(cast.viewer("manager"), **asked) == page
        assert actions.count_actions(cast.viewer("manager"), **asked) == len(page)
        return [row.what for row in page]

    with at_rest():
        late, week = TODAY - timedelta(days=3), TODAY + timedelta(days=7)
        asahi, minato = cast.asahi.enrolment_id, cast.minato.enrolment_id
        assert narrowed(asahi, cast.producer_id("owner"), late, "late", "theirs") == ["late"]
        monkeypatch.delattr(actions, "_narrowed")  # of which a statement would be made
        assert narrowed(minato, cast.producer_id("colleague"), week, "theirs", "late") == ["theirs"]
        assert narrowed(minato, cast.producer_id("owner"), week, "theirs", "late") == []
        assert narrowed(minato, cast.producer_id("colleague"), late, "theirs", "late") == []
        assert narrowed(minato, cast.producer_id("colleague"), week, "late", "today") == []
        assert narrowed(minato, cast.producer_id("colleague"), week, "theirs", "theirs") == []


@pytest.mark.parametrize("by_side", [True, False])
@pytest.mark.parametrize("filters", [{}, {"status": ActionStatus.OPEN}, {"status": ActionStatus.DONE}, {"overdue": True}])
def test_pages_one_behind_the_other_are_the_whole_list(
    filters: dict[str, Any], by_side: bool, cast: Cast, noted: dict[str, int], writing: At, at_rest: At
) -> None:
    with writing():
        manager = cast.viewer("manager")
        for number in range(12):  # of each side, due on three days, every third one done
            owner = [cast.producer_id("owner"), cast.producer_id("sub"), None][number % 3]
            made = add_action(
                manager,
                enrolment_id=cast.asahi.enrolment_id,
                what=f"no. {number}",
                owner_id=owner,
                owner_name="" if owner else "架空部長",
                due_on=TODAY - timedelta(days=number % 4),
                today=TODAY,
                now=NOW,
            )
            if number % 3 == 1:
                finish_action(manager, made, today=TODAY - timedelta(days=number % 2))
    with at_rest():
        for who in ("manager", "owner"):
            asked: dict[str, Any] = {"today": TODAY, "filters": ActionFilter(**filters), "by_side": by_side}
            whole = actions.list_actions(cast.viewer(who), **asked)
            assert len(whole) >= 4
            for size in (1, 3, 50):
                pages = (
                    actions.list_actions(cast.viewer(who), **asked, limit=size, offset=at) for at in range(0, len(whole), size)
                )
                assert [row.action_id for page in pages for row in page] == [row.action_id for row in whole]
