"""What the pictures of results draw, the same on a page and in a workbook: which rounds, which points, which band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from tracker.domain.scores import PeerMean, Scale
from tracker.rows.assessments import ItemRow, RoundRow
from tracker.rows.results import GroupRoundRow, PersonRoundRow

# The lowest point of a scale, its middle, the highest; lightness falls evenly: told apart without colour, on paper too.
LIGHT_TO_DARK = ("#f2f6fc", "#8fb4e3", "#0b3d91")
DARK_FROM = 0.76  # of the scale: here white ink stands out as much as black, both 4.5 to 1

Round = TypeVar("Round", PersonRoundRow, GroupRoundRow)


@dataclass(frozen=True, slots=True)
class DumbbellRow:
    """The group on one item in one round; ``band``: where the peers' mean may move from the first round's as mere noise."""

    item: ItemRow
    round: RoundRow
    own: PeerMean
    peer: PeerMean
    band: tuple[float, float] | None


def comparable(rounds: tuple[Round, ...]) -> tuple[Round, ...]:
    """The rounds that stand beside the last one: on its scale and with its items."""
    return tuple(one for one in rounds if _is_comparable(one, rounds[-1]))


def ends(rounds: tuple[Round, ...]) -> tuple[Round, ...]:
    """The first and the last round; the last alone where there is no other, or one on another scale or with other items."""
    first, last = rounds[0], rounds[-1]
    return rounds[-1:] if first is last or not _is_comparable(first, last) else (first, last)


def group_dumbbells(rounds: tuple[GroupRoundRow, ...]) -> tuple[DumbbellRow, ...]:
    """The group's means of every round that is comparable with the last, item by item under the words of the last."""
    shown = comparable(rounds)
    return tuple(
        DumbbellRow(shown[-1].means[place].item, one.round, mean.own, mean.peer, band_around(first.peer, first.band, one.round))
        for place, first in enumerate(shown[0].means if shown else ())
        for one in shown
        for mean in (one.means[place],)
    )


def band_around(first: PeerMean, width: float, of: RoundRow) -> tuple[float, float] | None:
    """The band of noise around the first round's mean, inside the scale; None where that is not shown as a value."""
    if first.mean is None:
        return None
    return max(first.mean - width, of.scale.minimum), min(first.mean + width, of.scale.maximum)


def _is_comparable(one: Round, last: Round) -> bool:
    return one.round.scale == last.round.scale and one.item_ids == last.item_ids


def shade(value: float, scale: Scale) -> str:
    """The colour of a value as six hexadecimal digits."""
    at = _share(value, scale) * (len(LIGHT_TO_DARK) - 1)
    place = min(int(at), len(LIGHT_TO_DARK) - 2)
    lower, upper = (bytes.fromhex(LIGHT_TO_DARK[place + step].lstrip("#")) for step in (0, 1))
    return bytes(round(one + (other - one) * (at - place)) for one, other in zip(lower, upper, strict=True)).hex()


def needs_light_ink(value: float, scale: Scale) -> bool:
    """Whether words on the value's colour are white."""
    return _share(value, scale) >= DARK_FROM


def _share(value: float, scale: Scale) -> float:
    return min(max((value - scale.minimum) / (scale.maximum - scale.minimum), 0.0), 1.0)
