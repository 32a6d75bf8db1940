"""Moving a visit that was logged on the wrong company: first where to, then which case each note is about."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.moves import LONGEST_REASON
from tracker.domain.unassigned import NO_CASE
from tracker.queries.companies import list_company_choices
from tracker.queries.moves import find_move
from tracker.queries.visits import get_visit_to_delete
from tracker.rows.moves import MoveRow
from tracker.services.moves import move_visit_to_company
from tracker.web import viewing
from tracker.web.forms import AtMost, BaseForm, HiddenVersionField, LineField, RadioChoiceField, Required
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.visits.blueprint import bp, number_of
from tracker.web.writing import writes


class MoveVisitForm(BaseForm):
    """Why; the questions about the cases are the record's own (:func:`_form_of`)."""

    version = HiddenVersionField(default=0)
    reason = LineField(
        _l("移す理由"),
        [Required(_l("移す理由を入力してください（例：企業を選び間違えたため）。")), AtMost(LONGEST_REASON)],
        description=_l("変更の記録に残ります（例：企業を選び間違えたため）。"),
    )


@bp.route("/<int:visit_id>/move", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def move(visit_id: int) -> Response | tuple[str, int]:
    """``?to=`` says which company; without it the page asks."""
    viewer, today = viewing.viewer(), viewing.today()
    visit = get_visit_to_delete(viewer, visit_id, today=today)
    to = number_of(request.args.get("to"))
    row = find_move(viewer, visit_id, to, today=today) if to is not None else None
    if row is None:
        companies = [one for one in list_company_choices(viewer, today=today) if one.enrolment_id != visit.enrolment_id]
        return render_template("visits/move_to.html", row=visit, companies=companies), 200
    form = _form_of(row)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            move_visit_to_company(
                viewer,
                visit_id=visit_id,
                to_enrolment_id=row.to_enrolment_id,
                cases={note.case_id: int(form[f"case_{note.case_id}"].data) for note in row.notes},
                reason=form.reason.data or "",
                version=form.version.data,
                today=today,
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            form.form_errors.append(say(conflict))
            form.version.data, status = visit.version, 409
        else:
            flash(_("記録を%(company)sに移しました。", company=row.to_company), "success")
            return redirect(url_for("visits.show", visit_id=visit_id))
    questions = [(note, form[f"case_{note.case_id}"]) for note in row.notes]
    return render_template("visits/move.html", form=form, row=row, questions=questions), status


def _form_of(row: MoveRow) -> Any:
    """The form with one question for each note; where the other company has one case, the answer is filled in."""
    offered = [(str(case.case_id), f"{case.number} {case.title}".strip()) for case in row.cases]
    only = offered[0][0] if len(offered) == 1 else None
    if only is None:
        offered.append((str(NO_CASE), _("案件未指定（あとで選ぶ）")))
    fields: dict[str, Any] = {
        f"case_{note.case_id}": RadioChoiceField(
            _("「%(title)s」の記録は、どの案件のものですか", title=_(note.title) if note.unassigned_id else note.title),
            [Required(_("移す先の企業のどの案件の記録かを選んでください。"))],
            default=only,
        )
        for note in row.notes
    }
    form: Any = type("MoveThisVisitForm", (MoveVisitForm,), fields)(version=row.visit.version)
    for name in fields:
        form[name].choices = offered
    return form
