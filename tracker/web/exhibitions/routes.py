"""Exhibitions: the list, one with its companies, our people and the market's voice; recording, correcting, linking visits."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.attachments import AttachedTo
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries import exhibitions, voices
from tracker.queries.companies import list_company_choices
from tracker.queries.visits import get_visit_to_log
from tracker.rows.exhibitions import ExhibitionFilter, VoiceFilter
from tracker.services import exhibitions as services
from tracker.web import choosing, conflicts, viewing
from tracker.web.event_files import event_files
from tracker.web.exhibitions.forms import (
    AttendForm,
    ExhibitionFilterForm,
    ExhibitionForm,
    LinkVisitForm,
    stored,
    values_of,
)
from tracker.web.paging import page_of
from tracker.web.refusals import pin, say
from tracker.web.rights import may
from tracker.web.writing import writes

bp = Blueprint("exhibitions", __name__, url_prefix="/p/<programme>/exhibitions")


@bp.get("/")
@may(Act.BOARD)
def index() -> tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    form = ExhibitionFilterForm(request.args)
    form.offer(companies=choosing.companies(), producers=choosing.producers())
    readable = form.validate()
    filters = form.read()
    count, companies = exhibitions.count_exhibitions(viewer, today=today, filters=filters)
    paging = page_of(count)
    deleted = ExhibitionFilter(deleted=True)
    return render_template(
        "exhibitions/index.html",
        form=form,
        paging=paging,
        companies=companies,
        rows=exhibitions.list_exhibitions(viewer, today=today, filters=filters, limit=paging.size, offset=paging.offset),
        deleted=exhibitions.list_exhibitions(viewer, today=today, filters=deleted) if viewer.may(Act.STAFF) else (),
    ), 200 if readable else 422


@bp.get("/<int:exhibition_id>")
@may(Act.BOARD)
def show(exhibition_id: int) -> str:
    viewer, today = viewing.viewer(), viewing.today()
    row = exhibitions.get_exhibition(viewer, exhibition_id, today=today)
    heard = voices.list_voices(viewer, today=today, filters=VoiceFilter(exhibition=exhibition_id))
    logs_any = bool(list_company_choices(viewer, today=today, act=Act.LOG, ids=row.company_ids, limit=1))
    files = event_files(AttachedTo.EXHIBITION, exhibition_id)
    return render_template("exhibitions/show.html", row=row, voices=heard, logs_any=logs_any, **files)


@bp.route("/new", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def new() -> Response | tuple[str, int]:
    form = ExhibitionForm()
    form.offer(choosing.companies())
    if form.validate_on_submit():
        form.drop_blank_rows()
        try:
            exhibition_id = services.record_exhibition(
                viewing.viewer(), record=form.read(), now=viewing.now(), idempotency_key=form.idempotency_key.data
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("展示会を登録しました。"), "success")
            return redirect(url_for("exhibitions.show", exhibition_id=exhibition_id))
    form.offer(choosing.companies())
    return render_template("exhibitions/new.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/<int:exhibition_id>/edit", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def edit(exhibition_id: int) -> Response | tuple[str, int]:
    row = exhibitions.get_exhibition(viewing.viewer(), exhibition_id, today=viewing.today())
    form = ExhibitionForm(**values_of(row))
    form.offer(choosing.companies())
    conflicts.settle(form, stored(row))
    clash = None
    if form.validate_on_submit():
        form.drop_blank_rows()
        try:
            services.correct_exhibition(viewing.viewer(), exhibition_id, record=form.read(), version=form.version.data)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            conflict.theirs = dict(stored(row))
            clash = conflicts.clash(form, conflict)
        else:
            flash(_("展示会を保存しました。"), "success")
            return redirect(url_for("exhibitions.show", exhibition_id=exhibition_id))
    form.offer(choosing.companies())
    status = 409 if clash else 422 if form.is_submitted() else 200
    return render_template("exhibitions/edit.html", form=form, row=row, clash=clash), status


@bp.route("/<int:exhibition_id>/attend", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def attend(exhibition_id: int) -> Response | tuple[str, int]:
    """Who of us was there: one person and day at a time, the form stays for the next."""
    viewer, today = viewing.viewer(), viewing.today()
    row = exhibitions.get_exhibition(viewer, exhibition_id, today=today)
    day = min(max(today, row.starts_on), row.ends_on)
    form = AttendForm(producer_id=str(viewer.producer_id or ""), attended_on=day)
    form.offer(choosing.producers(since=row.starts_on))
    if form.validate_on_submit():
        try:
            services.note_attendance(
                viewer,
                exhibition_id,
                producer_id=int(form.producer_id.data),
                attended_on=form.attended_on.data,
                start_time=form.start_time.data,
                end_time=form.end_time.data,
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("参加を登録しました。"), "success")
            return redirect(url_for("exhibitions.show", exhibition_id=exhibition_id, _anchor="attendance"))
    return render_template("exhibitions/attend.html", form=form, row=row), 422 if form.is_submitted() else 200


@bp.post("/<int:exhibition_id>/attendance/<int:attendance_id>/drop")
@may(Act.LOG)
@writes
def drop_attendance(exhibition_id: int, attendance_id: int) -> Response:
    services.drop_attendance(viewing.viewer(), exhibition_id, attendance_id=attendance_id)
    flash(_("参加の登録を取り消しました。"), "success")
    return redirect(url_for("exhibitions.show", exhibition_id=exhibition_id, _anchor="attendance"))


@bp.route("/visit/<int:visit_id>", methods=["GET", "POST"])
@may(Act.LOG)
@writes
def link_visit(visit_id: int) -> Response | tuple[str, int]:
    """To which exhibition a visit of the mode 展示会同行 was made."""
    viewer, today = viewing.viewer(), viewing.today()
    visit = get_visit_to_log(viewer, visit_id, today=today)
    there = exhibitions.find_exhibition_of_visit(viewer, visit_id)
    form = LinkVisitForm(exhibition_id=str(there[0]) if there else "")
    offered = [
        row
        for row in exhibitions.list_exhibitions(viewer, today=today)
        if row.starts_on <= visit.visit_on <= row.ends_on or (there is not None and row.exhibition_id == there[0])
    ]
    form.offer(offered)
    if form.validate_on_submit():
        chosen = int(form.exhibition_id.data) if form.exhibition_id.data else None
        try:
            services.link_visit(viewer, visit_id=visit_id, exhibition_id=chosen, today=today)
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("訪問と展示会の対応を保存しました。"), "success")
            return redirect(url_for("visits.show", visit_id=visit_id))
    page = render_template("exhibitions/link_visit.html", form=form, visit=visit, offered=offered)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:exhibition_id>/delete", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def delete(exhibition_id: int) -> Response | str:
    row = exhibitions.get_exhibition(viewing.viewer(), exhibition_id, today=viewing.today())
    if request.method == "POST":
        services.delete_exhibition(viewing.viewer(), exhibition_id, now=viewing.now())
        flash(_("展示会を削除しました。30日以内なら、展示会の一覧の下から元に戻せます。"), "success")
        return redirect(url_for("exhibitions.index"))
    return render_template("exhibitions/delete.html", row=row)


@bp.post("/<int:exhibition_id>/restore")
@may(Act.STAFF)
@writes
def restore(exhibition_id: int) -> Response:
    try:
        services.restore_exhibition(viewing.viewer(), exhibition_id, now=viewing.now())
    except RuleBroken as broken:
        flash(say(broken), "error")
    else:
        flash(_("展示会を元に戻しました。"), "success")
    return redirect(url_for("exhibitions.index"))
