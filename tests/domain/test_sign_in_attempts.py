"""How many wrong passwords are let pass within a minute and within an hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.sign_in_attempts import HOUR, MINUTE, OF_ACCOUNT, OF_ADDRESS, find_wait, minutes_of

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SECONDS = st.lists(st.integers(min_value=0, max_value=7200), max_size=130)


def before(*seconds: float) -> list[datetime]:
    return sorted((NOW - timedelta(seconds=one) for one in seconds), reverse=True)


def test_four_are_let_pass_and_the_fifth_waits_for_the_rest_of_a_minute() -> None:
    assert find_wait(before(1, 2, 3, 40), OF_ACCOUNT, now=NOW) is None
    assert find_wait(before(1, 2, 3, 4, 40), OF_ACCOUNT, now=NOW) == timedelta(seconds=20)


def test_whoever_guesses_slowly_waits_for_the_rest_of_an_hour() -> None:
    slowly = [120.0 * number for number in range(1, 21)]
    assert find_wait(before(*slowly[:19]), OF_ACCOUNT, now=NOW) is None
    assert find_wait(before(*slowly), OF_ACCOUNT, now=NOW) == HOUR - timedelta(seconds=2400)
    assert find_wait(before(*slowly), OF_ADDRESS, now=NOW) is None


@given(SECONDS)
def test_whoever_waits_as_long_as_is_said_is_let_in_and_not_a_moment_sooner(seconds: list[int]) -> None:
    failed = before(*seconds)
    wait = find_wait(failed, OF_ACCOUNT, now=NOW)
    if wait is not None:
        assert find_wait(failed, OF_ACCOUNT, now=NOW + wait) is None
        assert find_wait(failed, OF_ACCOUNT, now=NOW + wait - timedelta(microseconds=1)) is not None
        assert timedelta() < wait <= HOUR


@given(SECONDS, st.integers(min_value=0, max_value=7200))
def test_one_more_failure_never_shortens_the_wait(seconds: list[int], more: int) -> None:
    nothing = timedelta()
    less = find_wait(before(*seconds), OF_ACCOUNT, now=NOW) or nothing
    assert (find_wait(before(*seconds, more), OF_ACCOUNT, now=NOW) or nothing) >= less


@given(SECONDS, SECONDS)
def test_within_any_hour_no_more_than_twenty_are_taken(first: list[int], second: list[int]) -> None:
    taken: list[datetime] = []
    for moment in sorted(NOW + timedelta(seconds=one) for one in [*first, *second]):
        if find_wait(sorted(taken, reverse=True)[:20], OF_ACCOUNT, now=moment) is None:
            taken.append(moment)
    for start in taken:
        assert sum(start <= one < start + HOUR for one in taken) <= 20
        assert sum(start <= one < start + MINUTE for one in taken) <= 5


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (3600, 60)])
def test_minutes_are_rounded_up(seconds: int, minutes: int) -> None:
    assert minutes_of(timedelta(seconds=seconds)) == minutes
