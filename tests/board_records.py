"""Kept lines of a dashboard, put straight into their tables."""

from __future__ import annotations

from datetime import datetime

from tests.cast import SupportedCompany
from tracker.database import db
from tracker.domain.attention import AttentionKind
from tracker.models import BoardException, BoardHead, BoardLine, BoardMark


def keep_lines(company: SupportedCompany, now: datetime) -> None:
    """A programme whose dashboard's lines are kept, all of it marked."""
    programme_id, board_line = company.programme_id, BoardLine.__table__
    db.session.add_all([BoardHead(programme_id=programme_id), BoardMark(programme_id=programme_id)])
    numbers = {column.name: 0 for column in board_line.c if not column.nullable and not column.name.endswith("_id")}
    db.session.add(BoardLine(enrolment_id=company.enrolment_id, programme_id=programme_id, **numbers))
    db.session.add(
        BoardException(
            programme_id=programme_id,
            enrolment_id=company.enrolment_id,
            kind=AttentionKind.STAFFING.value,
            subject=f"{company.enrolment_id}",
            since=now.date(),
            place=0,
            is_draft=False,
            never_visited=False,
        )
    )
    db.session.flush()
