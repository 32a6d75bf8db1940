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
    """The figure as JSON text; ``rows`` from top to bottom, under the name of each item its rounds."""
    places, heads = _places(rows)
    return figure_text(
        [*_bands(rows, places, names, scale), _lines(rows, places), *_points(rows, places, names)],
        {
            "height": FRAME_HEIGHT + ROW_HEIGHT * (len(rows) + len(heads)),
            "xaxis": {
                "range": [scale.minimum - 0.3, scale.maximum + 0.3],
                "tickvals": list(range(scale.minimum, scale.maximum + 1)),
                "gridcolor": GREY,
                "zeroline": False,
                "fixedrange": True,
            },
            "yaxis": {
                "range": [len(rows) + len(heads) - 0.4, -0.6],
                "tickvals": places,
                "ticktext": [plain(row.round) for row in rows],
                "automargin": True,
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
            "annotations": [*_headings(heads), *_words(rows, places)],
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
            "margin": {"t": 60, "b": 32, "r": ROOM_FOR_WORDS},
        },
    )


def _places(rows: Sequence[Dumbbell]) -> tuple[list[int], list[tuple[int, str]]]:
    """Where each row stands, and where the name of each item, which has a line of its own: beside it the points had no room."""
    places: list[int] = []
    heads: list[tuple[int, str]] = []
    for at, row in enumerate(rows):
        if at == 0 or rows[at - 1].item != row.item:
            heads.append((at + len(heads), row.item))
        places.append(at + len(heads))
    return places, heads


def _headings(heads: Sequence[tuple[int, str]]) -> list[dict[str, Any]]:
    beside = {"xref": "paper", "x": 0, "xanchor": "left", "showarrow": False}
    return [{**beside, "y": place, "text": f"<b>{plain(item)}</b>", "bgcolor": "#ffffff"} for place, item in heads]


def _bands(rows: Sequence[Dumbbell], places: Sequence[int], names: Names, scale: Scale) -> Iterator[Any]:
    xs: list[float | None] = []
    ys: list[int | None] = []
    for place, row in zip(places, rows, strict=True):
        if row.band is not None:
            low, high = max(row.band[0], scale.minimum), min(row.band[1], scale.maximum)
            xs += [low, high, None]
            ys += [place, place, None]
    if xs:
        line = {"color": GREY, "width": 14}
        yield graph_objects().Scatter(x=xs, y=ys, mode="lines", line=line, name=plain(names.band), hoverinfo="skip")


def _lines(rows: Sequence[Dumbbell], places: Sequence[int]) -> Any:
    xs: list[float | None] = []
    ys: list[int | None] = []
    for place, row in zip(places, rows, strict=True):
        xs += [row.own[0], row.peer[0], None]
        ys += [place, place, None]
    line = {"color": "#767676", "width": 2}
    return graph_objects().Scatter(x=xs, y=ys, mode="lines", line=line, showlegend=False, hoverinfo="skip")


def _points(rows: Sequence[Dumbbell], places: Sequence[int], names: Names) -> Iterator[Any]:
    """Marks differ in shape too; a value that is not shown has none."""
    for name, colour, symbol, size, points in (
        (names.own, SELF, "circle", 15, [row.own for row in rows]),  # seen behind a square that lies on it
        (names.peer, PEER, "square", 9, [row.peer for row in rows]),
    ):
        yield graph_objects().Scatter(
            x=[value for value, _words in points],
            y=list(places),
            text=[plain(words) for _value, words in points],
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": size},
            name=plain(name),
            hovertemplate=f"%{{text}}<extra>{plain(name)}</extra>",
            cliponaxis=False,
        )


def _words(rows: Sequence[Dumbbell], places: Sequence[int]) -> list[dict[str, Any]]:
    """What is said of the peers, right of the scale: also where nothing is shown."""
    beside = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 8, "showarrow": False, "font": {"size": 11}}
    return [{**beside, "y": place, "text": plain(row.peer[1])} for row, place in zip(rows, places, strict=True)]
