"""What every figure shares: the library, loaded when the first chart is drawn, and its text without the default template."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

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


def plain(text: str) -> str:
    """User text as the library shows it as it stands: it reads pseudo-HTML."""
    return escape(text, quote=False)
