"""Open questions answered for good: they are asked no more, no count changes, and the answer can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW
from tests.happenings import add_meeting, add_visit
from tracker.database import db
from tracker.domain.between import Gap
from tracker.domain.calendar import Month
from tracker.domain.errors import NotAllowed, NotFound, RuleBroken
from tracker.domain.settlements import chosen_gaps
from tracker.domain.warnings import EventKind, EventRef
from tracker.models import AuditEntry, Settlement, TeamMeeting, Visit
from tracker.queries.cadence import get_year
from tracker.queries.exceptions import list_exceptions, load
from tracker.queries.month_closes import get_company_closing
from tracker.queries.settlements import count_settlements, list_settlements
from tracker.services.settlements import settle_gaps, settle_late_record, withdraw_settlement

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
DAYS = (date(2026, 9, 1), date(2026, 10, 6), date(2026, 10, 7))
REASON = "2日続けての訪問のため"


def settle(cast: Cast, *from_days: date, who: str = "manager", **also: Any) -> int:
    values = {"enrolment_id": cast.asahi.enrolment_id, "reason": REASON, "today": TODAY, "now": NOW} | also
    return settle_gaps(cast.viewer(who), from_days=from_days, **values)


def asked(cast: Cast, kind: str) -> list[date]:
    """Since when each exception of a kind needs somebody."""
    viewer = cast.viewer("manager")
    found = list_exceptions(viewer, load(viewer, today=TODAY), today=TODAY).open
    return [row.since for row in found if row.kind.value == kind]


@pytest.fixture
def visited(cast: Cast, writing: Ways) -> None:
    with writing():
        for day in DAYS:
            add_visit(cast.asahi, day)


@pytest.mark.usefixtures("visited")
def test_a_gap_that_needed_no_meeting_is_asked_no_more_and_stays_without_one(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    assert asked_at_rest(cast, at_rest, "missing_meeting") == list(DAYS[:2])
    with writing():
        assert settle(cast, DAYS[1]) == 1
    with at_rest():
        assert asked(cast, "missing_meeting") == [DAYS[0]]
        year = get_year(cast.viewer("owner"), cast.asahi.enrolment_id, fiscal_year=2026, today=TODAY)
        assert [gap.from_on for gap in year.missing_gaps] == list(DAYS[:2])  # a fact: no meeting was held
        assert [(gap.from_on, gap.reason, gap.settled_by) for gap in year.settled_gaps] == [
            (DAYS[1], REASON, cast.viewer("manager").name)
        ]


def asked_at_rest(cast: Cast, at_rest: Ways, kind: str) -> list[date]:
    with at_rest():
        return asked(cast, kind)


@pytest.mark.usefixtures("visited")
def test_a_month_closes_over_a_settled_gap_and_remembers_that_no_meeting_was_held(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    with writing():
        settle(cast, *DAYS[:2])
    with at_rest():
        row = get_company_closing(cast.viewer("manager"), cast.asahi.enrolment_id, Month(2026, 10), today=TODAY)
    assert not row.lacks.gaps
    assert [gap.from_on for gap in row.settled] == list(DAYS[:2])
    assert row.facts.missing_count == 2


@pytest.mark.usefixtures("visited")
def test_a_visit_that_comes_between_makes_other_gaps_which_are_asked_about(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        settle(cast, DAYS[0])
        add_visit(cast.asahi, date(2026, 9, 20))
    assert asked_at_rest(cast, at_rest, "missing_meeting") == [DAYS[0], date(2026, 9, 20), DAYS[1]]


@pytest.mark.usefixtures("visited")
def test_a_meeting_that_is_recorded_later_counts_whatever_was_said(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        settle(cast, DAYS[0])
        add_meeting([cast.asahi], date(2026, 9, 15), [cast.producer_id("owner")])
    with at_rest():
        year = get_year(cast.viewer("owner"), cast.asahi.enrolment_id, fiscal_year=2026, today=TODAY)
    assert [gap.is_filled for gap in year.gaps] == [True, False]
    assert year.settled_gaps == ()


@pytest.mark.usefixtures("visited")
def test_an_answer_is_taken_back_and_given_anew_and_all_of_it_is_noted(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        settle(cast, DAYS[1])
        assert settle(cast, DAYS[1]) == 0  # sent again
        settlement_id = db.session.scalars(select(Settlement.id)).one()
        for _again in range(2):
            withdraw_settlement(cast.viewer("manager"), settlement_id, now=NOW)
    assert asked_at_rest(cast, at_rest, "missing_meeting") == list(DAYS[:2])
    with writing():
        settle(cast, DAYS[1])
    with at_rest():
        entries = select(AuditEntry.act, AuditEntry.reason).where(AuditEntry.noun == "settlement").order_by(AuditEntry.id)
        assert [tuple(row) for row in db.session.execute(entries)] == [
            ("settle_gap", REASON),
            ("withdraw_settlement", ""),
            ("settle_gap", REASON),
        ]
        assert count_settlements(cast.viewer("auditor")) == 1


@pytest.mark.usefixtures("visited")
@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [((), REASON, "gaps"), (DAYS[:1], " \u3000", "reason"), (DAYS[:1], "あ" * 301, "reason")],
)
def test_a_gap_needs_to_be_chosen_and_a_reason(
    cast: Cast, at_rest: Ways, days: tuple[date, ...], reason: str, field: str
) -> None:
    with at_rest(), pytest.raises(RuleBroken) as broken:
        settle(cast, *days, reason=reason)
    assert broken.value.field == field


@pytest.mark.parametrize("kind", list(EventKind))
def test_a_late_record_is_looked_into_once_and_the_reason_may_be_blank(
    cast: Cast, writing: Ways, at_rest: Ways, kind: EventKind
) -> None:
    late, day = datetime(2026, 11, 20, tzinfo=UTC), date(2026, 11, 2)
    with writing():
        if kind is EventKind.VISIT:
            record = EventRef(kind, add_visit(cast.asahi, day, people=[cast.producer_id("owner")]))
            db.session.get_one(Visit, record.event_id).finalised_at = late
        else:
            record = EventRef(kind, add_meeting([cast.asahi, cast.minato], day, [cast.producer_id("owner")]))
            db.session.get_one(TeamMeeting, record.event_id).finalised_at = late
    assert asked_at_rest(cast, at_rest, "recorded_late") == [day]
    with writing():
        for _again in range(2):
            settle_late_record(cast.viewer("manager"), record=record, reason="", now=NOW)
    with at_rest():
        assert asked(cast, "recorded_late") == []
        (row,) = list_settlements(cast.viewer("owner"), today=NOW.date(), limit=10)
    assert (row.record, row.on, row.to_on, row.reason) == (record, day, None, "")


@pytest.mark.usefixtures("visited")
def test_only_a_manager_of_the_programme_answers_and_only_what_is_asked(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        settle(cast, DAYS[0])
        settlement_id = db.session.scalars(select(Settlement.id)).one()
        visit_id = add_visit(cast.asahi, date(2026, 11, 20))
    with at_rest():
        with pytest.raises(NotAllowed):
            settle(cast, DAYS[1], who="owner")
        with pytest.raises(NotFound):
            settle(cast, DAYS[1], enrolment_id=cast.elsewhere.enrolment_id)
        with pytest.raises(NotFound):
            withdraw_settlement(cast.viewer("other_manager"), settlement_id, now=NOW)
        for who, record_id in (("manager", visit_id), ("manager", 999_999), ("other_manager", visit_id)):
            with pytest.raises(NotFound):  # in time, not there, another programme's
                settle_late_record(cast.viewer(who), record=EventRef(EventKind.VISIT, record_id), reason="", now=NOW)
        with pytest.raises(NotAllowed):
            settle_late_record(cast.viewer("owner"), record=EventRef(EventKind.VISIT, visit_id), reason="", now=NOW)


days = st.dates(date(2026, 4, 1), date(2027, 3, 1))


@given(st.lists(days, unique=True), st.sets(days, min_size=1))
def test_what_is_chosen_is_passed_over_where_it_is_no_open_question(begins: list[date], chosen: set[date]) -> None:
    gaps = [Gap(day, date(2027, 3, 31), 2026) for day in begins]
    assert {gap.from_on for gap in chosen_gaps(gaps, chosen)} == set(begins) & chosen
