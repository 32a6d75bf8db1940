"""How many days a calendar holds: never more entries than there is room for, whole days, what is to come first."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendars import all_days, days_held

TODAY = date(2026, 11, 24)
MOST = 20
numbers = st.dictionaries(st.integers(-70, 410).map(lambda days: TODAY + timedelta(days=days)), st.integers(0, 12), max_size=60)


@given(numbers)
def test_as_many_whole_days_are_held_as_there_is_room_for_and_today_always(there: dict[date, int]) -> None:
    window, held = all_days(TODAY), days_held(there, today=TODAY, most=MOST)
    assert TODAY in held
    assert held.common_with(window) == held
    total = sum(number for day, number in there.items() if day in held)
    assert total <= max(MOST, there.get(TODAY, 0))
    assert held.ends_on is not None
    ahead = sum(number for day, number in there.items() if TODAY <= day <= held.ends_on + timedelta(days=1))
    assert held.ends_on == window.ends_on or ahead > MOST
    if held.ends_on != window.ends_on:
        assert held.starts_on == TODAY or there.get(held.starts_on, 0) == 0


def test_a_programme_with_few_entries_is_held_whole() -> None:
    assert days_held({TODAY: MOST}, today=TODAY, most=MOST) == all_days(TODAY)
    assert days_held({TODAY + timedelta(days=30): MOST + 1}, today=TODAY, most=MOST).ends_on == TODAY + timedelta(days=29)
