"""Brings the kept lines of the dashboard up to today: only what was written about since is made anew.

What is to be written is read and counted before the lock is taken, and written only where nobody else has made lines meanwhile.
The marks that were read are taken away then, not those that have come since.
"""

from __future__ import annotations

import logging
from datetime import date
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from tracker.database import db
from tracker.domain.access import Viewer, operator
from tracker.models import BoardException, BoardHead, BoardLine, BoardMark
from tracker.queries.board_heads import find_head, has_more_companies_than, list_kept_programmes, list_marks
from tracker.queries.board_making import Made, ToMake, add_up_lines, make, sums_as_kept, to_make
from tracker.queries.exceptions import warned_days
from tracker.queries.kept_exceptions import counted_as_kept
from tracker.rows.board import BoardHeadRow
from tracker.services.outages import outage_of
from tracker.services.transaction import abandon, writing

log = logging.getLogger("tracker.board")
COUNTED_UP_TO = 50  # companies: of so few, counting everything costs less than keeping lines
PATIENCE_MS = 500
TRIES = 3
AT_ONCE = 1_000


def bring_up(viewer: Viewer, *, today: date) -> bool:
    """Whether the kept lines of the viewer's programme say what is true today, brought up to it where they did not.

    False where none are kept, since the companies are few, or where nothing can be written now: then everything is counted.
    """
    head = find_head(viewer)
    if head is not None and head.made_on == today and not head.is_marked:
        return True
    if head is None and not has_more_companies_than(viewer, COUNTED_UP_TO):
        return False
    try:
        return _make_anew(viewer, today)
    except DBAPIError as error:
        abandon()
        if outage_of(error) is None:
            raise
        log.warning("the lines of the dashboard could not be kept: %s", type(error.orig).__name__)
        return False


def bring_all_up(*, today: date) -> int:
    """For the night: the lines of every programme that keeps some; how many programmes they are."""
    programmes = list_kept_programmes()
    for programme_id in programmes:
        bring_up(operator(programme_id), today=today)
    return len(programmes)


def forget_all() -> None:
    """Everything is made anew when it is next asked for."""
    db.session.execute(update(BoardHead).values(made_on=None, version=BoardHead.version + 1))


def _make_anew(viewer: Viewer, today: date) -> bool:
    for _try in range(TRIES):
        head = find_head(viewer)
        if head is None:
            _begin_keeping(viewer)
            continue
        what = to_make(head, list_marks(viewer), today=today)
        if what.is_nothing:
            return True
        made = make(viewer, what, today=today)
        with writing(patience_ms=PATIENCE_MS):
            if _is_ours(viewer, head, made_on=today, **made.head):
                _write(viewer, what, made, today)
                return True
    return False


def _begin_keeping(viewer: Viewer) -> None:
    """From here on writers leave marks. On PostgreSQL those are waited for that looked before there was anything to mark."""
    try:
        with writing(patience_ms=PATIENCE_MS):
            db.session.add(BoardHead(programme_id=viewer.programme, made_on=None))
    except IntegrityError:  # on PostgreSQL somebody else may have begun in the same moment
        return
    if db.engine.dialect.name == "postgresql":
        with writing(patience_ms=PATIENCE_MS):
            db.session.execute(text("LOCK TABLE board_mark IN SHARE MODE"))


def _is_ours(viewer: Viewer, head: BoardHeadRow, **columns: Any) -> bool:
    """Whether nobody has made lines since ``head`` was read; then it says that these are."""
    claimed = cast(
        CursorResult[Any],
        db.session.execute(
            update(BoardHead)
            .where(BoardHead.programme_id == viewer.programme, BoardHead.version == head.version)
            .values(version=head.version + 1, **columns)
        ),
    )
    return claimed.rowcount == 1


def _write(viewer: Viewer, what: ToMake, made: Made, today: date) -> None:
    of_programme = BoardException.programme_id == viewer.programme
    of_years = delete(BoardException).where(of_programme, BoardException.from_day.is_(None))
    lines = delete(BoardLine).where(BoardLine.programme_id == viewer.programme)
    if what.companies is not None:
        of_years = of_years.where(BoardException.enrolment_id.in_(what.companies))
        lines = lines.where(BoardLine.enrolment_id.in_(what.companies))
    past = BoardException.from_day < warned_days(today).starts_on
    for statement in (of_years, lines, delete(BoardException).where(of_programme, BoardException.from_day.in_(what.days) | past)):
        db.session.execute(statement)
    for first in range(0, len(what.mark_ids), AT_ONCE):
        db.session.execute(delete(BoardMark).where(BoardMark.id.in_(what.mark_ids[first : first + AT_ONCE])))
    for table, rows in ((BoardLine, made.lines), (BoardException, made.exceptions)):
        if rows:
            db.session.execute(insert(table), list(rows))
    _add_up(viewer)


def _add_up(viewer: Viewer) -> None:
    """How many exceptions each company has, and how many of each kind there are; the sums of all lines."""
    of_company = select(func.count()).where(
        BoardException.programme_id == BoardLine.programme_id, BoardException.enrolment_id == BoardLine.enrolment_id
    )
    needs = of_company.correlate(BoardLine).scalar_subquery()
    db.session.execute(update(BoardLine).where(BoardLine.programme_id == viewer.programme).values(needs=needs))
    added_up = {"sums": sums_as_kept(add_up_lines(viewer)), "exceptions": counted_as_kept(viewer)}
    db.session.execute(update(BoardHead).where(BoardHead.programme_id == viewer.programme).values(**added_up))
