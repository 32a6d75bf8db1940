"""The history of cases: a bar a case from phase to phase, by days; each phase has its lightness, for grey paper.

A phase that the next one followed on the day it began has no length, nor has one begun after a further one: it is a mark on the
bar, as large as one can see and touch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.charts.figures import day_axis, figure_text, graph_objects, heights, plain, row_axis
from tracker.domain.phases import Phase

COLOURS: Mapping[Phase, str] = {  # from light to dark in even steps
    Phase.LISTEN: "#d6e6f4",
    Phase.OBSERVE: "#94c4df",
    Phase.DIAGNOSE: "#3787c0",
    Phase.PLAN: "#08306b",
}
DAY = 86_400_000  # the axis counts in milliseconds
ROW_HEIGHT, FRAME_HEIGHT = 44, 120
BAR, APART = 0.8, 0.36  # of a row: how thick a bar is, how far marks of one day stand from each other
LINE = "#08306b"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A case's days in one phase on the row ``place``, the last one up to the day of the page; ``words`` say them, ``address``
    is where they lead."""

    place: int
    phase: Phase
    on: date
    to_on: date
    words: str
    address: str

    @property
    def days(self) -> int:
        return (self.to_on - self.on).days


def phase_history(cases: Sequence[str], stretches: Sequence[Stretch], names: Mapping[Phase, str], day_format: str) -> str:
    """The figure as JSON text, cases from top to bottom in the order given."""
    go = graph_objects()
    placed = heights([stretch for stretch in stretches if not stretch.days], apart=APART)
    traces = []
    for phase in Phase:
        of_phase = [stretch for stretch in stretches if stretch.phase is phase]
        lasting = [stretch for stretch in of_phase if stretch.days]
        moments = [stretch for stretch in of_phase if not stretch.days]
        bars = go.Bar(
            orientation="h",
            y=[stretch.place for stretch in lasting],
            base=[stretch.on.isoformat() for stretch in lasting],
            x=[stretch.days * DAY for stretch in lasting],
            width=BAR,
            marker={"color": COLOURS[phase], "line": {"color": LINE, "width": 1}},
        )
        marks = go.Scatter(
            mode="markers",
            x=[stretch.on.isoformat() for stretch in moments],
            y=[placed[stretch] for stretch in moments],
            marker={"symbol": "diamond", "size": 13, "color": COLOURS[phase], "line": {"color": LINE, "width": 1.5}},
            showlegend=not lasting,
            cliponaxis=False,
        )
        for trace, told in ((bars, lasting), (marks, moments)):
            if told:
                trace.update(
                    name=plain(names[phase]),
                    legendgroup=phase.value,
                    legendrank=1000 + list(Phase).index(phase),
                    customdata=[stretch.address for stretch in told],
                    hovertext=[plain(stretch.words) for stretch in told],
                    hovertemplate="%{hovertext}<extra></extra>",
                )
                traces.append(trace)
    return figure_text(
        sorted(traces, key=lambda trace: trace.type == "scatter"),  # marks lie on the bars
        {
            "height": FRAME_HEIGHT + ROW_HEIGHT * len(cases),
            "barmode": "overlay",
            "xaxis": day_axis(day_format),
            "yaxis": row_axis(cases),
            "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
            "margin": {"t": 56, "b": 40},
        },
    )
