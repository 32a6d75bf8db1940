"""What a record ends in: the next date with one tap."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.queries.holidays import is_day_off
from tracker.services.scheduled_visits import schedule_following
from tracker.web import viewing
from tracker.web.language import say_day
from tracker.web.refusals import say
from tracker.web.rights import may
from tracker.web.typed import number_of
from tracker.web.visits.blueprint import bp
from tracker.web.writing import writes

DAYS_TO_NEXT = 28


@bp.post("/<int:visit_id>/next")
@may(Act.LOG)
@writes
def next(visit_id: int) -> Response:
    """The next visit four weeks on, with one tap; another day has its own form."""
    days = number_of(request.form.get("days")) or DAYS_TO_NEXT
    try:
        day = schedule_following(viewing.viewer(), visit_id=visit_id, days=days, today=viewing.today(), now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        said = _("次回の訪問を%(day)sに予定しました。", day=say_day(day))
        off = _("土日・祝日です。都合を確かめてください。") if is_day_off(day) else ""
        flash(" ".join(part for part in (said, off) if part), "info" if off else "success")
    return redirect(url_for("visits.show", visit_id=visit_id))
