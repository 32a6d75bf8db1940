"""Asks why a closed month, or what was handed in, is changed: in the form where it can be seen coming, else when it is sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask import Response, g, jsonify, make_response, render_template, request, session
from flask_babel import gettext as _

from tracker.domain.calendar import Month, Period
from tracker.domain.month_closes import MonthClosed
from tracker.queries.closed_months import find_standing
from tracker.web import viewing
from tracker.web.answers import wants_json
from tracker.web.closing.forms import ChangeReasonForm
from tracker.web.forms import BACK
from tracker.web.refusals import pin, say
from tracker.web.typed import typed

REASON = "change_reason"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a record answers to: the headings of the notices, and the form with the reason."""

    titles: tuple[str, ...]
    form: ChangeReasonForm


def standing_over(enrolment_ids: Collection[int], days: Period, *, is_of_month: bool = True) -> Standing | None:
    """Whether a month of these companies is closed, or the days were handed in; None where a change needs no reason.

    ``is_of_month``: a month's close holds what the month counts; outcomes it does not count.
    """
    months = {(enrolment_id, Month.of(days.starts_on)) for enrolment_id in enrolment_ids} if is_of_month else set()
    closed, handed_in = find_standing(viewing.viewer().programme_id, months, [days])
    titles = [_("この月は締めてあります")] if closed else []
    if handed_in[days]:
        number, title, _id = max(handed_in[days])
        titles.append(_("この期間は提出済みです（提出第%(number)s号「%(title)s」）", number=number, title=title))
    return Standing(tuple(titles), ChangeReasonForm()) if titles else None


def standing_on(enrolment_ids: Collection[int], on: date, *, is_of_month: bool = True) -> Standing | None:
    """The same of one day."""
    return standing_over(enrolment_ids, Period(on, on), is_of_month=is_of_month)


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
