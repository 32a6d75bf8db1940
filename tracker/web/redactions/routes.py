"""墨消し: a page that asks for the text, a page that shows every place, and what was done."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.queries.redactions import count_redactions, find_places, get_redaction, list_redactions
from tracker.rows.redactions import FoundRow
from tracker.services.redactions import redact_passages
from tracker.services.transaction import writing
from tracker.web import viewing
from tracker.web.paging import page_of
from tracker.web.redactions.forms import LookForPassageForm, RedactForm
from tracker.web.redactions.places import finish, shown
from tracker.web.refusals import pin
from tracker.web.rights import may

bp = Blueprint("redactions", __name__, url_prefix="/p/<programme>/redactions")


@bp.get("/")
@may(Act.STAFF)
def index() -> str:
    viewer = viewing.viewer()
    paging = page_of(count_redactions(viewer))
    rows = list_redactions(viewer, limit=paging.size, offset=paging.offset)
    return render_template("redactions/index.html", rows=rows, paging=paging)


@bp.get("/<int:redaction_id>")
@may(Act.STAFF)
def show(redaction_id: int) -> str:
    row, places = get_redaction(viewing.viewer(), redaction_id)
    return render_template("redactions/show.html", row=row, **shown(places))


@bp.route("/new", methods=["GET", "POST"])
@may(Act.STAFF)
def new() -> Response | str | tuple[str, int]:
    # Not marked as writing: every text of the programme is read, and no other writer should wait for that.
    if request.form.get("step") == "redact":
        return _redact()
    form = LookForPassageForm()
    if not form.validate_on_submit():
        return render_template("redactions/new.html", form=form), 422 if form.is_submitted() else 200
    try:
        found = find_places(viewing.viewer(), form.passage.data)
        if not found.places:
            raise RuleBroken(_("その文字は、この事業のどこにもありません。書き方を確かめてください。"), field="passage")
    except RuleBroken as broken:
        pin(form, broken)
        return render_template("redactions/new.html", form=form), 422
    asked = RedactForm(formdata=None, passage=form.passage.data, seen=len(found.places))
    asked.offer_files(found)
    asked.tick_all(found)
    return render_template("redactions/confirm.html", form=asked, found=found, **shown(found.places))


def _redact() -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    form = RedactForm()
    form.take_chosen_as_sent()
    try:
        found = find_places(viewer, form.passage.data or "")
        form.offer_files(found)
        if form.validate():
            with writing():
                redaction_id, removed = redact_passages(
                    viewing.viewer(),
                    passages=(form.passage.data,),
                    reason=form.reason.data,
                    files=form.attachment_ids,
                    places_seen=form.seen.data,
                    chosen=form.chosen.data or (),
                    idempotency_key=form.idempotency_key.data,
                    now=viewing.now(),
                )
            return finish(redaction_id, removed)
    except RuleBroken as broken:
        pin(form, broken)
        found = _found_now(form)
    form.offer_files(found)
    form.seen.data = len(found.places)
    return render_template("redactions/confirm.html", form=form, found=found, **shown(found.places)), 422


def _found_now(form: RedactForm) -> FoundRow:
    try:
        return find_places(viewing.viewer(), form.passage.data or "")
    except RuleBroken:
        return FoundRow(())
