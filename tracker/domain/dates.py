"""Days, times and whole numbers as people type them; what cannot be meant is refused with how to write it."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta

from tracker.domain.era import ERAS, Era, era_date
from tracker.domain.errors import RuleBroken
from tracker.domain.text import fold_width
from tracker.domain.words import N_

FIRST_DAY = date(1989, 1, 1)
LAST_DAY = date(2200, 12, 31)
LONGEST = 40  # characters of a day, a time or a number; also how much of a refused text is repeated

_WEEKDAYS = "月火水木金土日"
_WEEKDAY = re.compile(rf"\(([{_WEEKDAYS}])?(?:曜日?)?[・、,/]?(?:祝日?|振休|振替休日|休日?)?\)$")
_SEPARATOR = re.compile(r"(?<=[0-9元])[\s/.\-・。ー\u2010-\u2015−]+(?=[0-9])")
_ERA = "|".join(f"{era.name}|{era.letter}" for era in ERAS)
_FULL_DAY = re.compile(rf"(?:西暦|({_ERA}))?([0-9]{{1,4}}|元)(?:年|/)([0-9]{{1,2}})(?:月|/)([0-9]{{1,2}})日?", re.IGNORECASE)
_CLOSED_UP = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH_AND_DAY = re.compile("([0-9]{1,2})(?:月|/)([0-9]{1,2})日?")
_NAMED_DAYS = {"今日": 0, "本日": 0, "昨日": -1, "明日": 1}

_CLOCK = re.compile(r"(午前|午後|am|pm)?([0-9]{1,2})(?::([0-9]{2})(?::00)?|時(?:(半)|([0-9]{1,2})分?)?)(am|pm)?", re.IGNORECASE)
_CLOSED_UP_CLOCK = re.compile("([0-9]{1,2})([0-9]{2})")
_WHOLE_NUMBER = re.compile("([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)")
_MINUS = str.maketrans("−‐‑–—", "-----")


def parse_day(text: str, *, today: date) -> date:
    """The day that ``text`` names; a month and a day alone are of the year that brings them nearest to ``today``.

    Reads 2026/11/23, 2026.11.23, 2026年11月23日, 20261123, R8.11.23, 令和8年11月23日, 令和元年…, 11/23, 今日, 昨日, in any width
    and with a weekday in brackets behind. RuleBroken for anything else, and where the weekday is another day's.
    """
    plain = _plain(text, _unreadable_day)
    weekday = _WEEKDAY.search(plain)
    body = plain[: weekday.start()].strip() if weekday else plain
    body = re.sub(r"\s+", "", _SEPARATOR.sub("/", body))
    day = _day_of(body, text, today)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise RuleBroken(
            N_("%(first)s年から%(last)s年までの日付を書いてください。年に間違いがないか確かめてください。"),
            first=FIRST_DAY.year,
            last=LAST_DAY.year,
        )
    if weekday and weekday[1] and _WEEKDAYS[day.weekday()] != weekday[1]:
        raise RuleBroken(
            N_("%(day)s の曜日は、書かれた曜日と違います。日付と曜日のどちらに間違いがあるか確かめて、書き直してください。"),
            day=day,
        )
    return day


def parse_time(text: str) -> time:
    """The time of day that ``text`` names: 9:30, 0930, 9時半, 9時30分, 午後1時, 1:30 PM."""
    plain = re.sub(r"\s+", "", _plain(text, _unreadable_time))
    if plain == "正午":
        return time(12)
    closed_up = _CLOSED_UP_CLOCK.fullmatch(plain)
    if closed_up:
        return _clock(int(closed_up[1]), int(closed_up[2]), text)
    match = _CLOCK.fullmatch(plain)
    if match is None or (match[1] and match[6]):
        raise _unreadable_time(text)
    hour = _hour_of_day(int(match[2]), (match[1] or match[6] or "").lower(), text)
    return _clock(hour, 30 if match[4] else int(match[3] or match[5] or 0), text)


def parse_whole_number(text: str, *, minimum: int, maximum: int) -> int:
    """The whole number that ``text`` names, both bounds included; １２ and 1,000 are read, 1e3, 1_000 and 1.0 refused."""

    def refusal(_text: str) -> RuleBroken:
        return RuleBroken(
            N_("%(minimum)s から %(maximum)s までの整数を、数字だけで書いてください（例：%(minimum)s）。"),
            minimum=minimum,
            maximum=maximum,
        )

    match = _WHOLE_NUMBER.fullmatch(_plain(text, refusal).translate(_MINUS))
    if match is None:
        raise refusal(text)
    number = int(match[1] + match[2].replace(",", ""))
    if not minimum <= number <= maximum:
        raise refusal(text)
    return number


def _plain(text: str, refusal: Callable[[str], RuleBroken]) -> str:
    if len(text) > LONGEST:
        raise refusal(text)
    return fold_width(text).strip()


def _day_of(body: str, text: str, today: date) -> date:
    if body in _NAMED_DAYS:
        return today + timedelta(days=_NAMED_DAYS[body])
    full = _FULL_DAY.fullmatch(body)
    if full:
        era_word, year, month, day = full.groups()
        if era_word:
            return _day_in_era(_era(era_word), 1 if year == "元" else int(year), int(month), int(day), text)
        if len(year) == 4:
            return _existing(int(year), int(month), int(day), text)
        raise RuleBroken(
            N_("「%(text)s」の年が西暦か和暦か分かりません。2026/11/23 か R8.11.23 のように書いてください。"), text=_shown(text)
        )
    closed_up = _CLOSED_UP.fullmatch(body)
    if closed_up:
        return _existing(int(closed_up[1]), int(closed_up[2]), int(closed_up[3]), text)
    month_and_day = _MONTH_AND_DAY.fullmatch(body)
    if month_and_day:
        return _nearest(int(month_and_day[1]), int(month_and_day[2]), text, today)
    raise _unreadable_day(text)


def _era(word: str) -> Era:
    return next(era for era in ERAS if word.upper() in (era.name, era.letter))


def _existing(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise RuleBroken(
            N_("「%(text)s」という日はありません。年月日を確かめて、2026/11/23 のように書いてください。"), text=_shown(text)
        ) from None


def _day_in_era(era: Era, year: int, month: int, day: int, text: str) -> date:
    """A day that lies in the era; 平成40年 and 令和0年 never were, though people write the former for a year to come."""
    if year < 1:
        raise RuleBroken(
            N_("「%(text)s」という年はありません。元号の年は元年（1年）から数えます。令和8年11月23日 のように書いてください。"),
            text=_shown(text),
        )
    meant = _existing(era.first_day.year + year - 1, month, day, text)
    newer = [other for other in ERAS if other.first_day > era.first_day]
    if meant < era.first_day or any(other.first_day <= meant for other in newer):
        raise RuleBroken(
            N_("「%(text)s」は%(era)sの期間にありません。%(day)s のことであれば、そのように書いてください。"),
            text=_shown(text),
            era=era.name,
            day=era_date(meant),
        )
    return meant


def _nearest(month: int, day: int, text: str, today: date) -> date:
    """The day of last year, this year or next year that is nearest to today; the earlier of two that are equally near."""
    candidates = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    if not candidates:
        if (month, day) == (2, 29):
            raise RuleBroken(N_("2月29日は、年も付けて 2028/2/29 のように書いてください。"))
        return _existing(today.year, month, day, text)
    return min(candidates, key=lambda candidate: (abs(candidate - today), candidate))


def _hour_of_day(hour: int, half: str, text: str) -> int:
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            raise _unreadable_time(text)
        return hour % 12 + (12 if half == "pm" else 0)
    if half and hour == 12:
        raise RuleBroken(N_("12時は正午とも夜中の0時とも読めます。12:00 か 0:00 のように、24時間で書いてください。"))
    if half and hour > 12:
        raise _unreadable_time(text)
    return hour + (12 if half == "午後" else 0)


def _clock(hour: int, minute: int, text: str) -> time:
    try:
        return time(hour, minute)
    except ValueError:
        raise _unreadable_time(text) from None


def _unreadable_day(text: str) -> RuleBroken:
    return RuleBroken(
        N_("「%(text)s」は日付として読めません。2026/11/23、R8.11.23、令和8年11月23日 のように書いてください。"),
        text=_shown(text),
    )


def _unreadable_time(text: str) -> RuleBroken:
    return RuleBroken(
        N_("「%(text)s」は時刻として読めません。9:30、13:00、午後1時 のように、0:00 から 23:59 までで書いてください。"),
        text=_shown(text),
    )


def _shown(text: str) -> str:
    text = text.strip()
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
