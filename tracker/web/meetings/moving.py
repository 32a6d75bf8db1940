"""Moving the section of a meeting that was written about the wrong company: first where to, then what becomes of its parts."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.queries.moves import find_section_move, get_section_to_move
from tracker.rows.meetings import MeetingRow
from tracker.services.section_moves import move_section_to_company
from tracker.web import viewing
from tracker.web.language import say_day
from tracker.web.meetings.blueprint import bp
from tracker.web.moving import Place, ask_or_move, ask_where_to, where_to
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.route("/<int:meeting_id>/sections/<int:enrolment_id>/move", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def move_section(meeting_id: int, enrolment_id: int) -> Response | tuple[str, int]:
    """``?to=`` says which company; without it the page asks."""
    viewer, today = viewing.viewer(), viewing.today()
    meeting, section = get_section_to_move(viewer, meeting_id, enrolment_id, today=today)
    (form, to), place = where_to(enrolment_id), _place(meeting, enrolment_id)
    row = find_section_move(viewer, meeting_id, enrolment_id, to, today=today) if to is not None else None
    if row is None:
        return ask_where_to(form, place, about=section.company, on=meeting.meeting_on)
    there = row.to_enrolment_id

    def act(_form: Any, said: dict[str, Any]) -> None:
        move_section_to_company(
            viewer,
            meeting_id=meeting_id,
            enrolment_id=enrolment_id,
            to_enrolment_id=there,
            today=today,
            now=viewing.now(),
            **said,
        )

    return ask_or_move(row, place, of=enrolment_id, version=meeting.version, move=act)


def _place(meeting: MeetingRow, enrolment_id: int) -> Place:
    return Place(
        here=url_for("meetings.move_section", meeting_id=meeting.meeting_id, enrolment_id=enrolment_id),
        back=url_for("meetings.show", meeting_id=meeting.meeting_id),
        trail=(_("チームミーティング"), url_for("meetings.index")),
        record=_("%(day)sのチームミーティング", day=say_day(meeting.meeting_on)),
    )
