"""Next actions, open and done."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.dates import parse_day
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.follow_up import ActionStatus, Side, put_off
from tracker.queries import actions, cases
from tracker.queries.scope import may_log_company
from tracker.rows.actions import ActionRow, by_side
from tracker.services import actions as services
from tracker.web import carried, choosing, conflicts, viewing
from tracker.web.actions.forms import ActionFilterForm, AddActionForm, CorrectActionForm
from tracker.web.asked import asked_again
from tracker.web.language import say_day
from tracker.web.paging import CARDS, counted_at_most, page_of
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.tapped import moved_from, tapped
from tracker.web.writing import writes

MOST_ON_PAPER = 1_000

bp = Blueprint("actions", __name__, url_prefix="/p/<programme>/actions")


@bp.get("/")
@may(Act.BOARD)
def index() -> tuple[str, int]:
    """Opens on the open ones; with anything in the address, on what that says."""
    viewer, today = viewing.viewer(), viewing.today()
    form, readable = _filters()
    filters = form.read()
    at_most = counted_at_most(CARDS)
    count = actions.count_actions(viewer, today=today, filters=filters, at_most=at_most)
    paging = page_of(count, size=CARDS, at_most=at_most)
    rows = actions.list_actions(viewer, today=today, filters=filters, **paging.stretch, by_side=True)
    # The address without what was tapped last: where the next tap comes back to.
    asked = asked_again("moved", "from")
    here = url_for("actions.index", **(asked or {"status": ActionStatus.OPEN.value}))  # type: ignore[arg-type]
    logs_for = filters.company if filters.company and may_log_company(viewer, filters.company, today) else None
    back = {"here": here, "moved": tapped("moved"), "moved_from": moved_from()}
    page = render_template("actions/index.html", form=form, sides=by_side(rows), paging=paging, logs_for=logs_for, **back)
    return page, 200 if readable else 422


@bp.get("/sheet")
@may(Act.BOARD)
def sheet() -> str:
    """The same list on paper: all of it, by side, without buttons; a filter that cannot be read narrows nothing."""
    form, _readable = _filters()
    rows = actions.list_actions(viewing.viewer(), today=viewing.today(), filters=form.read(), limit=MOST_ON_PAPER, by_side=True)
    return render_template("actions/sheet.html", rows=rows, sides=tuple(Side))


@bp.get("/deleted")
@may(Act.STAFF)
def deleted() -> str:
    rows = actions.list_deleted_actions(viewing.viewer(), today=viewing.today(), now=viewing.now())
    return render_template("actions/deleted.html", rows=rows)


@bp.route("/new", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def new() -> Response | tuple[str, int]:
    """``?company=`` says for which company; without it the page asks."""
    viewer, today = viewing.viewer(), viewing.today()
    chosen = request.args.get("company", "")
    company = choosing.company_to_log(chosen)
    if company is None:
        offered = choosing.companies_to_log()
        return render_template("actions/choose.html", offered=offered, unknown=bool(chosen)), 404 if chosen else 200
    form = AddActionForm()
    form.offer(
        owners=choosing.producers(since=today),
        cases=cases.list_cases(viewer, enrolment_ids=[company.enrolment_id]),
    )
    if not form.is_submitted() and viewer.producer_id:
        form.owner_id.data = str(viewer.producer_id)
    if form.validate_on_submit():
        try:
            services.add_action(
                viewer,
                enrolment_id=company.enrolment_id,
                what=form.what.data,
                owner_id=form.owner,
                owner_name=form.owner_name.data,
                due_on=form.due_on.data,
                case_id=form.case,
                idempotency_key=form.idempotency_key.data,
                today=today,
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("宿題を追加しました。"), "success")
            return redirect(_back(company.enrolment_id))
    return render_template("actions/new.html", form=form, company=company, back=_back(company.enrolment_id)), (
        422 if form.is_submitted() else 200
    )


@bp.route("/<int:action_id>/edit", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def edit(action_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = actions.get_action(viewer, action_id, today=today)
    form = CorrectActionForm(
        obj=row,
        owner_id=str(row.owner_id or ""),
        owner_name="" if row.owner_id else row.owner,
        case_id=str(row.case_id or ""),
    )
    form.offer(
        owners=choosing.producers(since=today),
        cases=cases.list_cases(viewer, enrolment_ids=[row.enrolment_id]),
    )
    back = _back(row.enrolment_id)
    if form.is_submitted():
        conflicts.settle(form, _stored(row))
    if form.validate_on_submit():
        try:
            services.correct_action(
                viewer,
                action_id,
                what=form.what.data,
                owner_id=form.owner,
                owner_name=form.owner_name.data,
                due_on=form.due_on.data,
                case_id=form.case,
                version=form.version.data,
                today=today,
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            clash = conflicts.clash(form, conflict)
            return render_template("actions/edit.html", form=form, row=row, back=back, clash=clash), 409
        else:
            flash(_("宿題を訂正しました。"), "success")
            return redirect(back)
    return render_template("actions/edit.html", form=form, row=row, back=back), 422 if form.is_submitted() else 200


@bp.post("/<int:action_id>/finish")
@may(Act.LOG)
@writes
def finish(action_id: int) -> Response:
    services.finish_action(viewing.viewer(), action_id, today=viewing.today())
    flash(_("宿題を完了にしました。"), "success")
    return redirect(_back())


@bp.post("/<int:action_id>/reopen")
@may(Act.LOG)
@writes
def reopen(action_id: int) -> Response:
    services.reopen_action(viewing.viewer(), action_id, today=viewing.today())
    flash(_("宿題を未完了に戻しました。"), "success")
    return redirect(_back())


@bp.post("/<int:action_id>/postpone")
@may(Act.LOG)
@writes
def postpone(action_id: int) -> Response:
    """``seen_on``: the due day that the page showed; ``to`` another day (a way back), else a week later."""
    viewer, today = viewing.viewer(), viewing.today()
    actions.get_action(viewer, action_id, today=today)  # whoever may not see it learns nothing of what was sent
    try:
        seen_on = parse_day(request.form.get("seen_on", ""), today=today)
        due_on = parse_day(request.form["to"], today=today) if request.form.get("to") else put_off(seen_on, 7, today=today)
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        services.postpone_action(viewer, action_id, due_on=due_on, seen_due_on=seen_on, today=today)
        flash(_("期限は%(day)sです。", day=say_day(actions.get_action(viewer, action_id, today=today).due_on)), "success")
    return redirect(_back())


@bp.route("/<int:action_id>/delete", methods=["GET", "POST"])
@may(Act.LOG)  # so that whoever may not even see it learns nothing; the act itself asks for more
@writes
def delete(action_id: int) -> Response | str:
    viewer, today = viewing.viewer(), viewing.today()
    if request.method == "POST":
        services.delete_action(viewer, action_id, today=today, now=viewing.now())
        flash(_("宿題を削除しました。30日以内なら元に戻せます。"), "success")
        return redirect(url_for("actions.index"))
    row = actions.get_action(viewer, action_id, today=today)
    viewer.require(Act.STAFF)
    return render_template("actions/delete.html", row=row, back=_back(row.enrolment_id))


@bp.post("/<int:action_id>/restore")
@may(Act.LOG)
@writes
def restore(action_id: int) -> Response:
    services.restore_action(viewing.viewer(), action_id, today=viewing.today(), now=viewing.now())
    flash(_("宿題を元に戻しました。"), "success")
    return redirect(url_for("actions.index"))


def _filters() -> tuple[ActionFilterForm, bool]:
    form = ActionFilterForm(request.args or MultiDict({"status": ActionStatus.OPEN.value}))
    form.offer(companies=choosing.companies(), producers=choosing.producers())
    return form, form.validate()


def _back(enrolment_id: int | None = None) -> str:
    """Where one came from, as the form or the address says, else the list (of the company)."""
    own = carried.own_path(request.values.get("next"))
    return own or url_for("actions.index", company=enrolment_id)


def _stored(row: ActionRow) -> dict[str, object]:
    return {
        "what": row.what,
        "owner_id": str(row.owner_id or ""),
        "owner_name": "" if row.owner_id else row.owner,
        "due_on": row.due_on,
        "case_id": str(row.case_id or ""),
    }
