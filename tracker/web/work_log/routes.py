"""Hours of one's own: the week view, and entries added, corrected, deleted and restored."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.work_entries import OWN_KINDS
from tracker.domain.work_log import WorkKind
from tracker.queries.overlaps import list_overlaps_of_day
from tracker.queries.work_log import get_entry, get_worker, list_deleted_entries
from tracker.rows.staffing import PersonRow
from tracker.services.work_log import add_entry, correct_entry, delete_entry, restore_entry
from tracker.web import choosing, viewing
from tracker.web.conflicts import clash, settle
from tracker.web.hours_links import day_of_address, id_of_address, line_url, other_than_viewer
from tracker.web.overlaps import overlap_sentences
from tracker.web.refusals import pin, say_with_ways
from tracker.web.rights import may
from tracker.web.work_log.forms import WorkEntryForm, values_of
from tracker.web.work_log.week import week_of
from tracker.web.writing import writes

bp = Blueprint("work_log", __name__, url_prefix="/p/<programme>/hours")


@bp.get("/")
@may(Act.HOURS)
def week() -> Response | str:
    """``?week=`` any day of it, ``?producer=`` whose; a manager who is none of the supporters chooses one in the overview."""
    viewer = viewing.viewer()
    if viewer.producer_id is None and "producer" not in request.args:
        return redirect(url_for("diaries.index"))
    worker = _worker()
    asked_on = day_of_address("week")
    shown = week_of(viewer, worker.producer_id, asked_on or viewing.today())
    return render_template(
        "work_log/week.html",
        worker=worker,
        week=shown,
        asked_on=asked_on,
        warnings={day.on: overlap_sentences(day.overlaps) for day in shown.days},
        previous_on=shown.first - timedelta(days=7),
        next_on=shown.first + timedelta(days=7),
        line_url=line_url,
        other=other_than_viewer(worker.producer_id),
        deleted=list_deleted_entries(viewer, worker.producer_id, now=viewing.now()),
    )


@bp.route("/new", methods=["GET", "POST"])
@may(Act.HOURS)
@writes
def new() -> Response | tuple[str, int]:
    """``?on=`` and ``?kind=`` fill the form; after saving, the same day is shown, or another entry of it."""
    if viewing.viewer().producer_id is None and "producer" not in request.args:
        return redirect(url_for("diaries.index"))
    worker = _worker()
    asked = request.args.get("kind", "")
    kind = asked if asked in OWN_KINDS else WorkKind.PREPARATION.value
    on = day_of_address("on") or viewing.today()
    form = _form(kind=kind, work_on=on)
    if form.validate_on_submit():
        try:
            add_entry(
                viewing.viewer(),
                producer_id=worker.producer_id,
                entry=form.read(),
                today=viewing.today(),
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("従事時間を記録しました。"), "success")
            if "another" in request.form:
                saved_on, other = form.work_on.data.isoformat(), other_than_viewer(worker.producer_id)
                return redirect(url_for("work_log.new", on=saved_on, kind=form.kind.data, producer=other))
            return redirect(_week_url(worker, form.work_on.data))
    context = {"form": form, "worker": worker, "other": other_than_viewer(worker.producer_id)}
    overlaps = overlap_sentences(list_overlaps_of_day(viewing.viewer(), worker.producer_id, on))
    return render_template("work_log/new.html", warnings=overlaps, **context), 422 if form.is_submitted() else 200


@bp.route("/<int:entry_id>", methods=["GET", "POST"])
@may(Act.HOURS)
@writes
def edit(entry_id: int) -> Response | tuple[str, int]:
    row = get_entry(viewing.viewer(), entry_id)
    stored = values_of(row.entry)
    form = _form(version=row.version, **stored)
    settle(form, stored)
    context: dict[str, Any] = {"form": form, "row": row}
    if form.validate_on_submit():
        try:
            correct_entry(viewing.viewer(), entry_id, entry=form.read(), version=form.version.data, today=viewing.today())
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs = stored
            return render_template("work_log/edit.html", clash=clash(form, conflict), **context), 409
        else:
            flash(_("訂正を保存しました。"), "success")
            return redirect(_week_url(PersonRow(row.producer_id, row.producer), form.work_on.data))
    return render_template("work_log/edit.html", **context), 422 if form.is_submitted() else 200


@bp.route("/<int:entry_id>/delete", methods=["GET", "POST"])
@may(Act.HOURS)
@writes
def delete(entry_id: int) -> Response | tuple[str, int]:
    row = get_entry(viewing.viewer(), entry_id)
    sentence = ""
    if request.method == "POST":
        try:
            delete_entry(viewing.viewer(), entry_id, now=viewing.now())
        except RuleBroken as broken:
            sentence = say_with_ways(broken)
        else:
            flash(_("従事時間を削除しました。30日以内なら、この画面の下から元に戻せます。"), "success")
            return redirect(_week_url(PersonRow(row.producer_id, row.producer), row.work_on))
    return render_template("work_log/delete.html", row=row, sentence=sentence), 422 if sentence else 200


@bp.post("/<int:entry_id>/restore")
@may(Act.HOURS)
@writes
def restore(entry_id: int) -> Response:
    try:
        restore_entry(viewing.viewer(), entry_id, today=viewing.today(), now=viewing.now())
    except RuleBroken as broken:
        flash(say_with_ways(broken), "error")
    else:
        flash(_("従事時間を元に戻しました。"), "success")
    week, producer = request.args.get("week"), request.args.get("producer")
    return redirect(url_for("work_log.week", week=week, producer=producer, _anchor=f"day-{week}" if week else None))


def _form(**values: Any) -> WorkEntryForm:
    form = WorkEntryForm(data=values)
    form.offer(choosing.companies())
    return form


def _worker() -> PersonRow:
    asked = id_of_address("producer") if "producer" in request.args else viewing.viewer().producer_id
    return get_worker(viewing.viewer(), asked)


def _week_url(worker: PersonRow, on: date) -> str:
    other = other_than_viewer(worker.producer_id)
    return url_for("work_log.week", week=on.isoformat(), producer=other, _anchor=f"day-{on.isoformat()}")
