"""A scheduled meeting is called off, and taken back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.cadence import EventStatus
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.warnings import EventKind, EventRef
from tracker.queries.called_off import list_meetings_beside
from tracker.queries.meetings import get_meeting_to_log
from tracker.services.scheduled_meetings import cancel_meeting, postpone_meeting, reinstate_meeting
from tracker.web import conflicts, viewing
from tracker.web.absences.words import coming_absences
from tracker.web.called_off import beside_of, flash_called_off
from tracker.web.meetings.blueprint import bp
from tracker.web.meetings.forms import CallOffForm, PostponeForm, ReinstateForm
from tracker.web.meetings.standing import standing_of
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes


@bp.route("/<int:meeting_id>/cancel", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def cancel(meeting_id: int) -> Response | tuple[str, int]:
    return _call_off(meeting_id, CallOffForm)


@bp.route("/<int:meeting_id>/postpone", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def postpone(meeting_id: int) -> Response | tuple[str, int]:
    return _call_off(meeting_id, PostponeForm)


def _call_off(meeting_id: int, kind: type[CallOffForm]) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_meeting_to_log(viewer, meeting_id, today=today)
    form, away = kind(version=row.version), coming_absences([person.producer_id for person in row.people])
    if form.validate_on_submit():
        reason, version = form.reason.data, form.version.data
        try:
            if isinstance(form, PostponeForm):
                anew = postpone_meeting(
                    viewer,
                    meeting_id,
                    reason=reason,
                    version=version,
                    new_on=form.new_on.data,
                    today=today,
                    now=viewing.now(),
                )
            else:
                anew = None
                cancel_meeting(viewer, meeting_id, reason=reason, version=version, today=today)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            clash = conflicts.clash(form, conflict)
            return render_template(
                "meetings/call_off.html", form=form, row=row, clash=clash, standing=standing_of(row), away=away
            ), 409
        else:
            status = EventStatus.POSTPONED if isinstance(form, PostponeForm) else EventStatus.CANCELLED
            companies, ref = [section.company for section in row.sections], EventRef(EventKind.MEETING, meeting_id)
            new_on = form.new_on.data if isinstance(form, PostponeForm) else None
            flash_called_off(ref, status, companies, on=row.meeting_on, new_on=new_on)
            return redirect(url_for("meetings.show", meeting_id=anew or meeting_id))
    return render_template(
        "meetings/call_off.html", form=form, row=row, standing=standing_of(row), away=away
    ), 422 if form.is_submitted() else 200


@bp.route("/<int:meeting_id>/reinstate", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def reinstate(meeting_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_meeting_to_log(viewer, meeting_id, today=today)
    form, clash = ReinstateForm(version=row.version), None
    if form.validate_on_submit():
        try:
            reinstate_meeting(
                viewer,
                meeting_id,
                reason=form.reason.data,
                version=form.version.data,
                instead_version=form.dropped_version,
                today=today,
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            clash = conflicts.clash(form, conflict)
            form.version.data = row.version  # the conflict may be about what it was postponed to
        else:
            flash(
                _("会議を予定に戻し、延期先の予定を中止にしました。")
                if form.drops_instead.data
                else _("会議を予定に戻しました。"),
                "success",
            )
            return redirect(url_for("meetings.show", meeting_id=meeting_id))
    beside = list_meetings_beside(viewer, meeting_id=meeting_id, on=row.meeting_on, status=row.status)
    form.offer_instead(beside)
    return render_template(
        "meetings/reinstate.html",
        form=form,
        row=row,
        clash=clash,
        beside=beside_of(
            beside, EventKind.MEETING, on=row.meeting_on, url_of=lambda other: url_for("meetings.show", meeting_id=other)
        ),
        standing=standing_of(row),
    ), 409 if clash else 422 if form.is_submitted() else 200
