"""対話のツール of a programme: read by every member, named, put in order and retired by the manager."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.queries.tools import get_part, get_tool, list_tools
from tracker.services import tools
from tracker.web import viewing
from tracker.web.conflicts import clash, settle
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.tools.forms import NameToolForm
from tracker.web.writing import writes

bp = Blueprint("tools", __name__, url_prefix="/p/<programme>/tools")


@bp.get("/")
@may(Act.BOARD)
def index() -> str:
    return render_template("tools/index.html", tools=list_tools(viewing.viewer()))


@bp.route("/new", methods=["GET", "POST"])
@may(Act.SETTINGS)
@writes
def new() -> Response | tuple[str, int]:
    def add(form: NameToolForm) -> None:
        tools.add_tool(viewing.viewer(), words=form.read(), now=viewing.now(), idempotency_key=form.idempotency_key.data)

    return _form(NameToolForm(), _("対話のツールを追加"), add)


@bp.route("/<int:tool_id>/edit", methods=["GET", "POST"])
@may(Act.SETTINGS)
@writes
def edit(tool_id: int) -> Response | tuple[str, int]:
    row = get_tool(viewing.viewer(), tool_id)

    def name(form: NameToolForm) -> None:
        tools.name_tool(viewing.viewer(), tool_id, words=form.read(), version=form.version.data)

    return _form(NameToolForm(obj=row), _("「%(label)s」を直す", label=row.label), name, stored=row)


@bp.post("/<int:tool_id>/move")
@may(Act.SETTINGS)
@writes
def move(tool_id: int) -> Response:
    tools.move_tool(viewing.viewer(), tool_id, up=request.form.get("to") == "up")
    return redirect(url_for("tools.index", _anchor=f"tool-{tool_id}"))


@bp.route("/<int:tool_id>/parts/new", methods=["GET", "POST"])
@may(Act.SETTINGS)
@writes
def new_part(tool_id: int) -> Response | tuple[str, int]:
    """``?under=`` says in which of the tool's parts."""
    row = get_tool(viewing.viewer(), tool_id)
    under = request.args.get("under", type=int)
    parent = next((part for part in row.parts if part.part_id == under and part.depth == 0), None)

    def add(form: NameToolForm) -> None:
        tools.add_part(
            viewing.viewer(),
            tool_id=tool_id,
            parent_id=parent.part_id if parent else None,
            words=form.read(),
            now=viewing.now(),
            idempotency_key=form.idempotency_key.data,
        )

    title = _("「%(label)s」に部分を追加", label=parent.words if parent else row.label)
    return _form(NameToolForm(), title, add)


@bp.route("/parts/<int:part_id>/edit", methods=["GET", "POST"])
@may(Act.SETTINGS)
@writes
def edit_part(part_id: int) -> Response | tuple[str, int]:
    _tool, row = get_part(viewing.viewer(), part_id)

    def name(form: NameToolForm) -> None:
        tools.name_part(viewing.viewer(), part_id, words=form.read(), version=form.version.data)

    return _form(NameToolForm(obj=row), _("「%(label)s」を直す", label=row.words), name, stored=row)


@bp.post("/parts/<int:part_id>/move")
@may(Act.SETTINGS)
@writes
def move_part(part_id: int) -> Response:
    tool, _part = get_part(viewing.viewer(), part_id)
    tools.move_part(viewing.viewer(), part_id, up=request.form.get("to") == "up")
    return redirect(url_for("tools.index", _anchor=f"tool-{tool.tool_id}"))


def _form(
    form: NameToolForm, title: str, save: Callable[[NameToolForm], None], *, stored: Any = None
) -> Response | tuple[str, int]:
    """The page of every form here; both versions where somebody else saved first."""
    if stored is not None:
        settle(form, {"label": stored.label, "aliases": stored.aliases, "is_active": stored.is_active})
    both = None
    if form.validate_on_submit():
        try:
            save(form)
        except RuleBroken as broken:
            pin(form, broken)
        except Conflict as conflict:
            both = clash(form, conflict)
        if both is None and not form.errors:
            flash(_("対話のツールを保存しました。"), "success")
            return redirect(url_for("tools.index"))
    status = 409 if both else 422 if form.is_submitted() else 200
    return render_template("tools/edit.html", form=form, title=title, clash=both, slot=getattr(stored, "slot", "")), status
