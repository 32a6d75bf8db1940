"""What changed from the first to the last closed round, of what is shown of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from tracker.domain.scores import PeerMean, change, is_noise
from tracker.rows.assessments import ItemRow
from tracker.rows.results import ChangeRow, GroupRoundRow, MeanRow, PersonRoundRow, ScoreRow

Cell = TypeVar("Cell", ScoreRow, MeanRow)


def person_changes(rounds: Sequence[PersonRoundRow]) -> tuple[ChangeRow, ...]:
    """Of one person, item by item; none with one round."""
    if len(rounds) < 2:
        return ()
    first, last = rounds[0], rounds[-1]
    comparable = first.round.scale == last.round.scale

    def between(earlier: ScoreRow, later: ScoreRow) -> ChangeRow:
        both = earlier.self_score is not None and later.self_score is not None
        own = float((later.self_score or 0) - (earlier.self_score or 0)) if comparable and both else None
        fewest = min(earlier.peer.n or earlier.peer.minimum, later.peer.n or later.peer.minimum)
        return _change(earlier.item, later.item, own, earlier.peer, later.peer, fewest, comparable)

    return _item_by_item(first.scores, last.scores, between)


def group_changes(rounds: Sequence[GroupRoundRow]) -> tuple[ChangeRow, ...]:
    """Of the group, item by item; none with one round."""
    if len(rounds) < 2:
        return ()
    first, last = rounds[0], rounds[-1]
    comparable = first.round.scale == last.round.scale

    def between(earlier: MeanRow, later: MeanRow) -> ChangeRow:
        own = change(earlier.own, later.own) if comparable else None
        fewest = min(earlier.fewest_raters, later.fewest_raters)
        return _change(earlier.item, later.item, own, earlier.peer, later.peer, fewest, comparable)

    return _item_by_item(first.means, last.means, between)


def _item_by_item(
    first: Iterable[Cell], last: Iterable[Cell], between: Callable[[Cell, Cell], ChangeRow]
) -> tuple[ChangeRow, ...]:
    before = {row.item.item_id: row for row in first}
    return tuple(between(before[row.item.item_id], row) for row in last if row.item.item_id in before)


def _change(
    earlier: ItemRow, item: ItemRow, own: float | None, first: PeerMean, last: PeerMean, n: int, comparable: bool
) -> ChangeRow:
    peer = change(first, last) if comparable else None
    return ChangeRow(
        item=item,
        own=own,
        peer=peer,
        is_noise=peer is not None and is_noise(peer, n),
        reworded=earlier.item_version_id != item.item_version_id,
    )
