"""担当の負荷: supporters by months, and the companies behind one month's number."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from tracker.domain.access import Act
from tracker.domain.calendar import Month
from tracker.domain.errors import NotFound
from tracker.queries.load import list_carried, list_load
from tracker.web import viewing
from tracker.web.load import words
from tracker.web.paging import page_of
from tracker.web.rights import may

bp = Blueprint("load", __name__, url_prefix="/p/<programme>/load")


@bp.get("/")
@may(Act.BOARD)
def index() -> str:
    """``?show=``: companies, visits (the default), meetings or hours."""
    viewer = viewing.viewer()
    rows = list_load(viewer, today=viewing.today())
    measures = words.measures(viewer)
    shown = next((one for one in measures if one.key == request.args.get("show")), measures[0])
    paging = page_of(len(rows))
    of_page = rows[paging.offset : paging.offset + paging.size]
    return render_template(
        "load/index.html",
        tabs=words.tabs(measures, shown),
        measure=shown,
        months=[cell.month for cell in rows[0].cells] if rows else [],
        lines=words.lines(of_page, shown),
        paging=paging,
        sentence=words.finding(rows, shown),
        figure_json=words.chart(of_page, shown) if of_page else None,
    )


@bp.get("/<int:producer_id>/<month>")
@may(Act.BOARD)
def show(producer_id: int, month: str) -> str:
    try:
        of = Month.parse(month)
    except ValueError as error:
        raise NotFound from error
    name, rows = list_carried(viewing.viewer(), producer_id, of)
    return render_template("load/show.html", name=name, month=of, rows=rows)
