"""What the form of a record asks the database: all that it shows, or of one that was sent what is needed to read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request

from tracker.queries.challenge_progress import list_progress_of_visit
from tracker.queries.challenges import list_choices
from tracker.queries.visit_forms import get_visit_form
from tracker.rows.visits import VisitFormRow, VisitRow
from tracker.web import viewing
from tracker.web.tools.fields import names_tools
from tracker.web.typed import day_of, number_of, sent
from tracker.web.visits.log_form import LogVisitForm

_PEOPLE, _OWNER = ("team", "others"), "-owner_id"


def is_shown() -> bool:
    """Whether the request needs all that a form on the screen says; where a sent one comes back, :func:`whole` asks again."""
    return request.method == "GET" or names_tools(request.form)


def named() -> set[int]:
    """The people whom the form names, as it was sent or as its draft has it."""
    values = [value for name, value in sent().items(multi=True) if name in _PEOPLE or name.endswith(_OWNER)]
    return {number for value in values if (number := number_of(value)) is not None}


def day_of_form(today: date) -> date:
    """The day that somebody typed, whose team is offered; else today."""
    return min(day_of("visit_on", today=today) or today, today)


def asked() -> dict[str, Any]:
    """What of the form is looked up: all that is shown, or what the one that was sent needs to be read."""
    if request.method == "GET":
        return {"named": named()}
    return {"is_shown": is_shown(), "offers_people": False, "named": named()}


def whole(form: LogVisitForm, about: VisitFormRow, row: VisitRow | None) -> VisitFormRow:
    """The form with all that it offers, where it was sent and comes back."""
    if request.method == "GET":
        return about
    viewer, today = viewing.viewer(), viewing.today()
    visit_id, on = (row.visit_id, row.visit_on) if row else (None, day_of_form(today))
    everything = get_visit_form(viewer, about.enrolment_id, on=on, today=today, visit_id=visit_id, named=form.named())
    form.offer_people(everything, row.people if row else ())
    said = list_progress_of_visit(viewer, visit_id, today=today) if visit_id is not None else ()
    open_ones = list_choices(viewer, [about.enrolment_id], today=today, said=[one.challenge_id for one in said])
    form.offer_challenges(everything, open_ones)
    return everything
