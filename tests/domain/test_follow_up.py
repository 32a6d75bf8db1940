"""When a next action is overdue."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.follow_up import ActionStatus, days_overdue, is_overdue, put_off

DUE = date(2025, 6, 10)


@pytest.mark.parametrize(("today", "overdue", "days"), [(date(2025, 6, 10), False, 0), (date(2025, 6, 11), True, 1)])
def test_an_open_action_is_overdue_from_the_day_after_it_was_due(today, overdue, days):
    assert is_overdue(DUE, ActionStatus.OPEN, today) is overdue
    assert days_overdue(DUE, ActionStatus.OPEN, today) == days


def test_what_is_done_is_never_overdue():
    assert not is_overdue(DUE, ActionStatus.DONE, date(2026, 1, 1))
    assert days_overdue(DUE, ActionStatus.DONE, date(2026, 1, 1)) == 0


@given(due_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)), today=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_what_is_put_off_by_a_week_is_due_a_week_after_its_day_or_after_today(due_on, today):
    moved = put_off(due_on, 7, today=today)
    assert (moved - due_on).days >= 7 and (moved - today).days >= 7
    assert 7 in ((moved - due_on).days, (moved - today).days)
