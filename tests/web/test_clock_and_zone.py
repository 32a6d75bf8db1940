"""Days are those of Asia/Tokyo whatever the server's zone; a clock that jumps loses and breaks nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tests.records import Records

LAST_MINUTE = datetime(2027, 3, 31, 14, 59, tzinfo=UTC)  # 23:59 on 31 March in Tokyo
PAGES = {"owner": ("today/", "diaries/"), "manager": ("", "report/")}


@pytest.fixture
def in_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("later", "day"), [(0, "3月31日"), (1, "4月1日")])
def test_a_page_says_the_same_in_every_zone_of_the_server(
    client: ClientFor, clock: Clock, records: Records, in_zone: Callable[[str], None], later: int, day: str
) -> None:
    clock.set(LAST_MINUTE + timedelta(minutes=later))
    said = set()
    for zone in ("America/Los_Angeles", "Pacific/Kiritimati"):
        in_zone(zone)
        said.add(tuple(client(who).get(path).main for who, paths in PAGES.items() for path in paths))
    assert len(said) == 1
    assert day in next(iter(said))[0]


@pytest.mark.parametrize("by", [timedelta(hours=-1), timedelta(days=-400), timedelta(days=400)])
def test_a_clock_that_jumps_breaks_nothing(client: ClientFor, clock: Clock, app: Flask, cast: Cast, by: timedelta) -> None:
    before = client("manager")
    path = f"actions/new?company={cast.asahi.enrolment_id}"
    typed = {"what": "時計が動いたときの宿題", "owner_name": "架空の人", "due_on": "2026-12-24"}
    form = before.get(path)
    clock.set(NOW + by)
    answer = before.submit(form, typed)
    if by < timedelta(days=30):
        assert answer.status == 302
    else:  # the session is over by that clock: what was typed goes along to the sign-in
        assert answer.status == 401
        assert answer.fields()["carried"]
    assert client("manager").submit(path, typed).status == 302
    clock.set(NOW)
    assert client("manager").get("actions/").status == 200
    checked = app.test_cli_runner().invoke(args=["check", "--quick"])
    assert (checked.exit_code, checked.output.strip()) == (0, "問題はありません。 / Everything is as it should be.")
