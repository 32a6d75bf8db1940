"""Rule 10: each warning where it belongs, the same from both sides, whatever the order."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.cadence import EventStatus
from tracker.domain.calendar import Period
from tracker.domain.warnings import (
    CompanyThere,
    Event,
    EventKind,
    EventRef,
    EventWarning,
    WarningKind,
    event_warnings,
    list_warnings,
)

MONDAY = date(2025, 6, 9)
YEAR = Period(date(2025, 4, 1), date(2026, 3, 31))
SCHEDULED, HELD, CANCELLED, POSTPONED = EventStatus


def there(company_id: int = 1, team=(10, 11), support: Period | None = YEAR) -> CompanyThere:
    return CompanyThere(company_id, support, frozenset(team))


def visit(event_id: int = 1, start: int | None = 10, end: int | None = 12, **changes) -> Event:
    made = Event(
        EventKind.VISIT,
        event_id,
        MONDAY,
        HELD,
        (there(),),
        frozenset({10}),
        None if start is None else time(start),
        None if end is None else time(end),
    )
    return replace(made, **changes)


def meeting(event_id: int = 1, start: int | None = 15, end: int | None = 16, **changes) -> Event:
    return replace(visit(event_id, start, end), kind=EventKind.MEETING, **changes)


def is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def warned(event: Event, *others: Event, contract: Period | None = YEAR) -> tuple[EventWarning, ...]:
    return event_warnings(event, others=others, contract=contract, is_day_off=is_weekend)


def kinds(event: Event, *others: Event, **around) -> set[WarningKind]:
    return {warning.kind for warning in warned(event, *others, **around)}


def test_an_ordinary_visit_and_the_meeting_after_it_warn_of_nothing():
    assert list_warnings([visit(), meeting()], contract=YEAR, is_day_off=is_weekend) == ()


def test_the_same_person_in_a_visit_and_a_meeting_at_overlapping_hours():
    assert warned(visit(1, 10, 12), meeting(1, 11, 13)) == (
        EventWarning(
            MONDAY,
            WarningKind.OVERLAPPING_HOURS,
            (EventRef(EventKind.MEETING, 1), EventRef(EventKind.VISIT, 1)),
            producer_id=10,
        ),
    )


def test_hours_that_touch_do_not_overlap():
    assert kinds(visit(1, 10, 12), meeting(1, 12, 13)) == set()
    assert kinds(visit(1, 10, 12), meeting(1, 9, 10)) == set()


@pytest.mark.parametrize(("start", "end"), [(None, 13), (11, None), (None, None)])
def test_a_missing_time_overlaps_nothing(start, end):
    assert kinds(visit(1, 10, 12), meeting(1, start, end)) == set()


def test_other_people_at_the_same_hours_are_no_matter():
    assert kinds(visit(1, 10, 12), meeting(1, 10, 12, producer_ids=frozenset({11}))) == set()


def test_two_visits_of_one_company_on_a_day_make_one_warning():
    first, second = visit(1, 9, 10), visit(2, 14, 15)
    expected = EventWarning(
        MONDAY, WarningKind.SAME_COMPANY_SAME_DAY, (EventRef(EventKind.VISIT, 1), EventRef(EventKind.VISIT, 2)), company_id=1
    )
    assert warned(first, second) == warned(second, first) == (expected,)
    assert list_warnings([second, first], contract=YEAR, is_day_off=is_weekend) == (expected,)
    assert expected.others_than(first.ref) == (second.ref,)


def test_three_visits_of_one_company_on_a_day_still_make_one_warning():
    visits = [visit(1, 9, 10), visit(2, 11, 12), visit(3, 14, 15)]
    (only,) = list_warnings(visits, contract=YEAR, is_day_off=is_weekend)
    assert len(only.events) == 3


def test_a_visit_and_a_meeting_of_one_company_on_a_day_are_fine():
    assert kinds(visit(1), meeting(1)) == set()


def test_two_meetings_are_compared_by_the_companies_that_both_cover():
    both = meeting(1, 9, 10, companies=(there(1), there(2)))
    assert {w.company_id for w in warned(both, meeting(2, 11, 12, companies=(there(2), there(3))))} == {2}


def test_a_day_off():
    assert kinds(visit(on=date(2025, 6, 8))) == {WarningKind.DAY_OFF}


def test_outside_the_support_period_of_one_of_the_companies():
    late = there(2, support=Period(date(2025, 7, 1)))
    found = warned(meeting(companies=(there(1), late)))
    assert [(w.kind, w.company_id) for w in found] == [(WarningKind.OUTSIDE_SUPPORT, 2)]


def test_a_company_without_support_is_outside_it():
    assert kinds(visit(companies=(there(support=None),))) == {WarningKind.OUTSIDE_SUPPORT}


def test_outside_the_contract_period():
    assert kinds(visit(), contract=Period(date(2025, 6, 10))) == {WarningKind.OUTSIDE_CONTRACT}
    assert kinds(visit(), contract=None) == set()


@pytest.mark.parametrize(("days", "expected"), [(5, set()), (6, {WarningKind.MADE_FINAL_LATE})])
def test_made_final_more_than_five_days_after_the_day(days, expected):
    assert kinds(visit(made_final_on=MONDAY + timedelta(days))) == expected


def test_nobody_of_the_team_there():
    assert kinds(visit(producer_ids=frozenset({99}))) == {WarningKind.NOBODY_OF_TEAM}
    assert kinds(visit(producer_ids=frozenset())) == {WarningKind.NOBODY_OF_TEAM}


def test_a_scheduled_visit_for_which_nobody_is_named_yet_is_left_alone():
    assert kinds(visit(status=SCHEDULED, producer_ids=frozenset())) == set()
    assert kinds(visit(status=SCHEDULED, producer_ids=frozenset({99}))) == {WarningKind.NOBODY_OF_TEAM}


@pytest.mark.parametrize("gone", [{"status": CANCELLED}, {"status": POSTPONED}, {"is_draft": True}])
def test_what_does_not_take_place_neither_warns_nor_is_warned_of(gone):
    away = visit(2, on=MONDAY, companies=(there(support=None),), **gone)
    assert warned(away, visit(1)) == ()
    assert warned(visit(1), away) == ()


hours = st.none() | st.integers(8, 18).map(time)
companies = st.lists(
    st.builds(
        CompanyThere,
        st.integers(1, 3),
        st.sampled_from([YEAR, None, Period(date(2025, 6, 9))]),
        st.frozensets(st.integers(10, 13), max_size=3),
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda company: company.company_id,
).map(tuple)
events = st.lists(
    st.builds(
        Event,
        st.sampled_from(EventKind),
        st.integers(1, 20),
        st.dates(date(2025, 6, 7), date(2025, 6, 9)),
        st.sampled_from(EventStatus),
        companies,
        st.frozensets(st.integers(10, 13), max_size=3),
        hours,
        hours,
        st.none() | st.dates(date(2025, 6, 7), date(2025, 6, 20)),
        st.booleans(),
    ),
    max_size=7,
    unique_by=lambda event: event.ref,
)


@given(events)
def test_a_warning_is_the_same_from_every_event_in_it(rows):
    by_ref = {row.ref: row for row in rows}
    for row in rows:
        for warning in warned(row, *rows):
            assert row.ref in warning.events
            assert all(warning in warned(by_ref[ref], *rows) for ref in warning.events)


@given(events, st.randoms())
def test_the_order_of_entry_never_matters(rows, random):
    mixed = random.sample(rows, len(rows))
    around = {"contract": YEAR, "is_day_off": is_weekend}
    assert list_warnings(mixed, **around) == list_warnings(rows, **around)


@given(events)
def test_the_list_holds_every_warning_once(rows):
    listed = list_warnings(rows, contract=YEAR, is_day_off=is_weekend)
    assert len(listed) == len(set(listed))
    assert set(listed) == {warning for row in rows for warning in warned(row, *rows)}
