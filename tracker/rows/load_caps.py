"""Caps on the load, the programme's and each supporter's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.domain.load_caps import LoadCap
from tracker.rows.staffing import PersonRow


@dataclass(frozen=True, slots=True)
class CapRow:
    """What holds for one supporter, whether it is their own; ``version`` 0 where none of their own was ever set."""

    person: PersonRow
    cap: LoadCap
    is_own: bool
    version: int = 0


@dataclass(frozen=True, slots=True)
class CapsRow:
    """The programme's cap and everybody's."""

    default: LoadCap
    version: int
    people: tuple[CapRow, ...]

    @property
    def own(self) -> Mapping[int, LoadCap]:
        return {row.person.producer_id: row.cap for row in self.people if row.is_own}

    def of(self, producer_id: int) -> LoadCap:
        return self.own.get(producer_id, self.default)
