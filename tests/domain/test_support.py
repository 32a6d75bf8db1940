"""A support period that moves takes its first team with it and leaves no added day without one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import Period
from tracker.domain.errors import RuleBroken
from tracker.domain.staffing import Assigned, AssignmentRole, staffing_gaps
from tracker.domain.support import follow_support

LEAD, SUB = AssignmentRole.LEAD, AssignmentRole.SUB_LEAD
YEAR = Period(date(2026, 4, 1), date(2027, 3, 31))
TEAM = (Assigned(1, LEAD, Period(YEAR.starts_on)), Assigned(2, SUB, Period(YEAR.starts_on)))


def moved(start: int, end: int) -> Period:
    assert YEAR.ends_on is not None
    return Period(YEAR.starts_on + timedelta(days=start), YEAR.ends_on + timedelta(days=end))


@given(start=st.integers(-90, 90), end=st.integers(-90, 90))
def test_a_team_of_the_whole_support_has_no_gap_after_any_move(start: int, end: int) -> None:
    after = moved(start, end)
    assert after.ends_on is not None
    rows = follow_support(TEAM, before=YEAR, after=after)
    assert [row.period.starts_on for row in rows] == [after.starts_on] * 2
    assert staffing_gaps(rows, support=after, until=after.ends_on) == ()


def test_whoever_joined_later_keeps_their_first_day() -> None:
    later = Assigned(3, SUB, Period(date(2026, 9, 1)))
    rows = follow_support((*TEAM, later), before=YEAR, after=moved(-10, 0))
    assert later in rows


def test_a_place_that_ended_before_the_new_first_day_stays_as_it_was() -> None:
    short = Assigned(4, SUB, Period(YEAR.starts_on, date(2026, 4, 10)))
    assert short in follow_support((*TEAM, short), before=YEAR, after=moved(30, 0))


def test_an_extension_beyond_the_end_of_the_only_sub_lead_is_refused_at_the_field() -> None:
    leaving = (TEAM[0], Assigned(2, SUB, Period(YEAR.starts_on, YEAR.ends_on)))
    with pytest.raises(RuleBroken) as refused:
        follow_support(leaving, before=YEAR, after=moved(0, 30))
    assert (refused.value.field, refused.value.params["day"]) == ("ends_on", date(2027, 4, 1))


def test_a_company_without_a_team_may_move_its_support() -> None:
    assert follow_support((), before=YEAR, after=moved(-30, 30)) == ()


def test_a_gap_that_was_there_before_does_not_stand_in_the_way() -> None:
    lacking = (TEAM[0], Assigned(2, SUB, Period(YEAR.starts_on, date(2026, 9, 30))))
    assert follow_support(lacking, before=YEAR, after=moved(0, -30)) == lacking
