"""From the first step to 事業化: a line a case, and on it a mark a step; the marks differ in shape, for grey paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.charts.figures import day_axis, figure_text, graph_objects, heights, plain, row_axis

ROW_HEIGHT, FRAME_HEIGHT = 48, 150
APART = 0.26  # of a row
# By the name of a step: shape, colour of its inside, size. Phases are circles that grow dark; 製品・サービス is the star.
MARKS: Mapping[str, tuple[str, str, int]] = {
    "listen": ("circle", "#ffffff", 12),
    "observe": ("circle", "#b7d4ea", 12),
    "diagnose": ("circle", "#3787c0", 12),
    "plan": ("circle", "#08306b", 12),
    "shown": ("diamond", "#ffffff", 13),
    "concept": ("triangle-up", "#ffffff", 13),
    "prototype": ("square", "#ffffff", 12),
    "organisation": ("pentagon", "#ffffff", 13),
    "scenario": ("triangle-right", "#e5a663", 13),
    "exhibition": ("diamond", "#c74700", 13),
    "business_meeting": ("hexagon", "#e5a663", 13),
    "product": ("star", "#c74700", 17),
    "other": ("cross", "#767676", 11),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A step on the line at ``place``; ``what`` is a key of ``MARKS``, ``words`` say it, ``address`` is where it leads."""

    place: int
    what: str
    on: date
    words: str
    address: str


def case_paths(cases: Sequence[str], marks: Sequence[Mark], names: Mapping[str, str], day_format: str) -> str:
    """The figure as JSON text, cases from top to bottom; only what occurs is in the legend."""
    go = graph_objects()
    traces = [_lines(len(cases), marks)]
    placed = heights(marks, apart=APART)
    for what, (symbol, colour, size) in MARKS.items():
        chosen = [mark for mark in marks if mark.what == what]
        if chosen:
            traces.append(
                go.Scatter(
                    x=[mark.on.isoformat() for mark in chosen],
                    y=[placed[mark] for mark in chosen],
                    customdata=[mark.address for mark in chosen],
                    hovertext=[plain(mark.words) for mark in chosen],
                    hovertemplate="%{hovertext}<extra></extra>",
                    mode="markers",
                    marker={"symbol": symbol, "color": colour, "size": size, "line": {"color": "#1a1a1a", "width": 1.5}},
                    name=plain(names[what]),
                    cliponaxis=False,
                )
            )
    return figure_text(
        traces,
        {
            "height": FRAME_HEIGHT + ROW_HEIGHT * len(cases),
            "xaxis": day_axis(day_format),
            "yaxis": row_axis(cases),
            "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
            "margin": {"t": 90, "b": 40},
        },
    )


def _lines(count: int, marks: Sequence[Mark]) -> object:
    xs: list[str | None] = []
    ys: list[int | None] = []
    for place in range(count):
        days = sorted(mark.on for mark in marks if mark.place == place)
        if days:
            xs += [days[0].isoformat(), days[-1].isoformat(), None]
            ys += [place, place, None]
    line = {"color": "#767676", "width": 2}
    return graph_objects().Scatter(x=xs, y=ys, mode="lines", line=line, showlegend=False, hoverinfo="skip")
