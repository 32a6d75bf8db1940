"""Whether what is kept of a programme's companies is what counting says."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import operator
from tracker.models import BoardException, BoardHead, BoardLine
from tracker.queries.board_heads import find_head, list_kept_programmes, list_marks
from tracker.queries.board_making import ToMake, add_up_lines, make, sums_as_kept
from tracker.queries.exceptions import warned_days
from tracker.queries.kept_exceptions import counted_as_kept

_OWN_COLUMNS = {"id"}  # which number a row was kept under says nothing


def list_wrong_lines() -> tuple[tuple[int, int | None], ...]:
    """Programme and company wherever a line that should stand says something else; None for what is kept of all together.

    What is marked is not looked at.
    """
    return tuple((programme_id, company) for programme_id in list_kept_programmes() for company in _wrong_in(programme_id))


def _wrong_in(programme_id: int) -> list[int | None]:
    viewer = operator(programme_id)
    head, marks = find_head(viewer), list_marks(viewer)
    if head is None or head.made_on is None or any(mark.is_of_everything for mark in marks):
        return []
    made = make(viewer, ToMake(None, tuple(warned_days(head.made_on).every_day())), today=head.made_on)
    companies, days = {mark.enrolment_id for mark in marks}, {mark.on_day for mark in marks if mark.on_day is not None}

    def is_to_stand(row: dict[str, Any]) -> bool:
        return row.get("from_day") not in days if row.get("from_day") else row["enrolment_id"] not in companies

    wrong: set[int] = set()
    needs = Counter(row["enrolment_id"] for row in made.exceptions)
    lines = [line | {"needs": needs[line["enrolment_id"]]} for line in made.lines]
    left_out = _OWN_COLUMNS | ({"needs"} if marks else set())  # a company needs what is found of marked days too
    for table, rows in ((BoardLine, lines), (BoardException, made.exceptions)):
        columns = [column for column in table.__table__.c if column.name not in left_out]
        kept = db.session.execute(select(*columns).where(table.programme_id == programme_id)).mappings()
        wanted, there = (
            Counter(_compared(row, left_out) for row in some if is_to_stand(row)) for some in (rows, map(dict, kept))
        )
        wrong |= {dict(row)["enrolment_id"] for row in (wanted - there) + (there - wanted)}
    together: list[int | None] = [None] if _is_head_wrong(programme_id, {} if marks else made.head) else []
    return [*sorted(wrong), *together]


def _compared(row: dict[str, Any], left_out: set[str]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted((name, value) for name, value in row.items() if name not in left_out))


def _is_head_wrong(programme_id: int, before: dict[str, Any]) -> bool:
    """Whether the sums are not those of lines and exceptions, or those of the year before (``before``) not what counting says."""
    columns = BoardHead.__table__.c
    kept = db.session.execute(select(*columns).where(columns.programme_id == programme_id)).mappings().one()
    viewer = operator(programme_id)
    wanted = before | {"sums": sums_as_kept(add_up_lines(viewer)), "exceptions": counted_as_kept(viewer)}
    return any(kept[name] != value for name, value in wanted.items())
