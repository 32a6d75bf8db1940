"""The training log: attendance of each supporter, once however often it is sent, deleted for thirty days."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast
from tests.conftest import NOW
from tests.field_records import make_training
from tracker.database import db
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.domain.trainings import Attendance, TrainingKind, minutes_attended, minutes_of
from tracker.models import Training
from tracker.queries.trainings import count_trainings, get_training, list_attendance_totals, list_trainings
from tracker.rows.trainings import TrainingFilter
from tracker.services.trainings import (
    TrainingRecord,
    correct_training,
    delete_training,
    record_training,
    restore_training,
)

TODAY = date(2026, 11, 24)
At = Callable[[], AbstractContextManager[None]]
ATTENDED, PARTIAL, ABSENT = Attendance


def record(cast: Cast, **changes: Any) -> TrainingRecord:
    attendance = {cast.producer_id("owner"): (ATTENDED, None), cast.producer_id("sub"): (PARTIAL, 30)}
    said = TrainingRecord(TODAY, "架空の研修", TrainingKind.WORKSHOP, time(10), time(12), "架空講師", attendance=attendance)
    return replace(said, **changes)


@given(st.integers(1, 600) | st.none(), st.integers(1, 600))
def test_the_minutes_of_a_person_are_all_a_part_or_none(lasts: int | None, part: int) -> None:
    assert minutes_attended(ATTENDED, lasts=lasts, minutes=None) == lasts
    assert minutes_attended(PARTIAL, lasts=lasts, minutes=part) == part
    assert minutes_attended(ABSENT, lasts=lasts, minutes=None) == 0


def test_a_training_without_both_times_lasts_nobody_knows_how_long() -> None:
    assert minutes_of(time(9), None) is None
    assert minutes_of(time(9, 30), time(11)) == 90


@pytest.mark.parametrize("who", ["owner", "colleague", "manager"])
def test_whoever_logs_writes_the_training_log_and_sending_again_makes_one(cast: Cast, writing: At, at_rest: At, who: str) -> None:
    said: dict[str, Any] = {"record": record(cast), "today": TODAY, "now": NOW, "idempotency_key": "once"}
    with writing():
        training_id = record_training(cast.viewer(who), **said)
    with writing():
        assert record_training(cast.viewer(who), **said) == training_id
    with at_rest():
        row = get_training(cast.viewer("clerk"), training_id, today=TODAY)
        assert {(one.attendance, one.counted) for one in row.attendees} == {(ATTENDED, 120), (PARTIAL, 30)}
        assert count_trainings(cast.viewer("clerk"), today=TODAY) == 1


@pytest.mark.parametrize(("who", "refusal"), [("clerk", NotAllowed), ("auditor", NotAllowed), ("administrator", NotFound)])
def test_others_do_not(cast: Cast, writing: At, who: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal), writing():
        record_training(cast.viewer(who), record=record(cast), today=TODAY, now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"end_time": time(9)}, "end_time"),
        ({"training_on": TODAY + timedelta(days=1)}, "training_on"),
        ({"place": "長" * 201}, "place"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, writing: At, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as broken, writing():
        record_training(cast.viewer("manager"), record=record(cast, **changes), today=TODAY, now=NOW)
    assert broken.value.field == field


@pytest.mark.parametrize("minutes", [None, 0, 120, 300])
def test_a_part_is_longer_than_nothing_and_shorter_than_all(cast: Cast, writing: At, minutes: int | None) -> None:
    one = cast.producer_id("owner")
    with pytest.raises(RuleBroken) as broken, writing():
        said = record(cast, attendance={one: (PARTIAL, minutes)})
        record_training(cast.viewer("manager"), record=said, today=TODAY, now=NOW)
    assert broken.value.field == f"people-{one}-minutes"


def test_a_supporter_of_another_programme_is_refused(cast: Cast, writing: At) -> None:
    with pytest.raises(RuleBroken), writing():
        said = record(cast, attendance={cast.producer_id("stranger"): (ATTENDED, None)})
        record_training(cast.viewer("manager"), record=said, today=TODAY, now=NOW)


def test_a_correction_changes_attendance_and_the_second_editor_is_told(cast: Cast, writing: At, at_rest: At) -> None:
    manager = cast.viewer("manager")
    with writing():
        training_id = record_training(manager, record=record(cast), today=TODAY, now=NOW)
    said = record(cast, attendance={cast.producer_id("sub"): (ABSENT, None)})
    with writing():
        correct_training(manager, training_id, record=said, version=1, today=TODAY)
    with at_rest():
        row = get_training(manager, training_id, today=TODAY)
        assert [(one.producer_id, one.attendance) for one in row.attendees] == [(cast.producer_id("sub"), ABSENT)]
    with pytest.raises(Conflict), writing():
        correct_training(manager, training_id, record=said, version=1, today=TODAY)


def test_every_total_is_the_number_of_the_rows_that_its_filter_lists(cast: Cast, writing: At, at_rest: At) -> None:
    owner, sub = cast.producer_id("owner"), cast.producer_id("sub")
    with writing():
        make_training(cast.programme_id, now=NOW, there={owner: ATTENDED, sub: ABSENT})
        make_training(cast.programme_id, now=NOW, on=date(2026, 7, 1), there={owner: PARTIAL, sub: ATTENDED})
        make_training(cast.programme_id, now=NOW, on=date(2026, 8, 1), start_time=None, end_time=None, there={owner: ATTENDED})
        make_training(cast.programme_id, now=NOW, there={owner: ATTENDED}, deleted_at=NOW)
        make_training(cast.other_programme_id, now=NOW)
    with at_rest():
        viewer = cast.viewer("auditor")
        totals = {row.producer_id: row for row in list_attendance_totals(viewer, today=TODAY)}
        assert (totals[owner].minutes, totals[owner].unknown, totals[sub].minutes) == (180, 1, 120)
        for row in totals.values():
            for attendance, n in ((ATTENDED, row.attended), (PARTIAL, row.partial), (ABSENT, row.absent)):
                filters = TrainingFilter(producer=row.producer_id, attendance=attendance)
                assert count_trainings(viewer, today=TODAY, filters=filters) == n
                assert len(list_trainings(viewer, today=TODAY, filters=filters)) == n


def test_a_manager_deletes_and_brings_back(cast: Cast, writing: At, at_rest: At) -> None:
    manager = cast.viewer("manager")
    with writing():
        training_id = make_training(cast.programme_id, now=NOW)
    with pytest.raises(NotAllowed), writing():
        delete_training(cast.viewer("owner"), training_id, now=NOW)
    with writing():
        delete_training(manager, training_id, now=NOW)
    with pytest.raises(RuleBroken), writing():
        restore_training(manager, training_id, now=NOW + timedelta(days=31))
    with writing():
        restore_training(manager, training_id, now=NOW)
    with at_rest():
        assert db.session.get_one(Training, training_id).deleted_at is None
