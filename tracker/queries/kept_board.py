"""All companies of the dashboard read from their kept lines, for one viewer.

What hangs on the viewer's rights is asked for each time, since it is little beside the rest: drafts, pictures to type up, notes
of no case, next actions, assessments, what was put aside.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import fields
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Select, bindparam, select

from tracker.domain.access import Viewer
from tracker.domain.attention import AttentionKind
from tracker.models import BoardLine, Company, Enrolment
from tracker.queries.board_heads import find_sums
from tracker.queries.board_lines import OVERDUE_SHOWN, all_overdue_of, in_order, needs_of, shown_of, with_overdue
from tracker.queries.exceptions import of_months, of_viewer, sift, teams_of
from tracker.queries.kept_exceptions import (
    KEPT,
    count_kept,
    list_awaiting,
    list_first_rows,
    list_named_by_snoozes,
    with_teams,
)
from tracker.queries.prepared import THESE, asked_of, ids_of, prepared, run
from tracker.queries.scope import in_programme
from tracker.queries.stale_drafts import list_stale_drafts
from tracker.rows.board import Board, CompanyLine, CompanyPlace, Places, Wanted
from tracker.rows.dashboard import Attention, AttentionRow, KindCount


def read_board(viewer: Viewer, *, today: date, places: Places, wanted: Wanted) -> Board:
    """Everything from lines that were brought up to ``today``."""
    mine, sums = places.mine, find_sums(viewer)
    assert sums is not None, "lines that were brought up to a day are added up"
    drafts = list_stale_drafts(viewer, today)
    hidden = list_awaiting(viewer, today, {draft.visit_id for draft in drafts if draft.visit_id is not None})
    named = [kept for kept in list_named_by_snoozes(viewer, today) if kept.kept_id not in hidden]
    own = (
        *of_viewer(viewer, drafts, partial(teams_of, viewer, today), today=today),
        *of_months(viewer, sums.months, today=today),
    )
    all_overdue = wanted.kind is AttentionKind.OVERDUE_ACTION
    sifted = sift(
        viewer, (*own, *(kept.row for kept in named)), today=today, overdue_limit=None if all_overdue else OVERDUE_SHOWN
    )
    apart = {(one.snooze.kind, one.snooze.subject) for one in sifted.snoozed}
    hidden |= {kept.kept_id: kept for kept in named if (kept.row.kind, kept.row.subject) in apart}
    beside = [row for row in sifted.open if row.kind not in KEPT]
    number = count_kept(viewer, hidden.values())
    rows = [row for kind in number for row in list_first_rows(viewer, kind, number[kind].lines, wanted, mine, hidden, today)]
    of_viewer_only: defaultdict[AttentionKind, list[AttentionRow]] = defaultdict(list)
    for row in in_order(beside, mine):
        of_viewer_only[row.kind].append(row)
    for kind, of_kind in of_viewer_only.items():
        number[kind] = KindCount(len(of_kind), len(of_kind))
        rows += shown_of(kind, of_kind, wanted)
    needs = needs_of(beside)
    needs.subtract(kept.row.enrolment_id for kept in hidden.values())
    in_sight = _page_by_name if places.by_name else _page_in_need
    return Board(
        sums=sums,
        places=tuple(in_sight(viewer, needs, places, places.first_of(sums.company_count))),
        attention=Attention(with_overdue(number, sifted.overdue_count), tuple(with_teams(viewer, today, rows)), sifted.snoozed),
        overdue_count=all_overdue_of(sifted),
    )


def list_lines(viewer: Viewer, enrolment_ids: Collection[int]) -> dict[int, CompanyLine]:
    """The kept lines of some companies."""
    found = run(_lines(viewer), asked_of(viewer, enrolment_ids)) if enrolment_ids else ()
    return {row[0]: CompanyLine(*row) for row in found}


def _page_in_need(viewer: Viewer, beside: Counter[int], places: Places, first: int) -> list[CompanyPlace]:
    """Of the companies whose place hangs on nothing but their line only those before the page's end are read, and all others.

    ``beside``: what needs somebody there for this viewer and is not kept, less what is kept and put aside.
    """
    if not places.size:
        return []
    last = first + places.size
    asked = asked_of(viewer, {*places.mine, *beside})
    found = [*run(_apart(viewer), asked), *run(_in_need(viewer), asked | {"shown": last})]
    rows = (CompanyPlace(company, number, "", needs + beside[company]) for company, number, needs in found)
    return places.in_order(rows)[first:last]


def _page_by_name(viewer: Viewer, beside: Counter[int], places: Places, first: int) -> list[CompanyPlace]:
    """The order of readings is the program's, not the database's: all are read."""
    found = run(_by_name(viewer), ids_of(viewer))
    rows = (CompanyPlace(company, number, kana or name, needs + beside[company]) for company, number, needs, kana, name in found)
    return places.in_order(rows)[first : first + places.size]


@prepared
def _lines(viewer: Viewer) -> Select[Any]:
    columns = (getattr(BoardLine, field.name) for field in fields(CompanyLine))
    return select(*columns).where(in_programme(viewer, BoardLine.programme_id), BoardLine.enrolment_id.in_(THESE))


@prepared
def _apart(viewer: Viewer) -> Select[Any]:
    return _places(viewer).where(BoardLine.enrolment_id.in_(THESE))


@prepared
def _in_need(viewer: Viewer) -> Select[Any]:
    others = _places(viewer).where(BoardLine.enrolment_id.not_in(THESE))
    return others.order_by(BoardLine.needs.desc(), BoardLine.number, BoardLine.enrolment_id).limit(bindparam("shown"))


@prepared
def _by_name(viewer: Viewer) -> Select[Any]:
    return (
        _places(viewer)
        .add_columns(Company.kana, Company.name)
        .join(Enrolment, Enrolment.id == BoardLine.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .order_by(BoardLine.number, BoardLine.enrolment_id)
    )


def _places(viewer: Viewer) -> Select[Any]:
    """There are lines of living companies alone: who deletes one or brings it back has all made anew."""
    columns: Any = select(BoardLine.enrolment_id, BoardLine.number, BoardLine.needs)
    of_programme: Select[Any] = columns.where(in_programme(viewer, BoardLine.programme_id))
    return of_programme
