"""All companies of the dashboard read from their kept lines, for one viewer.

What hangs on the viewer's rights is asked for each time, since it is little beside the rest: drafts, pictures to type up, notes
of no case, next actions, assessments, what was put aside.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from functools import partial

from sqlalchemy import case, func, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.attention import AttentionKind
from tracker.models import BoardException, BoardLine, Company, Enrolment
from tracker.queries.attention import together
from tracker.queries.board_lines import OVERDUE_SHOWN, in_order, needs_of, shown_of, with_overdue
from tracker.queries.exceptions import of_viewer, sift, teams_of
from tracker.queries.kept_exceptions import (
    KEPT,
    count_kept,
    list_awaiting,
    list_first_rows,
    list_named_by_snoozes,
    with_teams,
)
from tracker.queries.scope import board, in_programme
from tracker.queries.stale_drafts import list_stale_drafts
from tracker.rows.board import Board, CompanyPlace, CompanySums, Wanted
from tracker.rows.dashboard import Attention, AttentionRow, KindCount

_SUMS = tuple(
    func.coalesce(func.sum(column), 0)
    for column in (
        case((BoardLine.visit_count > 0, 1), else_=0),
        BoardLine.visit_count,
        BoardLine.online_count,
        BoardLine.event_escort_count,
        BoardLine.visits_due,
        BoardLine.meeting_count,
        BoardLine.gap_count,
        BoardLine.filled_gap_count,
        BoardLine.month_visit_count,
        BoardLine.before_visit_count,
        BoardLine.first_meeting_count,
        BoardLine.month_meeting_count,
        BoardLine.before_meeting_count,
    )
)


def read_board(viewer: Viewer, *, today: date, mine: Collection[int], wanted: Wanted) -> Board:
    """Everything from lines that were brought up to ``today``."""
    drafts = list_stale_drafts(viewer, today)
    hidden = list_awaiting(viewer, today, {draft.visit_id for draft in drafts if draft.visit_id is not None})
    named = [kept for kept in list_named_by_snoozes(viewer, today) if kept.kept_id not in hidden]
    own = of_viewer(viewer, drafts, partial(teams_of, viewer, today), today=today)
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
        lines = list(together(of_kind))
        number[kind] = KindCount(len(of_kind), len(lines))
        rows += shown_of(kind, lines, wanted)
    needs = needs_of(beside)
    needs.subtract(kept.row.enrolment_id for kept in hidden.values())
    return Board(
        sums=_sums(viewer),
        places=tuple(_places(viewer, needs)),
        attention=Attention(with_overdue(number, sifted.overdue_count), tuple(with_teams(viewer, today, rows)), sifted.snoozed),
    )


def _sums(viewer: Viewer) -> CompanySums:
    statement = (
        select(func.count(), *_SUMS)
        .select_from(BoardLine)
        .join(Enrolment, Enrolment.id == BoardLine.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board())
    )
    return CompanySums(*db.session.execute(statement).one())


def _places(viewer: Viewer, beside: Counter[int]) -> Iterator[CompanyPlace]:
    """``beside``: what needs somebody there for this viewer and is not kept, less what is kept and put aside."""
    kept = (
        select(BoardException.enrolment_id, func.count().label("needs"))
        .where(BoardException.programme_id == viewer.programme)
        .group_by(BoardException.enrolment_id)
        .subquery()
    )
    statement = (
        select(Enrolment.id, Enrolment.number, Company.kana, Company.name, func.coalesce(kept.c.needs, 0))
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(kept, kept.c.enrolment_id == Enrolment.id)
        .where(in_programme(viewer, Enrolment.programme_id), board())
        .order_by(Enrolment.number, Enrolment.id)
    )
    for enrolment_id, number, kana, name, needs in db.session.execute(statement):
        yield CompanyPlace(enrolment_id, number, kana or name, needs + beside[enrolment_id])
