"""引継ぎ: shown, checked and said what it will do, then done in one act."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.dates import parse_day
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.handover_plans import plan_handover
from tracker.queries.handovers import get_handover
from tracker.queries.producers import get_producer
from tracker.queries.programmes import get_programme
from tracker.rows.handovers import HandoverPlan, HandoverRow
from tracker.services.handovers import check_seen, hand_over_everything
from tracker.web import viewing
from tracker.web.handovers.forms import choices_of, handover_form
from tracker.web.refusals import pin, say, say_words
from tracker.web.rights import may
from tracker.web.typed import typed
from tracker.web.writing import writes

bp = Blueprint("handovers", __name__, url_prefix="/p/<programme>/producers/<int:producer_id>/handover")
PRESSED = frozenset({"done", "relist"})


@bp.route("/", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def new(producer_id: int) -> Response | tuple[str, int]:
    """Everything on one page; sent once it is said what will happen, sent with ``done`` it happens.

    Sent with another last day than that of the address, or with ``relist``, it shows what hangs on that day and what was chosen.
    """
    viewer, today, listed_for = viewing.viewer(), viewing.today(), _day_of_address(producer_id)
    last_on = _read(request.form.get("last_on", "")) or listed_for
    row = get_handover(viewer, producer_id, last_on=last_on, today=today)
    form = handover_form(row)
    if last_on != listed_for or "relist" in request.form:
        form.seen.data = row.seen
        return _page(row, form, 200, is_moved=last_on != listed_for)
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


def _day_of_address(producer_id: int) -> date:
    """The day of the address; the last one on the roster, else today, where there is none, or one that cannot be read."""
    day = _read(request.args.get("last_on", ""))
    return day or get_producer(viewing.viewer(), producer_id).ends_on or viewing.today()


def _read(text: str) -> date | None:
    try:
        return parse_day(text, today=viewing.today())
    except RuleBroken:
        return None


def _page(row: HandoverRow, form: Any, status: int, *, is_moved: bool = False) -> tuple[str, int]:
    """What was chosen of things that the day does not list goes along unseen: the day may be changed back."""
    unlisted = [(name, value) for name, value in typed() if name not in form and name not in PRESSED]
    programme = get_programme(viewing.viewer())
    page = render_template("handovers/new.html", row=row, form=form, is_moved=is_moved, unlisted=unlisted, programme=programme)
    return page, status


def _asked(plan: HandoverPlan, form: object) -> str:
    sent = tuple((name, value) for name, value in typed() if name not in PRESSED)
    warnings = [say_words(sentence, values) for sentence, values in plan.warnings]
    return render_template("handovers/confirm.html", plan=plan, row=plan.row, form=form, fields=sent, warnings=warnings)
