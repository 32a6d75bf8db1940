"""Cases: opening one, correcting, deleting and restoring it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.queries import cases, companies
from tracker.services import cases as services
from tracker.web import viewing
from tracker.web.cases.forms import CorrectCaseForm, OpenCaseForm
from tracker.web.conflicts import clash, settle
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes

bp = Blueprint("cases", __name__, url_prefix="/p/<programme>/cases")


@bp.route("/new", methods=["GET", "POST"])
@may(Act.CASES)
@writes
def new() -> Response | tuple[str, int]:
    """``?company=`` says for which company."""
    viewer, wanted = viewing.viewer(), request.args.get("company", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 10):
        raise NotFound
    company = companies.get_company(viewer, int(wanted), today=viewing.today())
    form = OpenCaseForm()
    form.offer(cases.list_earlier_cases(viewer, company.enrolment_id))
    if form.validate_on_submit():
        try:
            case_id = _open(form, company.enrolment_id)
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("案件を登録しました。"), "success")
            return redirect(url_for("cases.show", case_id=case_id))
    return render_template("cases/new.html", form=form, company=company), 422 if form.is_submitted() else 200


@bp.route("/<int:case_id>/edit", methods=["GET", "POST"])
@may(Act.CASES)
@writes
def edit(case_id: int) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    row = cases.get_case(viewer, case_id)
    form = CorrectCaseForm(obj=row)
    if form.is_submitted():
        settle(form, {"title": row.title, "kind": row.kind, "number": row.number})
    if form.validate_on_submit():
        try:
            services.correct_case(viewer, case_id=case_id, case=form.case, version=form.version.data)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            return render_template("cases/edit.html", form=form, row=row, clash=clash(form, conflict)), 409
        else:
            flash(_("案件を保存しました。"), "success")
            return redirect(url_for("cases.show", case_id=case_id))
    return render_template("cases/edit.html", form=form, row=row), 422 if form.is_submitted() else 200


@bp.route("/<int:case_id>/delete", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def delete(case_id: int) -> Response | tuple[str, int]:
    row = cases.get_case(viewing.viewer(), case_id)
    refusal = ""
    if request.method == "POST":
        try:
            services.delete_case(viewing.viewer(), case_id=case_id, now=viewing.now())
        except RuleBroken as broken:
            refusal = say(broken)
        else:
            flash(
                _("案件「%(title)s」を削除しました。30日以内なら「削除した企業と案件」から元に戻せます。", title=row.title),
                "success",
            )
            return redirect(url_for("companies.show", enrolment_id=row.enrolment_id))
    return render_template("cases/delete.html", row=row, refusal=refusal), 422 if refusal else 200


@bp.post("/<int:case_id>/restore")
@may(Act.STAFF)
@writes
def restore(case_id: int) -> Response:
    services.restore_case(viewing.viewer(), case_id=case_id, now=viewing.now())
    flash(_("案件を元に戻しました。"), "success")
    return redirect(url_for("cases.show", case_id=case_id))


def _open(form: OpenCaseForm, enrolment_id: int) -> int:
    viewer = viewing.viewer()
    if form.earlier is not None:
        return services.take_up_case(viewer, enrolment_id=enrolment_id, case_id=form.earlier, number=form.case.number)
    return services.open_case(
        viewer, enrolment_id=enrolment_id, case=form.case, now=viewing.now(), idempotency_key=form.idempotency_key.data
    )
