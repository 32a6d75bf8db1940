"""Two teams become one: nobody loses a day, and no day has two leads."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import Period
from tracker.domain.hand_log_names import Known, Names
from tracker.domain.merges import merge_teams
from tracker.domain.staffing import Assigned, check_places, set_team, team_on

YEAR = Period(date(2026, 4, 1), date(2027, 3, 31))
DAYS = st.integers(0, 364).map(lambda days: YEAR.starts_on + timedelta(days=days))


@st.composite
def teams(draw: st.DrawFn) -> tuple[Assigned, ...]:
    rows: tuple[Assigned, ...] = ()
    for from_on in sorted(draw(st.sets(DAYS, min_size=1, max_size=3))):
        lead, *subs = draw(st.permutations(range(1, 6)))[: draw(st.integers(2, 4))]
        rows = set_team(rows, lead_id=lead, sub_lead_ids=subs, from_on=from_on, support=YEAR)
    return rows


@given(teams(), teams(), DAYS)
def test_everybody_of_either_team_is_in_the_one_that_is_left(
    kept: tuple[Assigned, ...], gone: tuple[Assigned, ...], day: date
) -> None:
    merged = merge_teams(kept, gone)
    check_places(merged)
    assert set(kept) <= set(merged)
    ours, theirs, both = team_on(kept, day), team_on(gone, day), team_on(merged, day)
    assert both.members == ours.members | theirs.members
    assert both.lead == (ours.lead if ours.lead is not None else theirs.lead if theirs.lead not in ours.members else None)


def test_two_spellings_of_one_company_are_a_likely_double() -> None:
    known = [Known(1, "架空アサヒ製作所"), Known(2, "㈱架空あさひ製作所"), Known(3, "架空みなと精機")]
    assert Names(known, {}).doubles() == ((1, 2),)
