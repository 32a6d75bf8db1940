"""The first gap of a fiscal year begins in the year before, which is a programme of its own."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import update

from tests.cast import Cast, SupportedCompany, assign
from tests.conftest import NOW
from tests.happenings import add_companies, add_meeting, add_visit, counted_statements
from tests.next_years import FollowingYear, begin_year_after
from tracker.database import db
from tracker.domain.attention import AttentionKind
from tracker.domain.between import OpenGap
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.calendar import Month
from tracker.domain.lacks import LackKind
from tracker.domain.staffing import AssignmentRole
from tracker.models import Enrolment, Programme, TeamMeeting, Visit
from tracker.queries.cadence import get_year, list_neighbours, list_years
from tracker.queries.exceptions import list_exceptions, load
from tracker.queries.month_closes import get_closing
from tracker.queries.report import get_report
from tracker.queries.today import get_today
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.report_lacks import lacks_of
from tracker.services.month_closes import close_month
from tracker.services.settlements import settle_gaps

Ways = Callable[[], AbstractContextManager[None]]
MARCH, APRIL, MAY = date(2027, 3, 10), date(2027, 4, 12), date(2027, 5, 17)
TODAY = date(2027, 5, 20)


@pytest.fixture
def r9(cast: Cast, writing: Ways) -> FollowingYear:
    """The next year of both companies; company A was visited on a day in March, and on days in April and May."""
    following = begin_year_after(cast, writing)
    with writing():
        add_visit(cast.asahi, date(2027, 2, 8))
        add_visit(cast.asahi, MARCH, start=time(13))
        for day in (APRIL, MAY):
            add_visit(following.of(cast.asahi), day)
    return following


def year_of(r9: FollowingYear, company: SupportedCompany, *, today: date = TODAY, as_of_report: bool = False) -> CompanyYearRow:
    here = r9.of(company)
    return get_year(r9.viewer, here.enrolment_id, fiscal_year=2027, today=today, as_of_report=as_of_report)


def gaps(row: CompanyYearRow) -> list[tuple[date, date, bool]]:
    return [(gap.from_on, gap.to_on, gap.is_filled) for gap in row.gaps]


def test_the_gap_across_the_years_edge_is_the_later_years(cast: Cast, r9: FollowingYear, at_rest: Ways) -> None:
    with at_rest():
        assert gaps(year_of(r9, cast.asahi)) == [(MARCH, APRIL, False), (APRIL, MAY, False)]
        r8 = get_year(cast.viewer("manager"), cast.asahi.enrolment_id, fiscal_year=2026, today=TODAY)
        assert gaps(r8) == [(date(2027, 2, 8), MARCH, False)]
        assert r8.open_gap == OpenGap(MARCH)
        assert gaps(year_of(r9, cast.minato)) == []
        assert year_of(r9, cast.minato).open_gap is None
        days = [cell.held for cell in year_of(r9, cast.asahi).cells]
        assert days == [1, 1, *[0] * 10]  # what lies in the year before is counted there alone


def test_a_day_cuts_the_gap_as_it_cuts_any_other(cast: Cast, r9: FollowingYear, at_rest: Ways) -> None:
    with at_rest():
        before = year_of(r9, cast.asahi, today=date(2027, 4, 11), as_of_report=True)
        assert (gaps(before), before.open_gap) == ([], OpenGap(MARCH))
        assert gaps(year_of(r9, cast.asahi, today=APRIL, as_of_report=True)) == [(MARCH, APRIL, False)]
        in_february = year_of(r9, cast.asahi, today=date(2027, 3, 1))
        assert in_february.open_gap is None  # the last visit day of the year before was still to come


@pytest.mark.parametrize(
    ("day", "start", "of_team", "fills"),
    [
        (date(2027, 3, 20), None, True, True),
        (date(2027, 3, 20), None, False, False),
        (MARCH, time(9), True, False),  # before the visit of that day: the gap that ends there, which is r8's
        (MARCH, time(15), True, True),
        (MARCH, None, True, True),
        (date(2027, 2, 20), None, True, False),
    ],
)
def test_a_meeting_of_the_year_before_fills_the_gap(
    cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways, day: date, start: time | None, of_team: bool, fills: bool
) -> None:
    with writing():
        add_meeting([cast.asahi], day, [cast.producer_id("owner" if of_team else "tenth")], start=start)
    with at_rest():
        assert gaps(year_of(r9, cast.asahi)) == [(MARCH, APRIL, fills), (APRIL, MAY, False)]


def test_a_meeting_of_this_year_fills_it_too_and_no_other(cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways) -> None:
    here = r9.of(cast.asahi)
    with writing():
        add_meeting([here], date(2027, 4, 5), r9.team(here))
    with at_rest():
        assert gaps(year_of(r9, cast.asahi)) == [(MARCH, APRIL, True), (APRIL, MAY, False)]


@pytest.mark.parametrize("seed", range(6))
def test_a_year_cut_in_two_programmes_has_the_gaps_of_one(cast: Cast, writing: Ways, at_rest: Ways, seed: int) -> None:
    """The same days twice: of company A all in one programme, of company B each in the programme of its year."""
    chance = random.Random(seed)
    r9 = begin_year_after(cast, writing)

    def there(day: date) -> SupportedCompany:
        return cast.minato if day < date(2027, 4, 1) else r9.of(cast.minato)

    with writing():
        for _ in range(9):
            day, start = date(2027, 1, 10) + timedelta(days=chance.randrange(150)), chance.choice([None, time(9), time(14)])
            status = chance.choice([EventStatus.HELD] * 3 + [EventStatus.CANCELLED, EventStatus.SCHEDULED])
            mode, is_draft = chance.choice(list(VisitMode)), chance.random() < 0.2
            for company in (cast.asahi, there(day)):
                add_visit(company, day, status, mode, start=start, is_draft=is_draft)
        for _ in range(6):
            day, start = date(2027, 1, 10) + timedelta(days=chance.randrange(150)), chance.choice([None, time(10)])
            by_team = chance.random() < 0.7
            for company, team in ((cast.asahi, cast.producer_id("owner")), (there(day), r9.team(there(day))[0])):
                people = [team if by_team else cast.producer_id("tenth")]
                add_meeting([company], day, people, start=start)
    with at_rest():
        for today in (date(2027, 4, 1), date(2027, 4, 20), date(2027, 6, 30)):
            whole = get_year(cast.viewer("manager"), cast.asahi.enrolment_id, fiscal_year=2027, today=today)
            cut = year_of(r9, cast.minato, today=today)
            assert gaps(cut) == gaps(whole)
            assert [len(gap.meeting_ids) for gap in cut.gaps] == [len(gap.meeting_ids) for gap in whole.gaps]
            assert (cut.open_gap and cut.open_gap.from_on) == (whole.open_gap and whole.open_gap.from_on)


def test_what_counts_as_a_visit_is_said_by_the_year_in_which_it_was(
    cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways
) -> None:
    online = date(2027, 3, 24)
    with writing():
        add_visit(cast.asahi, online, mode=VisitMode.ONLINE)
        db.session.execute(update(Programme).where(Programme.slug == "r9").values(online_counts=False))
    with at_rest():
        assert gaps(year_of(r9, cast.asahi))[0] == (online, APRIL, False)
    with writing():
        db.session.execute(update(Programme).where(Programme.slug == "r8").values(online_counts=False))
        db.session.execute(update(Programme).where(Programme.slug == "r9").values(online_counts=True))
    with at_rest():
        assert gaps(year_of(r9, cast.asahi))[0] == (MARCH, APRIL, False)


def test_what_is_no_visit_day_begins_no_gap(cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways) -> None:
    with writing():
        for status in (EventStatus.SCHEDULED, EventStatus.CANCELLED, EventStatus.POSTPONED):
            add_visit(cast.asahi, date(2027, 3, 20), status)
        add_visit(cast.asahi, date(2027, 3, 20), is_draft=True)
        add_visit(cast.asahi, date(2027, 3, 20), deleted=True)
        add_visit(cast.asahi, date(2027, 3, 20), mode=VisitMode.EVENT)
    with at_rest():
        assert gaps(year_of(r9, cast.asahi))[0] == (MARCH, APRIL, False)


def test_a_visit_after_the_edge_that_stands_in_the_year_before_is_between(
    cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways
) -> None:
    late = date(2027, 4, 5)
    with writing():
        add_visit(cast.asahi, late)
    with at_rest():
        assert gaps(year_of(r9, cast.asahi)) == [(MARCH, late, False), (late, APRIL, False), (APRIL, MAY, False)]
        r8 = get_year(cast.viewer("manager"), cast.asahi.enrolment_id, fiscal_year=2026, today=TODAY)
        assert gaps(r8) == [(date(2027, 2, 8), MARCH, False)]


def test_of_a_year_whose_records_went_or_are_going_nothing_is_known(
    cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways
) -> None:
    with writing():
        db.session.execute(update(Programme).where(Programme.slug == "r8").values(purging_since=NOW))
    with at_rest():
        assert gaps(year_of(r9, cast.asahi)) == [(APRIL, MAY, False)]
    with writing():
        db.session.execute(update(Programme).where(Programme.slug == "r8").values(purging_since=None))
        db.session.execute(update(Visit).where(Visit.enrolment_id == cast.asahi.enrolment_id).values(deleted_at=NOW))
    with at_rest():
        assert gaps(year_of(r9, cast.asahi)) == [(APRIL, MAY, False)]


def test_a_company_that_is_new_has_no_gap_and_another_companys_year_is_not_its_own(
    cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways
) -> None:
    with writing():
        db.session.get_one(Enrolment, r9.of(cast.asahi).enrolment_id).company_id = cast.elsewhere.company_id
    with at_rest():
        assert gaps(year_of(r9, cast.asahi)) == [(APRIL, MAY, False)]


def test_everybody_who_is_told_of_a_gap_is_told_of_this_one(cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways) -> None:
    here, viewer = r9.of(cast.asahi), r9.viewer

    def told() -> list[date]:
        rows = list_exceptions(viewer, load(viewer, today=TODAY), today=TODAY).open
        return sorted(row.since for row in rows if row.kind is AttentionKind.MISSING_MEETING)

    with writing():
        add_meeting([here], date(2027, 5, 1), r9.team(here))
    with at_rest():
        assert told() == [MARCH]
        report = get_report(viewer, as_of=TODAY)
        assert [(lack.on, lack.until) for lack in lacks_of(report) if lack.kind is LackKind.GAP] == [(MARCH, APRIL)]
        closing = get_closing(viewer, Month(2027, 4), today=TODAY, enrolment_ids=[here.enrolment_id])
        assert [gap.from_on for gap in closing.companies[0].lacks.gaps] == [MARCH]
        lead = replace(viewer, producer_id=r9.team(here)[0])
        assert [(row.from_on, row.to_on) for row in get_today(lead, today=TODAY).unmet] == [(MARCH, APRIL)]
        assert list_neighbours(viewer, [here.enrolment_id], on=date(2027, 4, 3)) == {here.enrolment_id: (MARCH, APRIL)}
    with writing():
        settle_gaps(viewer, enrolment_id=here.enrolment_id, from_days=[MARCH], reason="年度の切り替わり", today=TODAY, now=NOW)
    with at_rest():
        row = year_of(r9, cast.asahi)
        assert (told(), [one.from_on for one in row.settled_gaps], len(row.missing_gaps)) == ([], [MARCH], 1)


def test_a_close_of_the_later_visits_month_settles_it(cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways) -> None:
    here, viewer = r9.of(cast.asahi), r9.viewer
    with writing():
        closed = {"enrolment_id": here.enrolment_id, "month": Month(2027, 4), "remark": "会議なし", "today": TODAY, "now": NOW}
        close_month(viewer, **closed)
    with at_rest():
        rows = list_exceptions(viewer, load(viewer, today=TODAY), today=TODAY).open
        assert [row.since for row in rows if row.kind is AttentionKind.MISSING_MEETING] == [APRIL]


def test_the_report_of_the_year_before_says_what_it_said(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer, as_of = cast.viewer("manager"), date(2027, 3, 31)
    with writing():
        add_visit(cast.asahi, MARCH)
    with at_rest():
        before = replace(get_report(viewer, as_of=as_of), head=None)  # type: ignore[arg-type]
    r9 = begin_year_after(cast, writing)
    with writing():
        add_visit(r9.of(cast.asahi), APRIL)
    with at_rest():
        assert replace(get_report(viewer, as_of=as_of), head=None) == before  # type: ignore[arg-type]


def test_what_is_asked_does_not_grow_with_the_companies_nor_without_a_year_before(
    cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways
) -> None:
    def statements(viewer, fiscal_year: int) -> int:  # type: ignore[no-untyped-def]
        with at_rest(), counted_statements() as sent:
            list_years(viewer, fiscal_year=fiscal_year, today=TODAY)
            return sent()

    few = statements(r9.viewer, 2027)
    alone = statements(cast.viewer("manager"), 2026)
    assert few == alone + 2
    with writing():
        for company in add_companies(cast, 5):
            enrolment = Enrolment(
                programme_id=r9.viewer.programme,
                company_id=company.company_id,
                number=company.enrolment_id,
                starts_on=date(2027, 4, 1),
                ends_on=date(2028, 3, 31),
                created_at=NOW,
            )
            db.session.add(enrolment)
    assert statements(r9.viewer, 2027) == few


def test_a_handover_in_the_year_before_changes_nothing_of_a_meeting_before_it(
    cast: Cast, r9: FollowingYear, writing: Ways, at_rest: Ways
) -> None:
    with writing():
        add_meeting([cast.asahi], date(2027, 3, 20), [cast.producer_id("tenth")])
        assign(cast.asahi.enrolment_id, cast.producer_id("tenth"), AssignmentRole.SUB_LEAD, now=NOW, starts_on=date(2027, 3, 21))
    with at_rest():
        assert gaps(year_of(r9, cast.asahi))[0] == (MARCH, APRIL, False)
    with writing():
        db.session.execute(update(TeamMeeting).values(meeting_on=date(2027, 3, 21)))
    with at_rest():
        assert gaps(year_of(r9, cast.asahi))[0] == (MARCH, APRIL, True)
