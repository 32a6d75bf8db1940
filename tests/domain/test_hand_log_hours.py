"""Hours of a hand log: from and to, durations, a beginning alone; what can be read twice is said or refused."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.errors import RuleBroken
from tracker.domain.hand_log_hours import ReadHours, read_hours

AFTERNOON = (time(13), time(15))


@pytest.mark.parametrize(
    "text",
    [
        "13:00-15:00",
        "13:00～15:00",
        "１３：００－１５：００",
        "13時〜15時",
        "13時から15時まで",
        "PM1:00-3:00",
        "午後1時から3時",
        "13:00-15:00（2h）",
    ],
)
def test_from_and_to_in_any_notation(text: str) -> None:
    assert read_hours(text) == ReadHours(*AFTERNOON)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2h", 120),
        ("１．５時間", 90),
        ("1.5h", 90),
        ("1時間半", 90),
        ("90分", 90),
        ("90分間", 90),
        ("2時間30分", 150),
        ("1h30m", 90),
        ("約2時間", 120),
        ("二時間", 120),
        ("2時間程度", 120),
    ],
)
def test_a_duration_is_minutes(text: str, minutes: int) -> None:
    assert read_hours(text) == ReadHours(minutes=minutes)


@pytest.mark.parametrize(("text", "minutes"), [("2:00", 120), ("1:30", 90), ("2", 120), ("1.5", 90), ("90", 90)])
def test_a_duration_that_could_be_read_otherwise_is_said_to_be(text: str, minutes: int) -> None:
    assert read_hours(text) == ReadHours(minutes=minutes, is_inferred=True)


@pytest.mark.parametrize("text", ["13:00", "13時", "13時から", "午後1時から", "PM1:00-"])
def test_a_beginning_alone_has_no_end(text: str) -> None:
    assert read_hours(text) == ReadHours(start=time(13))


@pytest.mark.parametrize("text", ["", "　", "-", "不明"])
def test_nothing_says_nothing(text: str) -> None:
    assert read_hours(text) is None


@pytest.mark.parametrize(
    "text", ["半日", "1:30-3:00", "15:00-13:00", "10", "25:00", "0分", "午後", "13:00-", "13:00-15:00、16:00-17:00"]
)
def test_what_cannot_be_read_or_says_two_things_is_never_guessed(text: str) -> None:
    if text == "13:00-":
        assert read_hours(text) == ReadHours(start=time(13))
        return
    with pytest.raises(RuleBroken):
        read_hours(text)


@given(st.times(time(7), time(22, 58)), st.integers(1, 60))
def test_from_and_to_read_back(start: time, minutes: int) -> None:
    later = min(start.hour * 60 + start.minute + minutes, 23 * 60 + 59)
    end = time(later // 60, later % 60)
    assert read_hours(f"{start:%H:%M}-{end:%H:%M}") == ReadHours(start.replace(second=0, microsecond=0), end)


@given(st.text("0123456789:時分間半hm-〜からまで午前後PM.約 ", max_size=14) | st.text(max_size=80))
def test_anything_is_hours_or_refused_in_words(text: str) -> None:
    try:
        hours = read_hours(text)
    except RuleBroken as refused:
        assert str(refused)
        return
    if hours is not None:
        assert (hours.start is None) != (hours.minutes is None)
        assert hours.end is None or (hours.start is not None and hours.end > hours.start)
