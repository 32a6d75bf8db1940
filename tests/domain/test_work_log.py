"""Hours: the sums agree whichever way they are made, order never matters, and rounding is never generous beyond its rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import Month
from tracker.domain.errors import RuleBroken
from tracker.domain.rounding import ROUNDING_UNITS, RoundingPer, RoundingRule, RoundingWay
from tracker.domain.travel import TravelMeans, TravelRecord, activities_of, check_travel
from tracker.domain.work_entries import MINUTES_OF_DAY, OWN_KINDS, WorkEntry, activity_of, check_entry
from tracker.domain.work_log import Activity, SourceKind, SourceRef, WorkKind, month_of
from tracker.domain.work_months import (
    ChangeKind,
    WorkMonthState,
    changes_between,
    check_confirmable,
    digest,
    freeze,
    lines_of,
    month_of_address,
    state_of,
    thaw,
)
from tracker.domain.work_warnings import HoursWarningKind, hours_warnings, overlap

NOVEMBER = Month(2026, 11)
TODAY = date(2026, 11, 28)
A_DAY = date(2026, 11, 9)
DOWN_15 = RoundingRule(15, RoundingWay.DOWN)


def did(start: int | None = 600, end: int | None = 720, *, on: date = A_DAY, source_id: int = 1, **more) -> Activity:
    values = {"kind": WorkKind.VISIT, "ref": SourceRef(SourceKind.VISIT, source_id), "companies": (1,)} | more
    return Activity(on=on, start=start, end=end, **values)


@st.composite
def hours(draw) -> dict[str, int | None]:
    start = draw(st.none() | st.integers(0, MINUTES_OF_DAY - 1))
    if start is None:
        return {"start": None, "end": None, "given_minutes": draw(st.none() | st.integers(1, MINUTES_OF_DAY))}
    if draw(st.booleans()):
        return {"start": start, "end": draw(st.integers(start + 1, MINUTES_OF_DAY))}
    return {"start": start, "end": None, "given_minutes": draw(st.integers(1, MINUTES_OF_DAY - start))}


@st.composite
def months(draw) -> list[Activity]:
    """Whatever somebody may have done in and around November, each from a row of its own."""
    found = draw(st.lists(hours(), max_size=12))
    return [
        Activity(
            on=date(2026, 10, 30) + timedelta(days=draw(st.integers(0, 35))),
            kind=draw(st.sampled_from(WorkKind)),
            ref=SourceRef(draw(st.sampled_from(SourceKind)), place),
            break_minutes=draw(st.integers(0, 90)),
            companies=tuple(draw(st.sets(st.integers(1, 3), max_size=2))),
            **times,
        )
        for place, times in enumerate(found)
    ]


rules = st.builds(RoundingRule, st.sampled_from(ROUNDING_UNITS), st.sampled_from(RoundingWay), st.sampled_from(RoundingPer))


@given(months(), rules)
def test_kinds_companies_and_days_add_up_to_the_month_and_to_the_records(activities, rule) -> None:
    month = month_of(activities, NOVEMBER, rule)
    records = sum(one.minutes or 0 for one in activities if Month.of(one.on) == NOVEMBER)
    assert month.minutes == records
    assert sum(day.minutes for day in month.days) == records
    assert sum(total.minutes for total in month.by_kind().values()) == records
    assert sum(total.minutes for total in month.by_company().values()) == records
    assert sum(day.counted for day in month.days) == month.counted
    if rule.per is RoundingPer.ACTIVITY:
        assert sum(total.counted or 0 for total in month.by_kind().values()) == month.counted
        assert sum(total.counted or 0 for total in month.by_company().values()) == month.counted
    else:
        assert {total.counted for total in month.by_kind().values()} <= {None}


@given(months(), rules, st.randoms())
def test_the_order_of_entry_never_matters(activities, rule, random) -> None:
    shuffled = [*activities]
    random.shuffle(shuffled)
    assert month_of(shuffled, NOVEMBER, rule) == month_of(activities, NOVEMBER, rule)


@given(months(), rules)
def test_rounding_is_never_negative_and_never_above_what_the_rule_allows(activities, rule) -> None:
    for day in month_of(activities, NOVEMBER, rule).days:
        rounded = 1 if rule.per is RoundingPer.DAY else len(day.activities)
        most = 0 if rule.way is RoundingWay.DOWN else rule.unit // 2 * rounded
        least = (rule.unit - 1 if rule.way is RoundingWay.DOWN else rule.unit // 2) * rounded
        assert 0 <= day.counted <= day.minutes + most
        assert day.counted >= day.minutes - least
        assert day.counted % rule.unit == 0


@pytest.mark.parametrize(
    ("unit", "way", "minutes", "rounded"),
    [
        (1, RoundingWay.DOWN, 59, 59),
        (15, RoundingWay.DOWN, 59, 45),
        (15, RoundingWay.NEAREST, 52, 45),
        (15, RoundingWay.NEAREST, 53, 60),
        (30, RoundingWay.NEAREST, 15, 30),
        (5, RoundingWay.NEAREST, 2, 0),
        (5, RoundingWay.NEAREST, 3, 5),
    ],
)
def test_a_rule_rounds_as_its_words_say(unit, way, minutes, rounded) -> None:
    assert RoundingRule(unit, way).rounded(minutes) == rounded


def test_a_day_is_rounded_once_or_activity_by_activity() -> None:
    two = [did(600, 622), did(700, 722, source_id=2)]
    assert month_of(two, NOVEMBER, DOWN_15).counted == 30
    assert month_of(two, NOVEMBER, replace(DOWN_15, per=RoundingPer.DAY)).counted == 30
    two = [did(600, 625), did(700, 725, source_id=2)]
    assert month_of(two, NOVEMBER, DOWN_15).counted == 30
    assert month_of(two, NOVEMBER, replace(DOWN_15, per=RoundingPer.DAY)).counted == 45


def test_what_touches_does_not_overlap_and_what_has_no_times_overlaps_nothing() -> None:
    visit = did(600, 720)
    assert not overlap(visit, did(720, 780))
    assert not overlap(visit, did(510, None, given_minutes=90))
    assert overlap(visit, did(510, None, given_minutes=91))
    assert overlap(visit, did(719, 800))
    assert not overlap(visit, did(None, None, given_minutes=500))
    assert not overlap(visit, did(600, None))


@given(hours(), hours())
def test_overlap_is_mutual_and_is_a_shared_minute(one, other) -> None:
    first, second = did(**one), did(**other)
    assert overlap(first, second) == overlap(second, first)
    minutes = [set(range(*span)) if (span := activity.span) else set() for activity in (first, second)]
    assert overlap(first, second) == bool(minutes[0] & minutes[1])


def warned(activities, **more) -> list[HoursWarningKind]:
    values = {"is_day_off": lambda day: day.weekday() >= 5, "long_day_minutes": 480} | more
    return [warning.kind for warning in hours_warnings(month_of(activities, NOVEMBER), **values)]


def test_what_is_odd_is_listed() -> None:
    assert warned([did()]) == []
    assert warned([did(), did(660, 780, source_id=2)]) == [HoursWarningKind.OVERLAP]
    assert warned([did(None, None)]) == [HoursWarningKind.NO_TIMES]
    assert warned([did(600, 630, break_minutes=30)]) == [HoursWarningKind.BREAK_TOO_LONG]
    assert warned([did(480, 961)]) == [HoursWarningKind.LONG_DAY]
    assert warned([did(480, 960)]) == []
    assert warned([did(on=date(2026, 11, 8))]) == [HoursWarningKind.DAY_OFF]
    long = [did(None, None, given_minutes=1000), did(None, None, given_minutes=441, source_id=2)]
    assert warned(long) == [HoursWarningKind.OVER_A_DAY]


ENTRY = WorkEntry(A_DAY, WorkKind.PREPARATION, time(9, 0), time(10, 30))


def refused(entry: WorkEntry, **more) -> str | None:
    with pytest.raises(RuleBroken) as broken:
        check_entry(entry, today=TODAY, **more)
    return broken.value.field


def test_an_entry_has_times_or_minutes() -> None:
    check_entry(ENTRY, today=TODAY)
    check_entry(replace(ENTRY, start_time=None, end_time=None, minutes=90), today=TODAY)
    check_entry(replace(ENTRY, start_time=time(22, 0), end_time=None, minutes=120), today=TODAY)
    check_entry(replace(ENTRY, minutes=90), today=TODAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start_time": None, "end_time": None}, "minutes"),
        ({"start_time": None}, "start_time"),
        ({"end_time": None}, "minutes"),
        ({"end_time": time(9, 0)}, "end_time"),
        ({"start_time": time(22, 0), "end_time": time(1, 0)}, "end_time"),
        ({"minutes": 60}, "minutes"),
        ({"start_time": time(22, 0), "end_time": None, "minutes": 121}, "minutes"),
        ({"start_time": None, "end_time": None, "minutes": 0}, "minutes"),
        ({"start_time": None, "end_time": None, "minutes": 1441}, "minutes"),
        ({"break_minutes": 90}, "break_minutes"),
        ({"break_minutes": -1}, "break_minutes"),
        ({"work_on": date(2026, 11, 29)}, "work_on"),
        ({"kind": WorkKind.VISIT}, "kind"),
        ({"kind": WorkKind.OTHER_DUTIES}, "note"),
        ({"note": "長" * 201}, "note"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_at_its_field(changes, field) -> None:
    assert refused(replace(ENTRY, **changes)) == field


def test_a_day_has_no_more_than_its_hours() -> None:
    check_entry(ENTRY, today=TODAY, others_of_day=MINUTES_OF_DAY - 90)
    assert refused(ENTRY, others_of_day=MINUTES_OF_DAY - 89) == "minutes"


@given(hours(), st.integers(0, 100), st.sampled_from(OWN_KINDS))
def test_an_entry_that_is_accepted_lies_inside_its_day(times, break_minutes, kind) -> None:
    def clock(minute: int | None) -> time | None:
        return None if minute is None or minute == MINUTES_OF_DAY else time(minute // 60, minute % 60)

    entry = WorkEntry(
        A_DAY, kind, clock(times["start"]), clock(times["end"]), times.get("given_minutes"), break_minutes, "電話の応対"
    )
    try:
        check_entry(entry, today=TODAY)
    except RuleBroken:
        return
    activity = activity_of(entry)
    assert 0 < (activity.minutes or 0) <= MINUTES_OF_DAY
    assert activity.span is None or activity.span[1] <= MINUTES_OF_DAY


JOURNEY = TravelRecord("架空駅", "架空工場前", TravelMeans.TRAIN, 70, 80, cost_yen=1840, note="打合せ", travel_on=A_DAY)


def ways(record: TravelRecord) -> list[tuple[str, int | None, int | None]]:
    return [(one.ref.part, one.start, one.minutes) for one in activities_of(record, 5, on=A_DAY)]


def test_a_journey_is_counted_way_by_way() -> None:
    assert ways(JOURNEY) == [("out", None, 70), ("back", None, 80)]
    assert ways(replace(JOURNEY, leaves_at=time(8, 50), returns_at=time(12, 0))) == [("out", 530, 70), ("back", 720, 80)]
    assert ways(TravelRecord(minutes_both=90)) == [("both", None, 90)]
    assert ways(TravelRecord(minutes_both=0)) == []
    assert ways(TravelRecord(minutes_out=0, minutes_back=30)) == [("back", None, 30)]
    assert ways(TravelRecord(cost_yen=500)) == [("both", None, None)]


def test_a_journey_before_a_visit_does_not_overlap_it() -> None:
    out, back = activities_of(replace(JOURNEY, leaves_at=time(8, 50), returns_at=time(12, 0)), 5, on=A_DAY)
    assert not overlap(out, did(600, 720)) and not overlap(back, did(600, 720))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"travel_on": None}, "travel_on"),
        ({"travel_on": date(2026, 12, 1)}, "travel_on"),
        ({"note": ""}, "note"),
        ({"minutes_out": None, "minutes_back": None}, "minutes_out"),
        ({"minutes_both": 150}, "minutes_both"),
        ({"minutes_out": -1}, "minutes_out"),
        ({"minutes_back": 1441}, "minutes_back"),
        ({"minutes_back": None, "returns_at": time(12, 0)}, "minutes_back"),
        ({"returns_at": time(23, 0)}, "returns_at"),
        ({"cost_yen": -1}, "cost_yen"),
        ({"distance_km": 9999}, "distance_km"),
        ({"from_place": "長" * 101}, "from_place"),
    ],
)
def test_a_journey_that_cannot_be_is_refused_at_its_field(changes, field) -> None:
    check_travel(JOURNEY, needs_day=True, today=TODAY)
    with pytest.raises(RuleBroken) as broken:
        check_travel(replace(JOURNEY, **changes), needs_day=True, today=TODAY)
    assert broken.value.field == field


@given(months(), months())
def test_what_is_frozen_comes_back_and_a_change_is_found(before, after) -> None:
    old, new = (lines_of(month_of(activities, NOVEMBER)) for activities in (before, after))
    assert thaw(freeze(old)) == old
    assert changes_between(old, old) == ()
    assert (digest(freeze(old)) == digest(freeze(new))) == (old == new)
    changes = changes_between(old, new)
    assert (changes == ()) == (set(old) == set(new))
    back = changes_between(new, old)
    assert {(one.before, one.after) for one in changes} == {(one.after, one.before) for one in back}


def test_a_changed_hour_is_told_with_both_versions() -> None:
    old, new = (lines_of(month_of([did(600, end)], NOVEMBER)) for end in (720, 750))
    (change,) = changes_between(old, new)
    assert change.kind is ChangeKind.CHANGED
    assert (change.before.minutes, change.after.minutes) == (120, 150)


def test_a_month_is_confirmed_when_it_is_over_and_complete() -> None:
    month = month_of([did()], NOVEMBER)
    check_confirmable(month, today=date(2026, 11, 30), missing=0)
    for told, today, missing in (
        (month, TODAY, 0),
        (month_of([], NOVEMBER), date(2026, 12, 1), 0),
        (month, date(2026, 12, 1), 1),
    ):
        with pytest.raises(RuleBroken):
            check_confirmable(told, today=today, missing=missing)


def test_the_state_of_a_month_in_words() -> None:
    month, empty = month_of([did()], NOVEMBER), month_of([], NOVEMBER)
    assert state_of(empty, is_confirmed=False, is_approved=False) is WorkMonthState.EMPTY
    assert state_of(month, is_confirmed=False, is_approved=False) is WorkMonthState.ENTERING
    assert state_of(month, is_confirmed=True, is_approved=False) is WorkMonthState.CONFIRMED
    assert state_of(month, is_confirmed=True, is_approved=True) is WorkMonthState.APPROVED


@pytest.mark.parametrize("text", ["2026-13", "1000-01", "9999-12", "あ", "2026-1", ""])
def test_an_address_that_names_no_month_has_none(text) -> None:
    assert month_of_address("2026-11") == NOVEMBER
    assert month_of_address(text) is None
