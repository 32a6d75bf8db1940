"""The overview of all months, one month's diary, and its workbook."""

from __future__ import annotations

from io import BytesIO

from flask import render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.calendar import months_at_hand
from tracker.domain.errors import NotFound
from tracker.domain.work_log import WorkKind
from tracker.queries.diaries import list_diaries
from tracker.queries.diary_names import with_report_names
from tracker.queries.programmes import get_programme
from tracker.rows.work_log import ActivityRow
from tracker.web import viewing
from tracker.web.diaries import words
from tracker.web.diaries.blueprint import bp, load
from tracker.web.diaries.forms import say_rule
from tracker.web.downloads import XLSX, named
from tracker.web.hours_links import line_url
from tracker.web.rights import may
from tracker.workbooks.diary import write_diary


@bp.get("/")
@may(Act.DIARY)
def index() -> str:
    """``?fiscal_year=`` another year than the programme's."""
    viewer = viewing.viewer()
    fiscal_year = _fiscal_year()
    rows = list_diaries(viewer, fiscal_year)
    months = [cell.month for cell in rows[0].cells] if rows else []
    return render_template(
        "diaries/index.html",
        rows=rows,
        months=months,
        near=months_at_hand(months, viewing.today(), before=2, after=0),
        fiscal_year=fiscal_year,
        mine=viewer.producer_id is not None,
    )


@bp.get("/<int:producer_id>")
@may(Act.DIARY)
def year(producer_id: int) -> str:
    """The months of one supporter that make up the total of a year."""
    fiscal_year = _fiscal_year()
    row = next((one for one in list_diaries(viewing.viewer(), fiscal_year) if one.producer_id == producer_id), None)
    if row is None:
        raise NotFound
    return render_template("diaries/year.html", row=row, fiscal_year=fiscal_year)


@bp.get("/<int:producer_id>/<month>")
@may(Act.DIARY)
def show(producer_id: int, month: str) -> str:
    """``?kind=`` or ``?company=`` leaves the lines of which a total counts the time."""
    row = load(producer_id, month)
    kind, company = request.args.get("kind", ""), request.args.get("company", "")
    chosen = tuple(line for line in row.lines if _is_asked(line, kind, company))
    is_narrowed = len(chosen) != len(row.lines)
    return render_template(
        "diaries/show.html",
        row=row,
        days=[(day, [line for line in day.lines if line in chosen]) for day in row.days],
        is_narrowed=is_narrowed,
        chosen_minutes=sum(line.activity.minutes or 0 for line in chosen),
        line_url=line_url,
        rule=say_rule(row.hours.rule),
        warnings=words.warnings(row),
        changes=words.changes(row),
        is_own=viewing.viewer().producer_id == producer_id,
        company_key=words.company_key,
    )


@bp.get("/<int:producer_id>/<month>/download")
@may(Act.DIARY)
def download(producer_id: int, month: str) -> Response:
    row = load(producer_id, month)
    file = BytesIO()
    write_diary(with_report_names(viewing.viewer(), row), file, made_at=viewing.now())
    file.seek(0)
    response = send_file(file, mimetype=XLSX)
    name = _("業務日誌_%(month)s_%(name)s.xlsx", month=row.month.iso, name=row.producer.replace(" ", "").replace("　", ""))
    plain = f"diary-{row.slug}-{row.month.iso}-{row.producer_id}.xlsx"
    response.headers["Content-Disposition"] = named(name, plain)
    return response


def _is_asked(line: ActivityRow, kind: str, company: str) -> bool:
    """``company`` is an enrolment, ``several`` or ``none``; anything that is no such thing narrows nothing."""
    if kind in {one.value for one in WorkKind} and line.activity.kind.value != kind:
        return False
    if company == words.NONE:
        return not line.activity.companies
    if company and all(part.isascii() and part.isdecimal() for part in company.split("-")):
        return words.company_key(line.activity.companies) == company
    return True


def _fiscal_year() -> int:
    """``?fiscal_year=``, else the programme's."""
    text = request.args.get("fiscal_year", "")
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else 0
    return asked if 2000 <= asked <= 2199 else get_programme(viewing.viewer()).fiscal_year
