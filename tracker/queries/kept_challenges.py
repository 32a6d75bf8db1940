"""How many challenges each company has, off the dashboard's kept lines: a page deep in their list steps over companies.

A line's numbers follow from the company's records and from no day, so they are true until something is written about it; of what
is marked they are counted.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import Select, select

from tracker.domain.access import Viewer
from tracker.domain.challenges import ChallengeStatus
from tracker.models import BoardLine
from tracker.queries.board_heads import find_head, list_marks
from tracker.queries.challenge_standings import Statuses, count_of_companies
from tracker.queries.prepared import ids_of, prepared, run
from tracker.queries.scope import in_programme

COLUMNS = {status: f"{status.value}_challenge_count" for status in ChallengeStatus}  # of ``board_line``


def list_numbers(viewer: Viewer, statuses: Statuses) -> dict[int, int] | None:
    """By company, in the order of the list, how many stand in one of these; None where the lines do not know all companies."""
    head = find_head(viewer)
    if head is None or head.made_on is None:
        return None
    marks = list_marks(viewer) if head.is_marked else ()
    if any(mark.is_of_everything for mark in marks):
        return None
    numbers = {row[0]: row[1] for row in run(_numbers(viewer, statuses), ids_of(viewer))}
    marked = {mark.enrolment_id for mark in marks if mark.enrolment_id is not None}
    if marked:
        counted = count_of_companies(viewer, marked)
        if not counted.keys() <= numbers.keys():  # one of them has come since
            return None
        numbers |= {company: sum(counted[company][status] for status in statuses) for company in marked & numbers.keys()}
    return numbers


@prepared
def _numbers(viewer: Viewer, statuses: Statuses) -> Select[Any]:
    number = reduce(add, (getattr(BoardLine, COLUMNS[status]) for status in ChallengeStatus if status in statuses))
    of_programme = select(BoardLine.enrolment_id, number).where(in_programme(viewer, BoardLine.programme_id))
    return of_programme.order_by(BoardLine.number, BoardLine.enrolment_id)
