"""The dashboard in one piece: what needs somebody, whose and since when; the same statements whatever the size."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_companies, add_excuse, add_meeting, add_visit, counted_statements
from tracker.domain.attention import AttentionKind
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.queries.dashboard import get_dashboard
from tracker.rows.dashboard import DashboardRow
from tracker.services.actions import add_action
from tracker.services.staffing import depart

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
AUTUMN = (date(2026, 8, 11), date(2026, 9, 10), date(2026, 10, 13))


def dashboard(cast: Cast, who: str = "manager", today: date = TODAY) -> DashboardRow:
    return get_dashboard(cast.viewer(who), today=today)


def of(row: DashboardRow, kind: AttentionKind, cast: Cast) -> list[tuple[Any, ...]]:
    """The lines of company A of one kind."""
    return [(one.who, one.since, one.days) for one in row.of_kind(kind) if one.enrolment_id == cast.asahi.enrolment_id]


def overdue_action(cast: Cast, company: str = "asahi", due_on: date = date(2026, 11, 10)) -> None:
    add_action(
        cast.viewer("manager"),
        enrolment_id=getattr(cast, company).enrolment_id,
        what="見積りを送る",
        owner_id=cast.producer_id("owner"),
        owner_name="",
        due_on=due_on,
        today=TODAY,
        now=NOW,
    )


def test_a_company_without_a_visit_this_month_is_listed_with_its_lead_and_its_last_visit(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    with writing():
        add_visit(cast.asahi, date(2026, 10, 13))
    with at_rest():
        row = dashboard(cast)
    assert of(row, AttentionKind.UNSCHEDULED, cast) == [("担い手01", date(2026, 10, 13), 42)]
    never = [one for one in row.of_kind(AttentionKind.UNSCHEDULED) if one.never_visited]
    assert [(one.company_name, one.since) for one in never] == [("架空みなと精機", date(2026, 4, 1))]


def test_a_missed_month_is_listed_until_a_visit_or_a_reason_is_there(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with at_rest():
        assert [since.month for _who, since, _days in of(dashboard(cast), AttentionKind.MISSED, cast)] == [4, 5, 6, 7, 8, 9, 10]
    with writing():
        add_visit(cast.asahi, date(2026, 4, 30))
        add_excuse(cast.asahi, date(2026, 5, 1))
    with at_rest():
        row = dashboard(cast)
    assert [since.month for _who, since, _days in of(row, AttentionKind.MISSED, cast)] == [6, 7, 8, 9, 10]
    assert [(name, month.reason) for name, month in row.excused] == [("架空アサヒ製作所", "先方の繁忙期のため")]


def test_a_scheduled_day_that_has_passed_awaits_its_record(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        visit_id = add_visit(cast.asahi, date(2026, 11, 17), EventStatus.SCHEDULED)
        add_visit(cast.asahi, date(2026, 11, 24), EventStatus.SCHEDULED)
    with at_rest():
        row = dashboard(cast)
    assert of(row, AttentionKind.AWAITING_RECORD, cast) == [("担い手01", date(2026, 11, 17), 7)]
    assert row.of_kind(AttentionKind.AWAITING_RECORD)[0].visit_id == visit_id


@pytest.mark.parametrize(("day", "kind"), [(18, AttentionKind.STALE_DRAFT), (19, AttentionKind.AWAITING_RECORD)])
def test_a_draft_is_listed_once_as_stale_after_five_days_before_that_as_awaiting(
    cast: Cast, writing: Ways, at_rest: Ways, day: int, kind: AttentionKind
) -> None:
    with writing():
        add_visit(cast.asahi, date(2026, 11, day), is_draft=True)
    with at_rest():
        row = dashboard(cast)
    drafts = [one for one in row.attention.rows if one.is_draft]
    assert [(one.kind, one.who, one.since.day) for one in drafts] == [(kind, "担い手01", day)]


def test_a_stale_draft_of_a_meeting_of_two_companies_is_one_line(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        meeting_id = add_meeting([cast.asahi, cast.minato], date(2026, 11, 2), [], is_draft=True)
    with at_rest():
        row = dashboard(cast)
        of_colleague = dashboard(cast, "colleague")
        of_clerk = dashboard(cast, "clerk")
    assert [one.meeting_id for one in row.of_kind(AttentionKind.STALE_DRAFT)] == [meeting_id]
    assert [one.company_name for one in of_colleague.of_kind(AttentionKind.STALE_DRAFT)] == ["架空みなと精機"]
    assert of_clerk.of_kind(AttentionKind.STALE_DRAFT) == ()


def test_a_missing_meeting_is_listed_between_its_two_visits(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        for day in AUTUMN:
            add_visit(cast.asahi, day)
        add_meeting([cast.asahi], date(2026, 8, 20), [cast.producer_id("owner")])
    with at_rest():
        row = dashboard(cast)
    assert [(one.since, one.until) for one in row.of_kind(AttentionKind.MISSING_MEETING)] == [(AUTUMN[1], AUTUMN[2])]
    assert (row.totals.gap_count, row.totals.filled_gap_count) == (2, 1)


def test_a_team_with_an_empty_place_is_listed_from_its_first_day(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        depart(cast.viewer("manager"), producer_id=cast.producer_id("sub"), last_on=date(2026, 11, 12), now=NOW)
    with at_rest():
        row = dashboard(cast)
    assert of(row, AttentionKind.STAFFING, cast) == [("担い手01", date(2026, 11, 13), 12)]
    line = row.of_kind(AttentionKind.STAFFING)[0]
    assert line.staffing is not None
    assert line.staffing.text == "体制不足（副担当欠員 12日）"


def test_an_overdue_action_is_listed_with_its_owner_for_whoever_may_read_it(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        overdue_action(cast)
        overdue_action(cast, "minato")
        overdue_action(cast, due_on=TODAY)
    with at_rest():
        row, of_owner = dashboard(cast), dashboard(cast, "owner")
    assert row.totals.overdue_count == 2
    assert of(row, AttentionKind.OVERDUE_ACTION, cast) == [("担い手01", date(2026, 11, 10), 14)]
    assert [one.company_name for one in of_owner.of_kind(AttentionKind.OVERDUE_ACTION)] == ["架空アサヒ製作所"]
    assert of_owner.totals.overdue_count == 1


def test_companies_in_need_come_first_and_a_coordinator_s_own_before_them(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        add_visit(cast.asahi, date(2026, 4, 10))
    with at_rest():
        of_manager, of_owner, of_clerk = (dashboard(cast, who) for who in ("manager", "owner", "clerk"))
    assert [row.name for row in of_manager.shown] == ["架空みなと精機", "架空アサヒ製作所"]
    assert [(row.name, row.is_mine, row.may_log) for row in of_owner.shown] == [
        ("架空アサヒ製作所", True, True),
        ("架空みなと精機", False, False),
    ]
    assert of_owner.attention.rows[0].company_name == "架空アサヒ製作所"
    assert [row.case_id for row in of_owner.cases] == [*cast.asahi.case_ids, *cast.minato.case_ids]
    assert [row.may_log for row in of_clerk.shown] == [False, False]


def test_the_totals_are_those_of_the_companies(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        for day in AUTUMN:
            add_visit(cast.asahi, day)
        add_visit(cast.minato, date(2026, 9, 1), mode=VisitMode.ONLINE)
        add_visit(cast.minato, date(2026, 9, 2), mode=VisitMode.EVENT)
        add_visit(cast.minato, date(2026, 3, 2))
        add_meeting([cast.asahi, cast.minato], date(2026, 9, 20), [])
        add_meeting([cast.asahi], date(2026, 9, 21), [], is_draft=True)
        add_meeting([cast.elsewhere], date(2026, 9, 21), [])
    with at_rest():
        row = dashboard(cast)
    totals = row.totals
    assert (totals.visit_count, totals.online_count, totals.event_escort_count) == (4, 1, 1)
    assert (totals.distinct_companies, totals.company_count) == (2, 2)
    assert (totals.meeting_count, totals.company_meeting_count) == (1, 2)
    assert totals.visits_due == 16
    assert sum(company.visit_count for company in row.shown) == totals.visit_count
    assert sum(company.online_count for company in row.shown) == totals.online_count
    assert sum(company.meeting_count for company in row.shown) == totals.company_meeting_count


def test_thirty_companies_take_as_many_statements_as_three(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    def statements() -> int:
        with at_rest(), counted_statements() as counted:
            row = dashboard(cast)
            assert row.shown
            return counted()

    with writing():
        add_companies(cast, 1)
    few = statements()
    with writing():
        for company in add_companies(cast, 27):
            add_visit(company, date(2026, 11, 2), is_draft=True)
            add_excuse(company, date(2026, 8, 1))
    assert statements() == few
