"""The totals add up the same, whichever way they are made."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.cadence import CadenceSettings, EventStatus, MonthState, VisitMode, months_of
from tracker.domain.calendar import Period, fiscal_year_period, months_of_fiscal_year
from tracker.domain.counts import (
    MeetingFact,
    VisitFact,
    cell_totals,
    counted_visits,
    distinct_companies,
    event_escorts,
    held_meetings,
    meeting_count,
    meeting_count_by_company,
    online_count,
    visit_count,
    visit_count_by_case,
    visit_count_by_company,
)

YEAR = fiscal_year_period(2025)
DEFAULTS = CadenceSettings()
AS_OF = YEAR.ends_on
SCHEDULED, HELD, CANCELLED, POSTPONED = EventStatus


def visit(visit_id: int, company_id: int, cases, on: date = date(2025, 6, 10), mode: VisitMode = VisitMode.ONSITE, status=HELD):
    return VisitFact(visit_id, company_id, on, status, mode, frozenset(cases))


def counted(*visits: VisitFact, as_of: date = AS_OF):
    return counted_visits(visits, settings=DEFAULTS, period=YEAR, as_of=as_of)


def test_a_visit_to_two_cases_is_one_visit_and_two_by_case():
    rows = counted(visit(1, 1, [11, 12]), visit(2, 1, [11]), visit(3, 2, [21], mode=VisitMode.ONLINE))
    assert (visit_count(rows), online_count(rows), distinct_companies(rows)) == (3, 1, 2)
    assert visit_count_by_company(rows) == {1: 2, 2: 1}
    assert visit_count_by_case(rows) == {11: 2, 12: 1, 21: 1}


def test_only_what_was_held_in_the_period_up_to_the_as_of_date_counts():
    rows = counted(
        visit(1, 1, [11], status=SCHEDULED),
        visit(2, 1, [11], on=date(2025, 3, 31)),
        visit(3, 1, [11], on=date(2025, 6, 11)),
        visit(4, 1, [11], on=date(2025, 6, 10)),
        as_of=date(2025, 6, 10),
    )
    assert [row.visit_id for row in rows] == [4]


def test_a_joint_exhibition_is_listed_apart():
    rows = [visit(1, 1, [11], mode=VisitMode.EVENT)]
    assert counted(*rows) == ()
    assert event_escorts(rows, settings=DEFAULTS, period=YEAR, as_of=AS_OF) == tuple(rows)
    with_events = CadenceSettings(event_counts=True)
    assert event_escorts(rows, settings=with_events, period=YEAR, as_of=AS_OF) == ()


def test_a_meeting_of_two_companies_is_one_meeting_and_two_by_company():
    meetings = [
        MeetingFact(1, date(2025, 6, 1), HELD, frozenset({1, 2})),
        MeetingFact(2, date(2025, 6, 2), HELD, frozenset({2})),
        MeetingFact(3, date(2025, 6, 3), CANCELLED, frozenset({2})),
        MeetingFact(4, date(2025, 6, 4), HELD, frozenset({2}), is_draft=True),
    ]
    held = held_meetings(meetings, period=YEAR, as_of=AS_OF)
    assert meeting_count(held) == 2
    assert meeting_count_by_company(held) == {1: 1, 2: 2}


days = st.dates(date(2025, 3, 15), date(2026, 4, 15))
visits = st.lists(
    st.builds(
        VisitFact,
        st.integers(1, 10**6),
        st.integers(1, 4),
        days,
        st.sampled_from(EventStatus),
        st.sampled_from(VisitMode),
        st.frozensets(st.integers(1, 9), min_size=1, max_size=2),
        st.booleans(),
    ),
    max_size=15,
    unique_by=lambda row: row.visit_id,
)
meetings = st.lists(
    st.builds(
        MeetingFact,
        st.integers(1, 10**6),
        days,
        st.sampled_from(EventStatus),
        st.frozensets(st.integers(1, 4), min_size=1),
        st.booleans(),
    ),
    max_size=10,
    unique_by=lambda row: row.meeting_id,
)
all_settings = st.builds(CadenceSettings, st.integers(1, 2), st.booleans(), st.booleans())


@given(visits, all_settings, days)
def test_the_board_the_list_and_the_companies_add_up_the_same(rows, settings, as_of):
    cells = [
        cell
        for company_id in range(1, 5)
        for cell in months_of(
            months_of_fiscal_year(2025),
            visits=[row.day for row in rows if row.company_id == company_id],
            excused_months=(),
            support=Period(date(2025, 5, 1), date(2026, 2, 10)),
            settings=settings,
            today=as_of,
            as_of_report=True,
        )
    ]
    totals = cell_totals(cells)
    listed = counted_visits(rows, settings=settings, period=YEAR, as_of=as_of)
    assert totals.visit_count == visit_count(listed) == len(listed) == sum(visit_count_by_company(listed).values())
    assert totals.online_count == online_count(listed)
    assert totals.event_escort_count == len(event_escorts(rows, settings=settings, period=YEAR, as_of=as_of))
    assert sum(totals.months.values()) == 48
    assert totals.months[MonthState.HELD] <= totals.visit_count
    assert sum(visit_count_by_case(listed).values()) == sum(len(row.case_ids) for row in listed)


@given(visits, meetings, days, st.randoms())
def test_the_order_of_entry_never_matters(rows, met, as_of, random):
    mixed, mixed_met = random.sample(rows, len(rows)), random.sample(met, len(met))
    assert counted(*mixed, as_of=as_of) == counted(*rows, as_of=as_of)
    assert held_meetings(mixed_met, period=YEAR, as_of=as_of) == held_meetings(met, period=YEAR, as_of=as_of)


@given(visits, meetings, days, days)
def test_a_later_as_of_date_never_counts_less(rows, met, one, other):
    earlier, later = sorted((one, other))
    assert set(counted(*rows, as_of=earlier)) <= set(counted(*rows, as_of=later))
    then, now = (held_meetings(met, period=YEAR, as_of=as_of) for as_of in (earlier, later))
    assert set(then) <= set(now)
    assert meeting_count(now) <= sum(meeting_count_by_company(now).values())
