"""A time is read on the device as on the server: what the device reads at all, it reads the same."""

from __future__ import annotations

from tests.journeys.conftest import Visitor
from tracker.domain.dates import parse_time
from tracker.domain.errors import RuleBroken

HOURS = ("0", "9", "09", "13", "23", "24", "99", "１３", "", "-1")
MINUTES = ("", ":", ":0", ":00", ":30", "：３０", ":60", ":30:00", ":30:15", "30", "時", "時半", "時5分", "時３０", " : 30")
TEXTS = [
    *(hour + minutes for hour in HOURS for minutes in MINUTES),
    *("午後1時", "1:30 PM", "正午", "夕方", "12.5", "9:30～", "20261124", " 9:30 ", "\u3000９：３０"),
]
READ = """async (texts) => {
  const page = document.querySelector("script[type=module]").src;
  const { readTime } = await import(new URL("../js/hours.js", page));
  return texts.map(readTime);
}"""


def by_server(text: str) -> int | None:
    try:
        read = parse_time(text)
    except RuleBroken:
        return None
    return read.hour * 60 + read.minute


def test_what_the_device_reads_the_server_reads_the_same(phone: Visitor) -> None:
    told = dict(zip(TEXTS, phone.open("/sign-in").evaluate(READ, TEXTS), strict=True))
    wrong = {text: (read, by_server(text)) for text, read in told.items() if read is not None and read != by_server(text)}
    assert wrong == {}
    left_to_the_server = {text for text, read in told.items() if read is None and by_server(text) is not None}
    assert left_to_the_server == {"午後1時", "1:30 PM", "正午"}
