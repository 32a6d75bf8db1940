"""How a team covers the competency items, from what is shown of its members; never who is weak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from tracker.domain.scores import PeerMean, Scale

THREE_QUARTERS = Fraction(3, 4)
HALF_A_POINT = Fraction(1, 2)


class CoverageState(StrEnum):
    """足りている: somebody is strong there. 薄い: nobody is. わからない: nobody who is shown is, and somebody is not shown."""

    COVERED = "covered"
    THIN = "thin"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ItemCoverage:
    """One team on one item: the highest mean that is shown of its members, how many are strong, how many are not shown.

    A bounded mean counts at its bound, on both sides: 「4.5以上」 is at least 4.5. ``best`` is None where nothing is shown.
    """

    best: PeerMean | None
    strong: int
    told: int
    hidden: int

    @property
    def state(self) -> CoverageState:
        if self.strong:
            return CoverageState.COVERED
        return CoverageState.UNKNOWN if self.hidden or not self.told else CoverageState.THIN


def strong_from(scale: Scale) -> float:
    """From which mean on somebody is strong on an item: within half a point of three quarters of the scale (3.5 of 5)."""
    return float(scale.minimum + THREE_QUARTERS * (scale.maximum - scale.minimum) - HALF_A_POINT)


def is_strong(mean: PeerMean, scale: Scale) -> bool:
    """Whether what is shown of somebody says that they are strong; what is not shown says nothing."""
    return mean.drawn is not None and mean.drawn >= strong_from(scale)


def cover_item(means: Iterable[PeerMean], scale: Scale) -> ItemCoverage:
    """How a team covers one item, from its members' means in any order."""
    members = list(means)
    shown = [mean for mean in members if mean.drawn is not None]
    return ItemCoverage(
        best=max(shown, key=lambda mean: mean.drawn or 0.0, default=None),
        strong=sum(is_strong(mean, scale) for mean in shown),
        told=len(shown),
        hidden=len(members) - len(shown),
    )


def cover_team(
    members: Iterable[int], item_ids: Iterable[int], means: Mapping[tuple[int, int], PeerMean], scale: Scale
) -> tuple[ItemCoverage, ...]:
    """How the team covers each item, in the order of ``item_ids``; whoever is not in ``means`` by (member, item) is hidden."""
    team = sorted(set(members))
    nothing = PeerMean.hidden()
    return tuple(cover_item((means.get((member, item), nothing) for member in team), scale) for item in item_ids)
