"""Rating: what the viewer has to do, one form a person, and handing in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.queries import assessments
from tracker.rows.assessments import SheetRow
from tracker.services.assessments import hand_in as hand_in_assessment
from tracker.services.assessments import save_ratings
from tracker.web import viewing
from tracker.web.assessments.blueprint import bp
from tracker.web.assessments.forms import given_answers, rate_form
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.get("/mine")
@may(Act.RATE)
def mine() -> str:
    viewer = viewing.viewer()
    rows = assessments.list_my_rounds(viewer)
    closed = [row for row in assessments.list_rounds(viewer) if row.is_closed]
    return render_template("assessments/mine.html", rows=rows, closed=closed, is_rater=viewer.producer_id is not None)


@bp.route("/<int:round_id>/rate/<int:ratee_id>", methods=["GET", "POST"])
@may(Act.RATE)
@writes
def rate(round_id: int, ratee_id: int) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    sheet = assessments.get_sheet(viewer, round_id, ratee_id)
    form = rate_form(sheet, request.form if request.method == "POST" else None)
    if form.validate_on_submit():
        answers = given_answers(form, sheet)
        try:
            save_ratings(viewer, round_id=round_id, ratee_id=ratee_id, answers=answers, now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        else:
            count, items = sum(answer.is_given for answer in answers), len(answers)
            words = _(
                "%(name)sさんの評価を保存しました（%(items)s項目のうち%(count)s項目）。",
                name=sheet.pair.name,
                count=count,
                items=items,
            )
            flash(words, "success")
            return redirect(_onward(sheet))
    return render_template("assessments/rate.html", form=form, sheet=sheet), 422 if form.is_submitted() else 200


def _onward(sheet: SheetRow) -> str:
    """After saving: the next person who is not finished, or the list."""
    if request.form.get("then") == "next" and sheet.next_ratee_id is not None:
        return url_for("assessments.rate", round_id=sheet.round.round_id, ratee_id=sheet.next_ratee_id)
    return url_for("assessments.mine")


@bp.post("/<int:round_id>/hand-in")
@may(Act.RATE)
@writes
def hand_in(round_id: int) -> Response:
    try:
        hand_in_assessment(viewing.viewer(), round_id=round_id, now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("評価を提出しました。締め切られるまでは、内容を直せます。"), "success")
    return redirect(url_for("assessments.mine"))
