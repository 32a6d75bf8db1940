"""Hours come once from every record that tells them: trainings for whoever came, exhibitions by the day, and never twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, time

import pytest

from tests.cast import Cast
from tests.conftest import NOW
from tests.field_records import link_visit, make_attendance, make_exhibition, make_training
from tests.hours import make_entry, make_travel
from tests.records import make_meeting, make_visit
from tracker.domain.cadence import VisitMode
from tracker.domain.errors import NotFound
from tracker.domain.trainings import Attendance
from tracker.domain.work_log import SourceKind, WorkKind
from tracker.queries.activities import list_activities
from tracker.rows.work_log import ActivityRow

At = Callable[[], AbstractContextManager[None]]
ON = date(2026, 10, 7)


def of(cast: Cast, whose: str = "owner", who: str = "manager") -> tuple[ActivityRow, ...]:
    october = {"from_on": date(2026, 10, 1), "to_on": date(2026, 10, 31)}
    return list_activities(cast.viewer(who), producer_id=cast.producer_id(whose), **october)


def test_a_training_counts_for_whoever_came_and_as_long_as_they_did(cast: Cast, writing: At, at_rest: At) -> None:
    there = {
        cast.producer_id("owner"): Attendance.ATTENDED,
        cast.producer_id("sub"): Attendance.PARTIAL,
        cast.producer_id("fifth"): Attendance.ABSENT,
    }
    with writing():
        make_training(cast.programme_id, now=NOW, on=ON, there=there)
        make_training(cast.programme_id, now=NOW, on=ON, there=there, deleted_at=NOW)
    with at_rest():
        (whole,), (part,) = of(cast), of(cast, "sub")
        assert (whole.activity.kind, whole.activity.minutes, whole.content) == (WorkKind.TRAINING, 120, "架空の座学研修")
        assert (part.activity.minutes, part.activity.span) == (60, None)
        assert of(cast, "fifth") == ()


def test_a_day_at_an_exhibition_is_counted_once_though_a_visit_tells_of_it_too(cast: Cast, writing: At, at_rest: At) -> None:
    owner, sub = cast.producer_id("owner"), cast.producer_id("sub")
    with writing():
        shown = make_exhibition(cast.programme_id, cast.asahi, cast.minato, now=NOW)
        make_attendance(shown, owner, on=ON, start_time=time(10), end_time=time(16))
        make_attendance(shown, owner, on=date(2026, 10, 8))
        hours = {"start_time": time(10), "end_time": time(16)}
        link_visit(make_visit(cast.asahi, now=NOW, on=ON, who=[owner, sub], mode=VisitMode.EVENT, **hours), shown)
    with at_rest():
        mine = sorted(of(cast), key=lambda row: row.activity.on)
        assert [(row.activity.kind, row.activity.ref.source, row.activity.minutes) for row in mine] == [
            (WorkKind.EXHIBITION, SourceKind.EXHIBITION, 360),
            (WorkKind.EXHIBITION, SourceKind.EXHIBITION, None),
        ]
        assert mine[0].activity.companies == (cast.asahi.enrolment_id, cast.minato.enrolment_id)
        assert mine[0].companies == ("架空アサヒ製作所", "架空みなと精機")
        (hers,) = of(cast, "sub")
        assert (hers.activity.kind, hers.activity.ref.source) == (WorkKind.EXHIBITION, SourceKind.VISIT)


def test_the_cost_of_a_journey_there_and_back_is_counted_once(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        visit = make_visit(cast.asahi, now=NOW, on=ON, who=[cast.producer_id("owner")], start_time=time(10), end_time=time(12))
        make_travel(cast, visit, now=NOW)
        make_travel(cast, visit, now=NOW, who=None)
        make_travel(cast, None, now=NOW, travel_on=ON, note="連絡会", minutes_out=None, minutes_back=None, minutes_both=30)
    with at_rest():
        rows = of(cast)
        assert sum(row.cost_yen for row in rows) == 2 * 980
        assert sum(row.activity.minutes or 0 for row in rows) == 120 + 90 + 30


def test_a_journey_follows_its_visit_to_another_day_unless_it_has_its_own(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        visit = make_visit(cast.asahi, now=NOW, on=ON, who=[cast.producer_id("owner")])
        make_travel(cast, visit, now=NOW)
        make_travel(cast, visit, now=NOW, travel_on=date(2026, 10, 6), minutes_back=None)
    with at_rest():
        days = {row.activity.on for row in of(cast) if row.activity.kind is WorkKind.TRAVEL}
        assert days == {ON, date(2026, 10, 6)}


def test_whose_hours_one_reads(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        make_meeting(cast.asahi, now=NOW, on=ON, who=list(cast.producer_ids[:3]), start_time=time(9), end_time=time(10))
        make_entry(cast, now=NOW, on=ON)
        make_entry(cast, now=NOW, on=ON, who="colleague")
    with at_rest():
        days = {"from_on": ON, "to_on": ON}
        everybody = {who: list_activities(cast.viewer(who), **days) for who in ("manager", "clerk", "auditor")}
        assert {who: len(rows) for who, rows in everybody.items()} == {"manager": 5, "clerk": 5, "auditor": 5}
        assert {row.producer_id for row in list_activities(cast.viewer("owner"), **days)} == {cast.producer_id("owner")}
        assert of(cast, "colleague", "owner") == ()
        assert list_activities(cast.viewer("other_manager"), **days) == ()
        for closed in (cast["administrator"].viewer, replace(cast.viewer("owner"), hours_kept=False)):
            with pytest.raises(NotFound):
                list_activities(closed, **days)
