"""Load by person and month: numbers in the cells, one hue from light to dark so that it reads in grey; no one is ranked."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.charts.figures import figure_text, graph_objects, plain
from tracker.charts.heat_map import FRAME_HEIGHT, ROW_HEIGHT
from tracker.rows.result_pictures import LIGHT_TO_DARK

Cell = tuple[float, str]


def load_map(months: Sequence[str], rows: Sequence[tuple[str, Sequence[Cell]]]) -> str:
    """The figure as JSON text, persons from top to bottom in the order given."""
    places, names = list(range(len(months))), [plain(name) for name, _cells in rows]
    most = max((value for _name, cells in rows for value, _words in cells), default=0)
    trace = graph_objects().Heatmap(
        x=places,
        y=list(range(len(rows))),
        z=[[value for value, _words in cells] for _name, cells in rows],
        text=[[plain(words) for _value, words in cells] for _name, cells in rows],
        texttemplate="%{text}",
        hovertemplate="%{text}<extra></extra>",
        colorscale=[list(step) for step in zip((0.0, 0.5, 1.0), LIGHT_TO_DARK, strict=True)],
        zmin=0,
        zmax=max(most, 1),
        xgap=2,
        ygap=2,
        showscale=False,
    )
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True}
    return figure_text(
        [trace],
        {
            "height": FRAME_HEIGHT + ROW_HEIGHT * len(rows),
            "xaxis": {**axis, "tickvals": places, "ticktext": [plain(month) for month in months], "side": "top"},
            "yaxis": {**axis, "tickvals": list(range(len(rows))), "ticktext": names, "autorange": "reversed", "automargin": True},
            "margin": {"t": 48, "b": 12},
        },
    )
