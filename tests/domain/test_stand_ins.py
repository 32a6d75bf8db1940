"""Standing in: within the support and the person's time on the roster, not on the team anyway, and for a reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import Period
from tracker.domain.errors import RuleBroken
from tracker.domain.stand_ins import check_stand_in, ended, last_day_to_offer, period_of

SUPPORT = Period(date(2026, 4, 1), date(2027, 3, 31))
WEEK = Period(date(2026, 11, 23), date(2026, 11, 29))
DAYS = st.dates(date(2026, 4, 1), date(2027, 3, 31))


def check(period: Period = WEEK, **other: Any) -> None:
    asked: dict[str, Any] = {
        "support": SUPPORT,
        "on_roster": Period(date.min),
        "assigned": [],
        "standing_in": [],
        "reason": "出張のため",
    }
    check_stand_in(period, **asked | other)


def refused(**other: Any) -> str | None:
    with pytest.raises(RuleBroken) as broken:
        check(**other)
    return broken.value.field


def test_somebody_on_the_roster_may_stand_in_for_a_reason() -> None:
    check()
    assert refused(reason="") == "reason"
    assert refused(reason="長" * 201) == "reason"


def test_both_days_lie_within_the_support() -> None:
    assert refused(period=Period(date(2026, 3, 31), date(2026, 4, 2))) == "starts_on"
    assert refused(period=Period(date(2027, 3, 30), date(2027, 4, 1))) == "ends_on"


def test_the_person_is_on_the_roster_on_every_day_of_it() -> None:
    assert refused(on_roster=Period(date(2026, 11, 24))) == "producer_id"
    assert refused(on_roster=Period(date(2026, 4, 1), date(2026, 11, 28))) == "producer_id"


@given(st.lists(DAYS, min_size=1, max_size=4, unique=True))
def test_who_is_on_the_team_on_every_day_of_it_cannot_stand_in(cuts: list[date]) -> None:
    """However their places follow each other; one day of it without a place is reason enough."""
    firsts = [WEEK.starts_on, *sorted(cut for cut in cuts if cut in WEEK and cut != WEEK.starts_on)]
    lasts = [*(first - timedelta(days=1) for first in firsts[1:]), None]
    places = [Period(first, last) for first, last in zip(firsts, lasts, strict=True)]
    assert refused(assigned=places) == "producer_id"
    check(assigned=[Period(date(2026, 4, 1), date(2026, 11, 28))])


def test_nobody_stands_in_twice_on_a_day() -> None:
    assert refused(standing_in=[Period(date(2026, 11, 29), date(2026, 12, 4))]) == "starts_on"
    check(standing_in=[Period(date(2026, 11, 30), date(2026, 12, 4))])


@given(DAYS, DAYS)
def test_a_period_ends_on_or_after_its_first_day(first: date, last: date) -> None:
    if first <= last:
        assert period_of(first, last) == Period(first, last)
    else:
        with pytest.raises(RuleBroken):
            period_of(first, last)


@given(DAYS, DAYS)
def test_ending_early_never_makes_it_longer(last_on: date, today: date) -> None:
    try:
        left = ended(WEEK, last_on=last_on, today=today)
    except RuleBroken as broken:
        assert broken.field == "last_on"
        assert today > WEEK.ends_on or last_on >= WEEK.ends_on  # type: ignore[operator]
    else:
        assert left == (Period(WEEK.starts_on, last_on) if last_on >= WEEK.starts_on else None)


def test_the_day_that_is_offered_can_be_taken() -> None:
    for today in (date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 29)):
        ended(WEEK, last_on=last_day_to_offer(WEEK, today=today), today=today)
