"""The history of cases: a bar a case from phase to phase, by days; each phase has its lightness, for grey paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.charts.figures import day_axis, figure_text, graph_objects, plain
from tracker.domain.phases import Phase

COLOURS: Mapping[Phase, str] = {  # from light to dark in even steps
    Phase.LISTEN: "#d6e6f4",
    Phase.OBSERVE: "#94c4df",
    Phase.DIAGNOSE: "#3787c0",
    Phase.PLAN: "#08306b",
}
DAY = 86_400_000  # the axis counts in milliseconds
ROW_HEIGHT, FRAME_HEIGHT = 44, 120


@dataclass(frozen=True, slots=True)
class Stretch:
    """A case's days in one phase, the last one up to the day of the page; ``words`` say them, ``address`` is where they lead."""

    case: str
    phase: Phase
    from_on: date
    to_on: date
    words: str
    address: str


def phase_history(cases: Sequence[str], stretches: Sequence[Stretch], names: Mapping[Phase, str], day_format: str) -> str:
    """The figure as JSON text, cases from top to bottom in the order given."""
    go = graph_objects()
    traces = []
    for phase in Phase:
        of_phase = [stretch for stretch in stretches if stretch.phase is phase]
        traces.append(
            go.Bar(
                orientation="h",
                name=plain(names[phase]),
                y=[plain(stretch.case) for stretch in of_phase],
                base=[stretch.from_on.isoformat() for stretch in of_phase],
                x=[max((stretch.to_on - stretch.from_on).days, 1) * DAY for stretch in of_phase],
                customdata=[stretch.address for stretch in of_phase],
                hovertext=[plain(stretch.words) for stretch in of_phase],
                hovertemplate="%{hovertext}<extra></extra>",
                marker={"color": COLOURS[phase], "line": {"color": "#08306b", "width": 1}},
            )
        )
    return figure_text(
        traces,
        {
            "height": FRAME_HEIGHT + ROW_HEIGHT * len(cases),
            "barmode": "overlay",
            "xaxis": day_axis(day_format),
            "yaxis": {
                "categoryorder": "array",
                "categoryarray": [plain(name) for name in cases],
                "autorange": "reversed",
                "automargin": True,
                "fixedrange": True,
            },
            "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
            "margin": {"t": 56, "b": 40},
        },
    )
