"""Of some acts the full house is not ready: what has to be there, so that the first who does them does something."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import add_visit
from tests.hours import make_entry
from tests.records import make_month_close
from tracker.services.transaction import writing

STEPS_BEFORE = {"diaries.confirm": 0, "diaries.approve": 1, "diaries.take_back": 1, "diaries.unlock": 2}


def make_ready(endpoint: str, cast: Cast, client: ClientFor) -> dict[str, Any]:
    """What an id or a month of the address means then, where it is another one than elsewhere."""
    browser = client("manager")
    with browser.app.app_context(), writing():
        if endpoint == "months.withdraw":  # a reason is asked for where the month is closed
            make_month_close(cast.asahi, now=NOW, month_on=date(2026, 6, 1))
        elif endpoint == "settlements.settle_gaps":
            for day in (11, 12):
                add_visit(cast.asahi, date(2026, 8, day))
        elif endpoint in STEPS_BEFORE:
            make_entry(cast, now=NOW, on=date(2026, 7, 14))
    return _diary_of(endpoint, cast, client("owner"), browser) if endpoint in STEPS_BEFORE else {}


def _diary_of(endpoint: str, cast: Cast, owner: Client, manager: Client) -> dict[str, Any]:
    """A month of the owner's, confirmed and approved as far as that comes before."""
    steps = [(owner, "confirm"), (manager, "approve")]
    for browser, step in steps[: STEPS_BEFORE[endpoint]]:
        done = browser.submit(f"diaries/{cast.producer_id('owner')}/2026-07/{step}")
        assert done.status == 302, done.main
    return {"month": "2026-07", "own_producer_id": cast.producer_id("owner")}
