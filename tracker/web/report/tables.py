"""The report's data sheets as comma-separated files, one of them or all in a package."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlencode

from flask import redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import NotFound
from tracker.rows.report import ReportRow
from tracker.web.downloads import named
from tracker.web.report import asking
from tracker.web.report.forms import ReportDateForm
from tracker.web.report.routes import bp
from tracker.web.rights import may
from tracker.workbooks.report import sheet_as_csv, write_zip
from tracker.workbooks.report.names import CODES


@bp.get("/csv/<code>")
@may(Act.REPORT)
def table(code: str) -> Response:
    title = next((title for title, name in CODES.items() if name == code), None)
    if title is None:
        raise NotFound
    report = _asked()
    if report is None:
        return _back()
    content = sheet_as_csv(code, report)
    return _hand_out(content, "text/csv", f"{title}_{report.head.as_of.isoformat()}.csv", f"{code}.csv")


@bp.get("/csv")
@may(Act.REPORT)
def tables() -> Response:
    report = _asked()
    if report is None:
        return _back()
    file = BytesIO()
    write_zip(report, file)
    name = asking.file_name(report.head.whole, report.head.as_of, fiscal_year=report.head.fiscal_year).replace(
        ".xlsx", "_CSV.zip"
    )
    return _hand_out(file.getvalue(), "application/zip", name, f"report-{report.head.slug}-csv.zip")


def _asked() -> ReportRow | None:
    return asking.read(ReportDateForm(request.args, data=asking.usual_days()))


def _back() -> Response:
    return redirect(f"{url_for('report.show')}?{urlencode(list(request.args.items(multi=True)))}")


def _hand_out(content: bytes, media_type: str, name: str, plain: str) -> Response:
    response = send_file(BytesIO(content), mimetype=media_type)
    response.headers["Content-Disposition"] = named(name, plain)
    response.headers["Cache-Control"] = "no-store"
    return response
