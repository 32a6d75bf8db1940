"""Open questions that were answered for good: listed, answered, asked anew."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.domain.warnings import EventKind, EventRef
from tracker.queries.settlements import count_settlements, list_settlements
from tracker.queries.unsettled import get_company_gaps, get_late_record
from tracker.services import settlements as services
from tracker.web import viewing
from tracker.web.carried import own_path, page_before
from tracker.web.paging import page_of
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.settlements.forms import SettleGapsForm, SettleLateRecordForm
from tracker.web.writing import writes

bp = Blueprint("settlements", __name__, url_prefix="/p/<programme>/settlements")


@bp.get("/")
@may(Act.BOARD)
def index() -> str:
    viewer = viewing.viewer()
    paging = page_of(count_settlements(viewer))
    rows = list_settlements(viewer, today=viewing.today(), limit=paging.size, offset=paging.offset)
    return render_template("settlements/index.html", rows=rows, paging=paging)


@bp.route("/companies/<int:enrolment_id>", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def settle_gaps(enrolment_id: int) -> Response | tuple[str, int]:
    """``?after=`` ticks the gap that begins on that day; where there is but one, it is ticked anyway."""
    viewer, today = viewing.viewer(), viewing.today()
    row = get_company_gaps(viewer, enrolment_id, today=today)
    only = row.unsettled[0].from_on.isoformat() if len(row.unsettled) == 1 else ""
    form = SettleGapsForm(data={"gaps": [request.args.get("after") or only], "back": page_before()})
    form.offer(row)
    back = own_path(form.back.data) or url_for("dashboard.show")
    if form.is_submitted() and not (row.unsettled or row.settled):
        return redirect(back)
    if form.validate_on_submit():
        try:
            count = services.settle_gaps(
                viewer,
                enrolment_id=enrolment_id,
                from_days=form.from_days,
                reason=form.reason.data,
                today=today,
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            done = ngettext(
                "%(company)sの合間%(count)sか所を会議不要としました。回数は変わりません。",
                "%(company)sの合間%(count)sか所を会議不要としました。回数は変わりません。",
                count,
                company=row.company_name,
                count=count,
            )
            if count:  # else it was sent again, or somebody else was quicker
                flash(done, "success")
            return redirect(back)
    status = 422 if form.is_submitted() else 200
    return render_template("settlements/settle_gaps.html", form=form, row=row, back=back), status


@bp.route("/visits/<int:visit_id>", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def settle_late_visit(visit_id: int) -> Response | tuple[str, int]:
    return _settle_late_record(EventRef(EventKind.VISIT, visit_id))


@bp.route("/meetings/<int:meeting_id>", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def settle_late_meeting(meeting_id: int) -> Response | tuple[str, int]:
    return _settle_late_record(EventRef(EventKind.MEETING, meeting_id))


@bp.post("/<int:settlement_id>/withdraw")
@may(Act.STAFF)
@writes
def withdraw(settlement_id: int) -> Response:
    services.withdraw_settlement(viewing.viewer(), settlement_id, now=viewing.now())
    flash(_("確認済みを取り消しました。ダッシュボードに再び表示します。"), "success")
    return redirect(url_for("settlements.index"))


def _settle_late_record(record: EventRef) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    row = get_late_record(viewer, record)
    form = SettleLateRecordForm(data={"back": page_before()})
    back = own_path(form.back.data) or url_for("dashboard.show")
    if form.validate_on_submit():
        try:
            services.settle_late_record(viewer, record=record, reason=form.reason.data, now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("%(company)sの遅れた記録を確認済みにしました。", company=row.company_name), "success")
            return redirect(back)
    status = 422 if form.is_submitted() else 200
    return render_template("settlements/settle_late_record.html", form=form, row=row, back=back), status
