"""Whether hours can still be written: a confirmed month is closed for entries, a checked one for the hours of its records."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month
from tracker.domain.errors import NotFound
from tracker.domain.words import N_
from tracker.domain.work_months import DiaryLocked
from tracker.models import Producer
from tracker.queries import scope
from tracker.queries.work_months import find_work_month, list_checked_diaries


@dataclass(frozen=True, slots=True)
class RecordHours:
    """What a visit or meeting gives to the hours of its people."""

    on: date
    start_time: time | None
    end_time: time | None
    producer_ids: frozenset[int]

    @classmethod
    def of(cls, record: Any, producer_ids: frozenset[int]) -> RecordHours:
        """Of a row or a record of a visit or a meeting."""
        on = record.visit_on if hasattr(record, "visit_on") else record.meeting_on
        return cls(on, record.start_time, record.end_time, producer_ids)


def lock_person(viewer: Viewer, producer_id: int) -> None:
    """Lock a supporter's row, so that nothing is entered while the month is being confirmed; NotFound for anybody else's."""
    statement = select(Producer.id).where(
        Producer.id == producer_id,
        scope.in_programme(viewer, Producer.programme_id),
        Producer.deleted_at.is_(None),
        scope.of_person(viewer, Act.HOURS, Producer.id),
    )
    if db.session.scalar(statement.with_for_update()) is None:
        raise NotFound


def check_open(viewer: Viewer, producer_id: int, *days: date) -> None:
    """Raise DiaryLocked where the month of one of the days is confirmed: it is opened first, then written in."""
    for month in sorted({Month.of(day) for day in days}):
        standing = find_work_month(viewer, producer_id, month)
        if standing is None or not standing.is_confirmed:
            continue
        name = db.session.scalar(select(Producer.name).where(Producer.id == producer_id)) or ""
        sentence = (
            N_("%(year)s年%(month)s月は責任者確認済みです。直すときは、マネージャーに確認を取り消してもらってください。")
            if standing.is_approved
            else N_("%(year)s年%(month)s月は本人確定済みです。直すときは、業務日誌の画面で本人確定を取り消してください。")
        )
        raise DiaryLocked(sentence, diaries=[(producer_id, name, month)], year=month.year, month=month.month)


def check_record_hours(viewer: Viewer, before: RecordHours, after: RecordHours) -> None:
    """Raise DiaryLocked where a correction would change the hours of a month that somebody responsible has checked.

    A manager may: the diary then shows what changed since. A record that is new is a fact and is always taken.
    """
    if before == after or viewer.may(Act.STAFF):
        return
    people = before.producer_ids | after.producer_ids
    if (before.on, before.start_time, before.end_time) == (after.on, after.start_time, after.end_time):
        people = before.producer_ids ^ after.producer_ids
    diaries = list_checked_diaries(viewer, people, _months(before.on, after.on))
    if diaries:
        raise DiaryLocked(
            N_(
                "%(names)sさんの業務日誌は責任者確認済みのため、この月の日付・時刻・参加者は変えられません。"
                "ほかの内容は保存できます。時刻などを直すときは、マネージャーに確認を取り消してもらってください。"
            ),
            diaries=diaries,
            names="、".join(dict.fromkeys(name for _id, name, _month in diaries)),
        )


def _months(*days: date) -> Collection[Month]:
    return {Month.of(day) for day in days}
