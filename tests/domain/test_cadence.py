"""The month of a company: every line of rule 3, and what must hold whatever is entered."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.cadence import (
    FROM_BEST_TO_WORST,
    CadenceSettings,
    EventStatus,
    MonthCell,
    MonthState,
    VisitDay,
    VisitMode,
    counts,
    cut_as_of,
    month_cell,
    months_of,
)
from tracker.domain.calendar import Month, Period, months_of_fiscal_year

JUNE = Month(2025, 6)
SUPPORT = Period(date(2025, 4, 1), date(2026, 3, 31))
DEFAULTS = CadenceSettings()
TWO_A_MONTH = CadenceSettings(visits_per_month=2)


def visit(
    day: int,
    status: EventStatus = EventStatus.HELD,
    *,
    month: int = 6,
    mode: VisitMode = VisitMode.ONSITE,
    is_draft: bool = False,
    visit_id: int | None = None,
    start_time: time | None = None,
) -> VisitDay:
    return VisitDay(visit_id or day, date(2025, month, day), status, mode, is_draft, start_time)


def june(
    *visits: VisitDay,
    today: date = date(2025, 6, 15),
    excused: bool = False,
    support: Period = SUPPORT,
    settings: CadenceSettings = DEFAULTS,
    report: bool = False,
) -> MonthCell:
    return month_cell(JUNE, visits=visits, excused=excused, support=support, settings=settings, today=today, as_of_report=report)


SCHEDULED, HELD, CANCELLED, POSTPONED = EventStatus


def test_a_month_without_a_day_of_support_is_out_of_period():
    assert june(support=Period(date(2025, 7, 1))).state is MonthState.OUT_OF_PERIOD


def test_a_held_visit_outside_support_counts_and_its_month_shows_out_of_period_and_the_number():
    cell = june(visit(10), support=Period(date(2025, 7, 1)))
    assert (cell.state, cell.held, cell.outside_support, cell.required) == (MonthState.OUT_OF_PERIOD, 1, 1, 0)


def test_a_held_visit_before_support_begins_within_the_month_counts_and_is_told_apart():
    cell = june(visit(3), support=Period(date(2025, 6, 10)))
    assert (cell.state, cell.held, cell.outside_support_ids) == (MonthState.HELD, 1, (3,))


def test_a_held_visit_makes_the_month_held_even_when_it_was_excused():
    assert june(visit(10), excused=True).state is MonthState.HELD


def test_a_draft_is_not_a_record():
    cell = june(visit(10, is_draft=True))
    assert (cell.state, cell.held, cell.awaiting_ids) == (MonthState.AWAITING_RECORD, 0, (10,))


@pytest.mark.parametrize("status", [CANCELLED, POSTPONED])
def test_a_cancelled_or_postponed_visit_leaves_the_month_as_if_it_were_not_there(status):
    assert june(visit(10, status), visit(20, status)) == june()


def test_an_excused_month_is_excused_even_with_a_visit_scheduled():
    assert june(visit(20, SCHEDULED), excused=True).state is MonthState.EXCUSED


def test_what_is_planned_beside_a_held_visit_is_said_besides_the_state():
    cell = june(visit(6), visit(30, SCHEDULED))
    assert (cell.state, cell.held, cell.planned_ids) == (MonthState.HELD, 1, (30,))
    assert june(visit(30, SCHEDULED)).planned_ids == ()  # the state says it
    assert june(visit(6), visit(10, SCHEDULED)).planned_ids == ()  # it awaits its record


def test_a_visit_scheduled_for_today_is_scheduled():
    assert june(visit(15, SCHEDULED)).state is MonthState.SCHEDULED


def test_a_visit_scheduled_for_yesterday_awaits_its_record():
    cell = june(visit(14, SCHEDULED))
    assert (cell.state, cell.awaiting_ids, cell.lacks_record) == (MonthState.AWAITING_RECORD, (14,), True)


def test_a_further_date_comes_before_a_missing_record():
    cell = june(visit(14, SCHEDULED), visit(16, SCHEDULED))
    assert (cell.state, cell.scheduled_ids, cell.awaiting_ids) == (MonthState.SCHEDULED, (16,), (14,))


def test_a_month_that_is_over_is_missed_and_the_last_day_is_not_over_yet():
    assert june(today=date(2025, 7, 1)).state is MonthState.MISSED
    assert june(today=date(2025, 6, 30)).state is MonthState.UNSCHEDULED


def test_a_month_that_is_over_still_awaits_its_record_on_the_pages():
    assert june(visit(20, SCHEDULED), today=date(2025, 9, 1)).state is MonthState.AWAITING_RECORD


def test_a_month_to_come_is_blank():
    assert june(today=date(2025, 5, 31)).state is MonthState.BLANK


def test_the_running_month_without_anything_is_unscheduled():
    assert june().state is MonthState.UNSCHEDULED


@pytest.mark.parametrize(
    ("others", "excused", "today", "state"),
    [
        ([], True, date(2025, 6, 15), MonthState.EXCUSED),
        ([visit(20, SCHEDULED)], False, date(2025, 6, 15), MonthState.SCHEDULED),
        ([visit(12, SCHEDULED)], False, date(2025, 6, 15), MonthState.AWAITING_RECORD),
        ([], False, date(2025, 7, 1), MonthState.MISSED),
        ([], False, date(2025, 6, 15), MonthState.UNSCHEDULED),
    ],
)
def test_with_two_required_and_one_held_the_next_fitting_state_shows_one_of_two(others, excused, today, state):
    cell = june(visit(5), *others, excused=excused, today=today, settings=TWO_A_MONTH)
    assert (cell.state, cell.held, cell.required) == (state, 1, 2)


def test_two_held_of_two_required_are_held():
    assert june(visit(5), visit(6), settings=TWO_A_MONTH).state is MonthState.HELD


@pytest.mark.parametrize(("first_day", "state", "required"), [(17, MonthState.OUT_OF_PERIOD, 0), (16, MonthState.MISSED, 1)])
def test_fourteen_days_of_support_require_nothing_and_fifteen_do(first_day, state, required):
    cell = june(support=Period(date(2025, 6, first_day)), today=date(2025, 7, 1))
    assert (cell.state, cell.required) == (state, required)


def test_a_short_month_shows_what_there_is():
    short = Period(date(2025, 6, 20))
    assert june(visit(25), support=short, settings=TWO_A_MONTH).state is MonthState.HELD
    assert june(visit(25, SCHEDULED), support=short).state is MonthState.SCHEDULED
    assert june(visit(25, SCHEDULED), support=short, today=date(2025, 6, 28)).state is MonthState.AWAITING_RECORD
    assert june(visit(25, SCHEDULED), support=short, excused=True).state is MonthState.EXCUSED
    assert june(support=short, excused=True).state is MonthState.OUT_OF_PERIOD


def test_in_a_short_month_a_missing_record_is_listed_in_the_report_as_well():
    cell = june(visit(25, SCHEDULED), support=Period(date(2025, 6, 20)), today=date(2025, 6, 30), report=True)
    assert (cell.state, cell.lacks_record) == (MonthState.MISSED, True)


def test_an_event_does_not_count_and_is_listed_apart():
    cell = june(visit(10, mode=VisitMode.EVENT))
    assert (cell.state, cell.held, cell.event_escorts, cell.event_escort_ids) == (MonthState.UNSCHEDULED, 0, 1, (10,))


def test_a_scheduled_event_is_no_scheduled_visit_and_its_draft_awaits_nothing():
    assert june(visit(20, SCHEDULED, mode=VisitMode.EVENT)).state is MonthState.UNSCHEDULED
    assert june(visit(12, mode=VisitMode.EVENT, is_draft=True)).state is MonthState.UNSCHEDULED


def test_an_event_counts_where_the_programme_says_so():
    cell = june(visit(10, mode=VisitMode.EVENT), settings=CadenceSettings(event_counts=True))
    assert (cell.state, cell.held, cell.event_escorts) == (MonthState.HELD, 1, 0)


def test_online_is_a_part_of_the_held_visits_where_it_counts_and_nowhere_else():
    online = visit(10, mode=VisitMode.ONLINE)
    assert (june(online, visit(11)).held, june(online, visit(11)).online) == (2, 1)
    strict = june(online, visit(11), settings=CadenceSettings(online_counts=False))
    assert (strict.held, strict.online, strict.event_escorts) == (1, 0, 0)


def test_a_report_as_of_the_last_day_finds_the_month_over():
    assert june(today=date(2025, 6, 30), report=True).state is MonthState.MISSED


def test_a_report_as_of_the_last_day_leaves_the_next_month_blank():
    july = month_cell(
        JUNE.next(), visits=(), excused=False, support=SUPPORT, settings=DEFAULTS, today=date(2025, 6, 30), as_of_report=True
    )
    assert july.state is MonthState.BLANK


@pytest.mark.parametrize("became", list(EventStatus))
def test_in_a_report_a_later_record_stands_as_scheduled_whatever_became_of_it(became):
    cell = june(visit(20, became), report=True)
    assert (cell.state, cell.held, cell.scheduled_ids) == (MonthState.SCHEDULED, 0, (20,))


def test_in_a_report_a_visit_scheduled_for_the_as_of_date_has_passed():
    assert june(visit(15, SCHEDULED), report=True).state is MonthState.AWAITING_RECORD
    assert june(visit(15), report=True).state is MonthState.HELD


def test_in_a_report_a_month_that_is_over_without_its_record_is_missed_and_listed():
    cell = june(visit(20, SCHEDULED), today=date(2025, 7, 10), report=True)
    assert (cell.state, cell.awaiting_ids, cell.lacks_record) == (MonthState.MISSED, (20,), True)


def test_a_missed_month_without_anything_has_nothing_to_list():
    assert not june(today=date(2025, 7, 10), report=True).lacks_record


def test_a_year_has_twelve_months_and_each_its_own_visits():
    cells = months_of(
        months_of_fiscal_year(2025),
        visits=[visit(10), visit(11, month=7)],
        excused_months={Month(2025, 5)},
        support=SUPPORT,
        settings=DEFAULTS,
        today=date(2025, 8, 1),
    )
    assert [cell.month for cell in cells] == [Month(2025, m) for m in range(4, 13)] + [Month(2026, m) for m in (1, 2, 3)]
    assert [cell.state for cell in cells[:5]] == [
        MonthState.MISSED,
        MonthState.EXCUSED,
        MonthState.HELD,
        MonthState.HELD,
        MonthState.UNSCHEDULED,
    ]
    assert sum(cell.held for cell in cells) == 2


def test_a_programme_asks_for_at_least_one_visit_a_month():
    with pytest.raises(ValueError):
        CadenceSettings(visits_per_month=0)


days = st.dates(date(2025, 5, 20), date(2025, 7, 12))
visit_rows = st.builds(
    VisitDay,
    visit_id=st.integers(1, 10**6),
    on=days,
    status=st.sampled_from(EventStatus),
    mode=st.sampled_from(VisitMode),
    is_draft=st.booleans(),
    start_time=st.none() | st.times(),
)
visit_lists = st.lists(visit_rows, max_size=8, unique_by=lambda row: row.visit_id)
all_settings = st.builds(CadenceSettings, st.integers(1, 3), st.booleans(), st.booleans(), st.sampled_from([0, 15, 32]))
supports = st.builds(
    lambda start, length: Period(start, length and start + timedelta(length)), days, st.none() | st.integers(1, 90)
)
circumstances = st.fixed_dictionaries(
    {
        "excused": st.booleans(),
        "support": supports,
        "settings": all_settings,
        "today": days,
        "as_of_report": st.booleans(),
    }
)


@given(visit_lists, circumstances, st.randoms())
def test_the_order_of_entry_never_matters(rows, around, random):
    shuffled = random.sample(rows, len(rows))
    assert month_cell(JUNE, visits=shuffled, **around) == month_cell(JUNE, visits=rows, **around)


@given(visit_lists, visit_rows, circumstances)
def test_adding_a_held_visit_never_makes_a_month_worse(rows, extra, around):
    held = replace(extra, visit_id=0, status=HELD, mode=VisitMode.ONSITE, is_draft=False)
    before = month_cell(JUNE, visits=rows, **around)
    after = month_cell(JUNE, visits=[*rows, held], **around)
    assert FROM_BEST_TO_WORST.index(after.state) <= FROM_BEST_TO_WORST.index(before.state)
    assert after.held >= before.held


@given(visit_lists, circumstances)
def test_every_month_has_one_state_and_its_numbers_never_contradict_it(rows, around):
    cell = month_cell(JUNE, visits=rows, **around)
    assert cell.state in FROM_BEST_TO_WORST
    if cell.state is MonthState.HELD:
        assert cell.held >= max(cell.required, 1)
    if cell.state is MonthState.SCHEDULED:
        assert cell.scheduled
    if cell.state is MonthState.AWAITING_RECORD:
        assert cell.awaiting_ids
    if cell.state in (MonthState.MISSED, MonthState.UNSCHEDULED, MonthState.BLANK):
        assert cell.held < max(cell.required, 1)
        assert not cell.scheduled
    assert set(cell.online_ids) | set(cell.outside_support_ids) <= set(cell.visit_ids)
    assert not set(cell.visit_ids) & (set(cell.scheduled_ids) | set(cell.awaiting_ids) | set(cell.event_escort_ids))


@given(visit_lists, days, days, all_settings)
def test_a_later_as_of_date_never_takes_a_counted_visit_away(rows, one, other, settings):
    earlier, later = sorted((one, other))
    counted_then = {row.visit_id for row in cut_as_of(rows, earlier) if counts(row, settings)}
    counted_later = {row.visit_id for row in cut_as_of(rows, later) if counts(row, settings)}
    assert counted_then <= counted_later
    assert counted_later <= {row.visit_id for row in rows if counts(row, settings)}


@given(visit_lists, days)
def test_cutting_twice_is_cutting_once(rows, as_of):
    assert cut_as_of(cut_as_of(rows, as_of), as_of) == cut_as_of(rows, as_of)


@given(visit_lists, circumstances)
def test_the_year_adds_up_to_its_months(rows, around):
    excused = {JUNE} if around.pop("excused") else set()
    cells = months_of(months_of_fiscal_year(2025), visits=rows, excused_months=excused, **around)
    for cell in cells:
        assert cell == month_cell(cell.month, visits=rows, excused=cell.month in excused, **around)
