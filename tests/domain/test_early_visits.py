"""A visit whose hour has not come is asked about before it is final: today's by the clock of Tokyo, and no other day's."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import TOKYO
from tracker.domain.errors import RuleBroken
from tracker.domain.visits import HeldEarly, VisitRecord, check_begun, check_held

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 10 o'clock in Tokyo
instants = st.integers(0, 29 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes - 15 * 24 * 60))


def is_asked(record: VisitRecord, now: datetime) -> bool:
    try:
        check_begun(record, now=now)
    except HeldEarly as early:
        assert early.field == "start_time"
        return True
    return False


@given(now=instants, days=st.integers(-3, 3), start=st.none() | st.times())
def test_only_a_start_later_today_is_asked_about(now: datetime, days: int, start: time | None) -> None:
    here = now.astimezone(TOKYO)
    record = VisitRecord(visit_on=here.date() + timedelta(days=days), start_time=start)
    assert is_asked(record, now) == (days == 0 and start is not None and start > here.time())


@given(start=st.times())
def test_once_the_hour_has_come_nothing_is_asked_any_more(start: time) -> None:
    record = VisitRecord(visit_on=date(2026, 11, 24), start_time=start)
    begun = datetime.combine(record.visit_on, start, tzinfo=TOKYO)
    assert not is_asked(record, begun)
    assert is_asked(record, begun - timedelta(microseconds=1)) or start == time(0)


def test_a_day_to_come_is_refused_and_not_asked_about() -> None:
    record = VisitRecord(visit_on=date(2026, 11, 25), start_time=time(9))
    assert not is_asked(record, NOW)
    with pytest.raises(RuleBroken, match="今日までの日付"):
        check_held(record, today=date(2026, 11, 24), is_final=False)
