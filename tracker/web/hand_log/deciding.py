"""The dry run of a log row by row, what is decided there, its import, and the rows that were left as a file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.domain.access import Act
from tracker.domain.errors import Conflict, RuleBroken
from tracker.domain.hand_log import RowState
from tracker.queries.companies import list_company_choices
from tracker.queries.hand_log import get_log, list_made
from tracker.queries.producers import list_producers
from tracker.rows.hand_log import LogPlan, LogRow
from tracker.rows.roster import RosterProblem
from tracker.services import transaction
from tracker.services.hand_log import LogRefused, apply_log, choose
from tracker.web import viewing
from tracker.web.downloads import XLSX, named
from tracker.web.forms import BaseForm
from tracker.web.hand_log.blueprint import bp
from tracker.web.hand_log.filters import filter_made, filter_rows, links_of, links_of_made
from tracker.web.hand_log.forms import names_form, names_said
from tracker.web.hand_log.words import FIELDS, STATES, say_said
from tracker.web.paging import page_of
from tracker.web.refusals import say
from tracker.web.rights import may
from tracker.web.writing import writes
from tracker.workbooks.hand_log_kept import write_kept

ROWS_A_PAGE = 25  # on a phone each row is a card
TO_MEND = (RowState.KEPT, RowState.ASKED, RowState.LEFT)


@bp.get("/<int:upload_id>")
@may(Act.IMPORT)
def show(upload_id: int) -> str:
    return _page(get_log(viewing.viewer(), upload_id, today=viewing.today()))


@bp.post("/<int:upload_id>/decide")
@may(Act.IMPORT)
@writes
def decide(upload_id: int) -> Response | tuple[str, int]:
    viewer, today, now = viewing.viewer(), viewing.today(), viewing.now()
    row = get_log(viewer, upload_id, today=today)
    if row.plan is None:
        flash(_("この記録簿はすでに取り込まれています。"), "info")
        return redirect(url_for("hand_log.show", upload_id=upload_id))
    try:
        names = names_said(_names_form(row.plan), row.plan)
        past_done, version = "past_done" in request.form, _number(request.form.get("version"))
        choose(viewer, upload_id=upload_id, rows=_chosen(row.plan), names=names, past_done=past_done, version=version, now=now)
        if "import" not in request.form:
            flash(_("選んだとおりに確かめ直しました。"), "success")
            here: Any = {name: request.args.get(name) for name in ("rows", "page")}
            return redirect(url_for("hand_log.show", upload_id=upload_id, **here))
        plan = apply_log(viewer, upload_id=upload_id, today=today, now=now)
    except LogRefused as refused:
        transaction.abandon()
        return _page(get_log(viewer, upload_id, today=today), refused.problems), 422
    except (RuleBroken, Conflict) as broken:
        transaction.abandon()
        status = 409 if isinstance(broken, Conflict) else 422
        return _page(get_log(viewer, upload_id, today=today), sentence=say(broken)), status
    if not plan.taken:
        flash(_("取り込む行がありません。"), "info")
    return redirect(url_for("hand_log.show", upload_id=upload_id))


@bp.get("/<int:upload_id>/kept")
@may(Act.IMPORT)
def kept(upload_id: int) -> FlaskResponse:
    """The rows that could not be imported or wait for somebody, each with why."""
    row = get_log(viewing.viewer(), upload_id, today=viewing.today())
    told = row.plan.rows if row.plan is not None else row.outcome.left if row.outcome is not None else ()
    left = [(one.row, " ".join(map(say_said, one.said))) for one in told if one.state in TO_MEND]
    file = BytesIO()
    write_kept(row.sheet, left, file)
    file.seek(0)
    response = send_file(file, mimetype=XLSX)
    response.headers["Content-Disposition"] = named(_("取り込めなかった行.xlsx"), f"kept-{upload_id}.xlsx")
    return response


def _page(row: LogRow, problems: tuple[RosterProblem, ...] = (), sentence: str = "") -> str:
    words = {"STATES": STATES, "FIELDS": FIELDS, "say_said": say_said}
    if row.plan is None:
        made = list_made(viewing.viewer(), row.upload.upload_id)
        found = filter_made(made, request.args)
        paging = page_of(len(found), size=ROWS_A_PAGE)
        shown = found[paging.offset : paging.offset + paging.size]
        figures = links_of_made(made, row)
        return render_template("hand_log/outcome.html", row=row, made=shown, paging=paging, figures=figures, **words)
    rows = filter_rows(row.plan.rows, request.args)
    paging = page_of(len(rows), size=ROWS_A_PAGE)
    return render_template(
        "hand_log/show.html",
        row=row,
        plan=row.plan,
        rows=rows[paging.offset : paging.offset + paging.size],
        paging=paging,
        figures=links_of(row.plan, row.upload.upload_id),
        names=_names_form(row.plan, filled=False),
        problems=problems,
        sentence=sentence,
        **words,
    )


def _names_form(plan: LogPlan, *, filled: bool = True) -> BaseForm:
    viewer = viewing.viewer()
    companies = list_company_choices(viewer, today=viewing.today())
    form = names_form(plan, companies, list_producers(viewer))
    if not filled:
        form.process(formdata=None)
    return form


def _chosen(plan: LogPlan) -> dict[int, RowState | None]:
    """Of every row on the page whether it is ticked, where that is not what the dry run says of itself."""
    on_page = {number for text in request.form.getlist("row") if (number := _number(text)) is not None}
    ticked = {number for text in request.form.getlist("take") if (number := _number(text)) is not None}
    chosen: dict[int, RowState | None] = {}
    for row in plan.rows:
        if row.row in on_page and row.may_choose:
            is_ticked = row.row in ticked
            usual = row.base is RowState.TAKEN
            chosen[row.row] = None if is_ticked == usual else RowState.TAKEN if is_ticked else RowState.LEFT
    return chosen


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
