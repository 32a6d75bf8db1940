"""A page is the same rows from whichever end it is read, and nothing beyond the middle of a list is stepped over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from itertools import product
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from tests.cast import Cast
from tests.conftest import NOW
from tests.field_records import make_challenge, make_progress
from tests.happenings import add_companies, counted_statements
from tests.records import make_action, make_meeting, make_outcome, make_visit
from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.challenges import ChallengeStatus, ProgressState
from tracker.domain.follow_up import ActionStatus
from tracker.models import Company, Enrolment
from tracker.queries import actions, challenges, companies, meetings, outcomes, pages, visits
from tracker.queries.kept_challenges import list_numbers
from tracker.queries.pages import Page, read_parts
from tracker.rows.actions import ActionFilter
from tracker.rows.challenges import ChallengeFilter
from tracker.services import board_lines

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]
DAYS = [TODAY - timedelta(days=days) for days in (3, 1, 3, 9, 1, 3, 20)]  # several on one day, in no order

LISTS: dict[str, tuple[Callable[..., Any], Callable[..., Any], dict[str, Any]]] = {
    "visits": (visits.list_visits, visits.count_visits, {}),
    "meetings": (meetings.list_meetings, meetings.count_meetings, {}),
    "companies": (companies.list_companies, companies.count_companies, {}),
    "challenges": (challenges.list_challenges, challenges.count_challenges, {}),
    "challenges, open first": (challenges.list_challenges, challenges.count_challenges, {"open_first": True}),
    "open challenges": (
        challenges.list_challenges,
        challenges.count_challenges,
        {"filters": ChallengeFilter(status=ChallengeStatus.OPEN)},
    ),
    "actions": (actions.list_actions, actions.count_actions, {}),
    "actions by side": (actions.list_actions, actions.count_actions, {"by_side": True}),
    "open actions by side": (
        actions.list_actions,
        actions.count_actions,
        {"by_side": True, "filters": ActionFilter(status=ActionStatus.OPEN)},
    ),
    "overdue actions": (actions.list_actions, actions.count_actions, {"by_side": True, "filters": ActionFilter(overdue=True)}),
    "outcomes": (outcomes.list_outcomes, lambda viewer, today, **how: outcomes.count_outcomes(viewer, **how)[0], {}),
}


@given(total=st.integers(0, 60), limit=st.integers(1, 25), data=st.data())
def test_either_end_gives_the_slice_and_no_more_than_half_is_stepped_over(total: int, limit: int, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, total))
    rows = list(range(total))
    page = Page.nearest(limit, offset, total)
    read = rows[::-1] if page.is_backwards else rows
    assert page.in_order(read[page.offset :][: page.limit]) == rows[offset : offset + limit]
    assert page.offset <= total // 2 or offset >= total


@given(sizes=st.lists(st.integers(0, 9), min_size=1), limit=st.integers(1, 25), far=st.sampled_from([0, 5, 100]), data=st.data())
def test_parts_give_the_slice_and_far_down_none_is_read_that_is_stepped_over(
    sizes: list[int], limit: int, far: int, data: st.DataObject
) -> None:
    parts = [[f"{at}.{number}" for number in range(size)] for at, size in enumerate(sizes)]
    rows = [row for part in parts for row in part]
    offset = data.draw(st.integers(0, len(rows)))
    page = Page.nearest(limit, offset, len(rows))
    empty: list[int] = []

    def read(part: list[str], page: Page) -> list[str]:
        found = (part[::-1] if page.is_backwards else part)[page.offset :][: page.limit]
        empty.extend([] if found or page.offset <= far else [len(part)])
        return found

    with patch.object(pages, "FAR", far):
        assert read_parts(page, parts, read, len) == rows[offset : offset + limit]
    assert not empty or offset >= len(rows)  # beyond the end the last part is asked


@given(numbers=st.lists(st.integers(0, 9)), limit=st.integers(1, 25), data=st.data())
def test_of_groups_those_are_read_that_the_page_reaches(numbers: list[int], limit: int, data: st.DataObject) -> None:
    groups = {name: [f"{name}.{number}" for number in range(size)] for name, size in enumerate(numbers)}
    rows = [row for group in groups.values() for row in group]
    offset = data.draw(st.integers(0, len(rows)))
    page = Page.nearest(limit, offset, len(rows))
    reached, among = page.among({name: len(group) for name, group in groups.items()})
    read = [row for name in groups if name in reached for row in groups[name]]
    turned = read[::-1] if page.is_backwards else read
    shown = page.in_order(turned[among.offset :][: among.limit])
    assert shown == rows[offset : offset + limit]
    assert set(reached) == {int(row.partition(".")[0]) for row in shown}


def test_of_a_list_that_was_not_counted_the_page_is_read_from_its_beginning() -> None:
    assert Page.nearest(50, 900, None) == Page(50, 900)


@pytest.mark.parametrize("order", list(product(("number", "-number"), ("name", "-name"), ("id", "-id"))))
def test_every_order_is_turned_round(cast: Cast, at_rest: At, order: tuple[str, ...]) -> None:
    columns = {"number": Enrolment.programme_id, "name": Company.area_code, "id": Enrolment.id}
    turns = [columns[one.lstrip("-")].desc() if one.startswith("-") else columns[one] for one in order]
    every = select(Enrolment.id).join(Company, Company.id == Enrolment.company_id)
    with at_rest():
        whole = list(db.session.scalars(every.order_by(*turns)))
        backwards = Page(is_backwards=True)
        assert backwards.in_order(db.session.scalars(backwards.of(every, *turns))) == whole
        assert len(whole) > 1


@pytest.fixture
def long_lists(cast: Cast, writing: At) -> None:
    """Several of everything, some on one day, some of a company that is gone."""
    with writing():
        gone, *others = add_companies(cast, 4)
        for company in (cast.asahi, cast.minato, gone, *others):
            for number, on in enumerate(DAYS):
                visit_id = make_visit(company, now=NOW, on=on)
                make_meeting(company, now=NOW, on=on)
                make_outcome(company, now=NOW, on=on)
                owner = {"owner_id": cast.producer_id("owner")} if number % 2 else {}
                done = {"status": ActionStatus.DONE, "done_on": TODAY - timedelta(days=number // 2)} if number % 3 == 0 else {}
                make_action(company, now=NOW, due_on=on + timedelta(days=2), **owner, **done)
                challenge_id = make_challenge(company, now=NOW, title=f"課題{number}", position=number // 2)
                if number % 3 == 0:
                    make_progress(challenge_id, ProgressState.SOLVED, visit_id=visit_id)
        make_meeting(cast.minato, gone, now=NOW, on=DAYS[0])
        make_challenge(cast.asahi, now=NOW, title="取り下げ", status=ChallengeStatus.DROPPED, decided_on=TODAY, reason="方針変更")
        db.session.execute(update(Enrolment).where(Enrolment.id == gone.enrolment_id).values(deleted_at=NOW))


def read(viewer: Viewer, name: str, **page: Any) -> list[Any]:
    rows, _count, how = LISTS[name]
    return list(rows(viewer, today=TODAY, **how, **page))


def count(viewer: Viewer, name: str) -> int:
    _rows, number, how = LISTS[name]
    return int(number(viewer, today=TODAY, **{key: value for key, value in how.items() if key == "filters"}))


@pytest.mark.usefixtures("long_lists")
@pytest.mark.parametrize("who", ["manager", "owner"])
@pytest.mark.parametrize("name", LISTS)
def test_every_page_of_every_list_is_its_slice_of_the_whole(cast: Cast, at_rest: At, name: str, who: str) -> None:
    with at_rest():
        viewer = cast.viewer(who)
        whole, total = read(viewer, name), count(viewer, name)
        assert len(whole) == total > 1
        for limit in (3, total):
            pages = [read(viewer, name, limit=limit, offset=offset, total=total) for offset in range(0, total, limit)]
            assert [row for page in pages for row in page] == whole
            assert pages == [read(viewer, name, limit=limit, offset=offset) for offset in range(0, total, limit)]


@pytest.mark.usefixtures("long_lists")
@pytest.mark.parametrize("has_marks", [False, True])
@pytest.mark.parametrize("name", [name for name in LISTS if "challenges" in name])
def test_it_is_where_the_numbers_of_each_company_are_kept(
    cast: Cast, at_rest: At, writing: At, monkeypatch: pytest.MonkeyPatch, name: str, has_marks: bool
) -> None:
    monkeypatch.setattr(board_lines, "COUNTED_UP_TO", 0)
    manager = cast.viewer("manager")
    with at_rest():
        assert board_lines.bring_up(manager, today=TODAY)
    if has_marks:
        with writing():
            make_challenge(cast.minato, now=NOW, title="今日の課題")
            make_progress(make_challenge(cast.asahi, now=NOW), ProgressState.SOLVED, visit_id=make_visit(cast.asahi, now=NOW))
    with at_rest():
        whole = read(manager, name)
        numbers = list_numbers(manager, frozenset(row.status for row in whole))
        assert numbers is not None
        assert sum(numbers.values()) == len(whole) == count(manager, name)
        for limit in (3, 8):
            pages = [read(manager, name, limit=limit, offset=offset, total=len(whole)) for offset in range(0, len(whole), limit)]
            assert [row for page in pages for row in page] == whole
            assert pages == [read(manager, name, limit=limit, offset=offset) for offset in range(0, len(whole), limit)]


@pytest.mark.usefixtures("long_lists")
@pytest.mark.parametrize("name", LISTS)
def test_the_last_page_takes_as_many_statements_as_the_first(cast: Cast, at_rest: At, name: str) -> None:
    with at_rest():
        viewer = cast.viewer("manager")
        total = count(viewer, name)
        statements = []
        for offset in (0, total - 2):
            with counted_statements() as counted:
                assert len(read(viewer, name, limit=2, offset=offset, total=total)) == 2
                statements.append(counted())
        assert statements[0] == statements[1]


@pytest.mark.usefixtures("long_lists")
def test_a_meeting_is_there_as_long_as_one_of_its_companies_is(cast: Cast, at_rest: At) -> None:
    with at_rest():
        rows = meetings.list_meetings(cast.viewer("manager"), today=TODAY)
        gone = set(db.session.scalars(select(Enrolment.id).where(Enrolment.deleted_at.is_not(None))))
        assert gone
        assert not gone & {company.enrolment_id for row in rows for company in row.companies}
        assert all(row.companies for row in rows)
        with_minato = [
            row for row in rows if row.meeting_on == DAYS[0] and row.companies[0].enrolment_id == cast.minato.enrolment_id
        ]
        assert len(with_minato) == DAYS.count(DAYS[0]) + 1
