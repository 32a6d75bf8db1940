"""月次締め: months, a month of all companies, one company's month closed and opened again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.calendar import Month
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.queries.kept_closing import get_kept_closing, list_kept_months
from tracker.queries.month_closes import get_closing, get_company_closing, list_closing_months
from tracker.rows.month_closes import ClosingRow
from tracker.services.board_lines import bring_up
from tracker.services.month_closes import close_clean_months, close_month, reopen_month
from tracker.web import viewing
from tracker.web.closing import words
from tracker.web.closing.forms import CloseMonthForm, ReopenMonthForm
from tracker.web.language import say_month
from tracker.web.paging import PAGE_SIZE, page_of, wanted_page
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes

bp = Blueprint("closing", __name__, url_prefix="/p/<programme>/closing")


@bp.get("/")
@may(Act.BOARD)
def index() -> str:
    viewer, today = viewing.viewer(), viewing.today()
    find = list_kept_months if bring_up(viewer, today=today) else list_closing_months
    months = find(viewer, today=today)
    return render_template("closing/index.html", months=months, say_progress=words.say_progress)


@bp.get("/<month>")
@may(Act.BOARD)
def show(month: str) -> str:
    viewer, today = viewing.viewer(), viewing.today()
    if bring_up(viewer, today=today):
        counts, closing = get_kept_closing(viewer, _month(month), today=today, page=wanted_page(), size=PAGE_SIZE)
        paging, rows = page_of(counts.companies), closing.companies
    else:
        closing = get_closing(viewer, _month(month), today=today)
        counts, paging = closing.counts, page_of(len(closing.companies))
        rows = closing.companies[paging.offset : paging.offset + paging.size]
    return render_template(
        "closing/show.html",
        closing=closing,
        counts=counts,
        lines=words.lines(closing, rows, closes=viewer.may(Act.STAFF)),
        paging=paging,
        progress=words.say_progress(counts.companies, counts.closed),
    )


@bp.route("/<month>/<int:enrolment_id>", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def close(month: str, enrolment_id: int) -> Response | tuple[str, int]:
    viewer, today, form = viewing.viewer(), viewing.today(), CloseMonthForm()
    row = get_company_closing(viewer, enrolment_id, _month(month), today=today)
    closing = ClosingRow(row.cell.month, True, (row,))
    if form.validate_on_submit():
        try:
            close_month(
                viewer, enrolment_id=enrolment_id, month=row.cell.month, remark=form.remark.data, today=today, now=viewing.now()
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(words.say_closed(row, closing), "success")
            return redirect(url_for("closing.show", month=month))
    status = 422 if form.is_submitted() else 200
    return render_template("closing/close.html", form=form, line=words.line(closing, row, closes=True), row=row), status


@bp.post("/<month>/close-clean")
@may(Act.STAFF)
@writes
def close_clean(month: str) -> Response:
    try:
        count = close_clean_months(viewing.viewer(), month=_month(month), today=viewing.today(), now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        done = {"count": count, "month": say_month(_month(month))}
        flash(ngettext("%(count)s社の%(month)sを締めました。", "%(count)s社の%(month)sを締めました。", count, **done), "success")
    return redirect(url_for("closing.show", month=month))


@bp.route("/<month>/<int:enrolment_id>/reopen", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def reopen(month: str, enrolment_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_company_closing(viewer, enrolment_id, _month(month), today=today)
    if row.close is None and request.method == "GET":
        raise NotFound
    form = ReopenMonthForm(data={"version": row.close.version if row.close else 0})
    if form.validate_on_submit():
        try:
            reopen_month(
                viewer,
                enrolment_id=enrolment_id,
                month=row.cell.month,
                reason=form.reason.data,
                version=form.version.data,
                today=today,
                now=viewing.now(),
            )
        except (RuleBroken, Conflict) as refused:
            pin(form, refused if isinstance(refused, RuleBroken) else RuleBroken(refused.sentence, **refused.params))
        else:
            flash(
                _("%(company)sの%(month)sの締めを解除しました。", company=row.company_name, month=say_month(row.cell.month)),
                "success",
            )
            return redirect(url_for("closing.show", month=month))
    return render_template("closing/reopen.html", form=form, row=row), 422 if form.is_submitted() else 200


def _month(text: str) -> Month:
    """The month of the address; NotFound for what is no month."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise NotFound from error
