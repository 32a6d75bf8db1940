"""Excused months: why a company's month needs no visit, and taking that back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.calendar import Month
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.queries.months import get_company_month
from tracker.rows.months import CompanyMonthRow
from tracker.services.months import NONE_STANDS, excuse_month, withdraw_excuse
from tracker.web import viewing
from tracker.web.carried import own_path, page_before
from tracker.web.closing.asking import standing_over
from tracker.web.conflicts import clash, settle
from tracker.web.language import say_month, say_reason
from tracker.web.months.forms import ExcuseMonthForm
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes

bp = Blueprint("months", __name__, url_prefix="/p/<programme>/months")


# The company's record is asked first: hidden from a coordinator of another team, refused to the other readers.
@bp.route("/<int:enrolment_id>/<month>", methods=["GET", "POST"])
@may(Act.RECORD)
@writes
def excuse(enrolment_id: int, month: str) -> Response | tuple[str, int]:
    row = _load(enrolment_id, month)
    stored = row.excused or row.withdrawn
    form = ExcuseMonthForm(
        data={
            "reason": stored.reason if stored else say_reason(row.called_off),
            "accepted_by": stored.accepted_by if stored else "",
            "version": row.excused.version if row.excused else NONE_STANDS,
            "back": page_before(),
        }
    )
    if row.excused:
        settle(form, {"reason": row.excused.reason, "accepted_by": row.excused.accepted_by})
    standing = standing_over([enrolment_id], row.month.period)
    context: dict[str, Any] = {"form": form, "row": row, "back": own_path(form.back.data), "standing": standing}
    if form.validate_on_submit():
        try:
            excuse_month(
                viewing.viewer(),
                enrolment_id=enrolment_id,
                month=row.month,
                reason=form.reason.data,
                accepted_by=form.accepted_by.data,
                version=form.version.data,
                idempotency_key=form.key.data,
                today=viewing.today(),
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            return render_template("months/excuse.html", clash=clash(form, conflict), **context), 409
        else:
            flash(
                _("%(company)sの%(month)sを見送り（理由承認）にしました。", company=row.company_name, month=say_month(row.month)),
                "success",
            )
            return redirect(own_path(form.back.data) or url_for("dashboard.show"))
    return render_template("months/excuse.html", **context), 422 if form.is_submitted() else 200


@bp.route("/<int:enrolment_id>/<month>/withdraw", methods=["GET", "POST"])
@may(Act.RECORD)
@writes
def withdraw(enrolment_id: int, month: str) -> Response | tuple[str, int]:
    row = _load(enrolment_id, month)
    if request.method == "POST":
        withdraw_excuse(viewing.viewer(), enrolment_id=enrolment_id, month=row.month, today=viewing.today(), now=viewing.now())
        flash(
            _("%(company)sの%(month)sの見送りを取り消しました。", company=row.company_name, month=say_month(row.month)), "success"
        )
        return redirect(url_for("dashboard.show"))
    if row.excused is None:
        raise NotFound
    return render_template("months/withdraw.html", row=row, standing=standing_over([enrolment_id], row.month.period)), 200


def _load(enrolment_id: int, month: str) -> CompanyMonthRow:
    """The company's month of the address; NotFound for what is no month."""
    try:
        of = Month.parse(month)
    except ValueError as error:
        raise NotFound from error
    return get_company_month(viewing.viewer(), enrolment_id, of, today=viewing.today())
