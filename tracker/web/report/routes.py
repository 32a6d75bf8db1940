"""The yearly report: a preview of exactly what goes out, what is missing in it, and the workbook."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.era import era_fiscal_year
from tracker.domain.errors import RuleBroken
from tracker.queries.report import get_report
from tracker.rows.report import ReportRow
from tracker.web import viewing
from tracker.web.refusals import pin
from tracker.web.report import missing, preview
from tracker.web.report.forms import ReportDateForm
from tracker.web.rights import may
from tracker.web.years import beside_last_year, usual_report_day
from tracker.workbooks.report import write_report

bp = Blueprint("report", __name__, url_prefix="/p/<programme>/report")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 8 * 1024 * 1024  # a larger workbook waits on the disk


@bp.get("/")
@may(Act.REPORT)
def show() -> str | tuple[str, int]:
    form = ReportDateForm(request.args, as_of=usual_report_day())
    report = _read(form)
    if report is None:
        return render_template("report/show.html", form=form, report=None), 422
    return render_template(
        "report/show.html",
        form=form,
        report=report,
        missing=missing.groups(report, viewing.viewer()),
        tiles=preview.tiles(report),
        visits=preview.visits(report),
        meetings=preview.meetings(report),
        companies=preview.companies(report),
        cases=preview.cases(report),
        items=preview.items(report),
        outcomes=preview.outcomes(report),
        years=beside_last_year(viewing.viewer(), fiscal_year=report.head.fiscal_year, today=report.head.as_of),
    )


@bp.get("/download")
@may(Act.REPORT)
def download() -> Response:
    form = ReportDateForm(request.args, as_of=usual_report_day())
    report = _read(form)
    if report is None:
        return redirect(url_for("report.show", as_of=request.args.get("as_of", "")))
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it when it is sent
    write_report(report, file, made_at=viewing.now())  # type: ignore[arg-type]
    size = file.tell()
    file.seek(0)
    response = send_file(file, mimetype=XLSX)  # type: ignore[arg-type]
    response.content_length = size
    response.headers["Content-Disposition"] = _attachment(report)
    response.headers["Cache-Control"] = "no-store"
    return response


def _read(form: ReportDateForm) -> ReportRow | None:
    """The report of the day that the form names; None with the reason on the form."""
    if form.as_of.raw_data and not form.validate():
        return None
    try:
        return get_report(viewing.viewer(), as_of=form.as_of.data or usual_report_day())
    except RuleBroken as broken:
        pin(form, broken)
        return None


def _attachment(report: ReportRow) -> str:
    """A name in Japanese for every browser of today (RFC 5987), and one in ASCII for the rest."""
    head = report.head
    name = f"{era_fiscal_year(head.fiscal_year)}_実施報告_{head.as_of.isoformat()}.xlsx"
    return f"attachment; filename=\"report-{head.slug}-{head.as_of.isoformat()}.xlsx\"; filename*=UTF-8''{quote(name)}"
