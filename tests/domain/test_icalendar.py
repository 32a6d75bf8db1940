"""A calendar as text, read again by a parser that is not ours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tracker.domain.icalendar import Event, fold, render

MADE = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)
# what no cleaned text of ours holds is left out by the writer; everything else has to come back
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]) | st.just("\n"), max_size=120)


def read(text: str) -> list:
    return Calendar.from_ical(text.encode()).walk("VEVENT")


@given(TEXTS, TEXTS)
def test_any_text_comes_back_from_another_parser_and_no_line_is_longer_than_75_octets(summary: str, place: str) -> None:
    text = render([Event("a@b", summary, date(2026, 11, 24), MADE, place=place)], name=summary)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    (event,) = read(text)
    assert (str(event["SUMMARY"]), str(event.get("LOCATION", ""))) == (summary, place)


@given(st.text(max_size=400).map(lambda text: text.replace("\r", "").replace("\n", "")))
def test_a_folded_line_unfolds_to_itself(line: str) -> None:
    assert fold(line).replace("\r\n ", "") == line


def test_hours_are_tokyo_s_and_what_has_none_is_a_whole_day() -> None:
    day = date(2026, 11, 24)
    events = read(
        render(
            [
                Event("1@b", "時刻あり", day, MADE, starts_at=time(10), ends_at=time(11, 30), sequence=3),
                Event("2@b", "長さだけ", day, MADE, starts_at=time(23, 30), minutes=90),
                Event("3@b", "一日", day, MADE, is_off=True),
            ],
            name="暦",
        )
    )
    assert [event["DTSTART"].dt.isoformat() for event in events] == [
        "2026-11-24T10:00:00+09:00",
        "2026-11-24T23:30:00+09:00",
        "2026-11-24",
    ]
    assert [event["DTEND"].dt.isoformat() for event in events] == [
        "2026-11-24T11:30:00+09:00",
        "2026-11-25T01:00:00+09:00",
        "2026-11-25",
    ]
    assert [(event["STATUS"], event["SEQUENCE"]) for event in events] == [("CONFIRMED", 3), ("CONFIRMED", 0), ("CANCELLED", 0)]
