"""本人確定, 責任者確認 and taking either back: a page each that names the month, one POST."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.work_months import needs_exception
from tracker.rows.diaries import DiaryRow
from tracker.services.work_months import approve_month, confirm_month, take_back_approval, take_back_confirmation
from tracker.web import viewing
from tracker.web.diaries import words
from tracker.web.diaries.blueprint import bp, digest_of, load, url_of
from tracker.web.diaries.forms import StepForm
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.route("/<int:producer_id>/<month>/confirm", methods=["GET", "POST"])
@may(Act.HOURS)
@writes
def confirm(producer_id: int, month: str) -> Response | tuple[str, int]:
    row = load(producer_id, month)

    def act(form: StepForm) -> None:
        confirm_month(
            viewing.viewer(),
            producer_id=producer_id,
            month=row.month,
            digest_seen=request.form.get("digest", ""),
            reason=form.reason.data or "",
            today=viewing.today(),
            now=viewing.now(),
        )

    asks = viewing.viewer().producer_id != producer_id
    return _step("confirm", row, act, asks_reason=asks, done=_("本人確定にしました。"))


@bp.route("/<int:producer_id>/<month>/take-back", methods=["GET", "POST"])
@may(Act.HOURS)
@writes
def take_back(producer_id: int, month: str) -> Response | tuple[str, int]:
    row = load(producer_id, month)

    def act(form: StepForm) -> None:
        take_back_confirmation(
            viewing.viewer(),
            producer_id=producer_id,
            month=row.month,
            version=form.version.data,
            reason=form.reason.data or "",
        )

    asks = viewing.viewer().producer_id != producer_id
    return _step("take_back", row, act, asks_reason=asks, done=_("本人確定を取り消しました。"))


@bp.route("/<int:producer_id>/<month>/approve", methods=["GET", "POST"])
@may(Act.HOURS)
@writes
def approve(producer_id: int, month: str) -> Response | tuple[str, int]:
    """Whoever may see the diary learns that the act is the manager's; the others that there is no such page."""
    row = load(producer_id, month)
    viewing.viewer().require(Act.STAFF)

    def act(form: StepForm) -> None:
        approve_month(
            viewing.viewer(),
            producer_id=producer_id,
            month=row.month,
            version=form.version.data,
            reason=form.reason.data or "",
            today=viewing.today(),
            now=viewing.now(),
        )

    return _step("approve", row, act, asks_reason=_is_exception(row), done=_("責任者確認にしました。"))


@bp.route("/<int:producer_id>/<month>/unlock", methods=["GET", "POST"])
@may(Act.HOURS)
@writes
def unlock(producer_id: int, month: str) -> Response | tuple[str, int]:
    row = load(producer_id, month)
    viewing.viewer().require(Act.STAFF)

    def act(form: StepForm) -> None:
        take_back_approval(
            viewing.viewer(),
            producer_id=producer_id,
            month=row.month,
            version=form.version.data,
            reason=form.reason.data or "",
        )

    done = _("責任者確認を取り消しました。本人が直して、もう一度確定します。")
    return _step("unlock", row, act, asks_reason=True, done=done)


def _step(
    name: str, row: DiaryRow, act: Callable[[StepForm], None], *, asks_reason: bool, done: str
) -> Response | tuple[str, int]:
    form = StepForm(data={"version": row.standing.version if row.standing else 0})
    form.reason.flags.required = asks_reason
    status = 200
    if form.validate_on_submit():
        try:
            act(form)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            form.form_errors.append(say(conflict))
            status = 409
        else:
            flash(done, "success")
            return redirect(url_of(row))
    status = 422 if form.is_submitted() and status == 200 else status
    context = {"form": form, "row": row, "asks_reason": asks_reason, "back": url_of(row), "digest": digest_of(row)}
    context["warnings"] = words.warnings(row) if name in ("confirm", "approve") else []
    return render_template(f"diaries/{name}.html", **context), status


def _is_exception(row: DiaryRow) -> bool:
    viewer = viewing.viewer()
    standing = row.standing
    confirmed_it = standing is not None and standing.confirmed_by_id is not None and standing.confirmed_by_id == viewer.account_id
    return needs_exception(is_own=viewer.producer_id == row.producer_id, confirmed_it=confirmed_it)
