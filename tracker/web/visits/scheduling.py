"""Scheduling a visit, changing what is scheduled, cancelling and postponing it."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.cadence import EventStatus, MonthState
from tracker.domain.calendar import Month
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.warnings import EventKind, EventRef
from tracker.queries.absences import list_away_at
from tracker.queries.cadence import get_month_cell
from tracker.queries.visit_forms import get_visit_form
from tracker.queries.visits import get_visit_to_log
from tracker.rows.visits import VisitRow
from tracker.services.scheduled_visits import cancel_visit, postpone_visit, schedule_visit
from tracker.services.visits import correct_visit
from tracker.web import choosing, viewing
from tracker.web.absences.words import away_sentences, coming_absences
from tracker.web.called_off import flash_called_off
from tracker.web.carried import own_path, page_before
from tracker.web.closing.asking import standing_on
from tracker.web.conflicts import clash, settle
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.typed import number_of
from tracker.web.visits.asked import named
from tracker.web.visits.blueprint import bp
from tracker.web.visits.schedule_forms import CallOffForm, PostponeForm, ScheduleVisitForm
from tracker.web.writing import writes

Form = TypeVar("Form", bound=CallOffForm)
OVER = "over"  # the button that leads from 中止 to 延期 and back


@bp.route("/schedule", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def schedule() -> Response | tuple[str, int]:
    """``?company=`` says which company; without it the page asks."""
    viewer, today = viewing.viewer(), viewing.today()
    enrolment_id = number_of(request.args.get("company"))
    if enrolment_id is None:
        return render_template("visits/choose.html", offered=choosing.companies_to_log(), endpoint="visits.schedule"), 200
    about = get_visit_form(viewer, enrolment_id, on=today, today=today, named=named())
    form = ScheduleVisitForm(team=[str(one) for one in about.expected])
    form.offer(about)
    if form.validate_on_submit():
        try:
            visit_id = schedule_visit(
                viewer,
                enrolment_id=enrolment_id,
                record=form.read(),
                today=today,
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("訪問の予定を登録しました。"), "success")
            return redirect(url_for("visits.show", visit_id=visit_id))
    month = Month.of(today)
    is_undated = get_month_cell(viewer, enrolment_id, month, today=today).state is MonthState.UNSCHEDULED
    return render_template(
        "visits/schedule.html",
        form=form,
        about=about,
        row=None,
        undated=month if is_undated else None,
        away=coming_absences(about.expected),
        back=page_before(),
    ), 422 if form.is_submitted() else 200


def change(row: VisitRow) -> Response | tuple[str, int]:
    """The page that changes what is scheduled; part of the route that edits a visit."""
    viewer, today = viewing.viewer(), viewing.today()
    about = get_visit_form(viewer, row.enrolment_id, on=row.visit_on, today=today, visit_id=row.visit_id, named=named())
    form = ScheduleVisitForm(version=row.version)
    form.offer(about, there=row.people)
    stored = form.stored(row)
    if not form.is_submitted():
        form.process(data={**stored, "version": row.version})
    settle(form, stored)
    both, is_changed, standing = None, False, standing_on([row.enrolment_id], row.visit_on)
    away = coming_absences([person.producer_id for person in row.people])
    if form.validate_on_submit():
        try:
            is_changed = correct_visit(
                viewer, visit_id=row.visit_id, record=form.read(), version=form.version.data, today=today, now=viewing.now()
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs = stored
            both = clash(form, conflict)
        if both is not None and both.differences:
            return render_template(
                "visits/schedule.html", form=form, about=about, row=row, clash=both, standing=standing, away=away
            ), 409
        if not form.errors:
            flash(_("予定を保存しました。") if is_changed else _("変わったところはありません。"), "success")
            return redirect(url_for("visits.show", visit_id=row.visit_id))
    return render_template(
        "visits/schedule.html", form=form, about=about, row=row, standing=standing, away=away
    ), 422 if form.is_submitted() else 200


@bp.route("/<int:visit_id>/cancel", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def cancel(visit_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_visit_to_log(viewer, visit_id, today=today)
    form, is_sent = _open(CallOffForm, row)
    status = 422 if is_sent else 200
    if is_sent and form.validate():
        try:
            cancel_visit(viewer, visit_id=visit_id, reason=form.reason.data, version=form.version.data, today=today)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            status = _start_again(form, row, conflict)
        else:
            flash_called_off(EventRef(EventKind.VISIT, visit_id), EventStatus.CANCELLED, [row.company], on=row.visit_on)
            return redirect(own_path(form.back.data) or url_for("visits.show", visit_id=visit_id))
    standing = standing_on([row.enrolment_id], row.visit_on)
    return render_template("visits/cancel.html", form=form, row=row, standing=standing), status


@bp.route("/<int:visit_id>/postpone", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def postpone(visit_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_visit_to_log(viewer, visit_id, today=today)
    form, is_sent = _open(PostponeForm, row)
    status = 422 if is_sent else 200
    if is_sent and form.validate():
        try:
            new_id = postpone_visit(
                viewer,
                visit_id=visit_id,
                reason=form.reason.data,
                new_on=form.new_on.data,
                version=form.version.data,
                today=today,
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            status = _start_again(form, row, conflict)
        else:
            ref, new_on = EventRef(EventKind.VISIT, visit_id), form.new_on.data
            flash_called_off(ref, EventStatus.POSTPONED, [row.company], on=row.visit_on, new_on=new_on)
            back = own_path(form.back.data)
            if back and new_id and new_on:  # the page of the new visit says it as well
                for one in away_sentences(list_away_at(viewer, EventRef(EventKind.VISIT, new_id), on=new_on)):
                    flash(one["text"], "warning")
            return redirect(back or url_for("visits.show", visit_id=new_id or visit_id))
    standing, away = standing_on([row.enrolment_id], row.visit_on), coming_absences([one.producer_id for one in row.people])
    return render_template("visits/postpone.html", form=form, row=row, standing=standing, away=away), status


def _open(kind: type[Form], row: VisitRow) -> tuple[Form, bool]:
    """The form, and whether it was sent; whoever comes over from the other one brings along what they typed there."""
    opened: dict[str, Any] = {"version": row.version, "back": _came_from(row.visit_id)}
    if OVER in request.form:
        typed = {name: request.form[name] for name in ("back", "reason") if name in request.form}
        return kind(formdata=None, data=opened | typed), False
    form = kind(data=opened)
    return form, form.is_submitted()


def _came_from(visit_id: int) -> str:
    """Where whoever calls a visit off goes on: a list of what needs somebody, not the pages of the visit itself."""
    came, own = own_path(request.args.get("back")) or page_before(), url_for("visits.show", visit_id=visit_id)
    return "" if came == own or came.startswith(f"{own}/") else came


def _start_again(form: CallOffForm, row: VisitRow, conflict: Conflict) -> int:
    """The visit changed meanwhile: it is shown as it stands now, and sending again means this version."""
    form.form_errors.append(say(conflict))
    form.version.data = row.version
    return 409
