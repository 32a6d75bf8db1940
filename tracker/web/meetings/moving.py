"""Moving the section of a meeting that was written about the wrong company: first where to, then what becomes of its parts."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.companies import list_company_choices
from tracker.queries.moves import find_section_move, get_section_to_move
from tracker.rows.meetings import MeetingRow
from tracker.services.section_moves import move_section_to_company
from tracker.web import viewing
from tracker.web.language import say_day
from tracker.web.meetings.blueprint import bp
from tracker.web.moving import move_form, read_move
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.route("/<int:meeting_id>/sections/<int:enrolment_id>/move", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def move_section(meeting_id: int, enrolment_id: int) -> Response | tuple[str, int]:
    """``?to=`` says which company; without it the page asks."""
    viewer, today = viewing.viewer(), viewing.today()
    meeting, section = get_section_to_move(viewer, meeting_id, enrolment_id, today=today)
    sent = request.args.get("to", "")
    to = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else None
    row = find_section_move(viewer, meeting_id, enrolment_id, to, today=today) if to is not None else None
    if row is None:
        companies = [one for one in list_company_choices(viewer, today=today) if one.enrolment_id != enrolment_id]
        asked = {"companies": companies, "unsaid": "to" in request.args, **_place(meeting, enrolment_id)}
        return render_template("visits/move_to.html", about=section.company, on=meeting.meeting_on, **asked), 200
    form = move_form(row)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            move_section_to_company(
                viewer,
                meeting_id=meeting_id,
                enrolment_id=enrolment_id,
                to_enrolment_id=row.to_enrolment_id,
                today=today,
                now=viewing.now(),
                **read_move(form, row),
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            form.form_errors.append(say(conflict))
            form.version.data, status = meeting.version, 409
        else:
            flash(_("記録を%(company)sに移しました。", company=row.to_company), "success")
            return redirect(url_for("meetings.show", meeting_id=meeting_id))
    return render_template("visits/move.html", form=form, row=row, **_place(meeting, enrolment_id)), status


def _place(meeting: MeetingRow, enrolment_id: int) -> dict[str, Any]:
    """Where the pages of the move lead back to."""
    return {
        "here": url_for("meetings.move_section", meeting_id=meeting.meeting_id, enrolment_id=enrolment_id),
        "back": url_for("meetings.show", meeting_id=meeting.meeting_id),
        "trail": (_("チームミーティング"), url_for("meetings.index")),
        "record": _("%(day)sのチームミーティング", day=say_day(meeting.meeting_on)),
    }
