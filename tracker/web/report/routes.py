"""The yearly report: a preview of exactly what goes out, what is missing in it, and the workbook."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.rows.report_lacks import lacks_of
from tracker.web import viewing
from tracker.web.report import asking, missing, preview
from tracker.web.report.forms import ReportDateForm
from tracker.web.rights import may
from tracker.web.years import beside_last_year
from tracker.workbooks.report import write_report
from tracker.workbooks.report.names import CODES

bp = Blueprint("report", __name__, url_prefix="/p/<programme>/report")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 8 * 1024 * 1024  # a larger workbook waits on the disk


@bp.get("/")
@may(Act.REPORT)
def show() -> str | tuple[str, int]:
    form = ReportDateForm(request.args, data=asking.usual_days())
    report = asking.read(form)
    if report is None:
        return render_template("report/show.html", form=form, report=None), 422
    return render_template(
        "report/show.html",
        form=form,
        report=report,
        missing=missing.groups(report, lacks_of(report), viewing.viewer()),
        tiles=preview.tiles(report),
        visits=preview.visits(report),
        meetings=preview.meetings(report),
        companies=preview.companies(report),
        cases=preview.cases(report),
        items=preview.items(report),
        outcomes=preview.outcomes(report),
        address=asking.address(report.head),
        data_sheets=CODES,
        may_submit=viewing.viewer().may(Act.SUBMIT),
        period=asking.say_period(report.head),
        years=beside_last_year(viewing.viewer(), fiscal_year=report.head.fiscal_year, today=report.head.as_of)
        if report.head.is_of_year
        else None,
    )


@bp.get("/download")
@may(Act.REPORT)
def download() -> Response:
    form = ReportDateForm(request.args, data=asking.usual_days())
    report = asking.read(form)
    if report is None:
        return redirect(f"{url_for('report.show')}?{urlencode(list(request.args.items(multi=True)))}")
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it when it is sent
    write_report(report, file, made_at=viewing.now())  # type: ignore[arg-type]
    size = file.tell()
    file.seek(0)
    response = send_file(file, mimetype=XLSX)  # type: ignore[arg-type]
    response.content_length = size
    head = report.head
    plain = f"report-{head.slug}-{head.as_of.isoformat()}.xlsx"
    response.headers["Content-Disposition"] = asking.as_attachment(asking.file_name(head), plain)
    response.headers["Cache-Control"] = "no-store"
    return response
