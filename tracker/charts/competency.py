"""The radar of the competency items: self and peers, first and last round; what is not shown is a gap, never a zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracker.charts.figures import PEER, SELF, figure_text, graph_objects, plain
from tracker.domain.scores import Scale

LONGEST_LINE = 7  # characters of an axis label
Points = Sequence[tuple[float | None, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One round's points of self or of peers, item by item: each the value (None is a gap) and how the table says it."""

    name: str
    points: Points
    is_peer: bool
    is_first: bool


def competency_radar(labels: Sequence[str], lines: Sequence[Line], scale: Scale) -> str:
    """The figure as JSON text; ``labels`` name the axes, user text is escaped since the library reads pseudo-HTML."""
    axes = [_in_two_lines(label) for label in labels]
    return figure_text(
        [_trace(axes, line) for line in lines],
        {
            "polar": {
                "radialaxis": {
                    "range": [scale.minimum - 1, scale.maximum],
                    "tickvals": list(range(scale.minimum, scale.maximum + 1)),
                    "angle": 90,
                    "tickangle": 90,
                    "gridcolor": "#cccccc",
                    "linecolor": "#999999",
                },
                "angularaxis": {"rotation": 90, "direction": "clockwise", "gridcolor": "#cccccc", "linecolor": "#999999"},
                "bgcolor": "rgba(0,0,0,0)",
            },
        },
    )


def _in_two_lines(label: str) -> str:
    """A long label broken before its bracket or in its middle, so that it fits beside the radar on a phone; escaped."""
    place = label.find("（")
    if len(label) <= LONGEST_LINE:
        return plain(label)
    if not 0 < place <= LONGEST_LINE + 1:
        place = -(-len(label) // 2)
    return "<br>".join(plain(line) for line in (label[:place], label[place:]))


def _trace(axes: Sequence[str], line: Line) -> Any:
    """First rounds are dotted and open, so colour is never alone."""
    name = plain(line.name)
    colour = PEER if line.is_peer else SELF
    points = [*line.points, *line.points[:1]]  # round to the start; a gap at the first item is one at the end
    return graph_objects().Scatterpolar(
        r=[value for value, _words in points],
        theta=[*axes, *axes[:1]],
        text=[plain(words) for _value, words in points],
        name=name,
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 2 if line.is_first else 3, "dash": "dot" if line.is_first else "solid"},
        marker={
            "size": 8,
            "symbol": ("square" if line.is_peer else "circle") + ("-open" if line.is_first else ""),
            "color": colour,
        },
        hovertemplate=f"%{{theta}}<br>%{{text}}<extra>{name}</extra>",
    )
