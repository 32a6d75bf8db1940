"""Days, times and numbers as people type them."""

from datetime import date, time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.domain.dates import FIRST_DAY, LAST_DAY, parse_day, parse_time, parse_whole_number
from tracker.domain.era import era_date, short_era_date
from tracker.domain.errors import RuleBroken

TODAY = date(2026, 11, 24)
DAY = date(2026, 11, 23)  # a Monday
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
days = st.dates(FIRST_DAY, LAST_DAY)
NOTATIONS = [
    lambda day: day.isoformat(),
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}.{day.month:02d}.{day.day:02d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y%m%d}",
    short_era_date,
    lambda day: short_era_date(day).replace(".", "/").lower(),
    era_date,
    lambda day: f"{era_date(day)}（{'月火水木金土日'[day.weekday()]}）",
]


@given(days, st.sampled_from(NOTATIONS), days, st.booleans())
def test_a_day_in_any_notation_and_width_is_read_back(day: date, notation: object, today: date, wide: bool) -> None:
    assert callable(notation)
    written = notation(day)
    assert parse_day(written.translate(FULL_WIDTH) if wide else written, today=today) == day


@pytest.mark.parametrize(
    "text",
    [
        *("2026/11/23", "2026-11-23", "2026.11.23", "2026年11月23日", "西暦2026年11月23日", "20261123", "2026 11 23"),
        *("R8.11.23", "R8/11/23", "r8-11-23", "R8・11・23", "令和8年11月23日", "㋿8年11月23日", "令和 8 年 11 月 23 日"),
        *("２０２６／１１／２３", "２０２６年１１月２３日", "Ｒ８．１１．２３", "令和８年１１月２３日", " 2026 / 11 / 23 "),
        *(
            "2026/11/23(月)",
            "2026/11/23（月）",
            "2026年11月23日（月曜日）",
            "2026/11/23 (月・祝)",
            "2026/11/23（祝）",
            "R8.11.23㈪",
        ),
        *("2026−11−23", "2026ー11ー23", "11/23", "11月23日", "１１／２３（月）", "昨日"),
    ],
)
def test_every_notation_of_one_day_is_read(text: str) -> None:
    assert parse_day(text, today=TODAY) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("S64.1.7", date(1989, 1, 7)),
        ("今日", TODAY),
        ("本日", TODAY),
        ("明日", date(2026, 11, 25)),
        ("２０２５/６/９", date(2025, 6, 9)),
        ("令和７年６月１６日", date(2025, 6, 16)),
        ("2024/2/29", date(2024, 2, 29)),
        ("R182.12.31", date(2200, 12, 31)),
    ],
)
def test_eras_and_named_days_are_read(text: str, day: date) -> None:
    assert parse_day(text, today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2026/2/30", "という日はありません"),
        ("令和8年2月30日", "という日はありません"),
        ("13/1", "という日はありません"),
        ("4/31", "という日はありません"),
        ("0000/1/1", "という日はありません"),
        ("2026/0/1", "という日はありません"),
        ("令和0年1月1日", "元年"),
        ("平成40年4月1日", "令和10年4月1日"),
        ("平成31年5月1日", "令和元年5月1日"),
        ("令和元年4月30日", "平成31年4月30日"),
        ("昭和64年1月8日", "平成元年1月8日"),
        ("2026-W48-1", "日付として読めません"),
        ("2026-327", "日付として読めません"),
        ("1988/12/31", "1989年から2200年まで"),
        ("S63.12.31", "1989年から2200年まで"),
        ("大正10年1月1日", "1989年から2200年まで"),
        ("2201/1/1", "1989年から2200年まで"),
        ("R9999.1.1", "という日はありません"),
        ("26/11/23", "西暦か和暦か"),
        ("8.11.23", "西暦か和暦か"),
        ("2026/11/23(火)", "書かれた曜日と違います"),
        ("2/29", "年も付けて"),
        ("2026/11", "読めません"),
        ("2026年11月", "読めません"),
        ("9月中旬", "読めません"),
        ("45983", "読めません"),
        ("2026/11/2³", "読めません"),
        ("٢٠٢٦/١١/٢٣", "読めません"),
        ("2026/11/23 09:00", "読めません"),
        ("(月)", "読めません"),
        ("%(day)s", "読めません"),
        ("2026/11/23" * 5, "読めません"),
    ],
)
def test_what_is_no_day_is_refused_with_how_to_write_it(text: str, hint: str) -> None:
    with pytest.raises(RuleBroken, match=hint):
        parse_day(text, today=TODAY)


@given(days, days, st.sampled_from(["{0.month}/{0.day}", "{0.month}月{0.day}日", "{0:%m-%d}"]))
def test_a_month_and_day_are_of_the_nearest_year(day: date, today: date, notation: str) -> None:
    assume((day.month, day.day) != (2, 29))
    assume(FIRST_DAY.year < today.year < LAST_DAY.year)
    read = parse_day(notation.format(day), today=today)
    assert (read.month, read.day) == (day.month, day.day)
    assert abs((read - today).days) <= 183


def test_a_month_and_day_reach_over_new_year_both_ways() -> None:
    assert parse_day("1/6", today=date(2025, 12, 7)) == date(2026, 1, 6)
    assert parse_day("12/26", today=date(2026, 1, 7)) == date(2025, 12, 26)
    assert parse_day("2/29", today=date(2027, 12, 1)) == date(2028, 2, 29)


@given(st.text())
def test_any_text_is_a_day_in_range_or_refused(text: str) -> None:
    try:
        day = parse_day(text, today=TODAY)
    except RuleBroken:
        return
    assert FIRST_DAY <= day <= LAST_DAY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("09:30:00", time(9, 30)),
        ("0930", time(9, 30)),
        ("930", time(9, 30)),
        ("9時半", time(9, 30)),
        ("9時30分", time(9, 30)),
        ("9時", time(9)),
        ("午後1時", time(13)),
        ("午後 1時半", time(13, 30)),
        ("午前0時", time(0)),
        ("午前9:30", time(9, 30)),
        ("13：30", time(13, 30)),
        ("１３：３０", time(13, 30)),
        ("１３時５分", time(13, 5)),
        ("正午", time(12)),
        ("1:30 PM", time(13, 30)),
        ("12:15 am", time(0, 15)),
        ("PM12:15", time(12, 15)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_is_read(text: str, expected: time) -> None:
    assert parse_time(text) == expected


@given(
    st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    st.sampled_from(["%H:%M", "%H%M", "%H時%M分", "%I:%M %p"]),
)
def test_a_time_in_any_notation_is_read_back(moment: time, notation: str) -> None:
    assert parse_time(moment.strftime(notation)) == moment


@pytest.mark.parametrize(
    "text",
    [
        "25:00",
        "24:00",
        "9:60",
        "2500",
        "午後13時",
        "午後12時",
        "午前12時30分",
        "13:30 PM",
        "午後1時PM",
        "9",
        "9.5",
        "-9:30",
        "9:3",
        "nan",
        "時",
        "９：３０：１５",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken):
        parse_time(text)


@given(st.text())
def test_any_text_is_a_time_or_refused(text: str) -> None:
    try:
        moment = parse_time(text)
    except RuleBroken:
        return
    assert moment == moment.replace(second=0, microsecond=0, tzinfo=None)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("１２", 12),
        ("1,000", 1000),
        ("１，０００", 1000),
        (" 7 ", 7),
        ("007", 7),
        ("+5", 5),
        ("-3", -3),
        ("−３", -3),
        ("0", 0),
    ],
)
def test_a_whole_number_is_read(text: str, number: int) -> None:
    assert parse_whole_number(text, minimum=-10, maximum=10_000) == number


@pytest.mark.parametrize(
    "text",
    [
        "1e3",
        "0x10",
        "NaN",
        "1_000",
        "1.0",
        "1,00",
        "1,0000",
        ",100",
        "１．５",
        "10²",
        "①",
        "٣",
        "一",
        "- 3",
        "12人",
        "--3",
        "∞",
        "½",
        "9" * 5000,
    ],
)
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken):
        parse_whole_number(text, minimum=-10, maximum=10_000)


def test_the_example_in_the_refusal_is_one_that_would_be_taken() -> None:
    with pytest.raises(RuleBroken, match="例：2000"):
        parse_whole_number("令和8", minimum=2000, maximum=2199)


@given(st.integers(-3000, 3000) | st.integers(), st.integers(-1000, 1000), st.integers(0, 1000))
def test_a_number_is_read_exactly_within_its_bounds(number: int, minimum: int, width: int) -> None:
    maximum = minimum + width
    if minimum <= number <= maximum:
        assert parse_whole_number(f"{number:,}", minimum=minimum, maximum=maximum) == number
    else:
        with pytest.raises(RuleBroken, match=str(minimum)):
            parse_whole_number(f"{number:,}", minimum=minimum, maximum=maximum)
