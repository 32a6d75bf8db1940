"""The training log: the list with everybody's totals, one training with its attendance, the sheet to print."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.attachments import AttachedTo
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.trainings import Attendance
from tracker.queries import choices, trainings
from tracker.queries.overlaps import list_overlaps_of_training
from tracker.queries.producers import list_producers
from tracker.rows.producers import ProducerRow
from tracker.rows.trainings import TrainingFilter, TrainingRow
from tracker.services import trainings as services
from tracker.web import choosing, conflicts, viewing
from tracker.web.event_files import event_files
from tracker.web.overlaps import overlap_sentences
from tracker.web.paging import page_of
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.trainings.forms import TrainingFilterForm, TrainingForm, stored, values_of
from tracker.web.typed import is_filled, number_of, sent
from tracker.web.writing import writes

bp = Blueprint("trainings", __name__, url_prefix="/p/<programme>/trainings")


@bp.get("/")
@may(Act.BOARD)
def index() -> tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    form = TrainingFilterForm(request.args)
    form.offer(choosing.producers())
    readable = form.validate()
    filters = form.read()
    paging = page_of(trainings.count_trainings(viewer, today=today, filters=filters))
    everybody = replace(filters, producer=None, attendance=None)
    deleted = TrainingFilter(deleted=True)
    return render_template(
        "trainings/index.html",
        form=form,
        paging=paging,
        rows=trainings.list_trainings(viewer, today=today, filters=filters, limit=paging.size, offset=paging.offset),
        totals=trainings.list_attendance_totals(viewer, today=today, filters=everybody),
        deleted=trainings.list_trainings(viewer, today=today, filters=deleted) if viewer.may(Act.STAFF) else (),
    ), 200 if readable else 422


@bp.get("/<int:training_id>")
@may(Act.BOARD)
def show(training_id: int) -> str:
    """One training; ``?attendance=`` lists only those who were there so."""
    viewer = viewing.viewer()
    row = trainings.get_training(viewer, training_id, today=viewing.today())
    asked = request.args.get("attendance", "")
    chosen = Attendance(asked) if asked in set(Attendance) else None
    files = event_files(AttachedTo.TRAINING, training_id)
    warnings = overlap_sentences(list_overlaps_of_training(viewer, row))
    return render_template("trainings/show.html", row=row, chosen=chosen, kinds=tuple(Attendance), warnings=warnings, **files)


@bp.get("/<int:training_id>/sheet")
@may(Act.BOARD)
def sheet(training_id: int) -> str:
    """出席簿 on paper: everybody on the roster with room for a signature."""
    viewer = viewing.viewer()
    row = trainings.get_training(viewer, training_id, today=viewing.today())
    return render_template("trainings/sheet.html", row=row, producers=_on_roster(row))


@bp.route("/new", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def new() -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    form = TrainingForm(training_on=today)
    _offer(form, None)
    if form.validate_on_submit():
        try:
            training_id = services.record_training(
                viewer, record=form.read(), today=today, now=viewing.now(), idempotency_key=form.idempotency_key.data
            )
        except RuleBroken as broken:
            _pin(form, broken)
        else:
            flash(_("研修を登録しました。"), "success")
            return redirect(url_for("trainings.show", training_id=training_id))
    return render_template("trainings/new.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/<int:training_id>/edit", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def edit(training_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = trainings.get_training(viewer, training_id, today=today)
    form = TrainingForm(**values_of(row, _on_roster(row, _asked_about(row))))
    _offer(form, row)
    conflicts.settle(form, stored(form, row))
    clash = None
    if form.validate_on_submit():
        try:
            services.correct_training(viewer, training_id, record=form.read(), version=form.version.data, today=today)
        except RuleBroken as broken:
            _pin(form, broken)
        except Conflict as conflict:
            conflict.theirs = dict(stored(form, row))
            clash = conflicts.clash(form, conflict)
        else:
            flash(_("研修を保存しました。"), "success")
            return redirect(url_for("trainings.show", training_id=training_id))
    status = 409 if clash else 422 if form.is_submitted() else 200
    return render_template("trainings/edit.html", form=form, row=row, clash=clash), status


@bp.route("/<int:training_id>/delete", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def delete(training_id: int) -> Response | str:
    row = trainings.get_training(viewing.viewer(), training_id, today=viewing.today())
    if request.method == "POST":
        services.delete_training(viewing.viewer(), training_id, now=viewing.now())
        flash(_("研修を削除しました。30日以内なら、研修の一覧の下から元に戻せます。"), "success")
        return redirect(url_for("trainings.index"))
    return render_template("trainings/delete.html", row=row)


@bp.post("/<int:training_id>/restore")
@may(Act.STAFF)
@writes
def restore(training_id: int) -> Response:
    try:
        services.restore_training(viewing.viewer(), training_id, now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("研修を元に戻しました。"), "success")
    return redirect(url_for("trainings.index"))


def _offer(form: TrainingForm, row: TrainingRow | None) -> None:
    asked = _asked_about(row)
    form.offer(_on_roster(row, asked), choosing.producers(since=_day_of(row)), is_whole=asked is None)


def _asked_about(row: TrainingRow | None) -> set[int] | None:
    """Of many people the likeliest, whoever stands in the attendance, and whom the form names that was sent; None: everybody."""
    viewer = viewing.viewer()
    if not choices.has_many_producers(viewer):
        return None
    named = (number_of(value) for name, value in sent().items() if name.endswith("-producer_id")) if is_filled() else ()
    return {*choices.likely_producers(viewer, viewing.today()), *_there(row), *filter(None, named)}


def _on_roster(row: TrainingRow | None, ids: set[int] | None = None) -> tuple[ProducerRow, ...]:
    """Whoever is on the roster on the day of the training (of ``ids`` alone), and whoever stands in its attendance already."""
    day, there = _day_of(row), _there(row)
    return tuple(
        one
        for one in list_producers(viewing.viewer(), ids=ids)
        if one.producer_id in there
        or ((one.starts_on is None or one.starts_on <= day) and (one.ends_on is None or one.ends_on >= day))
    )


def _day_of(row: TrainingRow | None) -> date:
    return row.training_on if row else viewing.today()


def _there(row: TrainingRow | None) -> set[int]:
    return {one.producer_id for one in row.attendees} if row else set()


def _pin(form: TrainingForm, broken: RuleBroken) -> None:
    broken.field = form.field_of(broken.field)
    pin(form, broken)
