"""The exceptions that are kept beside the companies' lines: counted, page by page, or those that a snooze names."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, func, literal, select, union_all
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.attention import AttentionKind
from tracker.domain.calendar import Month
from tracker.models import BoardException, BoardHead, BoardLine, Company, Enrolment, Producer, SupportCase
from tracker.queries.board_lines import first_line
from tracker.queries.exceptions import teams_of
from tracker.queries.prepared import ids_of, prepared, run
from tracker.queries.scope import board, in_programme
from tracker.queries.snoozes import list_snoozes
from tracker.rows.board import Wanted
from tracker.rows.dashboard import AttentionRow, KindCount

KEPT = (
    AttentionKind.STAFFING,
    AttentionKind.UNSCHEDULED,
    AttentionKind.AWAITING_RECORD,
    AttentionKind.MISSED,
    AttentionKind.MISSING_MEETING,
    AttentionKind.STUCK_CASE,
    AttentionKind.RECORDED_LATE,
    AttentionKind.OVERLAP,
    AttentionKind.DOUBLE,
)
_ORDER = (BoardException.since, BoardException.place, BoardException.enrolment_id, BoardException.id)
_LEAD, _PERSON = aliased(Producer), aliased(Producer)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """An exception with the id under which it is kept."""

    kept_id: int
    row: AttentionRow


def count_kept(viewer: Viewer, hidden: Iterable[KeptRow]) -> dict[AttentionKind, KindCount]:
    """Of every kept kind how many there are for the viewer."""
    counted = json.loads(run(_counted(viewer), ids_of(viewer)).scalar_one())
    rows = Counter({AttentionKind(kind): number for kind, number in counted.items()})
    rows.subtract(kept.row.kind for kept in hidden)
    return {kind: KindCount(rows[kind], rows[kind]) for kind in KEPT if rows[kind]}


def counted_as_kept(viewer: Viewer) -> str:
    """How many there are of each kind, counted, as the head of the lines has it."""
    counted = select(BoardException.kind, func.count()).where(in_programme(viewer, BoardException.programme_id))
    kinds = db.session.execute(counted.group_by(BoardException.kind).order_by(BoardException.kind))
    return json.dumps(dict(kinds.all()))


@prepared
def _counted(viewer: Viewer) -> Select[Any]:
    return select(BoardHead.exceptions).where(in_programme(viewer, BoardHead.programme_id))


def list_first_rows(
    viewer: Viewer,
    kind: AttentionKind,
    lines: int,
    wanted: Wanted,
    mine: Collection[int],
    hidden: Collection[int],
    today: date,
) -> Iterator[AttentionRow]:
    """Of a kind that has so many ``lines`` those that are to be seen."""
    first, shown = first_line(lines, wanted, kind), wanted.lines_of(kind)
    asked: dict[str, Any] = {
        "kind": kind.value,
        "hidden": list(hidden),
        "mine": list(mine),
        "first": first,
        "shown": shown,
        "reach": first + shown,
    }
    for kept in _read((_lines_own_first if mine else _lines)(viewer), viewer, asked, today):
        yield kept.row


def list_awaiting(viewer: Viewer, today: date, visit_ids: Collection[int]) -> dict[int, KeptRow]:
    """記録待ち of visits that stand among the viewer's own stale drafts."""
    if not visit_ids:
        return {}
    chosen = _kept(viewer).where(
        BoardException.kind == AttentionKind.AWAITING_RECORD.value, BoardException.visit_id.in_(visit_ids)
    )
    return {kept.kept_id: kept for kept in _read(chosen, viewer, {}, today)}


def list_named_by_snoozes(viewer: Viewer, today: date) -> list[KeptRow]:
    """What may have been put aside: whether it still is, its facts decide."""
    snoozed = {(one.kind, one.subject) for one in list_snoozes(viewer) if one.kind in KEPT}
    if not snoozed:
        return []
    subjects = _kept(viewer).where(BoardException.subject.in_({subject for _kind, subject in snoozed}))
    found = [kept for kept in _read(subjects, viewer, {}, today) if (kept.row.kind, kept.row.subject) in snoozed]
    rows = with_teams(viewer, today, [kept.row for kept in found])
    return [replace(kept, row=row) for kept, row in zip(found, rows, strict=True)]


def with_teams(viewer: Viewer, today: date, rows: Sequence[AttentionRow]) -> Iterator[AttentionRow]:
    """A team that needs somebody says in its own words what it lacks."""
    teams = teams_of(viewer, today, {row.enrolment_id for row in rows if row.kind is AttentionKind.STAFFING})
    for row in rows:
        yield replace(row, staffing=teams[row.enrolment_id]) if row.kind is AttentionKind.STAFFING else row


def _kept(viewer: Viewer) -> Select[Any]:
    """Kept exceptions of living companies, with the names that are read only now."""
    columns: tuple[Any, ...] = (
        BoardException.id,
        BoardException.kind,
        BoardException.enrolment_id,
        Company.name,
        func.coalesce(_PERSON.name, _LEAD.name, ""),
        BoardException.since,
        BoardException.days,
        BoardException.until,
        BoardException.subject,
        BoardException.month_on,
        BoardException.visit_id,
        BoardException.meeting_id,
        BoardException.is_draft,
        BoardException.never_visited,
        func.coalesce(SupportCase.title, ""),
        BoardException.case_id,
        BoardException.phase,
        BoardException.producer_id,
    )
    return (
        _of_living(viewer, *columns)
        .outerjoin(BoardLine, BoardLine.enrolment_id == BoardException.enrolment_id)
        .outerjoin(_LEAD, _LEAD.id == BoardLine.lead_id)
        .outerjoin(_PERSON, _PERSON.id == BoardException.producer_id)
        .outerjoin(SupportCase, SupportCase.id == BoardException.case_id)
    )


def _of_living(viewer: Viewer, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join(Enrolment, Enrolment.id == BoardException.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, BoardException.programme_id), board())
    )


def _of_kind(statement: Select[Any]) -> Select[Any]:
    """Of one kind, in the order of the index."""
    return statement.where(
        BoardException.kind == bindparam("kind"),
        BoardException.id.not_in(bindparam("hidden", expanding=True)),
    ).order_by(*_ORDER)


@prepared
def _lines(viewer: Viewer) -> Select[Any]:
    return _of_kind(_kept(viewer)).limit(bindparam("shown")).offset(bindparam("first"))


@prepared
def _lines_own_first(viewer: Viewer) -> Select[Any]:
    """Own and others are each read off their index as far as the page reaches: to sort all of them costs as much as there are."""
    is_own = BoardException.enrolment_id.in_(bindparam("mine", expanding=True))
    halves = [
        _of_kind(_of_living(viewer, BoardException.id.label("id"), literal(rank).label("rank")))
        .where(half)
        .limit(bindparam("reach"))
        .subquery()
        for rank, half in enumerate((is_own, ~is_own))
    ]
    reached = union_all(*(select(half) for half in halves)).subquery()
    page = _kept(viewer).join(reached, reached.c.id == BoardException.id).order_by(reached.c.rank, *_ORDER)
    return page.limit(bindparam("shown")).offset(bindparam("first"))


def _read(statement: Select[Any], viewer: Viewer, asked: Mapping[str, Any], today: date) -> Iterator[KeptRow]:
    for row in run(statement, {**ids_of(viewer), **asked}):
        kept_id, kind, enrolment_id, company, who, since, days, until, subject, month_on, *rest = row
        visit_id, meeting_id, is_draft, never_visited, what, case_id, phase, producer_id = rest
        yield KeptRow(
            kept_id,
            AttentionRow(
                AttentionKind(kind),
                enrolment_id,
                company,
                who,
                since,
                (today - since).days if days is None else days,
                until=until,
                subject=subject,
                month=Month.of(month_on) if month_on else None,
                visit_id=visit_id,
                meeting_id=meeting_id,
                is_draft=is_draft,
                never_visited=never_visited,
                what=what,
                case_id=case_id,
                phase=phase,
                producer_id=producer_id,
            ),
        )
