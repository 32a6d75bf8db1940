"""The blueprint of work diaries, and a diary by its address."""

from __future__ import annotations

from flask import Blueprint, url_for

from tracker.domain.calendar import Month
from tracker.domain.errors import NotFound
from tracker.domain.work_months import digest, freeze, lines_of, month_of_address
from tracker.queries.diaries import get_diary
from tracker.rows.diaries import DiaryRow
from tracker.web import viewing

bp = Blueprint("diaries", __name__, url_prefix="/p/<programme>/diaries")


def load(producer_id: int, month: str) -> DiaryRow:
    """The diary of the address; NotFound where there is none for this viewer."""
    return get_diary(viewing.viewer(), producer_id, read_month(month), today=viewing.today())


def read_month(text: str) -> Month:
    month = month_of_address(text)
    if month is None:
        raise NotFound
    return month


def digest_of(row: DiaryRow) -> str:
    """What stands for the rows that somebody looks at, so that only what was seen is confirmed."""
    return digest(freeze(lines_of(row.hours)))


def url_of(row: DiaryRow) -> str:
    return url_for("diaries.show", producer_id=row.producer_id, month=row.month.iso)
