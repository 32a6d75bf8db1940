"""Single scores: a reason first, then the scores for a short while."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.queries.single_scores import get_look, get_look_offer
from tracker.services.single_scores import look_at_scores
from tracker.web import viewing
from tracker.web.assessments.blueprint import bp
from tracker.web.assessments.forms import LookForm
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.route("/<int:round_id>/results/<int:producer_id>/look", methods=["GET", "POST"])
@may(Act.SINGLE_SCORES)
@writes
def look(round_id: int, producer_id: int) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    row, name = get_look_offer(viewer, round_id, producer_id)
    form = LookForm()
    if form.validate_on_submit():
        try:
            look_id = look_at_scores(
                viewer,
                round_id=round_id,
                producer_id=producer_id,
                reason=form.reason.data,
                now=viewing.now(),
                idempotency_key=form.key.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            return redirect(url_for("assessments.scores", look_id=look_id))
    page = render_template("assessments/look.html", form=form, row=row, name=name, producer_id=producer_id)
    return page, 422 if form.is_submitted() else 200


@bp.get("/looks/<int:look_id>")
@may(Act.SINGLE_SCORES)
def scores(look_id: int) -> str:
    return render_template("assessments/scores.html", row=get_look(viewing.viewer(), look_id, viewing.now()))
