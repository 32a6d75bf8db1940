"""Asks why a closed month, or what was handed in, is changed, with everything that was typed, and sends it on with the reason."""

from __future__ import annotations

from flask import Response, g, jsonify, make_response, render_template, request, session

from tracker.domain.month_closes import MonthClosed
from tracker.web.answers import wants_json
from tracker.web.closing.forms import ChangeReasonForm
from tracker.web.forms import BACK
from tracker.web.refusals import pin, say
from tracker.web.typed import typed

REASON = "change_reason"


def ask_for_change_reason(error: MonthClosed) -> Response:
    """Nothing was written, so no word of success may follow; a device keeps its note, and its writer is asked in the form."""
    session.pop("_flashes", None)
    if wants_json():
        problem = {"name": "", "label": "", "sentence": say(error)}
        return make_response(jsonify(state="refused", problems=[problem]), 422)
    form = ChangeReasonForm(formdata=None, data={REASON: request.form.get(REASON, "")})
    pin(form, error)
    fields = tuple((name, value) for name, value in typed() if name not in (REASON, BACK))
    had_files = any(file.filename for files in request.files.listvalues() for file in files)
    page = render_template(
        "closing/change_reason.html",
        form=form,
        fields=fields,
        action=request.full_path.rstrip("?"),
        had_files=had_files,
        back=_back(),
    )
    return make_response(page, 422)


def _back() -> str | None:
    """The button that leads back to the form; None where what was sent has none: nothing was typed."""
    return BACK if g.get("sent_form") is not None else None
