"""引継ぎ: shown, checked and said what it will do, then done in one act."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.dates import parse_day
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.handover_plans import plan_handover
from tracker.queries.handovers import get_handover
from tracker.queries.producers import get_producer
from tracker.rows.handovers import HandoverPlan, HandoverRow
from tracker.services.handovers import check_seen, hand_over_everything
from tracker.web import viewing
from tracker.web.handovers.forms import LastDayForm, choices_of, handover_form
from tracker.web.refusals import pin, say, say_words
from tracker.web.rights import may
from tracker.web.typed import typed
from tracker.web.writing import writes

bp = Blueprint("handovers", __name__, url_prefix="/p/<programme>/producers/<int:producer_id>/handover")


@bp.route("/", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def new(producer_id: int) -> Response | tuple[str, int]:
    """Everything on one page; sent once it is said what will happen, sent with ``done`` it happens."""
    viewer, today, last_on = viewing.viewer(), viewing.today(), _last_on(producer_id)
    row = get_handover(viewer, producer_id, last_on=last_on, today=today)
    form = handover_form(row)
    if not form.validate_on_submit():
        return _page(row, form, 422 if form.is_submitted() else 200)
    choices = choices_of(form, row)
    try:
        check_seen(row, form.seen.data)
        if request.form.get("done") != "1":
            return _asked(plan_handover(viewer, row, choices, today=today), form), 200
        hand_over_everything(
            viewer,
            producer_id=producer_id,
            last_on=last_on,
            choices=choices,
            reason=form.reason.data,
            seen=form.seen.data,
            today=today,
            now=viewing.now(),
        )
    except RuleBroken as broken:
        pin(form, broken)
        return _page(row, form, 422)
    except Conflict as conflict:
        form.form_errors.append(say(conflict))
        form.seen.data = row.seen
        return _page(row, form, 409)
    flash(_("%(name)sさんの引継ぎを済ませました。", name=row.person.name), "success")
    return redirect(url_for("producers.show", producer_id=producer_id))


def _last_on(producer_id: int) -> date:
    """The day of the address; the last one on the roster, else today, where there is none, or one that cannot be read."""
    try:
        return parse_day(request.args.get("last_on", ""), today=viewing.today())
    except RuleBroken:
        return get_producer(viewing.viewer(), producer_id).ends_on or viewing.today()


def _page(row: HandoverRow, form: object, status: int) -> tuple[str, int]:
    page = render_template(
        "handovers/new.html", row=row, form=form, day_form=LastDayForm(formdata=None, data={"last_on": row.last_on})
    )
    return page, status


def _asked(plan: HandoverPlan, form: object) -> str:
    sent = tuple((name, value) for name, value in typed() if name != "done")
    warnings = [say_words(sentence, values) for sentence, values in plan.warnings]
    return render_template("handovers/confirm.html", plan=plan, row=plan.row, form=form, fields=sent, warnings=warnings)
