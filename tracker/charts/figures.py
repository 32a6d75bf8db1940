"""What every figure shares: the library, loaded when the first chart is drawn, and its text without the default template."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any, Protocol, TypeVar

SELF, PEER = "#0055ad", "#c74700"  # apart in hue and in lightness
GREY = "#d9d9d9"


def graph_objects() -> Any:
    """The one place that loads the library, when the first chart is drawn."""
    import plotly.graph_objects  # noqa: PLC0415 - half a second that a start need not wait for

    return plotly.graph_objects


def figure_text(traces: Sequence[Any], layout: Mapping[str, Any]) -> str:
    """The figure as JSON text; the default template would add six kilobytes."""
    figure = graph_objects().Figure(data=list(traces), layout={"template": None, **layout})
    content = json.loads(figure.to_json())
    content["layout"].pop("template", None)
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def day_axis(day_format: str) -> dict[str, Any]:
    """An axis of days; ``day_format`` is how d3 writes one in the reader's language."""
    return {"type": "date", "tickformat": day_format, "gridcolor": GREY, "fixedrange": True}


class OnRow(Protocol):
    """A mark of one day on a row."""

    @property
    def place(self) -> int: ...
    @property
    def on(self) -> date: ...


Mark = TypeVar("Mark", bound=OnRow)


def row_axis(names: Sequence[str]) -> dict[str, Any]:
    """An axis of rows by their place, from top to bottom."""
    return {
        "range": [len(names) - 0.5, -0.5],
        "tickvals": list(range(len(names))),
        "ticktext": [plain(name) for name in names],
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }


def heights(marks: Iterable[Mark], *, apart: float) -> dict[Mark, float]:
    """What happened on one day stands one above the other on its row, so that no mark hides another; ``apart`` in rows."""
    same_day: defaultdict[tuple[int, date], list[Mark]] = defaultdict(list)
    for mark in marks:
        same_day[mark.place, mark.on].append(mark)
    return {
        mark: place + (index - (len(of_day) - 1) / 2) * apart
        for (place, _on), of_day in same_day.items()
        for index, mark in enumerate(of_day)
    }


def plain(text: str) -> str:
    """User text as the library shows it as it stands: it reads pseudo-HTML."""
    return escape(text, quote=False)
