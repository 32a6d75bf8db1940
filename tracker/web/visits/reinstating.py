"""Taking a visit that was called off back to 予定."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.cadence import MonthState
from tracker.domain.calendar import Month
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.warnings import EventKind
from tracker.queries.cadence import get_month_cell
from tracker.queries.called_off import list_visits_beside
from tracker.queries.visits import get_visit_to_log
from tracker.services.scheduled_visits import reinstate_visit
from tracker.web import conflicts, viewing
from tracker.web.called_off import beside_of
from tracker.web.closing.asking import standing_on
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.visits.blueprint import bp
from tracker.web.visits.schedule_forms import ReinstateForm
from tracker.web.writing import writes


@bp.route("/<int:visit_id>/reinstate", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def reinstate(visit_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_visit_to_log(viewer, visit_id, today=today)
    form, clash = ReinstateForm(version=row.version), None
    if form.validate_on_submit():
        try:
            reinstate_visit(
                viewer,
                visit_id=visit_id,
                reason=form.reason.data,
                version=form.version.data,
                instead_version=form.dropped_version,
                today=today,
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            clash = conflicts.clash(form, conflict)
            form.version.data = row.version  # the conflict may be about what it was postponed to
        else:
            flash(
                _("訪問を予定に戻し、延期先の予定を中止にしました。")
                if form.drops_instead.data
                else _("訪問を予定に戻しました。"),
                "success",
            )
            return redirect(url_for("visits.show", visit_id=visit_id))
    month = Month.of(row.visit_on)
    is_excused = get_month_cell(viewer, row.enrolment_id, month, today=today).state is MonthState.EXCUSED
    beside = list_visits_beside(viewer, visit_id=visit_id, enrolment_id=row.enrolment_id, on=row.visit_on, status=row.status)
    form.offer_instead(beside)
    return render_template(
        "visits/reinstate.html",
        form=form,
        row=row,
        clash=clash,
        beside=beside_of(beside, EventKind.VISIT, on=row.visit_on, url_of=lambda other: url_for("visits.show", visit_id=other)),
        excused=month if is_excused else None,
        standing=standing_on([row.enrolment_id], row.visit_on),
    ), 409 if clash else 422 if form.is_submitted() else 200
