"""A heat map of persons or companies by items: numbers in the cells, one hue from light to dark so that it reads in grey."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.charts.figures import figure_text, graph_objects, plain
from tracker.domain.scores import Scale
from tracker.rows.result_pictures import LIGHT_TO_DARK, needs_light_ink

ROW_HEIGHT, FRAME_HEIGHT = 32, 110
Cell = tuple[float | None, str]  # the value (None: nothing is shown) and the words in the cell
Addresses = Sequence[Sequence[str | None]]  # where each cell leads; None: nowhere


def heat_map(
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Cell]]],
    scale: Scale,
    *,
    upright: bool = False,
    addresses: Addresses | None = None,
) -> str:
    """The figure as JSON text, rows from top to bottom in the order given; what is not shown is a blank cell with its words.

    ``upright``: the names of the columns are short, and never turned however narrow the columns are.
    """
    names = [plain(name) for name, _cells in rows]
    places = range(len(columns))
    trace = graph_objects().Heatmap(
        x=list(places),
        y=list(range(len(rows))),
        z=[[value for value, _words in cells] for _name, cells in rows],
        text=[[plain(words) for _value, words in cells] for _name, cells in rows],
        customdata=addresses,
        hoverongaps=False,
        hovertemplate="%{text}<extra></extra>",
        colorscale=list(zip((0.0, 0.5, 1.0), LIGHT_TO_DARK, strict=True)),
        zmin=scale.minimum,
        zmax=scale.maximum,
        xgap=2,
        ygap=2,
        showscale=False,
    )
    inked = [
        {"x": at, "y": place, "text": plain(words), "showarrow": False, "font": _ink(value, scale)}
        for place, (_name, cells) in enumerate(rows)
        for at, (value, words) in enumerate(cells)
    ]
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True}
    return figure_text(
        [trace],
        {
            "height": FRAME_HEIGHT + ROW_HEIGHT * len(rows),
            "xaxis": {
                **axis,
                "tickvals": list(places),
                "ticktext": [plain(name) for name in columns],
                "side": "top",
                **({"tickangle": 0} if upright else {}),
            },
            "yaxis": {**axis, "tickvals": list(range(len(rows))), "ticktext": names, "autorange": "reversed", "automargin": True},
            "annotations": inked,
            "margin": {"t": 72, "b": 12},
        },
    )


def _ink(value: float | None, scale: Scale) -> dict[str, str | int]:
    """White where it stands out better than black, as in the workbook; the library's own grey is faint on the middle blue."""
    if value is None:
        return {"size": 11}
    return {"color": "#ffffff" if needs_light_ink(value, scale) else "#000000"}
