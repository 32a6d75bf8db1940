"""統合: two companies side by side, what moves, and what is to be known before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tracker.domain.calendar import Period


@dataclass(frozen=True, slots=True)
class DoubleRow:
    """Two companies of the programme that may be one."""

    enrolment_id: int
    name: str
    other_id: int
    other_name: str


@dataclass(frozen=True, slots=True)
class SideRow:
    """A field (or a group of them) of both companies."""

    group: str
    kept: tuple[Any, ...]
    gone: tuple[Any, ...]

    @property
    def differs(self) -> bool:
        return self.kept != self.gone

    @property
    def proposes_gone(self) -> bool:
        """Whether only the company that goes says anything."""
        return not any(self.kept) and any(self.gone)


@dataclass(frozen=True, slots=True)
class PairRow:
    """The support of both companies in one programme; ``kept_id`` None: only the other is supported there.

    ``support``: the days of the kept company's support, as they are and joined with the other's.
    """

    programme_id: int
    programme: str
    kept_id: int | None
    gone_id: int
    support: tuple[Period, Period] | None = None

    @property
    def would_grow(self) -> bool:
        """Whether the support would be longer than the kept company's own."""
        return self.support is not None and self.support[0] != self.support[1]


@dataclass(frozen=True, slots=True)
class MergeRow:
    """The page; ``warnings`` are marked sentences with their values, ``hindrance`` what forbids it (None: nothing)."""

    kept_id: int
    gone_id: int
    kept_company_id: int
    gone_company_id: int
    kept_name: str
    gone_name: str
    sides: tuple[SideRow, ...]
    pairs: tuple[PairRow, ...]
    moves: tuple[tuple[str, int], ...]
    warnings: tuple[tuple[str, dict[str, Any]], ...]
    hindrance: tuple[str, dict[str, Any]] | None
    seen: str
