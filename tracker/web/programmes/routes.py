"""Programmes: choose one, found one, set one up."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries import accounts, programmes
from tracker.rows.programmes import ProgrammeRow
from tracker.services.programmes import ProgrammeSettings, found_programme, set_up_programme
from tracker.web import upkeep, viewing
from tracker.web.conflicts import clash, settle
from tracker.web.page import home_of, landing
from tracker.web.programmes.forms import FoundProgrammeForm, SetUpProgrammeForm
from tracker.web.refusals import pin
from tracker.web.rights import administrator, may, signed_in
from tracker.web.writing import writes

bp = Blueprint("programmes", __name__)


@bp.get("/")
@signed_in
def home() -> Response:
    """The programme that runs today, of several the one that was visited last; the chooser where there is none."""
    row = viewing.require_signed_in()
    choices = accounts.list_programmes_of(row.account_id, viewing.today())
    if choices:
        slug = viewing.programme_to_begin_with(choices)
        return redirect(url_for(home_of(accounts.get_viewer(row, slug, viewing.today())), programme=slug))
    return redirect(url_for("programmes.index"))


@bp.get("/p/<programme>/enter")
@may(Act.BOARD)
def enter() -> Response:
    """Into this programme from a page of another; ``?page=`` the endpoint of the place in the menu."""
    return redirect(url_for(landing(viewing.viewer(), request.args.get("page", ""))))


@bp.get("/programmes")
@signed_in
def index() -> str:
    row = viewing.require_signed_in()
    return render_template(
        "programmes/index.html",
        choices=accounts.list_programmes_of(row.account_id, viewing.today()),
        is_administrator=row.is_administrator,
        upkeep=upkeep.warnings(viewing.viewer()),
        installation=upkeep.facts(viewing.viewer()),
    )


@bp.route("/programmes/new", methods=["GET", "POST"])
@administrator
@writes
def new() -> Response | str | tuple[str, int]:
    form = FoundProgrammeForm()
    if form.validate_on_submit():
        try:
            programme_id = found_programme(
                viewing.viewer(),
                slug=form.slug.data,
                name=form.name.data,
                organisation=form.organisation.data,
                fiscal_year=form.fiscal_year.data,
                now=viewing.now(),
            )
        except RuleBroken as broken:
            pin(form, broken)
        else:
            flash(_("事業を作りました。次に、この事業のマネージャーを登録してください。"), "success")
            return redirect(url_for("members.add_person", programme_id=programme_id))
    return render_template("programmes/new.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/p/<programme>/settings", methods=["GET", "POST"])
@may(Act.SETTINGS)
@writes
def edit() -> Response | str | tuple[str, int]:
    row = programmes.get_programme(viewing.viewer())
    stored = asdict(row.cadence) | {"contract_starts_on": row.contract.starts_on, "contract_ends_on": row.contract.ends_on}
    form = SetUpProgrammeForm(obj=row, **stored)
    settle(form, stored | {name: getattr(row, name) for name in ProgrammeSettings.__dataclass_fields__ if hasattr(row, name)})
    if form.validate_on_submit():
        values = {name: form[name].data for name in ProgrammeSettings.__dataclass_fields__}
        try:
            set_up_programme(viewing.viewer(), settings=ProgrammeSettings(**values), version=form.version.data)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            return _settings(form, row, clash=clash(form, conflict)), 409
        else:
            flash(_("設定を保存しました。"), "success")
            return redirect(url_for("programmes.edit"))
    return _settings(form, row), 422 if form.is_submitted() else 200


def _settings(form: SetUpProgrammeForm, row: ProgrammeRow, **more: object) -> str:
    return render_template("programmes/edit.html", form=form, row=row, installation=upkeep.facts(viewing.viewer()), **more)
