"""Challenges of cases: the list, one with its progress, raising, correcting, deciding, ordering, deleting and restoring."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.challenges import ChallengeStatus
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.queries import cases, challenges
from tracker.rows.challenges import ChallengeFilter
from tracker.services import challenges as services
from tracker.web import choosing, conflicts, viewing
from tracker.web.challenges.forms import ChallengeFilterForm, CorrectChallengeForm, DecideChallengeForm, RaiseChallengeForm
from tracker.web.paging import counted_at_most, page_of
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes

bp = Blueprint("challenges", __name__, url_prefix="/p/<programme>/challenges")


@bp.get("/")
@may(Act.BOARD)
def index() -> tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    form = ChallengeFilterForm(request.args)
    form.offer(companies=choosing.companies(), cases=choosing.cases())
    readable = form.validate()
    filters = form.read()
    at_most = counted_at_most()
    paging = page_of(challenges.count_challenges(viewer, today=today, filters=filters, at_most=at_most), at_most=at_most)
    deleted = ChallengeFilter(deleted=True)
    return render_template(
        "challenges/index.html",
        form=form,
        paging=paging,
        rows=challenges.list_challenges(viewer, today=today, filters=filters, open_first=True, **paging.stretch),
        deleted=challenges.list_challenges(viewer, today=today, filters=deleted) if viewer.may(Act.STAFF) else (),
    ), 200 if readable else 422


@bp.get("/<int:challenge_id>")
@may(Act.RECORD)
def show(challenge_id: int) -> str:
    row = challenges.get_challenge(viewing.viewer(), challenge_id, today=viewing.today())
    return render_template("challenges/show.html", row=row)


@bp.route("/new", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def new() -> Response | tuple[str, int]:
    """``?company=`` says for which company, ``case=`` perhaps for which of its cases; without a company the page asks."""
    viewer, today = viewing.viewer(), viewing.today()
    company = choosing.company_to_log(request.args.get("company"))
    if company is None:
        if request.args.get("company"):
            raise NotFound
        return render_template("challenges/choose.html", offered=choosing.companies_to_log()), 200
    form = RaiseChallengeForm(raised_on=today, case_id=request.args.get("case"))
    form.offer(cases.list_cases(viewer, enrolment_ids=[company.enrolment_id]))
    if len(form.case_id.choices) == 1 and not form.is_submitted():
        form.case_id.data = form.case_id.choices[0][0]
    if form.validate_on_submit():
        try:
            challenge_id = services.raise_challenge(
                viewer,
                enrolment_id=company.enrolment_id,
                case_id=int(form.case_id.data),
                title=form.title.data,
                description=form.description.data or "",
                raised_on=form.raised_on.data,
                today=today,
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("課題を登録しました。"), "success")
            return redirect(url_for("challenges.show", challenge_id=challenge_id))
    return render_template("challenges/new.html", form=form, company=company), 422 if form.is_submitted() else 200


@bp.route("/<int:challenge_id>/edit", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def edit(challenge_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = challenges.get_challenge(viewer, challenge_id, today=today)
    form = CorrectChallengeForm(obj=row)
    conflicts.settle(form, {name: getattr(row, name) for name in ("title", "description", "raised_on")})
    clash = None
    if form.validate_on_submit():
        try:
            services.correct_challenge(
                viewer,
                challenge_id,
                title=form.title.data,
                description=form.description.data or "",
                raised_on=form.raised_on.data,
                version=form.version.data,
                today=today,
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            clash = conflicts.clash(form, conflict)
        else:
            flash(_("課題を訂正しました。"), "success")
            return redirect(url_for("challenges.show", challenge_id=challenge_id))
    status = 409 if clash else 422 if form.is_submitted() else 200
    return render_template("challenges/edit.html", form=form, row=row, clash=clash), status


@bp.route("/<int:challenge_id>/decide", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def decide(challenge_id: int) -> Response | tuple[str, int]:
    """解決, 取り下げ, or open again, by hand."""
    viewer, today = viewing.viewer(), viewing.today()
    row = challenges.get_challenge(viewer, challenge_id, today=today)
    form = DecideChallengeForm(version=row.version, decided_on=today)
    form.offer()
    conflicts.settle(form, {"status": row.decided.value, "decided_on": row.decided_on, "reason": row.reason})
    clash = None
    if form.validate_on_submit():
        try:
            services.decide_challenge(
                viewer,
                challenge_id,
                status=ChallengeStatus(form.status.data),
                decided_on=form.decided_on.data,
                reason=form.reason.data or "",
                version=form.version.data,
                today=today,
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            clash = conflicts.clash(form, conflict)
        else:
            flash(_("課題の状態を保存しました。"), "success")
            return redirect(url_for("challenges.show", challenge_id=challenge_id))
    status = 409 if clash else 422 if form.is_submitted() else 200
    return render_template("challenges/decide.html", form=form, row=row, clash=clash), status


@bp.post("/<int:challenge_id>/up")
@may(Act.LOG)
@writes
def move_up(challenge_id: int) -> Response:
    viewer, today = viewing.viewer(), viewing.today()
    services.move_up(viewer, challenge_id, today=today)
    row = challenges.get_challenge(viewer, challenge_id, today=today)
    return redirect(url_for("cases.show", case_id=row.case_id, _anchor="challenges"))


@bp.route("/<int:challenge_id>/delete", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def delete(challenge_id: int) -> Response | str:
    viewer, today = viewing.viewer(), viewing.today()
    row = challenges.get_challenge(viewer, challenge_id, today=today)
    if request.method == "POST":
        services.delete_challenge(viewer, challenge_id, today=today, now=viewing.now())
        flash(_("課題を削除しました。30日以内なら、課題の一覧の下から元に戻せます。"), "success")
        return redirect(url_for("challenges.index"))
    return render_template("challenges/delete.html", row=row)


@bp.post("/<int:challenge_id>/restore")
@may(Act.STAFF)
@writes
def restore(challenge_id: int) -> Response:
    try:
        services.restore_challenge(viewing.viewer(), challenge_id, today=viewing.today(), now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("課題を元に戻しました。"), "success")
    return redirect(url_for("challenges.index"))
