"""Drafts and final records, what holds for the day and the hours of both, and how long a deleted one can be brought back."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_

DAYS_TO_RESTORE = 30
ENDS_AFTER_START = N_("終了時刻は開始時刻より後にしてください。")  # pages say it before anything is sent


class RecordState(StrEnum):
    """下書き or 確定: a draft is not a record and is in no count."""

    DRAFT = "draft"
    FINAL = "final"


def check_held_day(day: date, *, today: date, field: str) -> None:
    """Raise RuleBroken for what is said to have been held on a day to come."""
    if day > today:
        raise RuleBroken(
            N_("実施した日は今日までの日付にしてください。これからの日は、予定として登録してください。"), field=field
        )


def check_times(start_time: time | None, end_time: time | None) -> None:
    """Raise RuleBroken where the end is not after the start; a missing time is no contradiction."""
    if start_time is not None and end_time is not None and end_time <= start_time:
        raise RuleBroken(ENDS_AFTER_START, field="end_time")


def check_restorable(deleted_at: datetime, *, now: datetime) -> None:
    """Raise RuleBroken where a deleted row lies too long to be brought back."""
    if now - deleted_at > timedelta(days=DAYS_TO_RESTORE):
        raise RuleBroken(N_("削除から%(days)s日を過ぎたため、元に戻せません。新しく登録してください。"), days=DAYS_TO_RESTORE)
