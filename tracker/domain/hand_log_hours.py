"""Hours of a log kept by hand: from and to, a duration, or a beginning alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from tracker.domain.dates import parse_time
from tracker.domain.errors import RuleBroken
from tracker.domain.text import fold_width
from tracker.domain.words import N_

EARLIEST_HOUR = 7
"""Nobody begins before: a lone 2:00 is how long it took, and 1:30-3:00 does not say which half of the day is meant."""
LONGEST_MINUTES = 24 * 60

_NOTHING = re.compile(r"(?:不明|なし|無し|[-－ー―–—]+)?")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ABOUT = re.compile(r"^(?:約|およそ|計|合計)|(?:程度|ほど|ぐらい|くらい|強|弱)$")
_FROM_TO = re.compile(r"(.+?)(?:から|より|[-~〜～−–—―ー→])(.*?)(?:まで|迄)?")
_DURATION = re.compile(
    r"(?:([0-9]+(?:\.[0-9]+)?)(?:時間|hours?|hrs?|h))?(半)?(?:([0-9]+)(?:分間?|minutes?|mins?|m)?)?", re.IGNORECASE
)
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_HALF = re.compile(r"午前|午後|am|pm", re.IGNORECASE)
_KANJI_NUMBERS = str.maketrans("一二三四五六七八九", "123456789")


@dataclass(frozen=True, slots=True)
class ReadHours:
    """When it began and ended, or how long it took; ``is_inferred``: the cell could be read otherwise."""

    start: time | None = None
    end: time | None = None
    minutes: int | None = None
    is_inferred: bool = False


def read_hours(text: str) -> ReadHours | None:
    """What a cell says of the hours; None where it says nothing. RuleBroken where it cannot be read or says two things."""
    plain = re.sub(r"\s+", "", _BRACKETS.sub("", fold_width(text[:60])))
    if _NOTHING.fullmatch(plain):
        return None
    if clock := _CLOCK.fullmatch(plain):
        return _lone_clock(int(clock[1]), int(clock[2]), text)
    bare = _ABOUT.sub("", _ABOUT.sub("", plain)).translate(_KANJI_NUMBERS)
    if _NUMBER.fullmatch(bare):
        return _lone_number(float(bare), text)
    duration = _DURATION.fullmatch(bare)
    if duration and (duration[1] or duration[3]) and not (duration[2] and not duration[1]):
        minutes = float(duration[1] or 0) * 60 + (30 if duration[2] else 0) + int(duration[3] or 0)
        return ReadHours(minutes=_whole(minutes, text))
    return _from_to(plain, text)


def _from_to(plain: str, text: str) -> ReadHours:
    parts = _FROM_TO.fullmatch(plain)
    if parts is None:
        return ReadHours(start=_plausible(_clock(plain, text), plain, text))
    first, last = parts[1], parts[2]
    start = _plausible(_clock(first, text), first, text)
    if not last:
        return ReadHours(start=start)
    end = _clock(last, text)
    if end <= start and not _HALF.search(last) and end.hour < 12 and _HALF.search(first):
        end = end.replace(hour=end.hour + 12)  # 午後1時から3時
    if end <= start:
        raise _unreadable(text)
    return ReadHours(start=start, end=end)


def _lone_clock(hour: int, minute: int, text: str) -> ReadHours:
    if minute > 59 or hour > 23:
        raise _unreadable(text)
    if hour < EARLIEST_HOUR:
        return ReadHours(minutes=_whole(hour * 60 + minute, text), is_inferred=True)
    return ReadHours(start=time(hour, minute))


def _lone_number(number: float, text: str) -> ReadHours:
    """Up to eight it is hours, from fifteen on minutes; in between it can be both."""
    if 0 < number <= 8:
        return ReadHours(minutes=_whole(number * 60, text), is_inferred=True)
    if number >= 15:
        return ReadHours(minutes=_whole(number, text), is_inferred=True)
    raise _unreadable(text)


def _clock(part: str, text: str) -> time:
    try:
        return parse_time(part)
    except RuleBroken:
        raise _unreadable(text) from None


def _plausible(start: time, part: str, text: str) -> time:
    if start.hour < EARLIEST_HOUR and not _HALF.search(part):
        raise RuleBroken(
            N_("「%(text)s」は午前か午後か分かりません。13:30-15:00 のように24時間で書いてください。"), text=text.strip()[:40]
        )
    return start


def _whole(minutes: float, text: str) -> int:
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise _unreadable(text)
    return round(minutes)


def _unreadable(text: str) -> RuleBroken:
    return RuleBroken(
        N_("「%(text)s」は時間として読めません。13:00-15:00、2時間、90分 のように書いてください。"), text=text.strip()[:40]
    )
