"""A company's year as it is loaded: the rules count what is stored, and nothing that is not theirs."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time, timedelta

import pytest

from tests.cast import Cast, assign
from tests.conftest import NOW
from tests.happenings import add_companies, add_excuse, add_meeting, add_stand_in, add_visit, counted_statements
from tracker.domain import counts
from tracker.domain.cadence import CadenceSettings, EventStatus, MonthState, VisitMode
from tracker.domain.calendar import Month, fiscal_year_period
from tracker.domain.errors import NotFound
from tracker.domain.staffing import AssignmentRole, team_on
from tracker.queries import cadence
from tracker.queries.team_plans import list_assigned
from tracker.rows.cadence import CompanyYearRow
from tracker.services.staffing import hand_over_lead

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
YEAR, YEAR_BEGINS = 2026, date(2026, 4, 1)
SETTINGS = CadenceSettings()


def year_of(cast: Cast, *, today: date = TODAY, as_of_report: bool = False) -> CompanyYearRow:
    return cadence.get_year(
        cast.viewer("auditor"), cast.asahi.enrolment_id, fiscal_year=YEAR, today=today, as_of_report=as_of_report
    )


def states(row: CompanyYearRow) -> list[MonthState]:
    return [cell.state for cell in row.cells]


def test_every_month_shows_its_state_from_what_is_stored(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        add_visit(cast.asahi, date(2026, 4, 10))
        add_visit(cast.asahi, date(2026, 5, 12), mode=VisitMode.ONLINE)
        add_excuse(cast.asahi, date(2026, 6, 1))
        add_visit(cast.asahi, date(2026, 7, 8), EventStatus.CANCELLED)
        add_visit(cast.asahi, date(2026, 8, 5), EventStatus.SCHEDULED)
        add_visit(cast.asahi, date(2026, 9, 5), is_draft=True)
        add_visit(cast.asahi, date(2026, 10, 5), mode=VisitMode.EVENT)
        add_visit(cast.asahi, date(2026, 12, 8), EventStatus.SCHEDULED)
        add_visit(cast.minato, date(2026, 11, 2))
    with at_rest():
        row = year_of(cast)
    held, missed, awaiting = MonthState.HELD, MonthState.MISSED, MonthState.AWAITING_RECORD
    blank = MonthState.BLANK
    assert states(row) == [
        *(held, held, MonthState.EXCUSED, missed, awaiting, awaiting, missed, MonthState.UNSCHEDULED),
        *(MonthState.SCHEDULED, blank, blank, blank),
    ]
    assert (row.name, row.number, row.support.starts_on) == ("架空アサヒ製作所", 1, date(2026, 4, 1))
    assert [month.month for month in row.excused] == [Month(2026, 6)]
    october = row.cell(Month(2026, 10))
    assert october is not None
    assert october.event_escorts == 1
    assert row.cell(Month(2025, 10)) is None


@pytest.mark.parametrize("seed", range(4))
def test_a_handover_changes_nothing_of_the_meetings_before_it_and_each_counts_by_the_team_of_its_day(
    cast: Cast, writing: Ways, at_rest: Ways, seed: int
) -> None:
    chance, people, held = random.Random(seed), cast.producer_ids[:4], {}
    from_on = YEAR_BEGINS + timedelta(days=chance.randrange(20, 220))
    with writing():
        for day in sorted(chance.sample(range(235), 6)):
            add_visit(cast.asahi, YEAR_BEGINS + timedelta(days=day))
        for _ in range(12):
            day, there = YEAR_BEGINS + timedelta(days=chance.randrange(235)), set(chance.sample(people, chance.randint(1, 2)))
            held[add_meeting([cast.asahi], day, there)] = day, there
    with at_rest():
        before = year_of(cast)
    with writing():
        hand_over_lead(
            cast.viewer("manager"),
            enrolment_id=cast.asahi.enrolment_id,
            to_producer_id=cast.producer_id("colleague"),
            from_on=from_on,
            keep_as_sub=False,
            now=NOW,
        )
    with at_rest():
        after, team = year_of(cast), list_assigned(cast.asahi.enrolment_id)
    early = {meeting_id for meeting_id, (on, _there) in held.items() if on < from_on}
    assert [set(gap.meeting_ids) & early for gap in after.gaps] == [set(gap.meeting_ids) & early for gap in before.gaps]
    for meeting in after.meetings:
        on, there = held[meeting.meeting_id]
        assert meeting.attended_by_team == bool(there & team_on(team, on).members)
    assert team_on(team, from_on).lead == cast.producer_id("colleague")


def test_a_deleted_visit_is_nowhere(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        add_visit(cast.asahi, date(2026, 4, 10), deleted=True)
    with at_rest():
        row = year_of(cast)
        facts = cadence.list_visit_facts(cast.viewer("owner"))
    assert (row.cells[0].state, row.visits, facts) == (MonthState.MISSED, (), ())


def test_in_a_report_the_as_of_day_is_over_and_later_records_stand_as_scheduled(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        add_visit(cast.asahi, date(2026, 10, 2))
        add_visit(cast.asahi, date(2026, 11, 5))
    with at_rest():
        row = year_of(cast, today=date(2026, 9, 30), as_of_report=True)
        page = year_of(cast, today=date(2026, 9, 30))
    assert states(row)[5:8] == [MonthState.MISSED, MonthState.SCHEDULED, MonthState.SCHEDULED]
    assert page.cells[5].state is MonthState.UNSCHEDULED


@pytest.mark.parametrize(
    ("who", "fills"),
    [("owner", True), ("sub", True), ("colleague", False), ("seventh", True), ("eighth", False), ("ninth", False)],
)
def test_a_meeting_fills_a_gap_where_somebody_of_the_team_of_its_day_attended(
    cast: Cast, writing: Ways, at_rest: Ways, who: str, fills: bool
) -> None:
    day = date(2026, 4, 20)
    with writing():
        add_visit(cast.asahi, date(2026, 4, 10))
        add_visit(cast.asahi, date(2026, 5, 12))
        add_stand_in(cast.asahi, cast.producer_id("seventh"), day, day)
        add_stand_in(cast.asahi, cast.producer_id("eighth"), date(2026, 4, 21), date(2026, 4, 30))
        assign(cast.asahi.enrolment_id, cast.producer_id("ninth"), AssignmentRole.SUB_LEAD, now=NOW, ends_on=date(2026, 4, 19))
        meeting = add_meeting([cast.asahi, cast.minato], day, [cast.producer_id(who)])
    with at_rest():
        row = year_of(cast)
    assert [gap.meeting_ids for gap in row.gaps] == [(meeting,) if fills else ()]
    assert len(row.missing_gaps) == (0 if fills else 1)


def test_a_scheduled_meeting_or_a_draft_fills_nothing_and_hours_decide_on_a_visit_day(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    owner = [cast.producer_id("owner")]
    with writing():
        add_visit(cast.asahi, date(2026, 4, 10))
        add_visit(cast.asahi, date(2026, 5, 12), start=time(13))
        add_meeting([cast.asahi], date(2026, 4, 20), owner, EventStatus.SCHEDULED)
        add_meeting([cast.asahi], date(2026, 4, 21), owner, is_draft=True)
        before = add_meeting([cast.asahi], date(2026, 5, 12), owner, start=time(9))
        after = add_meeting([cast.asahi], date(2026, 5, 12), owner, start=time(16))
    with at_rest():
        row = year_of(cast)
    assert [gap.meeting_ids for gap in row.gaps] == [(before,)]
    assert row.open_gap is not None
    assert row.open_gap.meeting_ids == (after,)
    assert [meeting.meeting_id for meeting in row.meetings] == [before, after]


def test_only_the_gaps_of_the_fiscal_year_are_the_row_s(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        for day in (date(2026, 2, 10), date(2026, 3, 10), date(2026, 4, 10)):
            add_visit(cast.asahi, day)
    with at_rest():
        row = year_of(cast)
    assert [(gap.from_on, gap.to_on) for gap in row.gaps] == [(date(2026, 3, 10), date(2026, 4, 10))]


def test_visit_facts_carry_their_cases_and_are_flagged_as_drafts(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        later = add_visit(cast.asahi, date(2026, 5, 1), is_draft=True)
        both = add_visit(cast.minato, date(2026, 4, 8), cases=cast.minato.case_ids)
        add_visit(cast.elsewhere, date(2026, 4, 9))
    with at_rest():
        facts = cadence.list_visit_facts(cast.viewer("clerk"))
        of_one = cadence.list_visit_facts(cast.viewer("clerk"), enrolment_ids=[cast.asahi.enrolment_id])
    assert [(fact.visit_id, fact.company_id, fact.is_draft) for fact in facts] == [
        (both, cast.minato.enrolment_id, False),
        (later, cast.asahi.enrolment_id, True),
    ]
    assert facts[0].case_ids == frozenset(cast.minato.case_ids)
    assert of_one == facts[1:]


def test_a_meeting_is_one_fact_with_all_its_companies(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        both = add_meeting([cast.asahi, cast.minato], date(2026, 4, 8), [])
        add_meeting([cast.elsewhere], date(2026, 4, 8), [])
    with at_rest():
        facts = cadence.list_meeting_facts(cast.viewer("clerk"))
        of_one = cadence.list_meeting_facts(cast.viewer("clerk"), enrolment_ids=[cast.asahi.enrolment_id])
    assert [(fact.meeting_id, fact.company_ids) for fact in facts] == [
        (both, {cast.asahi.enrolment_id, cast.minato.enrolment_id})
    ]
    assert [fact.company_ids for fact in of_one] == [{cast.asahi.enrolment_id}]


def test_a_company_of_another_programme_is_not_there(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        rows = cadence.list_years(cast.viewer("owner"), fiscal_year=YEAR, today=TODAY)
        with pytest.raises(NotFound):
            cadence.get_year(cast.viewer("owner"), cast.elsewhere.enrolment_id, fiscal_year=YEAR, today=TODAY)
        with pytest.raises(NotFound):
            cadence.list_years(cast.viewer("administrator"), fiscal_year=YEAR, today=TODAY)
    assert [row.name for row in rows] == ["架空アサヒ製作所", "架空みなと精機"]


def test_cells_facts_and_rows_add_up_to_the_same_number(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        for day in (date(2026, 4, 10), date(2026, 4, 10), date(2026, 4, 30), date(2026, 10, 1)):
            add_visit(cast.asahi, day, cases=cast.asahi.case_ids)
        add_visit(cast.minato, date(2026, 4, 10), mode=VisitMode.ONLINE, cases=cast.minato.case_ids)
        add_visit(cast.minato, date(2026, 4, 11), mode=VisitMode.EVENT)
        add_visit(cast.minato, date(2026, 5, 11), is_draft=True)
        add_visit(cast.minato, date(2026, 3, 31))
    with at_rest():
        rows = cadence.list_years(cast.viewer("owner"), fiscal_year=YEAR, today=TODAY)
        facts = cadence.list_visit_facts(cast.viewer("owner"))
    period = fiscal_year_period(YEAR)
    counted = counts.counted_visits(facts, settings=SETTINGS, period=period, as_of=TODAY)
    totals = counts.cell_totals(cell for row in rows for cell in row.cells)
    assert counts.visit_count(counted) == totals.visit_count == 5
    assert counts.online_count(counted) == totals.online_count == 1
    assert totals.event_escort_count == 1
    for row in rows:
        own = counts.counted_visits(row.visit_facts, settings=SETTINGS, period=period, as_of=TODAY)
        assert counts.visit_count(own) == sum(cell.held for cell in row.cells)
    assert sum(counts.visit_count_by_case(counted).values()) == 6


def test_many_companies_take_as_many_statements_as_few(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    def statements() -> int:
        with at_rest(), counted_statements() as counted:
            cadence.list_years(cast.viewer("owner"), fiscal_year=YEAR, today=TODAY)
            cadence.list_visit_facts(cast.viewer("owner"))
            cadence.list_meeting_facts(cast.viewer("owner"))
            return counted()

    few = statements()
    with writing():
        add_companies(cast, 20)
    assert statements() == few
