"""清書: what a visit has as a picture or a recording is put into words at the desk, beside it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.attachments import list_attachments
from tracker.queries.visits import get_visit_to_log
from tracker.rows.attachments import AttachmentFilter
from tracker.rows.visits import VisitRow
from tracker.services.visits import type_up_visit
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.kept import leave_kept
from tracker.web.language import say_day
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.typing_up import TypeUpForm, type_up_form
from tracker.web.visits.blueprint import bp
from tracker.web.writing import writes


@bp.route("/<int:visit_id>/type-up", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def type_up(visit_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_visit_to_log(viewer, visit_id, today=today)
    noted = [note for note in row.notes if note.pictures]
    if not (row.is_held and noted):
        leave_kept()
        return redirect(url_for("visits.show", visit_id=visit_id))
    form = type_up_form(noted, titles=[note.title for note in noted], version=row.version)
    settle(form, form.stored(row.notes))
    if form.validate_on_submit():
        try:
            type_up_visit(
                viewer, visit_id=visit_id, facts=form.facts(), version=form.version.data, today=today, now=viewing.now()
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs = form.stored(row.notes)
            return _page(form, row, clash(form, conflict)), 409
        else:
            flash(_("清書を保存しました。"), "success")
            return redirect(url_for("visits.show", visit_id=visit_id))
    return _page(form, row), 422 if form.is_submitted() else 200


def _page(form: TypeUpForm, row: VisitRow, both: object = None) -> str:
    filters = AttachmentFilter(visit=row.visit_id)
    attached = list_attachments(viewing.viewer(), today=viewing.today(), filters=filters)
    notes = [one for one in reversed(attached) if one.is_note]
    return render_template(
        "visits/type_up.html",
        form=form,
        attached=notes,
        clash=both,
        about=row.company,
        company_url=url_for("companies.show", enrolment_id=row.enrolment_id),
        record=_("%(day)sの訪問", day=say_day(row.visit_on)),
        record_url=url_for("visits.show", visit_id=row.visit_id),
    )
