"""The dumbbell of the items: self and peers of every round on a line each, over the band of noise around the first round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.charts.figures import GREY, PEER, SELF, figure_text, graph_objects, plain
from tracker.domain.scores import Scale

Point = tuple[float | None, str]  # the value (None is a gap) and how the table says it
ROW_HEIGHT, FRAME_HEIGHT = 26, 120
ROOM_FOR_WORDS = 108  # pixels right of the scale, where no point can lie upon them


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """One item in one round; ``band`` is what the peers' mean may move around the first round's without saying anything."""

    item: str
    round: str
    own: Point
    peer: Point
    band: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Names:
    """What the legend says."""

    own: str
    peer: str
    band: str


def dumbbells(rows: Sequence[Dumbbell], names: Names, scale: Scale) -> str:
    """The figure as JSON text; ``rows`` from top to bottom, the rounds of an item one under the other."""
    return figure_text(
        [*_bands(rows, names, scale), _lines(rows), *_points(rows, names), _words(rows, scale)],
        {
            "height": FRAME_HEIGHT + ROW_HEIGHT * len(rows),
            "xaxis": {
                "range": [scale.minimum - 0.3, scale.maximum + 0.3],
                "tickvals": list(range(scale.minimum, scale.maximum + 1)),
                "gridcolor": GREY,
                "zeroline": False,
                "fixedrange": True,
            },
            "yaxis": {
                "autorange": "reversed",
                "tickvals": list(range(len(rows))),
                "ticktext": [_label(rows, place) for place in range(len(rows))],
                "automargin": True,
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
            "margin": {"t": 60, "b": 32, "r": ROOM_FOR_WORDS},
        },
    )


def _label(rows: Sequence[Dumbbell], place: int) -> str:
    """The item's name above its first round only: beside it, a phone would have no room left for the points."""
    row = rows[place]
    is_first = place == 0 or rows[place - 1].item != row.item
    return f"{plain(row.item)}<br>{plain(row.round)}" if is_first else plain(row.round)


def _bands(rows: Sequence[Dumbbell], names: Names, scale: Scale) -> Iterator[Any]:
    xs: list[float | None] = []
    ys: list[int | None] = []
    for place, row in enumerate(rows):
        if row.band is not None:
            low, high = max(row.band[0], scale.minimum), min(row.band[1], scale.maximum)
            xs += [low, high, None]
            ys += [place, place, None]
    if xs:
        line = {"color": GREY, "width": 14}
        yield graph_objects().Scatter(x=xs, y=ys, mode="lines", line=line, name=plain(names.band), hoverinfo="skip")


def _lines(rows: Sequence[Dumbbell]) -> Any:
    xs: list[float | None] = []
    ys: list[int | None] = []
    for place, row in enumerate(rows):
        xs += [row.own[0], row.peer[0], None]
        ys += [place, place, None]
    line = {"color": "#767676", "width": 2}
    return graph_objects().Scatter(x=xs, y=ys, mode="lines", line=line, showlegend=False, hoverinfo="skip")


def _points(rows: Sequence[Dumbbell], names: Names) -> Iterator[Any]:
    """Marks differ in shape too; a value that is not shown has none."""
    for name, colour, symbol, points in (
        (names.own, SELF, "circle", [row.own for row in rows]),
        (names.peer, PEER, "square", [row.peer for row in rows]),
    ):
        yield graph_objects().Scatter(
            x=[value for value, _words in points],
            y=list(range(len(points))),
            text=[plain(words) for _value, words in points],
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 11},
            name=plain(name),
            hovertemplate=f"%{{text}}<extra>{plain(name)}</extra>",
            cliponaxis=False,
        )


def _words(rows: Sequence[Dumbbell], scale: Scale) -> Any:
    """What is said of the peers, beside the scale: also where nothing is shown."""
    return graph_objects().Scatter(
        x=[scale.maximum + 0.2] * len(rows),
        y=list(range(len(rows))),
        text=[plain(row.peer[1]) for row in rows],
        mode="text",
        textposition="middle right",
        textfont={"size": 11},
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )
