"""A team's coverage of the items: the highest mean in the team as a bar, against the line from which somebody is strong."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.charts.figures import GREY, PEER, SELF, figure_text, graph_objects, plain
from tracker.domain.scores import Scale


def coverage_bars(rows: Sequence[tuple[str, float | None, str]], *, strong_from: float, scale: Scale, name: str) -> str:
    """The figure as JSON text; a row is an item, the value (None: nothing is shown) and its words."""
    trace = graph_objects().Bar(
        orientation="h",
        base=scale.minimum,
        x=[None if value is None else value - scale.minimum for _item, value, _words in rows],
        y=[plain(item) for item, _value, _words in rows],
        text=[plain(words) for _item, _value, words in rows],
        textposition="outside",
        cliponaxis=False,
        marker={
            "color": [SELF if value is not None and value >= strong_from else "#ffffff" for _item, value, _words in rows],
            "line": {"color": SELF, "width": 2},
        },
        name=plain(name),
        hovertemplate="%{y}：%{text}<extra></extra>",
    )
    line = {"type": "line", "x0": strong_from, "x1": strong_from, "yref": "paper", "y0": 0, "y1": 1}
    return figure_text(
        [trace],
        {
            "height": 100 + 40 * len(rows),
            "shapes": [{**line, "line": {"color": PEER, "width": 2, "dash": "dash"}}],
            "xaxis": {
                "range": [scale.minimum, scale.maximum + 0.8],
                "tickvals": list(range(scale.minimum, scale.maximum + 1)),
                "gridcolor": GREY,
                "fixedrange": True,
            },
            "yaxis": {"autorange": "reversed", "automargin": True, "fixedrange": True},
            "margin": {"t": 16, "b": 32},
        },
    )
