"""Journeys: noted, corrected, deleted and restored; the last one to a company is offered."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.travel import find_last_travel, get_travel
from tracker.queries.visits import get_visit_to_log
from tracker.queries.work_log import get_worker
from tracker.rows.staffing import PersonRow
from tracker.rows.travel import TravelRow
from tracker.rows.visits import VisitRow
from tracker.services.travel import add_travel, correct_travel, delete_travel, note_travel_of_visit, restore_travel
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.hours_links import day_of_address, id_of_address, other_than_viewer
from tracker.web.refusals import pin, say_with_ways
from tracker.web.rights import may
from tracker.web.travel.forms import TravelForm, values_of
from tracker.web.writing import writes

bp = Blueprint("travel", __name__, url_prefix="/p/<programme>/travel")


@bp.route("/new", methods=["GET", "POST"])
@may(Act.HOURS)
@writes
def new() -> Response | tuple[str, int]:
    """``?visit=`` a journey to that visit; else one by itself, of the viewer or (a manager) of ``?producer=``."""
    visit_id = id_of_address("visit")
    if visit_id is not None:
        return _of_visit(get_visit_to_log(viewing.viewer(), visit_id, today=viewing.today()))
    viewer = viewing.viewer()
    if viewer.producer_id is None and "producer" not in request.args:
        return redirect(url_for("diaries.index"))
    worker = get_worker(viewer, id_of_address("producer") if "producer" in request.args else viewer.producer_id)
    form = TravelForm(data={"travel_on": day_of_address("on") or viewing.today()})
    form.offer((), of_visit=False)
    if form.validate_on_submit():
        try:
            add_travel(
                viewer,
                producer_id=worker.producer_id,
                record=form.read(),
                today=viewing.today(),
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("移動を記録しました。"), "success")
            return redirect(_week_url(worker.producer_id, form.travel_on.data.isoformat()))
    context = {"form": form, "visit": None, "worker": worker, "last": None}
    return render_template("travel/new.html", **context), 422 if form.is_submitted() else 200


def _of_visit(visit: VisitRow) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    me = viewer.producer_id if any(person.producer_id == viewer.producer_id for person in visit.people) else None
    asked = id_of_address("producer") or me
    last = find_last_travel(viewer, asked, visit.enrolment_id) if asked else None
    values = values_of(last.record) if last else {}
    form = TravelForm(data=values | {"people": [str(asked)] if asked else []})
    form.offer(visit.people)
    if form.validate_on_submit():
        try:
            note_travel_of_visit(
                viewer,
                visit_id=visit.visit_id,
                producer_ids=[int(one) for one in form.people.data or ()],
                record=form.read(),
                today=viewing.today(),
                now=viewing.now(),
                idempotency_key=form.idempotency_key.data,
            )
        except RuleBroken as broken:
            broken.field = "people" if broken.field == "producer_id" else broken.field
            pin(form, broken)
        else:
            flash(_("移動を記録しました。"), "success")
            return redirect(url_for("visits.show", visit_id=visit.visit_id, _anchor="travel"))
    context = {"form": form, "visit": visit, "worker": None, "last": last}
    return render_template("travel/new.html", **context), 422 if form.is_submitted() else 200


@bp.route("/<int:travel_id>", methods=["GET", "POST"])
@may(Act.HOURS)
@writes
def edit(travel_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = get_travel(viewer, travel_id, today=today)
    visit, people = _visit_of(row)
    stored = values_of(row.record) | {"producer_id": str(row.producer_id or "")}
    form = TravelForm(data=stored | {"version": row.version})
    form.offer(people, of_visit=visit is not None)
    settle(form, stored)
    context: dict[str, Any] = {"form": form, "row": row, "visit": visit}
    if form.validate_on_submit():
        try:
            correct_travel(
                viewer,
                travel_id,
                record=form.read(),
                producer_id=int(form.producer_id.data),
                version=form.version.data,
                today=today,
            )
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs = stored
            return render_template("travel/edit.html", clash=clash(form, conflict), **context), 409
        else:
            flash(_("訂正を保存しました。"), "success")
            return redirect(_back(row))
    return render_template("travel/edit.html", **context), 422 if form.is_submitted() else 200


@bp.route("/<int:travel_id>/delete", methods=["GET", "POST"])
@may(Act.HOURS)
@writes
def delete(travel_id: int) -> Response | tuple[str, int]:
    row = get_travel(viewing.viewer(), travel_id, today=viewing.today())
    sentence = ""
    if request.method == "POST":
        try:
            delete_travel(viewing.viewer(), travel_id, today=viewing.today(), now=viewing.now())
        except RuleBroken as broken:
            sentence = say_with_ways(broken)
        else:
            flash(_("移動を削除しました。"), "success")
            return redirect(url_for("travel.deleted", travel_id=travel_id))
    return render_template("travel/delete.html", row=row, sentence=sentence, back=_back(row)), 422 if sentence else 200


@bp.get("/<int:travel_id>/deleted")
@may(Act.HOURS)
def deleted(travel_id: int) -> Response | str:
    """After deleting: the way on, and the way back."""
    row = get_travel(viewing.viewer(), travel_id, today=viewing.today(), living=False)
    return render_template("travel/deleted.html", row=row, back=_back(row)) if row.is_deleted else redirect(_back(row))


@bp.post("/<int:travel_id>/restore")
@may(Act.HOURS)
@writes
def restore(travel_id: int) -> Response:
    row = get_travel(viewing.viewer(), travel_id, today=viewing.today(), living=False)
    try:
        restore_travel(viewing.viewer(), travel_id, today=viewing.today(), now=viewing.now())
    except RuleBroken as broken:
        flash(say_with_ways(broken), "error")
    else:
        flash(_("移動を元に戻しました。"), "success")
    return redirect(_back(row))


def _visit_of(row: TravelRow) -> tuple[VisitRow | None, tuple[PersonRow, ...]]:
    """The visit that a journey belongs to, and whose it may be: those who were there; by itself only its own person's."""
    own = (PersonRow(row.producer_id, row.producer),) if row.producer_id is not None else ()
    if row.visit_id is None:
        return None, own
    visit = get_visit_to_log(viewing.viewer(), row.visit_id, today=viewing.today())
    return visit, (*visit.people, *(person for person in own if person not in visit.people))


def _back(row: TravelRow) -> str:
    if row.visit_id is not None:
        return url_for("visits.show", visit_id=row.visit_id, _anchor="travel")
    return _week_url(row.producer_id, row.on.isoformat())


def _week_url(producer_id: int | None, on: str) -> str:
    return url_for("work_log.week", week=on, producer=other_than_viewer(producer_id), _anchor=f"day-{on}")
