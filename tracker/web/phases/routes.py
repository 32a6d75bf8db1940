"""フェーズ: every case of the programme, the longest without a move first, with its history as a chart."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from tracker.domain.access import Act
from tracker.queries.cadence import list_supports
from tracker.queries.phases import list_case_progress
from tracker.queries.programmes import get_programme
from tracker.queries.single_exceptions import list_snoozed
from tracker.web import viewing
from tracker.web.exception_words import cases_aside
from tracker.web.paging import page_of
from tracker.web.phases import words
from tracker.web.rights import may
from tracker.web.years import readable_years

bp = Blueprint("phases", __name__, url_prefix="/p/<programme>/phases")


@bp.get("/")
@may(Act.BOARD)
def index() -> str:
    """``?stuck=1``: only the cases that have not moved for longer than the programme's setting."""
    viewer, today = viewing.viewer(), viewing.today()
    programme = get_programme(viewer)
    lines = words.lines(list_case_progress(viewer, as_of=today), list_supports(viewer), days=programme.stuck_days, today=today)
    only_stuck = request.args.get("stuck") == "1"
    wanted = [line for line in lines if line.still or not only_stuck]
    paging = page_of(len(wanted))
    shown = wanted[paging.offset : paging.offset + paging.size]
    return render_template(
        "phases/index.html",
        lines=shown,
        years=readable_years(viewer, {one for line in shown for one in line.case.progress.programme_ids}),
        fiscal_year=programme.fiscal_year,
        aside=cases_aside(list_snoozed(viewer, today=today)),
        paging=paging,
        only_stuck=only_stuck,
        stuck_count=sum(bool(line.still) for line in lines),
        count=len(lines),
        stuck_days=programme.stuck_days,
        sentence=words.finding(lines, programme.stuck_days),
        figure_json=words.history(shown, today) if shown else None,
    )
