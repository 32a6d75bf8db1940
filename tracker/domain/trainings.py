"""座学研修・ワークショップ: who of the roster was there, and for how long."""

from __future__ import annotations

from datetime import time
from enum import StrEnum

from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_


class TrainingKind(StrEnum):
    """座学研修, ワークショップ or その他."""

    CLASSROOM = "classroom"
    WORKSHOP = "workshop"
    OTHER = "other"


class Attendance(StrEnum):
    """出席, 一部出席 (with its minutes) or 欠席; who has no row was not asked for."""

    ATTENDED = "attended"
    PARTIAL = "partial"
    ABSENT = "absent"


def minutes_of(start_time: time | None, end_time: time | None) -> int | None:
    """How long a training lasts; None without both times."""
    if start_time is None or end_time is None:
        return None
    return end_time.hour * 60 + end_time.minute - start_time.hour * 60 - start_time.minute


def minutes_attended(attendance: Attendance, *, lasts: int | None, minutes: int | None) -> int | None:
    """The minutes that count for one person: all of it, those noted, or none; None where it is not known."""
    if attendance is Attendance.ABSENT:
        return 0
    return minutes if attendance is Attendance.PARTIAL else lasts


def check_attendance(attendance: Attendance, *, lasts: int | None, minutes: int | None, field: str) -> None:
    """Raise RuleBroken where the minutes of a partial attendance are missing or longer than the training."""
    if attendance is not Attendance.PARTIAL:
        return
    if not minutes or minutes < 0:
        raise RuleBroken(N_("一部出席の人は、出席した時間を分で入力してください。"), field=field)
    if lasts is not None and minutes >= lasts:
        raise RuleBroken(
            N_("一部出席の時間は、研修の時間（%(lasts)s分）より短くしてください。全部に出た人は「出席」です。"),
            field=field,
            lasts=lasts,
        )
