"""Moving a visit that was logged on the wrong company: first where to, then which case each note is about."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.queries.moves import find_move
from tracker.queries.visits import get_visit_to_delete
from tracker.rows.visits import VisitRow
from tracker.services.moves import move_visit_to_company
from tracker.web import viewing
from tracker.web.language import say_day
from tracker.web.moving import Place, ask_or_move, ask_where_to, where_to
from tracker.web.rights import may
from tracker.web.visits.blueprint import bp
from tracker.web.writing import writes


@bp.route("/<int:visit_id>/move", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def move(visit_id: int) -> Response | tuple[str, int]:
    """``?to=`` says which company; without it the page asks."""
    viewer, today = viewing.viewer(), viewing.today()
    visit = get_visit_to_delete(viewer, visit_id, today=today)
    (form, to), place = where_to(visit.enrolment_id), _place(visit)
    row = find_move(viewer, visit_id, to, today=today) if to is not None else None
    if row is None:
        return ask_where_to(form, place, about=visit.company, on=visit.visit_on)
    there = row.to_enrolment_id

    def act(form: Any, said: dict[str, Any]) -> None:
        voices = [int(voice) for voice in form.voices.data or ()]
        now = viewing.now()
        move_visit_to_company(viewer, visit_id=visit_id, to_enrolment_id=there, voices=voices, today=today, now=now, **said)

    return ask_or_move(row, place, of=visit.enrolment_id, version=visit.version, move=act)


def _place(visit: VisitRow) -> Place:
    return Place(
        here=url_for("visits.move", visit_id=visit.visit_id),
        back=url_for("visits.show", visit_id=visit.visit_id),
        trail=(_("企業訪問"), url_for("visits.index")),
        record=_("%(day)sの訪問", day=say_day(visit.visit_on)),
    )
