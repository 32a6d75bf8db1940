"""清書: what a section has as a picture of the whiteboard or a recording is put into words at the desk, beside it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.attachments import list_attachments
from tracker.queries.meetings import get_meeting_to_log
from tracker.rows.attachments import AttachmentFilter
from tracker.rows.meetings import MeetingRow
from tracker.services.meeting_words import type_up_meeting
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.kept import leave_kept
from tracker.web.language import say_day
from tracker.web.meetings.blueprint import bp
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.typing_up import TypeUpForm, type_up_form
from tracker.web.writing import writes


@bp.route("/<int:meeting_id>/type-up", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def type_up(meeting_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_meeting_to_log(viewer, meeting_id, today=today)
    pictured = [(section, note) for section in row.mine for note in section.notes if note.pictures]
    if not (row.is_held and pictured):
        leave_kept()
        return redirect(url_for("meetings.show", meeting_id=meeting_id))
    titles = [_("%(company)s　%(case)s", company=section.company, case=note.title) for section, note in pictured]
    form = type_up_form([note for _section, note in pictured], titles=titles, version=row.version)
    stored = form.stored(note for section in row.mine for note in section.notes)
    settle(form, stored)
    if form.validate_on_submit():
        try:
            type_up_meeting(viewer, meeting_id, facts=form.facts(), version=form.version.data, today=today)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs = stored
            return _page(form, row, clash(form, conflict)), 409
        else:
            flash(_("清書を保存しました。"), "success")
            return redirect(url_for("meetings.show", meeting_id=meeting_id))
    return _page(form, row), 422 if form.is_submitted() else 200


def _page(form: TypeUpForm, row: MeetingRow, both: object = None) -> str:
    attached = list_attachments(viewing.viewer(), today=viewing.today(), filters=AttachmentFilter(meeting=row.meeting_id))
    return render_template(
        "visits/type_up.html",
        form=form,
        attached=[one for one in reversed(attached) if one.is_note],
        clash=both,
        about=_("、").join(section.company for section in row.mine),
        company_url=None,
        record=_("%(day)sのチームミーティング", day=say_day(row.meeting_on)),
        record_url=url_for("meetings.show", meeting_id=row.meeting_id),
    )
