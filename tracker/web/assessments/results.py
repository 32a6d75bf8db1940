"""Results after the close: one's own, one person's and the group's for the manager, each with its radar."""

from __future__ import annotations

from typing import TypeVar

from flask import render_template
from flask_babel import gettext as _

from tracker.charts.competency import Line, Points, competency_radar
from tracker.domain.access import Act
from tracker.queries import results as queries
from tracker.rows.results import GroupResultsRow, GroupRoundRow, PersonResultsRow, PersonRoundRow
from tracker.web import headers, viewing
from tracker.web.assessments.blueprint import bp
from tracker.web.assessments.words import say_mean, say_own
from tracker.web.rights import may

Round = TypeVar("Round", PersonRoundRow, GroupRoundRow)


@bp.get("/results")
@may(Act.MY_RESULTS)
def my_results() -> str:
    row = queries.get_my_results(viewing.viewer())
    return render_template("assessments/my_results.html", row=row, figure_json=_figure_of_person(row))


@bp.get("/results/<int:producer_id>")
@may(Act.GROUP_RESULTS)
def person(producer_id: int) -> str:
    row = queries.get_person_results(viewing.viewer(), producer_id)
    return render_template("assessments/person.html", row=row, figure_json=_figure_of_person(row))


@bp.get("/<int:round_id>/results")
@may(Act.GROUP_RESULTS)
def results(round_id: int) -> str:
    row = queries.get_group_results(viewing.viewer(), round_id)
    return render_template("assessments/results.html", row=row, figure_json=_figure_of_group(row))


def _figure_of_person(row: PersonResultsRow) -> str | None:
    if not row.rounds:
        return None
    headers.mark_chart_page()
    last = row.rounds[-1]
    lines = [line for one in _ends(row.rounds) for line in _lines_of_person(one, is_first=one is not last)]
    return competency_radar([score.item.short_label for score in last.scores], lines, last.round.scale)


def _figure_of_group(row: GroupResultsRow) -> str:
    headers.mark_chart_page()
    last = row.rounds[-1]
    lines = [line for one in _ends(row.rounds) for line in _lines_of_group(one, is_first=one is not last)]
    return competency_radar([mean.item.short_label for mean in last.means], lines, last.round.scale)


def _ends(rounds: tuple[Round, ...]) -> tuple[Round, ...]:
    """The first and the last round; the last alone where there is no other, or one on another scale or with other items."""
    first, last = rounds[0], rounds[-1]
    return rounds[-1:] if first is last or not _is_comparable(first, last) else (first, last)


def _is_comparable(first: Round, last: Round) -> bool:
    return first.round.scale == last.round.scale and first.item_ids == last.item_ids


def _lines_of_person(row: PersonRoundRow, *, is_first: bool) -> tuple[Line, Line]:
    own = [(None if score.self_score is None else float(score.self_score), say_own(score)) for score in row.scores]
    peer = [(score.peer.drawn, say_mean(score.peer)) for score in row.scores]
    return _self_and_peer(row.round.name, own, peer, is_first=is_first)


def _lines_of_group(row: GroupRoundRow, *, is_first: bool) -> tuple[Line, Line]:
    own = [(mean.own.drawn, say_mean(mean.own)) for mean in row.means]
    peer = [(mean.peer.drawn, say_mean(mean.peer)) for mean in row.means]
    return _self_and_peer(row.round.name, own, peer, is_first=is_first)


def _self_and_peer(name: str, own: Points, peer: Points, *, is_first: bool) -> tuple[Line, Line]:
    return (
        Line(_("自己評価（%(round)s）", round=name), own, is_peer=False, is_first=is_first),
        Line(_("他者評価（%(round)s）", round=name), peer, is_peer=True, is_first=is_first),
    )
