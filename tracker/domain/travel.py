"""移動: from where to where, by what, how long and at what cost; beside the hours, not a claim for payment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from tracker.domain.errors import RuleBroken
from tracker.domain.notes import LONGEST_LINE, check_length
from tracker.domain.words import N_
from tracker.domain.work_entries import MINUTES_OF_DAY, minute_of
from tracker.domain.work_log import Activity, SourceKind, SourceRef, WorkKind

HIGHEST_COST = 1_000_000
LONGEST_DISTANCE = 5_000
LONGEST_PLACE = 100
OUT, BACK, BOTH = "out", "back", "both"


class TravelMeans(StrEnum):
    """交通手段; the one that most of the way was made by."""

    TRAIN = "train"
    CAR = "car"
    BUS = "bus"
    PLANE = "plane"
    WALK = "walk"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TravelRecord:
    """A journey there and back. ``minutes_both`` stands for the whole where the two ways were not told apart.

    ``travel_on`` None: the day of the visit that it belongs to, whichever that is corrected to.
    """

    from_place: str = ""
    to_place: str = ""
    means: TravelMeans | None = None
    minutes_out: int | None = None
    minutes_back: int | None = None
    minutes_both: int | None = None
    leaves_at: time | None = None
    returns_at: time | None = None
    cost_yen: int | None = None
    distance_km: int | None = None
    note: str = ""
    travel_on: date | None = None

    @property
    def minutes(self) -> int | None:
        """The minutes of all ways; None where none is written down."""
        ways = [way for way in (self.minutes_out, self.minutes_back, self.minutes_both) if way is not None]
        return sum(ways) if ways else None

    @property
    def is_blank(self) -> bool:
        return self == TravelRecord()


def activities_of(record: TravelRecord, travel_id: int, *, on: date, companies: tuple[int, ...] = ()) -> Iterator[Activity]:
    """The journey as the diary counts it: a way each that took time; one whose time is missing where none is written down."""
    ways = ((OUT, record.minutes_out, record.leaves_at), (BACK, record.minutes_back, record.returns_at))
    told: list[tuple[str, int | None, time | None]] = [(part, minutes, leaves) for part, minutes, leaves in ways if minutes]
    if record.minutes_both or record.minutes is None:
        told.append((BOTH, record.minutes_both, None))
    for part, minutes, leaves in told:
        yield Activity(
            on=on,
            kind=WorkKind.TRAVEL,
            ref=SourceRef(SourceKind.TRAVEL, travel_id, part),
            start=minute_of(leaves),
            given_minutes=minutes,
            companies=companies,
        )


def check_travel(record: TravelRecord, *, needs_day: bool, today: date) -> None:
    """Raise RuleBroken for what no journey can have been; ``needs_day``: it belongs to no visit."""
    if needs_day and record.travel_on is None:
        raise RuleBroken(N_("移動した日を入力してください。"), field="travel_on")
    if record.travel_on is not None and record.travel_on > today:
        raise RuleBroken(N_("これからの日の移動は入力できません。今日までの日付にしてください。"), field="travel_on")
    if needs_day and not record.note:
        raise RuleBroken(N_("何のための移動か、用務を1行で入力してください。"), field="note")
    if record.minutes is None:
        raise RuleBroken(N_("移動時間を、行き・帰り、または往復の合計で入力してください。"), field="minutes_out")
    if record.minutes_both is not None and (record.minutes_out is not None or record.minutes_back is not None):
        raise RuleBroken(N_("往復の合計は、行きと帰りを分けないときだけ入力してください。"), field="minutes_both")
    _check_way(record.leaves_at, record.minutes_out, "minutes_out", "leaves_at")
    _check_way(record.returns_at, record.minutes_back, "minutes_back", "returns_at")
    _check_way(None, record.minutes_both, "minutes_both", "")
    for field, value, at_most in (
        ("cost_yen", record.cost_yen, HIGHEST_COST),
        ("distance_km", record.distance_km, LONGEST_DISTANCE),
    ):
        if value is not None and not 0 <= value <= at_most:
            raise RuleBroken(N_("0から%(maximum)sまでの整数にしてください。"), field=field, maximum=at_most)
    for field, text, at_most in (
        ("from_place", record.from_place, LONGEST_PLACE),
        ("to_place", record.to_place, LONGEST_PLACE),
        ("note", record.note, LONGEST_LINE),
    ):
        check_length(text, field=field, at_most=at_most)


def _check_way(leaves: time | None, minutes: int | None, field: str, time_field: str) -> None:
    if leaves is not None and minutes is None:
        raise RuleBroken(N_("出発時刻を入力したときは、その移動時間（分）も入力してください。"), field=field)
    if minutes is None:
        return
    if not 0 <= minutes <= MINUTES_OF_DAY:
        raise RuleBroken(N_("移動時間は0分から%(maximum)s分までにしてください。"), field=field, maximum=MINUTES_OF_DAY)
    start = minute_of(leaves)
    if start is not None and start + minutes > MINUTES_OF_DAY:
        raise RuleBroken(N_("日をまたぐ移動です。0時までの分と翌日の分を、別々の移動として入力してください。"), field=time_field)
