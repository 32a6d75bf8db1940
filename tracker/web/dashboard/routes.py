"""The manager's Monday: companies by months, numbers, phases."""

from flask import Blueprint, render_template, request

from tracker.domain.access import Act
from tracker.domain.attention import AttentionKind
from tracker.queries.dashboard import COMPANIES_SHOWN, get_dashboard
from tracker.queries.ratings import list_awaited
from tracker.rows.dashboard import DashboardRow
from tracker.web import viewing
from tracker.web.dashboard import attention, board
from tracker.web.dashboard.late import late_drafts
from tracker.web.paging import page_of, wanted_page
from tracker.web.rights import may
from tracker.web.years import beside_last_year

bp = Blueprint("dashboard", __name__, url_prefix="/p/<programme>")


@bp.get("/")
@may(Act.BOARD)
def show() -> str:
    viewer = viewing.viewer()
    row = get_dashboard(
        viewer,
        today=viewing.today(),
        page=wanted_page(),
        all_overdue=_wanted() is AttentionKind.OVERDUE_ACTION,
        by_name=_by_name(),
    )
    excuses = viewer.may(Act.STAFF)
    return _all_of_a_kind(row, staffs=excuses) or render_template(
        "dashboard/show.html",
        row=row,
        paging=page_of(len(row.companies), size=COMPANIES_SHOWN),
        groups=[*late_drafts(viewer), *attention.groups(row, staffs=excuses)],
        matrix=board.matrix(row, excuses=excuses),
        companies=board.companies(row),
        cases=board.cases(row),
        lists=board.lists(row),
        compared=board.compared(row),
        years=beside_last_year(viewer, fiscal_year=row.fiscal_year, today=viewing.today()),
        by_name=_by_name(),
        legend=board.LEGEND,
        sees_all_records=viewer.sees_all(Act.RECORD),
        assessments=list_awaited(viewer) if viewer.may(Act.ROUNDS) else (),
    )


def _all_of_a_kind(row: DashboardRow, *, staffs: bool) -> str | None:
    """``?attention=missed``: every exception of that kind; None where the address asks for none, or there is none."""
    kind = _wanted()
    group = attention.group_of(row, kind, staffs=staffs, page=1) if kind is not None else None
    if group is None:
        return None
    paging = page_of(group.line_count)
    assert kind is not None
    group = attention.group_of(row, kind, staffs=staffs, page=paging.number)
    return render_template("dashboard/attention.html", group=group, paging=paging)


def _wanted() -> AttentionKind | None:
    """The kind that the address asks for; None for none, and for what is none."""
    wanted = request.args.get("attention", "")
    return next((kind for kind in AttentionKind if kind.value == wanted), None)


def _by_name() -> bool:
    return request.args.get("order") == "name"
