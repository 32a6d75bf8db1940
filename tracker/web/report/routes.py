"""The yearly report: a preview of exactly what goes out, what is missing in it, and the workbook."""

from __future__ import annotations

import io
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.queries.programmes import get_programme
from tracker.queries.report import get_report
from tracker.rows.report import ReportDaysRow
from tracker.rows.report_preview import COMPANIES, ReportPreviewRow, previews
from tracker.web import viewing
from tracker.web.downloads import XLSX, named
from tracker.web.paging import page_of, wanted_page
from tracker.web.refusals import say
from tracker.web.report import asking, making, missing, preview
from tracker.web.report.forms import ReportDateForm
from tracker.web.rights import may
from tracker.web.years import beside_last_year
from tracker.workbooks.report import write_report
from tracker.workbooks.report.names import CODES, file_name

bp = Blueprint("report", __name__, url_prefix="/p/<programme>/report")
SECONDS_TO_ASK = 2
FILES = ("workbook", "csv")  # what is fetched; the rest is looked at
IN_MEMORY = 8 * 1024 * 1024  # a larger workbook waits on the disk


@bp.get("/")
@may(Act.REPORT)
def show() -> str | Response | tuple[str, int]:
    """Of a large report what was read for the viewer within the hour; ``?again=1`` reads it anew."""
    form = ReportDateForm(request.args, data=asking.usual_days())
    days = asking.days(form)
    if days is None:
        return render_template("report/show.html", form=form, report=None), 422
    if making.is_large(days):
        there = making.made("preview", days, afresh="again" in request.args)
        if not there.is_done:
            return redirect(url_for("report.wait", key=there.key))
        report: ReportPreviewRow = there.result(wanted_page())
    else:
        pages = list(previews(get_report(viewing.viewer(), as_of=days.as_of, whole=days.whole)))
        report = pages[min(wanted_page(), len(pages)) - 1]
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
        paging=page_of(report.company_count, size=COMPANIES),
        address=asking.address(report.head),
        may_submit=viewing.viewer().may(Act.REPORT_WRITE),
        data_sheets=CODES,
        period=asking.say_period(report.head),
        years=beside_last_year(viewing.viewer(), fiscal_year=report.head.fiscal_year, today=report.head.as_of)
        if report.head.is_of_year
        else None,
    )


@bp.get("/download")
@may(Act.REPORT)
def download() -> Response:
    form = ReportDateForm(request.args, data=asking.usual_days())
    days = asking.days(form)
    if days is None:
        return redirect(f"{url_for('report.show')}?{urlencode(list(request.args.items(multi=True)))}")
    if making.is_large(days):
        return redirect(url_for("report.wait", key=making.made("workbook", days).key))
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it when it is sent
    report = get_report(viewing.viewer(), as_of=days.as_of, whole=days.whole)
    write_report(report, file, made_at=viewing.now())  # type: ignore[arg-type]
    return _answer(file, days)


@bp.get("/making/<key>")
@may(Act.REPORT)
def wait(key: str) -> str | Response | tuple[str, int, dict[str, str]]:
    """How far it is; asks again by itself, and leads to what was made when it is there."""
    there = making.find(key)
    if there.is_done:
        return redirect(_where(there))
    why = say(there.refusal) if there.refusal else ""
    return (
        render_template("report/wait.html", making=there, why=why),
        200,
        {} if there.has_failed else {"Refresh": f"{SECONDS_TO_ASK}"},
    )


def _where(there: making.Making) -> str:
    if there.task == "preview":
        return url_for("report.show", **asking.address(there.days))  # type: ignore[arg-type]
    if there.task == "changes":
        return url_for("submissions.changes", submission_id=there.more["submission_id"])
    if there.task == "form":
        return url_for("form_templates.preview", form_id=there.more["form_id"], **asking.address(there.days))  # type: ignore[arg-type]
    if there.task == "submission":
        return url_for("submissions.show", submission_id=there.result())
    return url_for("report.fetch", key=there.key)


@bp.get("/made/<key>")
@may(Act.REPORT)
def fetch(key: str) -> Response:
    """A large workbook or table that was made, once."""
    there = making.find(key)
    if there.task not in FILES or not there.is_done:
        return redirect(url_for("report.wait", key=key))
    file = there.file.open("rb")
    file.seek(0, io.SEEK_END)
    making.put_away(there)
    if there.task == "csv":
        return hand_out_table(file, there.days, there.more["code"])
    return _answer(file, there.days)


def hand_out_table(file: Any, days: ReportDaysRow, code: str) -> Response:
    """A data sheet, or without a code all of them in a package; the file stands at its end."""
    size = file.tell()
    file.seek(0)
    response = send_file(file, mimetype="text/csv" if code else "application/zip")
    response.content_length = size
    title = next((title for title, name in CODES.items() if name == code), "")
    name = f"{title}_{days.as_of.isoformat()}.csv" if code else file_name(days).replace(".xlsx", "_CSV.zip")
    plain = f"{code}.csv" if code else f"report-{get_programme(viewing.viewer()).slug}-csv.zip"
    response.headers["Content-Disposition"] = named(name, plain)
    return response


def _answer(file: Any, days: ReportDaysRow) -> Response:
    """The file, which stands at its end."""
    size = file.tell()
    file.seek(0)
    response = send_file(file, mimetype=XLSX)
    response.content_length = size
    plain = f"report-{get_programme(viewing.viewer()).slug}-{days.as_of.isoformat()}.xlsx"
    response.headers["Content-Disposition"] = named(file_name(days), plain)
    return response
