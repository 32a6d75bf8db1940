"""Whether what is kept of a programme's companies is what counting says."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import operator
from tracker.models import BoardException, BoardLine
from tracker.queries.board_heads import find_head, list_kept_programmes, list_marks
from tracker.queries.board_making import ToMake, make
from tracker.queries.exceptions import warned_days

_OWN_COLUMNS = {"id"}  # which number a row was kept under says nothing


def list_wrong_lines() -> tuple[tuple[int, int], ...]:
    """Programme and company wherever a line that should stand says something else; what is marked is not looked at."""
    return tuple((programme_id, company) for programme_id in list_kept_programmes() for company in _wrong_in(programme_id))


def _wrong_in(programme_id: int) -> list[int]:
    viewer = operator(programme_id)
    head, marks = find_head(viewer), list_marks(viewer)
    if head is None or head.made_on is None or any(mark.enrolment_id is None and mark.on_day is None for mark in marks):
        return []
    made = make(viewer, ToMake(None, tuple(warned_days(head.made_on).every_day())), today=head.made_on)
    companies, days = {mark.enrolment_id for mark in marks}, {mark.on_day for mark in marks if mark.on_day is not None}

    def is_to_stand(row: dict[str, Any]) -> bool:
        return row.get("from_day") not in days if row.get("from_day") else row["enrolment_id"] not in companies

    wrong: set[int] = set()
    for table, rows in ((BoardLine, made.lines), (BoardException, made.exceptions)):
        columns = [column for column in table.__table__.c if column.name not in _OWN_COLUMNS]
        kept = db.session.execute(select(*columns).where(table.programme_id == programme_id)).mappings()
        wanted, there = (
            Counter(tuple(sorted(row.items())) for row in some if is_to_stand(row)) for some in (rows, map(dict, kept))
        )
        wrong |= {dict(row)["enrolment_id"] for row in (wanted - there) + (there - wanted)}
    return sorted(wrong)
