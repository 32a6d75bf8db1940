"""Hours in the tests' programme: own entries, journeys, own times in a record, months that were confirmed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, TypeVar

from tests.cast import Cast
from tracker.database import Base, db
from tracker.domain.work_log import WorkKind
from tracker.models import HoursRule, OwnHours, Travel, WorkLog, WorkMonth

Row = TypeVar("Row", bound=Base)
ANY_DAY = date(2026, 10, 14)


def add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row


def make_entry(cast: Cast, *, now: datetime, on: date = ANY_DAY, who: str = "owner", **columns: Any) -> int:
    """An own entry of hours: the forenoon's preparation, unless the columns say otherwise."""
    columns = {"kind": WorkKind.PREPARATION, "start_time": time(9), "end_time": time(10), "note": "資料の準備"} | columns
    entry = WorkLog(programme_id=cast.programme_id, producer_id=cast.producer_id(who), work_on=on, created_at=now, **columns)
    return add(entry).id


def make_travel(cast: Cast, visit_id: int | None, *, now: datetime, who: str | None = "owner", **columns: Any) -> int:
    """A journey there and back; ``who`` None: an older record that does not say whose it was."""
    columns = {"from_place": "架空駅", "to_place": "本社工場", "minutes_out": 40, "minutes_back": 50, "cost_yen": 980} | columns
    producer_id = cast.producer_id(who) if who else None
    return add(Travel(programme_id=cast.programme_id, producer_id=producer_id, visit_id=visit_id, created_at=now, **columns)).id


def keep_months(cast: Cast, now: datetime, visit_id: int) -> None:
    """Own times in a visit, a month that was confirmed and opened again, and a rule of rounding that changes nothing."""
    owner = cast.producer_id("owner")
    add(OwnHours(programme_id=cast.programme_id, visit_id=visit_id, producer_id=owner, break_minutes=0, created_at=now))
    add(WorkMonth(programme_id=cast.programme_id, producer_id=owner, month_on=date(2026, 5, 1), created_at=now))
    add(HoursRule(programme_id=cast.programme_id, created_at=now))
