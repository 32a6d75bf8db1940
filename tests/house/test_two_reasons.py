"""Two do the same, each for a reason of their own: the second is shown both; who sends the same again is told nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast
from tests.conftest import ClientFor
from tests.house.ready import make_ready
from tests.house.rights_table import RIGHTS
from tests.house.test_bad_input import FORM, opened_by
from tests.house.test_lost_updates import FIRST, SECOND, opened
from tests.house.test_rights import values_of, written
from tests.records import Records
from tracker.services.done_already import check_same_reason
from tracker.web.done_already import WAYS

At = Callable[[], AbstractContextManager[None]]
# where the reason is not typed into "reason", and what else has to be
FIELD = {"cases.revoke_reason": "why", "months.withdraw": "change_reason"}
ALSO = {"settlements.settle_gaps": {"gaps": ["2026-08-11"]}}


@pytest.fixture
def tabs(app: Flask, client: ClientFor, cast: Cast, records: Records) -> Callable[[str], Callable[[str], Any]]:
    """``submit = tabs(endpoint)``: three tabs that were opened before anybody did it; ``submit(reason)`` sends the next one."""

    def opening(endpoint: str) -> Callable[[str], Any]:
        browser, values = client(opened_by(RIGHTS[endpoint])), values_of(cast, records)
        values |= make_ready(endpoint, cast, client)
        pages = [opened(endpoint, app, browser, values) for _tab in range(3)]
        assert pages[0].select(f"{FORM} [name={FIELD.get(endpoint, 'reason')}]"), pages[0].main
        return lambda reason: browser.submit(pages.pop(), ALSO.get(endpoint, {}) | {FIELD.get(endpoint, "reason"): reason})

    return opening


@pytest.mark.parametrize("endpoint", sorted(WAYS))
def test_the_second_is_shown_both_reasons_and_the_same_one_again_is_silent(
    endpoint: str, tabs: Callable[[str], Callable[[str], Any]], at_rest: At
) -> None:
    submit, before = tabs(endpoint), written(at_rest)
    assert submit(FIRST).status == 302
    after = written(at_rest)
    assert after != before
    told = submit(SECOND)
    assert told.status == 409, told.main[:300]
    assert FIRST in told.main and SECOND in told.main
    assert submit(FIRST).status == 302
    assert written(at_rest) == after


def test_who_gives_no_reason_loses_none() -> None:
    check_same_reason(("visit", 1), " \u3000", kept=FIRST)
    check_same_reason(("visit", 1), f" {FIRST}", kept=FIRST)
