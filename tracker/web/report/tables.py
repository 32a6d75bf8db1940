"""The report's data sheets as comma-separated files, one of them or all in a package."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlencode

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import NotFound
from tracker.queries.report import get_report
from tracker.web import viewing
from tracker.web.report import asking, making
from tracker.web.report.forms import ReportDateForm
from tracker.web.report.routes import bp, hand_out_table
from tracker.web.rights import may
from tracker.workbooks.report import sheet_as_csv, write_zip
from tracker.workbooks.report.names import CODES


@bp.get("/csv/<code>")
@may(Act.REPORT)
def table(code: str) -> Response:
    if code not in CODES.values():
        raise NotFound
    return _tables(code)


@bp.get("/csv")
@may(Act.REPORT)
def tables() -> Response:
    return _tables("")


def _tables(code: str) -> Response:
    """The data sheet of this name, or all of them."""
    days = asking.days(ReportDateForm(request.args, data=asking.usual_days()))
    if days is None:
        return redirect(f"{url_for('report.show')}?{urlencode(list(request.args.items(multi=True)))}")
    if making.is_large(days):
        return redirect(url_for("report.wait", key=making.made("csv", days, code=code).key))
    report, file = get_report(viewing.viewer(), as_of=days.as_of, whole=days.whole), BytesIO()
    if code:
        file.write(sheet_as_csv(code, report))
    else:
        write_zip(report, file)
    return hand_out_table(file, days, code)
