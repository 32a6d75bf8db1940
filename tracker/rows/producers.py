"""担い手 as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.calendar import Period
from tracker.domain.staffing import AssignmentRole


@dataclass(frozen=True, slots=True)
class ProducerRow:
    """A supporter with their time on the roster; ``email`` is empty for whoever does not keep the roster."""

    producer_id: int
    name: str
    kana: str
    category: str
    email: str
    starts_on: date | None
    ends_on: date | None
    account_id: int | None
    version: int

    def is_on_roster(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)

    @property
    def has_account(self) -> bool:
        return self.account_id is not None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place that somebody holds or held in a company's team."""

    enrolment_id: int
    number: int
    company: str
    role: AssignmentRole
    period: Period
    support: Period

    def lasts_beyond(self, day: date) -> bool:
        """Whether the place is still held, or comes to be held, on the day or later."""
        common = self.period.common_with(self.support)
        return common is not None and (common.ends_on is None or common.ends_on >= day)
