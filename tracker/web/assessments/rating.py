"""Rating: what the viewer has to do, one form a person saved as it is filled in, and handing in."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries import assessments, ratings
from tracker.queries.shared_events import list_shared_events
from tracker.rows.assessments import SheetRow
from tracker.services.ratings import Answer, save_ratings
from tracker.services.ratings import hand_in as hand_in_assessment
from tracker.web import viewing
from tracker.web.answers import wants_json
from tracker.web.assessments.blueprint import bp
from tracker.web.assessments.forms import UNANSWERED, RateForm, given_answers, rate_form, show_what_stands
from tracker.web.drafts.sending import problems, require_same_account
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.get("/mine")
@may(Act.RATE)
def mine() -> str:
    viewer = viewing.viewer()
    rows = ratings.list_my_rounds(viewer, viewing.today())
    closed = [row for row in assessments.list_rounds(viewer) if row.is_closed]
    return render_template("assessments/mine.html", rows=rows, closed=closed, is_rater=viewer.producer_id is not None)


@bp.get("/<int:round_id>/mine")
@may(Act.RATE)
def my_answers(round_id: int) -> str:
    round_row, items, rows = ratings.get_my_answers(viewing.viewer(), round_id, viewing.today())
    return render_template("assessments/my_answers.html", round=round_row, items=items, rows=rows)


@bp.route("/<int:round_id>/rate/<int:ratee_id>", methods=["GET", "POST"])
@may(Act.RATE)
@writes
def rate(round_id: int, ratee_id: int) -> Response | tuple[str, int]:
    """A device sends the answers that changed, by the very same POST, and is answered in JSON."""
    viewer = viewing.viewer()
    refusal = require_same_account() if wants_json() else None
    if refusal is not None:
        return refusal
    sheet = ratings.get_sheet(viewer, round_id, ratee_id, viewing.today())
    form = rate_form(sheet, request.form if request.method == "POST" else None)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        answers = given_answers(form, sheet)
        try:
            save_ratings(viewer, round_id=round_id, ratee_id=ratee_id, answers=answers, now=viewing.now())
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            show_what_stands(form, conflict.theirs, say(conflict))
            status = 409
        else:
            return _saved(ratings.get_sheet(viewer, round_id, ratee_id, viewing.today()), answers)
    if wants_json() and form.is_submitted():
        return _refused(form, status)
    shared = list_shared_events(viewer, ratee_id, viewing.today())
    return render_template("assessments/rate.html", form=form, sheet=sheet, shared=shared), status


def _saved(sheet: SheetRow, answers: Sequence[Answer]) -> Response:
    if wants_json():
        taken_back = {answer.item_version_id for answer in answers if answer.is_taken_back}
        seen = {
            str(place): sheet.answers.get(item.item_version_id, UNANSWERED).seen
            for place, item in enumerate(sheet.items)
            if item.item_version_id in sheet.answers.keys() | taken_back
        }
        said = _("%(items)s項目のうち%(count)s項目に回答しました。", items=sheet.pair.items, count=sheet.pair.answered)
        return jsonify(state="recorded", url=_onward(sheet), seen=seen, progress=said)
    words = _(
        "%(name)sさんの評価を保存しました（%(items)s項目のうち%(count)s項目）。",
        name=sheet.pair.name,
        count=sheet.pair.answered,
        items=sheet.pair.items,
    )
    flash(words, "success")
    return redirect(_onward(sheet))


def _refused(form: RateForm, status: int) -> Response:
    found = list(problems())
    if status == 409:
        seen = {str(place): entry.form.seen.data for place, entry in enumerate(form.answers)}
        return make_response(jsonify(state="conflict", error=" ".join(one["sentence"] for one in found), seen=seen), 409)
    return make_response(jsonify(state="refused", problems=found), status)


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
