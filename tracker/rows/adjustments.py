"""The means without severity as a manager may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.domain.adjustment import AdjustmentState
from tracker.domain.scores import PeerMean


@dataclass(frozen=True, slots=True)
class AdjustmentRow:
    """The means without severity of one round by (producer id, item id), or why there are none; for managers alone.

    ``took_part``: the viewer rated in it or was rated, and is shown none. ``groups``: the names of the raters who can be compared
    with each other, where not all can.
    """

    state: AdjustmentState
    took_part: bool = False
    means: Mapping[tuple[int, int], PeerMean] = field(default_factory=dict)
    groups: tuple[tuple[str, ...], ...] = ()
