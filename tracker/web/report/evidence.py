"""証憑つづり: for a figure of the report the records behind it as one document for print, with a list in front."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.queries.evidence import get_evidence
from tracker.rows.evidence import Figure, FigureFilter
from tracker.web import viewing
from tracker.web.paging import asked_id, page_of, wanted_page
from tracker.web.report import asking
from tracker.web.report.forms import ReportDateForm
from tracker.web.report.tables import bp
from tracker.web.rights import may
from tracker.web.typed import month_of

VOLUME = 200  # records of one page, which is printed as a document of its own


@bp.get("/evidence")
@may(Act.REPORT)
def evidence() -> str | Response:
    """``?figure=`` with ``company``, ``case`` or ``month``; the days are those of the report."""
    days = asking.days(ReportDateForm(request.args, data=asking.usual_days()))
    if days is None:
        return redirect(f"{url_for('report.show')}?{urlencode(list(request.args.items(multi=True)))}")
    bundle = get_evidence(
        viewing.viewer(),
        _asked(),
        whole=days.whole,
        as_of=days.as_of,
        page=wanted_page(),
        size=VOLUME,
        today=viewing.today(),
    )
    return render_template(
        "report/evidence.html",
        bundle=bundle,
        paging=page_of(bundle.count, size=VOLUME),
        address=asking.address(days),
        period=asking.say_period(days),
    )


def _asked() -> FigureFilter:
    figure = request.args.get("figure", "")
    known = Figure(figure) if figure in set(Figure) else Figure.VISITS
    return FigureFilter(known, asked_id("company"), asked_id("case"), month_of(request.args.get("month")))
