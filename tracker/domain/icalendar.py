"""iCalendar (RFC 5545) as text: events become a calendar that phones and calendar services subscribe to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_LONGEST = 75  # octets a line, its break apart
_WIDEST = 4  # octets of a character
_BREAK = "\r\n"
_ESCAPES: dict[int, str | None] = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0))),
    **{ord(one): one for one in "\t"},
    **{ord(one): "\\n" for one in "\r\n"},
    **{ord(one): f"\\{one}" for one in "\\;,"},
}
ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Tokyo",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "TZNAME:JST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True)
class Event:
    """``uid`` never changes; ``sequence`` rises with each change. Without ``starts_at`` it is a whole day; times are Tokyo's."""

    uid: str
    summary: str
    on: date
    made_at: datetime
    sequence: int = 0
    starts_at: time | None = None
    ends_at: time | None = None
    minutes: int | None = None
    place: str = ""
    url: str = ""
    is_off: bool = False


def render(events: Iterable[Event], *, name: str, description: str = "") -> str:
    """A whole calendar; the same events make the same text, so that it can be asked for by its digest."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Support Tracker//Calendar//JA",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escape(name)}",
        f"X-WR-CALNAME:{escape(name)}",
        *([f"DESCRIPTION:{escape(description)}", f"X-WR-CALDESC:{escape(description)}"] if description else []),
        "X-WR-TIMEZONE:Asia/Tokyo",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *ZONE,
    ]
    for event in events:
        lines += _lines(event)
    lines.append("END:VCALENDAR")
    return "".join(fold(line) + _BREAK for line in lines)


def _lines(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_instant(event.made_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield from _times(event)
    yield f"SUMMARY:{escape(event.summary)}"
    if event.place:
        yield f"LOCATION:{escape(event.place)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.is_off else 'CONFIRMED'}"
    yield f"TRANSP:{'TRANSPARENT' if event.is_off or event.starts_at is None else 'OPAQUE'}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _times(event: Event) -> Iterator[str]:
    if event.starts_at is None:
        yield f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}"
        if event.on < date.max:
            yield f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}"
        return
    starts = datetime.combine(event.on, event.starts_at)
    ends = datetime.combine(event.on, event.ends_at) if event.ends_at is not None else None
    if ends is None or ends <= starts:
        ends = starts + timedelta(minutes=event.minutes or 60)
    yield f"DTSTART;TZID=Asia/Tokyo:{starts:%Y%m%dT%H%M%S}"
    yield f"DTEND;TZID=Asia/Tokyo:{ends:%Y%m%dT%H%M%S}"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escape(text: str) -> str:
    """A text as a value: what would end it or split it is escaped, what no calendar may hold is left out."""
    return text.replace("\r\n", "\n").translate(_ESCAPES)


def fold(line: str) -> str:
    """A long line over several, none longer than 75 octets, no character cut in two."""
    if len(line) * _WIDEST <= _LONGEST or len(line.encode("utf-8")) <= _LONGEST:
        return line
    pieces, piece, octets = [], "", 0
    for character in line:
        size = len(character.encode("utf-8"))
        if octets + size > _LONGEST:
            pieces.append(piece)
            piece, octets = " ", 1
        piece += character
        octets += size
    return _BREAK.join([*pieces, piece])
