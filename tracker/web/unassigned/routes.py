"""The list of notes that are no case's, and giving one to its cases."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries import unassigned
from tracker.rows.unassigned import UnassignedRow
from tracker.services.unassigned import assign_note
from tracker.web import viewing
from tracker.web.paging import page_of
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.unassigned.forms import AssignNoteForm
from tracker.web.writing import writes

bp = Blueprint("unassigned", __name__, url_prefix="/p/<programme>/unassigned")


@bp.get("/")
@may(Act.RECORD)
def index() -> str:
    viewer, today = viewing.viewer(), viewing.today()
    paging = page_of(unassigned.count_unassigned(viewer, today=today))
    rows = unassigned.list_unassigned(viewer, today=today, limit=paging.size, offset=paging.offset)
    return render_template("unassigned/index.html", rows=rows, paging=paging)


@bp.route("/<int:note_id>/assign", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def assign(note_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = unassigned.get_unassigned(viewer, note_id, today=today)
    form = AssignNoteForm(version=row.version)
    form.offer(row.cases)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            chosen = [int(case_id) for case_id in form.cases.data or ()]
            assign_note(viewer, note_id=note_id, case_ids=chosen, version=form.version.data, today=today)
        except Conflict as conflict:
            form.form_errors.append(say(conflict))
            form.version.data, status = row.version, 409
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("案件に割り当てました。"), "success")
            return redirect(_record_of(row))
    return render_template("unassigned/assign.html", form=form, row=row, record_url=_record_of(row)), status


def _record_of(row: UnassignedRow) -> str:
    if row.visit_id is not None:
        return url_for("visits.show", visit_id=row.visit_id)
    return url_for("meetings.show", meeting_id=row.meeting_id)
