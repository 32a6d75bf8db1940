"""What people worked, as it is listed: an activity with its words, an own entry as it can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.phases import Phase
from tracker.domain.work_entries import WorkEntry
from tracker.domain.work_log import Activity
from tracker.rows.travel import TravelRow


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity of one supporter; ``content`` is what may stand in a diary that leaves the house, never a memo."""

    producer_id: int
    activity: Activity
    companies: tuple[str, ...] = ()
    content: str = ""
    phases: tuple[Phase, ...] = ()
    travel: TravelRow | None = None

    @property
    def cost_yen(self) -> int:
        """A journey there and back costs once: its first way carries it."""
        return self.travel.record.cost_yen or 0 if self.travel and self.travel.first_part == self.activity.ref.part else 0


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """Two activities of one person at overlapping hours, in the order of the clock."""

    producer: str
    one: ActivityRow
    other: ActivityRow

    @property
    def producer_id(self) -> int:
        return self.one.producer_id

    @property
    def records(self) -> frozenset[tuple[str, int]]:
        """The kind and the id of what the two are read from."""
        return frozenset((row.activity.ref.source, row.activity.ref.source_id) for row in (self.one, self.other))


@dataclass(frozen=True, slots=True)
class WorkEntryRow:
    """One own entry of a supporter."""

    entry_id: int
    producer_id: int
    producer: str
    entry: WorkEntry
    company: str
    version: int
    is_deleted: bool = False

    @property
    def work_on(self) -> date:
        return self.entry.work_on
