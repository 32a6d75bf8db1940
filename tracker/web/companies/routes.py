"""Companies: the list, enrolling one, correcting, deleting and restoring it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.calendar import Period
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.records import DAYS_TO_RESTORE
from tracker.queries import cases, companies, programmes
from tracker.queries.teams import list_teams
from tracker.rows.cases import cases_by_company
from tracker.services import companies as services
from tracker.web import choosing, viewing
from tracker.web.companies.forms import (
    ANOTHER,
    CRITERIA,
    CompanyFilterForm,
    CompanyForm,
    CorrectCompanyForm,
    EnrolCompanyForm,
    answer,
    lies_outside,
    stored,
)
from tracker.web.conflicts import clash, settle
from tracker.web.language import say_day
from tracker.web.paging import CARDS, page_of
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes

bp = Blueprint("companies", __name__, url_prefix="/p/<programme>/companies")


@bp.get("/")
@may(Act.BOARD)
def index() -> tuple[str, int]:
    viewer = viewing.viewer()
    # Of a programme that is over the last day counts, as it does for its teams and its loads.
    today = programmes.get_programme(viewer).contract.nearest(viewing.today())
    form = CompanyFilterForm(request.args)
    form.offer(choosing.producers())
    readable = form.validate()
    q = (form.q.data or "")[:200]
    narrowed: dict[str, Any] = {
        "q": q,
        "mine": form.mine.data,
        "producer_id": form.producer_id,
        "role": form.place,
        "visited": form.visited,
    }
    paging = page_of(companies.count_companies(viewer, today=today, **narrowed), size=CARDS)
    rows = companies.list_companies(viewer, today=today, **narrowed, **paging.stretch)
    page = render_template(
        "companies/index.html",
        form=form,
        rows=rows,
        paging=paging,
        teams=list_teams(viewer, today, [row.enrolment_id for row in rows]),
        cases=cases_by_company(cases.list_cases(viewer, enrolment_ids=[row.enrolment_id for row in rows])),
    )
    return page, 200 if readable else 422


@bp.route("/new", methods=["GET", "POST"])
@may(Act.CASES)
@writes
def new() -> Response | tuple[str, int]:
    viewer, programme = viewing.viewer(), programmes.get_programme(viewing.viewer())
    form = EnrolCompanyForm(starts_on=programme.contract.starts_on, ends_on=programme.contract.ends_on, may_be_named=True)
    form.offer()
    namesakes = companies.list_namesakes(viewer, name=form.name.data) if form.name.data else ()
    form.offer_namesakes(namesakes)
    if form.validate_on_submit():
        try:
            enrolment_id = _enrol(form)
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("企業を登録しました。次に、体制（主担当と副担当）を決めてください。"), "success")
            _warn_of_period(form, programme.contract)
            return redirect(url_for("companies.show", enrolment_id=enrolment_id))
    page = render_template("companies/new.html", form=form, namesakes=namesakes if form.is_submitted() else ())
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:enrolment_id>/edit", methods=["GET", "POST"])
@may(Act.CASES)
@writes
def edit(enrolment_id: int) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    row = companies.get_company(viewer, enrolment_id, today=viewing.today())
    form = CorrectCompanyForm(data=stored(row) | {"version": row.version})
    form.offer()
    if form.is_submitted():
        settle(form, stored(row))
    if form.validate_on_submit():
        try:
            services.correct_company(
                viewer,
                enrolment_id=enrolment_id,
                company=form.company,
                support=form.support,
                version=form.version.data,
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs |= {name: answer(conflict.theirs[name]) for name in CRITERIA}
            return render_template("companies/edit.html", form=form, row=row, clash=clash(form, conflict)), 409
        else:
            flash(_("企業の情報を保存しました。"), "success")
            _warn_of_period(form, programmes.get_programme(viewer).contract)
            return redirect(url_for("companies.show", enrolment_id=enrolment_id))
    return render_template("companies/edit.html", form=form, row=row), 422 if form.is_submitted() else 200


@bp.route("/<int:enrolment_id>/delete", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def delete(enrolment_id: int) -> Response | tuple[str, int]:
    row = companies.get_company(viewing.viewer(), enrolment_id, today=viewing.today())
    refusal = ""
    if request.method == "POST":
        try:
            services.delete_company(viewing.viewer(), enrolment_id=enrolment_id, now=viewing.now())
        except RuleBroken as broken:
            refusal = say(broken)
        else:
            flash(_("「%(name)s」を削除しました。30日以内なら「削除した企業と案件」から元に戻せます。", name=row.name), "success")
            return redirect(url_for("companies.index"))
    return render_template("companies/delete.html", row=row, refusal=refusal), 422 if refusal else 200


@bp.get("/deleted")
@may(Act.STAFF)
def deleted() -> str:
    viewer, since = viewing.viewer(), viewing.now() - timedelta(days=DAYS_TO_RESTORE)
    return render_template(
        "companies/deleted.html",
        companies=companies.list_deleted_companies(viewer, since=since),
        cases=cases.list_deleted_cases(viewer, since=since),
    )


@bp.post("/<int:enrolment_id>/restore")
@may(Act.STAFF)
@writes
def restore(enrolment_id: int) -> Response:
    services.restore_company(viewing.viewer(), enrolment_id=enrolment_id, now=viewing.now())
    flash(_("企業を元に戻しました。"), "success")
    return redirect(url_for("companies.show", enrolment_id=enrolment_id))


def _enrol(form: EnrolCompanyForm) -> int:
    viewer, now, key = viewing.viewer(), viewing.now(), form.idempotency_key.data
    if form.company_id is not None:
        return services.enrol_existing(
            viewer, company_id=form.company_id, support=form.support, first_case=form.first_case, now=now, idempotency_key=key
        )
    return services.enrol_company(
        viewer,
        company=form.company,
        support=form.support,
        first_case=form.first_case,
        is_another=form.existing.data == ANOTHER,
        now=now,
        idempotency_key=key,
    )


def _warn_of_period(form: CompanyForm, contract: Period) -> None:
    if lies_outside(Period(form.starts_on.data, form.ends_on.data), contract):
        first, last = say_day(contract.starts_on), say_day(contract.ends_on)
        flash(_("支援期間に、契約期間（%(first)sから%(last)sまで）の外の日があります。", first=first, last=last), "warning")
