"""The demonstration's hours: what three supporters entered for this month and the last, with their journeys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from tracker.demonstration.cast import PRODUCERS, STAFF
from tracker.demonstration.stage import Stage, at_evening
from tracker.demonstration.year import next_working_day
from tracker.domain.access import Viewer
from tracker.domain.calendar import Month
from tracker.domain.travel import TravelMeans, TravelRecord
from tracker.domain.work_entries import WorkEntry
from tracker.domain.work_log import WorkKind
from tracker.domain.work_months import digest, freeze, lines_of
from tracker.queries.diaries import get_diary
from tracker.queries.visits import list_visits
from tracker.rows.events import EventFilter
from tracker.services.travel import add_travel, note_travel_of_visit
from tracker.services.work_log import add_entry
from tracker.services.work_months import approve_month, confirm_month

DILIGENT = (0, 1, 2)  # places in PRODUCERS
ENTRIES = (
    (3, WorkEntry(date.min, WorkKind.PREPARATION, time(9, 0), time(9, 50), note="訪問の準備（前回の記録の確認）")),
    (6, WorkEntry(date.min, WorkKind.REPORT_WRITING, time(18, 5), time(19, 0), note="訪問記録の整理")),
    (11, WorkEntry(date.min, WorkKind.OTHER_DUTIES, None, None, 35, note="事務局との電話連絡")),
    (17, WorkEntry(date.min, WorkKind.REPORT_WRITING, time(8, 30), time(12, 15), break_minutes=15, note="月次報告の下書き")),
)
JOURNEY = TravelRecord("架空駅", "", TravelMeans.TRAIN, 42, 48, cost_yen=1360, leaves_at=time(9, 10))


def play_hours(stage: Stage) -> None:
    """Entries and journeys of two months; last month is confirmed by all three, and checked for the first of them."""
    today = stage.plan.today
    this, last = Month.of(today), Month.of(today).previous()
    for place in DILIGENT:
        for month in (last, this):
            _enter(stage, place, month)
            _travel(stage, place, month)
        if last.first >= stage.plan.starts_on.replace(day=1):
            _confirm(stage, place, last)


def _enter(stage: Stage, place: int, month: Month) -> None:
    producer_id = stage.producer_ids[place]
    for day, entry in ENTRIES:
        on = next_working_day(month.first + timedelta(days=day + place))
        if stage.plan.starts_on < on <= stage.plan.today:
            words = replace(entry, work_on=on)
            add_entry(stage.manager, producer_id=producer_id, entry=words, today=stage.plan.today, now=at_evening(on))
    on = next_working_day(month.first + timedelta(days=8 + place))
    if stage.plan.starts_on < on <= stage.plan.today:
        journey = TravelRecord("事務局", "県庁", TravelMeans.BUS, 25, 25, cost_yen=460, note="連絡会への出席", travel_on=on)
        add_travel(stage.manager, producer_id=producer_id, record=journey, today=stage.plan.today, now=at_evening(on))


def _travel(stage: Stage, place: int, month: Month) -> None:
    """A journey to every visit of the month that was made in person."""
    producer_id, manager = stage.producer_ids[place], stage.manager
    filters = EventFilter(month=month, producer=producer_id, counted=True)
    for visit in list_visits(manager, today=stage.plan.today, filters=filters):
        if visit.mode.value == "onsite":
            note_travel_of_visit(
                manager,
                visit_id=visit.visit_id,
                producer_ids=[producer_id],
                record=replace(JOURNEY, to_place=f"{visit.company}本社工場"),
                today=stage.plan.today,
                now=at_evening(visit.visit_on),
            )


def _confirm(stage: Stage, place: int, month: Month) -> None:
    """By the person themselves, the day after the month."""
    producer_id, today = stage.producer_ids[place], stage.plan.today
    person: Viewer = replace(stage.manager, name=PRODUCERS[place][0], producer_id=producer_id)
    diary = get_diary(person, producer_id, month, today=today)
    if not diary.days or diary.missing:
        return
    seen = digest(freeze(lines_of(diary.hours)))
    now = at_evening(month.next().first)
    confirm_month(person, producer_id=producer_id, month=month, digest_seen=seen, today=today, now=now)
    if place == DILIGENT[0]:
        chief = replace(stage.manager, name=STAFF[0][1])
        standing = get_diary(person, producer_id, month, today=today).standing
        assert standing is not None
        approve_month(
            chief,
            producer_id=producer_id,
            month=month,
            version=standing.version,
            today=today,
            now=now + timedelta(days=1),
        )
