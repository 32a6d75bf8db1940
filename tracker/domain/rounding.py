"""端数処理: how the minutes of a work diary are rounded; what was worked to the minute is kept beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ROUNDING_UNITS = (1, 5, 15, 30)


class RoundingWay(StrEnum):
    """切り捨て or 四捨五入（近いほう）."""

    DOWN = "down"
    NEAREST = "nearest"


class RoundingPer(StrEnum):
    """Whether each activity is rounded, or only the sum of a day."""

    ACTIVITY = "activity"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class RoundingRule:
    """端数処理: to which minutes, which way, of what; one minute means none."""

    unit: int = 1
    way: RoundingWay = RoundingWay.DOWN
    per: RoundingPer = RoundingPer.ACTIVITY

    @property
    def rounds(self) -> bool:
        return self.unit > 1

    def rounded(self, minutes: int) -> int:
        """The minutes after rounding; what lies just between goes up where the nearest is wanted."""
        more = self.unit // 2 if self.way is RoundingWay.NEAREST else 0
        return (minutes + more) // self.unit * self.unit


NO_ROUNDING = RoundingRule()
