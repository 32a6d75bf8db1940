"""Search: what holds the words, by kind; ``?kind=`` shows all of one kind, page by page."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request

from tracker.domain.access import Act
from tracker.domain.errors import RuleBroken
from tracker.domain.search import Kind, Query
from tracker.domain.text import clean_line
from tracker.queries.choices import MOST_FOUND
from tracker.queries.search import search
from tracker.web import choosing, viewing
from tracker.web.paging import PAGE_SIZE, wanted_page
from tracker.web.refusals import pin
from tracker.web.rights import may
from tracker.web.search import words
from tracker.web.search.forms import SearchForm

bp = Blueprint("search", __name__, url_prefix="/p/<programme>/search")
SHOWN = 5  # hits of a kind where every kind is shown


@bp.get("")
@may(Act.BOARD)
def show() -> tuple[str, int]:
    form = SearchForm(request.args)
    try:
        query = form.read()
    except RuleBroken as broken:
        pin(form, broken)
        return render_template("search/show.html", form=form, query=None), 422
    if query is None:
        return render_template("search/show.html", form=form, query=None), 200
    chosen = request.args.get("kind", "")
    return (_one_kind(form, query, Kind(chosen)) if chosen in set(Kind) else _every_kind(form, query)), 200


@bp.get("/names")
@may(Act.BOARD)
def names() -> Response:
    """What a field of many choices suggests while a name is typed beside it."""
    among = choosing.AMONG.get(request.args.get("kind", ""))
    found = among().find(clean_line(request.args.get("q", ""))[: choosing.MOST_TYPED]) if among else ()
    return jsonify(names=[choosing.words_of(row) for row in found[:MOST_FOUND]])


def _every_kind(form: SearchForm, query: Query) -> str:
    viewer = viewing.viewer()
    found = [row for row in search(viewer, query, today=viewing.today(), shown=SHOWN) if row.count]
    return render_template(
        "search/show.html",
        form=form,
        query=query,
        groups=[words.group(row, query) for row in found],
        looked_through=words.looked_through(viewer),
        words=words,
    )


def _one_kind(form: SearchForm, query: Query, kind: Kind) -> str:
    viewer = viewing.viewer()
    offset = (wanted_page() - 1) * PAGE_SIZE
    (row,) = search(viewer, query, today=viewing.today(), shown=PAGE_SIZE, only=kind, offset=offset)
    previous, following = words.beside(row, query, offset)
    return render_template(
        "search/kind.html", form=form, query=query, row=row, offset=offset, previous=previous, following=following, words=words
    )
