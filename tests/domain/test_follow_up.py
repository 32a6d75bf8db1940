"""When a next action is overdue."""

from datetime import date

import pytest

from tracker.domain.follow_up import ActionStatus, days_overdue, is_overdue

DUE = date(2025, 6, 10)


@pytest.mark.parametrize(("today", "overdue", "days"), [(date(2025, 6, 10), False, 0), (date(2025, 6, 11), True, 1)])
def test_an_open_action_is_overdue_from_the_day_after_it_was_due(today, overdue, days):
    assert is_overdue(DUE, ActionStatus.OPEN, today) is overdue
    assert days_overdue(DUE, ActionStatus.OPEN, today) == days


def test_what_is_done_is_never_overdue():
    assert not is_overdue(DUE, ActionStatus.DONE, date(2026, 1, 1))
    assert days_overdue(DUE, ActionStatus.DONE, date(2026, 1, 1)) == 0
