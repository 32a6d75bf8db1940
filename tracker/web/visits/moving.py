"""Moving a visit that was logged for the wrong company: first the company, then which case becomes which."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import FieldList, Form, FormField, HiddenField

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.domain.notes import LONGEST_LINE
from tracker.queries.cases import list_cases
from tracker.queries.companies import list_company_choices
from tracker.queries.visits import get_visit_to_delete
from tracker.rows.cases import CaseRow
from tracker.services.visit_moves import move_visit
from tracker.web import viewing
from tracker.web.forms import AtMost, BaseForm, ChoiceField, HiddenVersionField, LineField, Required
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.visits.blueprint import bp, number_of
from tracker.web.writing import writes


class CaseMoveForm(Form):
    """Which case of the other company a note goes to."""

    case_id = HiddenField()
    to_case_id = ChoiceField(_l("移す先の案件"))


class MoveVisitForm(BaseForm):
    version = HiddenVersionField(default=0)
    cases = FieldList(FormField(CaseMoveForm), max_entries=40)
    reason = LineField(
        _l("移す理由"),
        [Required(_l("移す理由を入力してください（例：企業を選び間違えたため）。")), AtMost(LONGEST_LINE)],
        description=_l("変更の記録に残ります。"),
    )

    def offer(self, cases: Iterable[CaseRow]) -> None:
        choices = [(str(case.case_id), case.title) for case in cases]
        for entry in self.cases:
            entry.form.to_case_id.choices = choices

    def read(self) -> dict[int, int]:
        pairs = ((number_of(entry.form.case_id.data), number_of(entry.form.to_case_id.data)) for entry in self.cases)
        return {one: to for one, to in pairs if one is not None and to is not None}


@bp.route("/<int:visit_id>/move", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def move(visit_id: int) -> Response | tuple[str, int]:
    """The manager's; LOG lets the query answer 403 to the team and 404 to everybody else. ``?to=`` says which company."""
    viewer, today = viewing.viewer(), viewing.today()
    row = get_visit_to_delete(viewer, visit_id, today=today)
    companies = [one for one in list_company_choices(viewer, today=today) if one.enrolment_id != row.enrolment_id]
    chosen = number_of(request.args.get("to"))
    company = next((one for one in companies if one.enrolment_id == chosen), None)
    if chosen is not None and company is None:
        raise NotFound
    if company is None:
        return render_template("visits/move.html", row=row, companies=companies, company=None, form=None), 200
    notes = [note for note in row.notes if note.unassigned_id is None]
    form = MoveVisitForm(version=row.version, cases=[{"case_id": str(note.case_id)} for note in notes])
    form.offer(list_cases(viewer, enrolment_ids=[company.enrolment_id]))
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            move_visit(
                viewer,
                visit_id=visit_id,
                to_enrolment_id=company.enrolment_id,
                cases=form.read(),
                reason=form.reason.data,
                version=form.version.data,
                today=today,
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            status, form.version.data = 409, row.version
            form.form_errors.append(say(conflict))
        else:
            flash(_("訪問を%(company)sに移しました。", company=company.name), "success")
            return redirect(url_for("visits.show", visit_id=visit_id))
    titles = {str(note.case_id): note.title for note in notes}
    return render_template("visits/move.html", row=row, companies=(), company=company, form=form, titles=titles), status
