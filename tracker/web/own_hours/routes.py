"""本人の時刻: who came later to a visit or meeting, left earlier, or took a break."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.work_entries import MINUTES_OF_DAY
from tracker.domain.work_log import SourceKind
from tracker.queries.own_hours import get_own_hours
from tracker.services.own_hours import OwnTimes, set_own_hours
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.forms import BaseForm, HiddenVersionField, NumberField, TimeField
from tracker.web.hours_links import id_of_address
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes

bp = Blueprint("own_hours", __name__, url_prefix="/p/<programme>")


class OwnHoursForm(BaseForm):
    """A time left blank is the record's."""

    version = HiddenVersionField(default=0)
    start_time = TimeField(_l("本人の開始時刻"))
    end_time = TimeField(_l("本人の終了時刻"))
    break_minutes = NumberField(_l("休憩"), minimum=0, maximum=MINUTES_OF_DAY)


@bp.route("/visits/<int:visit_id>/own-hours", methods=["GET", "POST"])
@may(Act.HOURS)
@writes
def visit(visit_id: int) -> Response | tuple[str, int]:
    return _set(SourceKind.VISIT, visit_id, url_for("visits.show", visit_id=visit_id))


@bp.route("/meetings/<int:meeting_id>/own-hours", methods=["GET", "POST"])
@may(Act.HOURS)
@writes
def meeting(meeting_id: int) -> Response | tuple[str, int]:
    return _set(SourceKind.MEETING, meeting_id, url_for("meetings.show", meeting_id=meeting_id))


def _set(source: SourceKind, record_id: int, back: str) -> Response | tuple[str, int]:
    """``?producer=`` whose; without it the viewer's own, and a manager who was not there chooses among those who were."""
    viewer = viewing.viewer()
    asked = id_of_address("producer") or viewer.producer_id
    row = get_own_hours(viewer, source, record_id, producer_id=asked)
    stored = {"start_time": row.start_time, "end_time": row.end_time, "break_minutes": row.break_minutes or None}
    form = OwnHoursForm(data=stored | {"version": row.version})
    settle(form, stored)
    if row.person is None:
        return render_template("own_hours/choose.html", row=row, back=back), 200
    if form.validate_on_submit():
        times = OwnTimes(form.start_time.data, form.end_time.data, form.break_minutes.data or 0)
        try:
            set_own_hours(
                viewer,
                source=source,
                record_id=record_id,
                producer_id=row.person.producer_id,
                times=times,
                version=form.version.data,
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs = stored
            return render_template("own_hours/edit.html", form=form, row=row, back=back, clash=clash(form, conflict)), 409
        else:
            flash(_("本人の時刻を保存しました。"), "success")
            return redirect(back)
    return render_template("own_hours/edit.html", form=form, row=row, back=back), 422 if form.is_submitted() else 200
