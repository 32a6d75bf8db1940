"""The manager's Monday: companies by months, numbers, phases."""

from flask import Blueprint, render_template, request

from tracker.domain.access import Act
from tracker.domain.attention import AttentionKind
from tracker.queries.dashboard import COMPANIES_SHOWN, get_dashboard
from tracker.queries.ratings import list_awaited
from tracker.queries.retention import list_due
from tracker.rows.board import LINES_SHOWN, Wanted
from tracker.rows.dashboard import DashboardRow
from tracker.services.board_lines import bring_up
from tracker.web import upkeep, viewing
from tracker.web.attention import IN_SIGHT
from tracker.web.dashboard import attention, board
from tracker.web.dashboard.late import late_drafts
from tracker.web.exception_words import cases_aside, kinds_of
from tracker.web.paging import page_of, wanted_page
from tracker.web.rights import may
from tracker.web.years import beside_last_year

COMPANIES_OF_MANY = 10  # the first screen of thousands is those in need; the others are a page away
bp = Blueprint("dashboard", __name__, url_prefix="/p/<programme>")


@bp.get("/")
@may(Act.BOARD)
def show() -> str:
    viewer = viewing.viewer()
    kept = bring_up(viewer, today=viewing.today())
    size = COMPANIES_OF_MANY if kept else COMPANIES_SHOWN
    row = get_dashboard(
        viewer,
        today=viewing.today(),
        page=wanted_page(),
        size=size,
        wanted=Wanted(_wanted(), wanted_page(), IN_SIGHT if kept else LINES_SHOWN),
        by_name=_by_name(),
        kept=kept,
    )
    excuses = viewer.may(Act.STAFF)
    return _all_of_a_kind(row, staffs=excuses) or render_template(
        "dashboard/show.html",
        row=row,
        paging=page_of(row.totals.company_count, size=size),
        groups=[*late_drafts(viewer), *attention.groups(row, staffs=excuses)],
        matrix=board.matrix(row, excuses=excuses),
        companies=board.companies(row),
        cases=board.cases(row),
        aside=cases_aside(row.attention.snoozed),
        kinds_aside=kinds_of(row.attention.snoozed),
        lists=board.lists(row),
        between_words=board.say_between(row.totals),
        outcome_words=board.say_outcome_target(row.outcome_target),
        compared=board.compared(row),
        years=beside_last_year(viewer, fiscal_year=row.fiscal_year, today=row.today, totals=row.totals, kept=kept),
        by_name=_by_name(),
        legend=board.LEGEND,
        between=board.BETWEEN,
        sees_all_records=viewer.sees_all(Act.RECORD),
        upkeep=upkeep.warnings(viewer),
        years_due=list_due(viewer, today=viewing.today()),
        assessments=list_awaited(viewer) if viewer.may(Act.ROUNDS) else (),
    )


def _all_of_a_kind(row: DashboardRow, *, staffs: bool) -> str | None:
    """``?attention=missed``: every exception of that kind; None where the address asks for none, or there is none."""
    kind = _wanted()
    group = attention.group_of(row, kind, staffs=staffs, whole=True) if kind is not None else None
    if group is None:
        return None
    return render_template("dashboard/attention.html", group=group, paging=page_of(group.line_count, size=LINES_SHOWN))


def _wanted() -> AttentionKind | None:
    """The kind that the address asks for; None for none, and for what is none."""
    wanted = request.args.get("attention", "")
    return next((kind for kind in AttentionKind if kind.value == wanted), None)


def _by_name() -> bool:
    return request.args.get("order") == "name"
