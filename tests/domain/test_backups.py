"""Which backups stay, what they are called, and when somebody is told to look after them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.backups import FIRST_WITHIN, OLD_AFTER, Keep, file_name, is_old, is_short, made_at, superseded

NOW = datetime(2026, 11, 29, 18, 0, tzinfo=UTC)
instants = st.integers(0, 4000 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes))
keeps = st.builds(Keep, st.integers(0, 9), st.integers(0, 6), st.integers(0, 14))


@given(instants)
def test_a_name_tells_when_it_was_made(at: datetime) -> None:
    assert made_at(file_name(at)) == at


@pytest.mark.parametrize("name", ["tracker.tar", "tracker-20261399T000000Z.tar", "tracker-20261129T180000Z.tar.part", "x.tar"])
def test_a_file_of_another_name_is_none_of_ours(name: str) -> None:
    assert made_at(name) is None


@given(st.lists(instants, min_size=1), keeps)
def test_the_newest_stays_no_more_than_asked_for_stay_and_a_second_look_takes_nothing(made: list[datetime], keep: Keep) -> None:
    gone = superseded(made, keep)
    stay = set(made) - gone
    assert max(made) in stay
    assert len(stay) <= max(1, keep.days + keep.weeks + keep.months)
    assert superseded(stay, keep) == frozenset()


def test_a_year_of_daily_backups_keeps_seven_days_four_weeks_and_twelve_months() -> None:
    made = [NOW - timedelta(days=days) for days in range(400)]
    stay = sorted(set(made) - superseded(made, Keep(7, 4, 12)), reverse=True)
    assert stay[:7] == made[:7]
    assert len(stay) == 7 + 2 + 11  # the newest is the last of its day, week and month at once; Sunday's is one of the seven
    assert stay[-1] == datetime(2025, 12, 31, 18, 0, tzinfo=UTC) - timedelta(days=1)  # the last of that month in Tokyo


@pytest.mark.parametrize("text", ["", "7", "7,4", "7,4,12,1", "-1,4,12", "a,b,c", "0,0,0", "７,4,12", "7,4,9999"])
def test_a_rotation_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        Keep.parse(text)


def test_a_rotation_is_read() -> None:
    assert Keep.parse("7,4,12") == Keep(7, 4, 12)


def test_an_old_backup_and_one_that_was_never_made_are_told_but_not_on_the_first_days() -> None:
    def told(last: timedelta | None, since: timedelta | None) -> bool:
        return is_old(None if last is None else NOW - last, in_use_since=None if since is None else NOW - since, now=NOW)

    second = timedelta(seconds=1)
    assert not told(OLD_AFTER, timedelta(days=900))
    assert told(OLD_AFTER + second, timedelta(0))
    assert not told(None, None)
    assert not told(None, FIRST_WITHIN)
    assert told(None, FIRST_WITHIN + second)


def test_less_than_a_tenth_of_the_disk_is_short() -> None:
    assert not is_short(10, 100)
    assert is_short(99, 1000)
