"""Whether the lines of a programme's companies are kept, and whether they say what is true today."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, exists, func, select, union_all
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Month
from tracker.domain.month_closes import MonthProgress
from tracker.models import BoardHead, BoardMark, Enrolment
from tracker.queries.prepared import ids_of, prepared, run
from tracker.queries.scope import board, in_programme
from tracker.rows.board import BoardHeadRow, BoardMarkRow, CompanySums, KeptYearRow


def find_head(viewer: Viewer) -> BoardHeadRow | None:
    """The head of the viewer's programme; None where no lines are kept."""
    found = run(_head(viewer), ids_of(viewer)).one_or_none()
    return BoardHeadRow(found[0], found[1], bool(found[2])) if found else None


@prepared
def _head(viewer: Viewer) -> Select[Any]:
    marked = exists().where(BoardMark.programme_id == BoardHead.programme_id)
    columns: Any = select(BoardHead.made_on, BoardHead.version, marked)
    of_programme: Select[Any] = columns.where(in_programme(viewer, BoardHead.programme_id))
    return of_programme


def find_sums(viewer: Viewer) -> CompanySums | None:
    """The kept lines added up as they were last made; None where there are none, and after an upgrade."""
    kept = run(_kept_sums(viewer), ids_of(viewer)).scalar_one_or_none()
    if kept is None:
        return None
    numbers = json.loads(kept)
    months = (MonthProgress(Month(**month), *counts) for month, *counts in numbers.pop("months"))
    return CompanySums(**numbers, months=tuple(months))


@prepared
def _kept_sums(viewer: Viewer) -> Select[Any]:
    return select(BoardHead.sums).where(in_programme(viewer, BoardHead.programme_id))


def find_kept_year(viewer: Viewer) -> KeptYearRow | None:
    """What is kept of the programme of the year before, beside the lines of the viewer's own."""
    columns: tuple[Any, ...] = (
        BoardHead.before_id,
        BoardHead.before_until,
        BoardHead.before_visit_count,
        BoardHead.before_meeting_count,
        BoardHead.before_outcome_count,
    )
    found = db.session.execute(select(*columns).where(in_programme(viewer, BoardHead.programme_id))).one_or_none()
    return None if found is None or found[0] is None else KeptYearRow(*found)


def has_more_companies_than(viewer: Viewer, number: int) -> bool:
    some = select(Enrolment.id).where(in_programme(viewer, Enrolment.programme_id), board()).limit(number + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(some)) or 0) > number


def list_marks(viewer: Viewer) -> tuple[BoardMarkRow, ...]:
    """What was written about since the lines were made; of a company of an earlier year also the same one of this programme."""
    marks = select(BoardMark.id, BoardMark.enrolment_id, BoardMark.on_day).where(in_programme(viewer, BoardMark.programme_id))
    earlier = aliased(Enrolment)
    here = (
        marks.with_only_columns(BoardMark.id, Enrolment.id, BoardMark.on_day)
        .join(earlier, earlier.id == BoardMark.enrolment_id)
        .join(Enrolment, Enrolment.company_id == earlier.company_id)
        .where(~in_programme(viewer, earlier.programme_id), in_programme(viewer, Enrolment.programme_id), board())
    )
    found: Iterable[Any] = db.session.execute(union_all(marks, here))
    return tuple(BoardMarkRow(*row) for row in found)


def list_kept_programmes() -> Sequence[int]:
    """For commands: the programmes whose lines are kept."""
    return db.session.scalars(select(BoardHead.programme_id).order_by(BoardHead.programme_id)).all()
