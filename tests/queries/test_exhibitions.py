"""Exhibitions as they are listed: for every member, counted once and by company, statements that do not grow with rows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

from tests.cast import Cast
from tests.conftest import NOW
from tests.field_records import make_attendance, make_exhibition, make_voice
from tests.happenings import counted_statements
from tracker.queries.exhibitions import count_exhibitions, list_exhibitions

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def test_twenty_exhibitions_take_as_many_statements_as_one(cast: Cast, writing: At, at_rest: At) -> None:
    def statements() -> int:
        with at_rest(), counted_statements() as counted:
            found = list_exhibitions(cast.viewer("owner"), today=TODAY)
            assert len(found) == count_exhibitions(cast.viewer("owner"), today=TODAY)[0]
            return counted()

    def show(number: int) -> None:
        first = date(2026, 5, 1) + timedelta(days=number)
        shown = make_exhibition(cast.programme_id, cast.asahi, cast.minato, now=NOW, starts_on=first, ends_on=first)
        make_attendance(shown, cast.producer_id("owner"), on=first)
        make_voice(shown, cast.asahi, now=NOW, on=first)

    with writing():
        show(0)
    few = statements()
    with writing():
        for number in range(1, 20):
            show(number)
    assert statements() == few


def test_two_exhibitions_of_one_company_are_two_and_one(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        for companies in ((cast.asahi,), (cast.asahi, cast.minato)):
            make_exhibition(cast.programme_id, *companies, now=NOW)
    with at_rest():
        for who in ("owner", "colleague", "clerk", "auditor"):
            assert count_exhibitions(cast.viewer(who), today=TODAY) == (2, 2)
        assert count_exhibitions(cast.viewer("other_manager"), today=TODAY) == (0, 0)
