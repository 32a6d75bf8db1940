"""The manager's Monday: companies by months, numbers, phases."""

from flask import Blueprint, render_template

from tracker.domain.access import Act
from tracker.queries.dashboard import get_dashboard
from tracker.web import viewing
from tracker.web.dashboard import attention, board
from tracker.web.rights import may

bp = Blueprint("dashboard", __name__, url_prefix="/p/<programme>")


@bp.get("/")
@may(Act.BOARD)
def show() -> str:
    viewer = viewing.viewer()
    row = get_dashboard(viewer, today=viewing.today())
    excuses = viewer.may(Act.STAFF)
    return render_template(
        "dashboard/show.html",
        row=row,
        groups=attention.groups(row, staffs=excuses),
        matrix=board.matrix(row, excuses=excuses),
        companies=board.companies(row),
        cases=board.cases(row),
        lists=board.lists(row),
        legend=board.LEGEND,
    )
