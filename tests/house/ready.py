"""Of some acts the full house is not ready: what has to be there, so that the first who does them does something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import add_visit
from tests.hours import make_entry
from tests.records import make_month_close
from tracker.domain.phases import Phase
from tracker.services.transaction import writing

STEPS_BEFORE = {"diaries.confirm": 0, "diaries.approve": 1, "diaries.take_back": 1, "diaries.unlock": 2}
# what is sent first, so that it can be taken back
SENT_BEFORE: dict[str, tuple[str, Callable[[Cast], str]]] = {
    "account.withdraw_calendar": ("manager", lambda _cast: "/account/calendar"),
    "account.withdraw_programme_calendar": ("manager", lambda _cast: "/account/programme-calendar"),
    "drafts.restore": ("owner", lambda cast: f"drafts/{cast.key('d')}/discard"),
    "members.withdraw_link": ("manager", lambda cast: f"members/{cast['tenth'].membership_id}/code"),
}


def make_ready(endpoint: str, cast: Cast, client: ClientFor) -> dict[str, Any]:
    """What an id or a month of the address means then, where it is another one than elsewhere."""
    browser = client("manager")  # of account.sign_out_others the other device
    if endpoint in SENT_BEFORE:
        person, url = SENT_BEFORE[endpoint]
        assert client(person).post(url(cast)).status in {200, 302}
    with browser.app.app_context(), writing():
        if endpoint == "months.withdraw":  # a reason is asked for where the month is closed
            make_month_close(cast.asahi, now=NOW, month_on=date(2026, 6, 1))
        elif endpoint == "settlements.settle_gaps":
            for day in (11, 12):
                add_visit(cast.asahi, date(2026, 8, day))
        elif endpoint == "cases.give_reason":
            add_visit(cast.minato, date(2026, 8, 11), cases=[cast.minato.case_id], worked=Phase.PLAN)
            return {"case_id": cast.minato.case_id}
        elif endpoint == "design_sheets.start":
            return {"enrolment_id": cast.minato.enrolment_id}
        elif endpoint == "members.reactivate":
            return {"account_id": cast["deactivated"].account_id}
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
