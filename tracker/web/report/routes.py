"""The yearly report: a preview of exactly what goes out, what is missing in it, and the workbook."""

from __future__ import annotations

import io
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.calendar import Period
from tracker.queries.programmes import get_programme
from tracker.queries.report import get_report
from tracker.rows.report_lacks import lacks_of
from tracker.web import viewing
from tracker.web.downloads import XLSX, named
from tracker.web.report import asking, making, missing, preview
from tracker.web.report.forms import ReportDateForm
from tracker.web.rights import may
from tracker.web.years import beside_last_year
from tracker.workbooks.report import write_report
from tracker.workbooks.report.names import CODES

bp = Blueprint("report", __name__, url_prefix="/p/<programme>/report")
SECONDS_TO_ASK = 2
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
    if making.is_large(days[0]):
        return redirect(url_for("report.wait", key=making.begin(*days)))
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it when it is sent
    report = get_report(viewing.viewer(), as_of=days[1], whole=days[0])
    write_report(report, file, made_at=viewing.now())  # type: ignore[arg-type]
    return _answer(file, *days)


@bp.get("/making/<key>")
@may(Act.REPORT)
def wait(key: str) -> str | Response | tuple[str, int, dict[str, str]]:
    """How far a large report is; asks again by itself, and gives the file when it is there."""
    there = making.find(key)
    if there.is_done:
        return redirect(url_for("report.fetch", key=key))
    return render_template("report/wait.html", making=there), 200, {} if there.has_failed else {"Refresh": f"{SECONDS_TO_ASK}"}


@bp.get("/made/<key>")
@may(Act.REPORT)
def fetch(key: str) -> Response:
    """A large report that was made, once."""
    there = making.find(key)
    if not there.is_done:
        return redirect(url_for("report.wait", key=key))
    file = there.file.open("rb")
    file.seek(0, io.SEEK_END)
    making.put_away(there)
    whole = Period(*(date.fromisoformat(there.asked[name]) for name in ("starts_on", "ends_on")))
    return _answer(file, whole, date.fromisoformat(there.asked["as_of"]))


def _answer(file: Any, whole: Period, as_of: date) -> Response:
    """The file, which stands at its end."""
    size = file.tell()
    file.seek(0)
    response = send_file(file, mimetype=XLSX)
    response.content_length = size
    programme = get_programme(viewing.viewer())
    plain = f"report-{programme.slug}-{as_of.isoformat()}.xlsx"
    response.headers["Content-Disposition"] = named(asking.file_name(whole, as_of, fiscal_year=programme.fiscal_year), plain)
    response.headers["Cache-Control"] = "no-store"
    return response
