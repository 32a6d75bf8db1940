"""Trainings as they are listed, with who was there: totals agree with the rows, statements do not grow with them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

from tests.cast import Cast
from tests.conftest import NOW
from tests.field_records import make_training
from tests.happenings import counted_statements
from tracker.domain.trainings import Attendance
from tracker.queries.trainings import count_trainings, list_attendance_totals, list_trainings

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]


def test_twenty_trainings_take_as_many_statements_as_one(cast: Cast, writing: At, at_rest: At) -> None:
    there = {cast.producer_id("owner"): Attendance.ATTENDED, cast.producer_id("sub"): Attendance.PARTIAL}

    def statements() -> int:
        with at_rest(), counted_statements() as counted:
            found = list_trainings(cast.viewer("owner"), today=TODAY)
            assert len(found) == count_trainings(cast.viewer("owner"), today=TODAY)
            totals = list_attendance_totals(cast.viewer("owner"), today=TODAY)
            assert {row.producer_id for row in totals} == set(there)
            return counted()

    with writing():
        make_training(cast.programme_id, now=NOW, there=there)
    few = statements()
    with writing():
        for number in range(19):
            make_training(cast.programme_id, now=NOW, on=date(2026, 5, 13) + timedelta(days=number), there=there)
    assert statements() == few
