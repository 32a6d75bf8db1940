"""月次締め of many companies: how far its months are, and which companies a page shows, read off the kept lines.

The bits of a line are what ``domain.month_closes`` says of each month; which companies of a month are closed is asked each time.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month, months_of_fiscal_year
from tracker.domain.errors import NotFound
from tracker.domain.month_closes import MonthProgress, begun
from tracker.models import BoardLine, MonthClose
from tracker.queries.board_heads import find_sums
from tracker.queries.month_closes import get_closing
from tracker.queries.programmes import get_programme
from tracker.queries.scope import in_programme
from tracker.rows.month_closes import ClosingCounts, ClosingRow


def list_kept_months(viewer: Viewer, *, today: date) -> tuple[MonthProgress, ...]:
    """``month_closes.list_closing_months`` as it was added up of lines that were brought up to ``today``."""
    viewer.require(Act.BOARD)
    sums = find_sums(viewer)
    return begun(sums.months, today=today) if sums else ()


def get_kept_closing(viewer: Viewer, month: Month, *, today: date, page: int, size: int) -> tuple[ClosingCounts, ClosingRow]:
    """The counts of all companies of ``month_closes.get_closing``, and of it the companies of a page alone."""
    viewer.require(Act.BOARD)
    months = months_of_fiscal_year(get_programme(viewer).fiscal_year)
    if month not in months or month.first > today:
        raise NotFound
    at = months.index(month)
    to_close, lacking = _bit(BoardLine.to_close, at), _bit(BoardLine.lacking, at)
    is_closed = MonthClose.id.is_not(None)
    of_month = and_(
        MonthClose.enrolment_id == BoardLine.enrolment_id,
        MonthClose.month_on == month.first,
        MonthClose.reopened_at.is_(None),
    )
    there: Any = (
        select(BoardLine.enrolment_id)
        .outerjoin(MonthClose, of_month)
        .where(in_programme(viewer, BoardLine.programme_id), is_closed | (to_close == 1))
    )
    clean = func.count(case((~is_closed & (lacking == 0), 1)))
    counts = ClosingCounts(*db.session.execute(there.with_only_columns(func.count(), clean, func.count(MonthClose.id))).one())
    first = min(page - 1, max(counts.companies - 1, 0) // size) * size
    in_order = there.order_by(case((is_closed, 1), else_=0), lacking.desc(), BoardLine.number, BoardLine.enrolment_id)
    ids = db.session.scalars(in_order.limit(size).offset(first)).all()
    return counts, get_closing(viewer, month, today=today, enrolment_ids=ids)


def _bit(bits: Any, at: Any) -> ColumnElement[int]:
    shifted: ColumnElement[int] = bits.bitwise_rshift(at).bitwise_and(1)
    return shifted
