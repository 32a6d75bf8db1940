"""Warnings are found over visits and meetings alike, with their names, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time

from tests.cast import Cast
from tests.conftest import NOW
from tracker.domain.calendar import Period
from tracker.domain.meetings import MeetingRecord, SectionRecord
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.domain.visits import VisitRecord
from tracker.domain.warnings import EventKind, EventRef, WarningKind
from tracker.queries import warnings
from tracker.queries.holidays import is_day_off
from tracker.services.meetings import log_meeting
from tracker.services.visits import log_visit

TODAY = date(2026, 11, 24)
LABOUR_DAY = date(2026, 11, 23)  # 勤労感謝の日
At = Callable[[], AbstractContextManager[None]]


def meet(cast: Cast, on: date, *, people: tuple[str, ...] = ("owner",), hours: tuple[time, time] | None = None) -> int:
    start, end = hours or (None, None)
    return log_meeting(
        cast.viewer("manager"),
        record=MeetingRecord(
            on,
            start_time=start,
            end_time=end,
            producer_ids=frozenset(map(cast.producer_id, people)),
            sections=(SectionRecord(cast.asahi.enrolment_id),),
        ),
        today=TODAY,
        now=NOW,
    )


def test_days_off_are_weekends_and_national_holidays() -> None:
    assert [is_day_off(date(2026, 11, day)) for day in (20, 21, 22, 23, 24)] == [False, True, True, True, False]
    assert is_day_off(date(2026, 9, 22))  # a day between two holidays
    assert is_day_off(date(2027, 3, 22))  # a substitute holiday


def test_one_person_in_two_places_is_warned_of_from_both(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        meeting_id = meet(cast, TODAY, hours=(time(10), time(11)))
        visit_id = log_visit(
            cast.viewer("manager"),
            enrolment_id=cast.asahi.enrolment_id,
            record=VisitRecord(
                TODAY,
                start_time=time(10, 30),
                end_time=time(12),
                producer_ids=frozenset({cast.producer_id("owner")}),
                notes=(CaseNote(cast.asahi.case_id, frozenset({Phase.LISTEN}), facts="聞いた"),),
            ),
            today=TODAY,
            now=NOW,
        )
    with at_rest():
        for ref in (EventRef(EventKind.MEETING, meeting_id), EventRef(EventKind.VISIT, visit_id)):
            (row,) = warnings.list_warnings_about(cast.viewer("sixth"), ref, on=TODAY)
            assert (row.warning.kind, row.producer, row.company) == (WarningKind.OVERLAPPING_HOURS, "担い手01", None)
            assert len(row.warning.events) == 2


def test_what_is_odd_about_a_period_is_listed_with_names(cast: Cast, writing: At, at_rest: At) -> None:
    with writing():
        meet(cast, LABOUR_DAY)
        meet(cast, TODAY)
        meet(cast, TODAY, people=("colleague",))
        meet(cast, date(2026, 3, 31))
    with at_rest():
        found = warnings.list_event_warnings(cast.viewer("manager"), period=Period(date(2026, 3, 1), TODAY))
        assert [(row.warning.on, row.warning.kind, row.company) for row in found] == [
            (date(2026, 3, 31), WarningKind.MADE_FINAL_LATE, None),
            (date(2026, 3, 31), WarningKind.NOBODY_OF_TEAM, "架空アサヒ製作所"),
            (date(2026, 3, 31), WarningKind.OUTSIDE_CONTRACT, None),
            (date(2026, 3, 31), WarningKind.OUTSIDE_SUPPORT, "架空アサヒ製作所"),
            (LABOUR_DAY, WarningKind.DAY_OFF, None),
            (TODAY, WarningKind.NOBODY_OF_TEAM, "架空アサヒ製作所"),
            (TODAY, WarningKind.SAME_COMPANY_SAME_DAY, "架空アサヒ製作所"),
        ]
        assert warnings.list_event_warnings(cast.viewer("stranger"), period=Period(date(2026, 3, 1), TODAY)) == ()
