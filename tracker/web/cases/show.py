"""One case: its phases with their evidence, the reasons for what came out of order, its outcomes."""

from __future__ import annotations

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.calendar import fiscal_year_period
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.phases import Phase, out_of_order_records
from tracker.queries.challenges import list_challenges
from tracker.queries.companies import get_company
from tracker.queries.outcomes import list_outcomes
from tracker.queries.phases import get_case_progress, list_phase_reasons
from tracker.queries.programmes import get_programme
from tracker.queries.scope import may_log_company
from tracker.queries.tool_uses import list_case_tools
from tracker.queries.voices import list_voices
from tracker.rows.challenges import ChallengeFilter
from tracker.rows.exhibitions import VoiceFilter
from tracker.rows.outcomes import OutcomeFilter
from tracker.services.phases import give_phase_reason, revoke_phase_reason
from tracker.web import viewing
from tracker.web.cases.reasons import PhaseReasonForm, RevokeReasonForm
from tracker.web.cases.routes import bp
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes
from tracker.web.years import readable_years


@bp.get("/<int:case_id>")
@may(Act.BOARD)
def show(case_id: int) -> str:
    return _page(case_id, PhaseReasonForm(formdata=None, idempotency_key=secrets.token_urlsafe(16)))


@bp.post("/<int:case_id>/reason")
@may(Act.LOG)
@writes
def give_reason(case_id: int) -> Response | tuple[str, int]:
    form = PhaseReasonForm()
    viewer, today = viewing.viewer(), viewing.today()
    case = get_case_progress(viewer, case_id, as_of=today)
    if not may_log_company(viewer, case.enrolment_id, today):
        raise NotFound
    if form.validate_on_submit():
        try:
            give_phase_reason(
                viewer,
                case_id=case_id,
                phase=Phase(form.phase.data),
                reason=form.reason.data,
                today=today,
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data or None,
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("理由を保存しました。"), "success")
            return redirect(url_for("cases.show", case_id=case_id))
    if not case.lacking_reason:  # given meanwhile: there is no form to come back to
        flash(_("この案件では、理由を書く必要はなくなりました。"), "info")
        return redirect(url_for("cases.show", case_id=case_id))
    return _page(case_id, form), 422


@bp.route("/<int:case_id>/reason/<int:reason_id>/revoke", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def revoke_reason(case_id: int, reason_id: int) -> Response | str | tuple[str, int]:
    viewer = viewing.viewer()
    case = get_case_progress(viewer, case_id, as_of=viewing.today())
    row = next((reason for reason in list_phase_reasons(viewer, case_id) if reason.reason_id == reason_id), None)
    if row is None or (row.revoked_at is not None and request.method == "GET"):
        return redirect(url_for("cases.show", case_id=case_id))
    form = RevokeReasonForm(version=row.version)
    if form.validate_on_submit():
        revoke_phase_reason(viewer, reason_id=reason_id, version=row.version, why=form.why.data, now=viewing.now())
        flash(_("理由を取り消しました。担当者に、あらためて理由を求めます。"), "success")
        return redirect(url_for("cases.show", case_id=case_id))
    status = 422 if request.method == "POST" else 200
    return render_template("cases/revoke_reason.html", case=case, row=row, form=form), status


def _page(case_id: int, form: PhaseReasonForm) -> str:
    viewer, today = viewing.viewer(), viewing.today()
    case = get_case_progress(viewer, case_id, as_of=today)
    company = get_company(viewer, case.enrolment_id, today=today)
    programme = get_programme(viewer)
    if not form.phase.data and case.lacking_reason:
        form.phase.data = case.lacking_reason[0].value
    reasons = list_phase_reasons(viewer, case_id) if company.record is not None else ()
    told = {*case.lacking_reason, *(reason.phase for reason in reasons)}
    return render_template(
        "cases/show.html",
        case=case,
        mendable=[
            item for item in out_of_order_records(case.progress, case.lacking_reason) if item.programme_id == viewer.programme
        ],
        years=readable_years(viewer, case.progress.programme_ids),
        company=company,
        form=form,
        reasons=reasons,
        explained_before=[phase for phase in case.progress.out_of_order if phase not in told] if company.record else (),
        voices=list_voices(viewer, today=today, filters=VoiceFilter(case=case_id)),
        challenges=list_challenges(viewer, today=today, filters=ChallengeFilter(case=case_id)),
        outcomes=list_outcomes(viewer, today=today, filters=OutcomeFilter(case=case_id)),
        tools=list_case_tools(viewer, case_id, period=fiscal_year_period(programme.fiscal_year), today=today),
        fiscal_year=programme.fiscal_year,
        may_log=may_log_company(viewer, case.enrolment_id, today),
    )
