"""清書: what a visit has as a picture or a recording is put into words at the desk, beside it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import FieldList, Form, FormField, HiddenField

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.notes import LONGEST_TEXT
from tracker.queries.attachments import list_attachments
from tracker.queries.visits import get_visit_to_log
from tracker.rows.attachments import AttachmentFilter
from tracker.rows.visits import VisitRow
from tracker.services.visits import type_up_visit
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.forms import AtMost, BaseForm, BlockField, HiddenVersionField
from tracker.web.kept import leave_kept
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.visits.blueprint import bp, number_of
from tracker.web.writing import writes


class TypedUpForm(Form):
    """The words of one case."""

    title = ""
    case_id = HiddenField()
    facts = BlockField(_l("聞いたこと・見たこと"), [AtMost(LONGEST_TEXT)])


class TypeUpForm(BaseForm):
    """The words of every case whose note is a picture or a recording."""

    version = HiddenVersionField(default=0)
    cases = FieldList(FormField(TypedUpForm), max_entries=40)

    def facts(self) -> dict[int, str]:
        forms = (entry.form for entry in self.cases)
        return {case_id: form.facts.data or "" for form in forms if (case_id := number_of(form.case_id.data))}


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
    form = TypeUpForm(version=row.version, cases=[{"case_id": str(note.case_id), "facts": note.facts} for note in noted])
    for entry, note in zip(form.cases, noted, strict=False):
        entry.form.title = note.title
    settle(form, _stored(form, row))
    if form.validate_on_submit():
        try:
            type_up_visit(
                viewer, visit_id=visit_id, facts=form.facts(), version=form.version.data, today=today, now=viewing.now()
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs = _stored(form, row)
            return _page(form, row, clash(form, conflict)), 409
        else:
            flash(_("清書を保存しました。"), "success")
            return redirect(url_for("visits.show", visit_id=visit_id))
    return _page(form, row), 422 if form.is_submitted() else 200


def _stored(form: TypeUpForm, row: VisitRow) -> dict[str, str]:
    facts = {str(note.case_id): note.facts for note in row.notes}
    return {f"cases-{index}-facts": facts.get(entry.form.case_id.data or "", "") for index, entry in enumerate(form.cases)}


def _page(form: TypeUpForm, row: VisitRow, both: object = None) -> str:
    filters = AttachmentFilter(visit=row.visit_id)
    attached = list_attachments(viewing.viewer(), today=viewing.today(), filters=filters)
    notes = [one for one in reversed(attached) if one.is_note]
    return render_template("visits/type_up.html", form=form, row=row, attached=notes, clash=both)
