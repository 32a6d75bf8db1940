"""統合 of people: two entries of the roster side by side, what moves, and what is to be known before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tracker.domain.people_merges import AlikeBy
from tracker.rows.merges import SideRow


@dataclass(frozen=True, slots=True)
class DoublePersonRow:
    """Two people of the programme who may be one, and why."""

    by: AlikeBy
    producer_id: int
    name: str
    other_id: int
    other_name: str


@dataclass(frozen=True, slots=True)
class PersonSide:
    """One of the two; ``email`` of the account is what they sign in with."""

    producer_id: int
    name: str
    account_id: int | None
    account_email: str


@dataclass(frozen=True, slots=True)
class PersonMergeRow:
    """The page; ``warnings`` are marked sentences with their values, ``hindrance`` what forbids it (None: nothing)."""

    kept: PersonSide
    gone: PersonSide
    sides: tuple[SideRow, ...]
    moves: tuple[tuple[str, int], ...]
    warnings: tuple[tuple[str, dict[str, Any]], ...]
    hindrance: tuple[str, dict[str, Any]] | None
    seen: str

    @property
    def both_sign_in(self) -> bool:
        return self.kept.account_id is not None and self.gone.account_id is not None
