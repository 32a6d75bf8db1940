"""Moving a visit that was logged on the wrong company: first where to, then which case each note is about."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.companies import list_company_choices
from tracker.queries.moves import find_move
from tracker.queries.visits import get_visit_to_delete
from tracker.rows.visits import VisitRow
from tracker.services.moves import move_visit_to_company
from tracker.web import viewing
from tracker.web.language import say_day
from tracker.web.moving import move_form, read_move
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.visits.blueprint import bp, number_of
from tracker.web.writing import writes


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
        asked = {"companies": companies, "unsaid": "to" in request.args, **_place(visit)}
        return render_template("visits/move_to.html", about=visit.company, on=visit.visit_on, **asked), 200
    form = move_form(row)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            move_visit_to_company(
                viewer,
                visit_id=visit_id,
                to_enrolment_id=row.to_enrolment_id,
                voices=[int(voice) for voice in form.voices.data or ()],
                today=today,
                now=viewing.now(),
                **read_move(form, row),
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            form.form_errors.append(say(conflict))
            form.version.data, status = visit.version, 409
        else:
            flash(_("記録を%(company)sに移しました。", company=row.to_company), "success")
            return redirect(url_for("visits.show", visit_id=visit_id))
    return render_template("visits/move.html", form=form, row=row, **_place(visit)), status


def _place(visit: VisitRow) -> dict[str, Any]:
    """Where the pages of the move lead back to."""
    return {
        "here": url_for("visits.move", visit_id=visit.visit_id),
        "back": url_for("visits.show", visit_id=visit.visit_id),
        "trail": (_("企業訪問"), url_for("visits.index")),
        "record": _("%(day)sの訪問", day=say_day(visit.visit_on)),
    }
