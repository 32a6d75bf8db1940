"""Passing places on: every day keeps what it had, and nobody comes to stand in two places."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import Period
from tracker.domain.handovers import take_over
from tracker.domain.staffing import Assigned, AssignmentRole, check_places, team_on

LEAD, SUB = AssignmentRole.LEAD, AssignmentRole.SUB_LEAD
APRIL, OCTOBER, MARCH = date(2026, 4, 1), date(2026, 10, 1), date(2027, 3, 31)
TEAM = (Assigned(1, LEAD, Period(APRIL), 11), Assigned(2, SUB, Period(APRIL), 12))


def test_a_sub_lead_moves_up_and_somebody_comes_in_beside() -> None:
    after = take_over(TEAM, leaver=1, last_on=date(2026, 9, 30), lead_id=2, sub_id=3)
    assert (team_on(after, date(2026, 9, 30)).lead, team_on(after, OCTOBER)) == (1, team_on(after, MARCH))
    assert (team_on(after, OCTOBER).lead, team_on(after, OCTOBER).sub_leads) == (2, (3,))


def test_nobody_takes_over_and_the_place_is_open() -> None:
    after = take_over(TEAM, leaver=1, last_on=date(2026, 9, 30), lead_id=None, sub_id=None)
    assert (team_on(after, OCTOBER).lead, team_on(after, OCTOBER).sub_leads) == (None, (2,))


def test_a_change_that_is_planned_for_later_stays() -> None:
    planned = (
        Assigned(1, LEAD, Period(APRIL, date(2026, 11, 30)), 11),
        Assigned(4, LEAD, Period(date(2026, 12, 1)), 13),
        TEAM[1],
    )
    after = take_over(planned, leaver=1, last_on=date(2026, 9, 30), lead_id=2, sub_id=3)
    assert (team_on(after, OCTOBER).lead, team_on(after, OCTOBER).sub_leads) == (2, (3,))
    assert (team_on(after, date(2026, 12, 1)).lead, team_on(after, date(2026, 12, 1)).sub_leads) == (4, (2,))


@given(
    st.integers(0, 300).map(lambda days: APRIL + timedelta(days=days)),
    st.sampled_from([None, 2, 3]),
    st.sampled_from([None, 4, 5]),
    st.integers(0, 364),
)
def test_no_day_has_two_leads_and_the_others_keep_their_days(
    last_on: date, lead: int | None, sub: int | None, ahead: int
) -> None:
    after = take_over(TEAM, leaver=1, last_on=last_on, lead_id=lead, sub_id=sub)
    check_places(after)
    day = APRIL + timedelta(days=ahead)
    if day <= last_on:
        assert team_on(after, day) == team_on(TEAM, day)
    else:
        assert 1 not in team_on(after, day).members
        assert 2 in team_on(after, day).members
