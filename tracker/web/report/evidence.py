"""証憑つづり: for a figure of the report the records behind it as one document for print, with a list in front."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.calendar import Month
from tracker.domain.errors import NotFound
from tracker.queries.attachments import list_attachments
from tracker.rows.attachments import AttachmentFilter
from tracker.rows.evidence import Figure, FigureFilter, records_of, with_pictures
from tracker.web import viewing
from tracker.web.paging import asked_id
from tracker.web.report import asking
from tracker.web.report.forms import ReportDateForm
from tracker.web.report.tables import bp
from tracker.web.rights import may

SHOWN_IN_FULL = 200


@bp.get("/evidence")
@may(Act.REPORT)
def evidence() -> str | Response:
    """``?figure=`` with ``company``, ``case`` or ``month``; the days are those of the report."""
    report = asking.read(ReportDateForm(request.args, data=asking.usual_days()))
    if report is None:
        return redirect(f"{url_for('report.show')}?{urlencode(list(request.args.items(multi=True)))}")
    asked = _asked()
    if asked.company not in {None, *(row.enrolment_id for row in report.companies)} or asked.case not in {
        None,
        *(row.case_id for row in report.cases),
    }:
        raise NotFound
    rows = records_of(report, asked)
    if len(rows) <= SHOWN_IN_FULL:
        viewer, filters = viewing.viewer(), AttachmentFilter(company=asked.company)
        rows = with_pictures(report, rows, list_attachments(viewer, today=viewing.today(), filters=filters))
    return render_template(
        "report/evidence.html",
        report=report,
        asked=asked,
        rows=rows,
        in_full=len(rows) <= SHOWN_IN_FULL,
        most=SHOWN_IN_FULL,
        address=asking.address(report.head),
        period=asking.say_period(report.head),
    )


def _asked() -> FigureFilter:
    figure, month = request.args.get("figure", ""), request.args.get("month", "")
    try:
        of_month = Month.parse(month) if month else None
    except ValueError:
        of_month = None
    known = Figure(figure) if figure in set(Figure) else Figure.VISITS
    return FigureFilter(known, asked_id("company"), asked_id("case"), of_month)
