"""担い手: the roster with each one's load, taking somebody on, correcting, and their departure."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.queries import producers, programmes
from tracker.queries.teams import load_of_producers
from tracker.services import producers as services
from tracker.services.staffing import depart as end_time_on_roster
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.producers.forms import CorrectProducerForm, DepartForm, TakeOnProducerForm
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.writing import writes

bp = Blueprint("producers", __name__, url_prefix="/p/<programme>/producers")


@bp.get("/")
@may(Act.BOARD)
def index() -> str:
    """Everybody who is on the roster today (of a programme that is over: on its last day); ``?all=1`` the others as well."""
    viewer = viewing.viewer()
    programme = programmes.get_programme(viewer)
    today = programme.contract.nearest(viewing.today())
    everybody = producers.list_producers(viewer)
    there = tuple(row for row in everybody if row.is_on_roster(today))
    show_all = request.args.get("all") == "1"
    return render_template(
        "producers/index.html",
        rows=everybody if show_all else there,
        on_roster=len(there),
        others=len(everybody) - len(there),
        show_all=show_all,
        on=today,
        programme=programme,
        loads={row.person.producer_id: row for row in load_of_producers(viewer, today)},
    )


@bp.get("/<int:producer_id>")
@may(Act.BOARD)
def show(producer_id: int) -> str:
    viewer = viewing.viewer()
    row = producers.get_producer(viewer, producer_id)
    return render_template(
        "producers/show.html",
        row=row,
        places=producers.list_places(viewer, producer_id),
        programme=programmes.get_programme(viewer),
    )


@bp.route("/new", methods=["GET", "POST"])
@may(Act.CASES)
@writes
def new() -> Response | tuple[str, int]:
    form = TakeOnProducerForm()
    if form.validate_on_submit():
        try:
            services.take_on_producer(
                viewing.viewer(), producer=form.producer, now=viewing.now(), idempotency_key=form.idempotency_key.data
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("%(name)sさんを名簿に登録しました。", name=form.name.data), "success")
            return redirect(url_for("producers.index"))
    page = render_template("producers/new.html", form=form, programme=programmes.get_programme(viewing.viewer()))
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:producer_id>/edit", methods=["GET", "POST"])
@may(Act.CASES)
@writes
def edit(producer_id: int) -> Response | tuple[str, int]:
    viewer = viewing.viewer()
    row, both = producers.get_producer(viewer, producer_id), None
    form = CorrectProducerForm(obj=row)
    if form.is_submitted():
        settle(form, {name: getattr(row, name) for name in ("name", "kana", "category", "email", "starts_on")})
    if form.validate_on_submit():
        try:
            services.correct_producer(viewer, producer_id=producer_id, producer=form.producer, version=form.version.data)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            both = clash(form, conflict)
        else:
            flash(_("%(name)sさんの情報を保存しました。", name=form.name.data), "success")
            return redirect(url_for("producers.show", producer_id=producer_id))
    page = render_template("producers/edit.html", form=form, row=row, clash=both, programme=programmes.get_programme(viewer))
    return page, 409 if both else 422 if form.is_submitted() else 200


@bp.route("/<int:producer_id>/depart", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def depart(producer_id: int) -> Response | tuple[str, int]:
    viewer, today = viewing.viewer(), viewing.today()
    row = producers.get_producer(viewer, producer_id)
    form = DepartForm(ends_on=row.ends_on or today)
    if form.validate_on_submit():
        try:
            end_time_on_roster(
                viewer, producer_id=producer_id, last_on=form.ends_on.data, now=viewing.now(), reason=form.reason.data
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("%(name)sさんの離任を登録し、その日までで担当を終えました。", name=row.name), "success")
            return redirect(url_for("producers.show", producer_id=producer_id))
    places = tuple(place for place in producers.list_places(viewer, producer_id) if place.lasts_beyond(today))
    programme = programmes.get_programme(viewer)
    page = render_template("producers/depart.html", form=form, row=row, places=places, programme=programme)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:producer_id>/take-back", methods=["GET", "POST"])
@may(Act.STAFF)
@writes
def take_back(producer_id: int) -> Response | str:
    viewer = viewing.viewer()
    row = producers.get_producer(viewer, producer_id)
    if request.method == "POST":
        services.take_back_departure(viewer, producer_id=producer_id)
        flash(_("離任を取り消しました。終えた担当は戻りません。必要なら体制のページで決め直してください。"), "success")
        return redirect(url_for("producers.show", producer_id=producer_id))
    if row.ends_on is None:
        raise NotFound
    return render_template("producers/take_back.html", row=row, programme=programmes.get_programme(viewer))
