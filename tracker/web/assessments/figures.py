"""The figures of the result pages, made of the rows that the tables under them show."""

from __future__ import annotations

from flask_babel import gettext as _

from tracker.charts.competency import Line, Points, competency_radar
from tracker.charts.coverage import coverage_bars
from tracker.charts.dumbbell import Dumbbell, Names, dumbbells
from tracker.charts.heat_map import Cell, heat_map
from tracker.domain.coverage import strong_from
from tracker.domain.scores import PEER_WORDS, PeerMean, one_place
from tracker.rows.assessments import ItemRow
from tracker.rows.result_pictures import band_around, comparable, ends, group_dumbbells
from tracker.rows.results import (
    CompanyCoverageRow,
    GroupResultsRow,
    GroupRoundRow,
    PersonResultsRow,
    PersonRoundRow,
    StrengthsRow,
)
from tracker.web import headers
from tracker.web.assessments.words import say_best, say_item, say_mean, say_own


def radar_of_person(row: PersonResultsRow) -> str | None:
    if not row.rounds:
        return None
    headers.mark_chart_page()
    last = row.rounds[-1]
    lines = [line for one in ends(row.rounds) for line in _lines_of_person(one, is_first=one is not last)]
    return competency_radar([score.item.short_label for score in last.scores], lines, last.round.scale)


def radar_of_group(row: GroupResultsRow) -> str:
    headers.mark_chart_page()
    last = row.rounds[-1]
    lines = [line for one in ends(row.rounds) for line in _lines_of_group(one, is_first=one is not last)]
    return competency_radar([mean.item.short_label for mean in last.means], lines, last.round.scale)


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


def dumbbells_of_person(row: PersonResultsRow) -> str | None:
    """Every round that is comparable with the last, item by item under the words of the last."""
    rounds = comparable(row.rounds)
    if not rounds:
        return None
    headers.mark_chart_page()
    rows = [
        Dumbbell(
            say_item(rounds[-1].scores[place].item),
            one.round.name,
            own=(None if score.self_score is None else float(score.self_score), say_own(score)),
            peer=(score.peer.drawn, say_mean(score.peer)),
            band=band_around(first.peer, first.band, one.round),
        )
        for place, first in enumerate(rounds[0].scores)
        for one in rounds
        for score in (one.scores[place],)
    ]
    return dumbbells(rows, _names(), rounds[-1].round.scale)


def dumbbells_of_group(row: GroupResultsRow) -> str:
    """The group's means of every round that is comparable with the last, item by item."""
    headers.mark_chart_page()
    rows = [
        Dumbbell(
            say_item(one.item),
            one.round.name,
            own=(one.own.drawn, say_mean(one.own)),
            peer=(one.peer.drawn, say_mean(one.peer)),
            band=one.band,
        )
        for one in group_dumbbells(row.rounds)
    ]
    return dumbbells(rows, _names(), row.rounds[-1].round.scale)


def heat_map_of_group(row: GroupResultsRow) -> str:
    """Persons in the order of the roster by items."""
    headers.mark_chart_page()
    rows = [(person.name, [_cell(score.peer) for score in person.scores]) for person in row.persons]
    return heat_map([_number(item) for item in row.items], rows, row.round.scale)


def bars_of_company(row: CompanyCoverageRow, basis: StrengthsRow) -> str | None:
    if basis.round is None:
        return None
    headers.mark_chart_page()
    scale = basis.round.scale
    rows = [
        (say_item(item), one.best.drawn if one.best else None, say_best(one))
        for item, one in zip(basis.items, row.coverage, strict=True)
    ]
    return coverage_bars(rows, strong_from=strong_from(scale), scale=scale, name=_("チームで最も高い他者評価"))


def _cell(mean: PeerMean) -> Cell:
    """The number in a cell; a bounded one says so, a hidden one is a dash."""
    if mean.drawn is None:
        return None, "―"
    return mean.drawn, _(PEER_WORDS[mean.shown], **mean.params) if mean.is_bounded else one_place(mean.drawn)


def _number(item: ItemRow) -> str:
    return _("項目%(number)s", number=item.number)


def _names() -> Names:
    return Names(own=_("自己評価"), peer=_("他者評価"), band=_("誤差の範囲（最初の他者評価から）"))
