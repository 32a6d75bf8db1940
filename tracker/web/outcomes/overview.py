"""Outcomes as numbers by kind and company, and as a line a case from the first step to 事業化."""

from __future__ import annotations

from flask import render_template, request

from tracker.domain.access import Act
from tracker.queries.case_paths import list_case_paths
from tracker.queries.outcome_board import get_outcome_board
from tracker.queries.programmes import get_programme
from tracker.web import choosing, viewing
from tracker.web.outcomes import words
from tracker.web.outcomes.forms import OutcomeBoardForm
from tracker.web.outcomes.routes import bp
from tracker.web.paging import page_of
from tracker.web.rights import may
from tracker.web.years import readable_years


@bp.get("/overview")
@may(Act.BOARD)
def overview() -> tuple[str, int]:
    """``?company= kind= from= to=`` narrow it; without days it is the fiscal year up to today."""
    viewer, today = viewing.viewer(), viewing.today()
    form, readable = _filters()
    filters = form.read()
    board = get_outcome_board(viewer, filters=filters, today=today)
    paging = page_of(len(board.companies))
    return render_template(
        "outcomes/overview.html",
        form=form,
        board=board,
        tabs=words.tabs("overview"),
        periods=words.periods(today, get_programme(viewer).fiscal_year, board.period),
        sentence=words.finding(board),
        kinds=[words.kind_line(row, board, filters) for row in board.kinds],
        total=words.kind_line(board.total, board, filters),
        companies=board.companies[paging.offset : paging.offset + paging.size],
        paging=paging,
        list_url=lambda **narrower: words.list_url(filters, board.period, **narrower),
    ), 200 if readable else 422


@bp.get("/paths")
@may(Act.BOARD)
def paths() -> tuple[str, int]:
    """The lines up to the end of the period; the other filters choose the cases."""
    form, readable = _filters()
    viewer = viewing.viewer()
    rows = list_case_paths(viewer, filters=form.read(), today=viewing.today())
    paging = page_of(len(rows))
    shown = rows[paging.offset : paging.offset + paging.size]
    years = readable_years(viewer, {step.programme_id for row in shown for step in row.path.steps})
    lines = [words.path_line(row, years) for row in shown]
    return render_template(
        "outcomes/paths.html",
        form=form,
        tabs=words.tabs("paths"),
        lines=lines,
        fiscal_year=viewing.fiscal_year(),
        paging=paging,
        sentence=words.paths_finding(rows),
        figure_json=words.paths_chart(lines, viewing.fiscal_year()) if lines else None,
    ), 200 if readable else 422


def _filters() -> tuple[OutcomeBoardForm, bool]:
    form = OutcomeBoardForm(request.args)
    form.offer(choosing.companies())
    return form, form.validate()
