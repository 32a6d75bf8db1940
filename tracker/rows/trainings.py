"""Trainings as they are listed, with the attendance of each supporter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time

from tracker.domain.trainings import Attendance, TrainingKind, minutes_attended, minutes_of


@dataclass(frozen=True, slots=True)
class TrainingFilter:
    """What narrows a list of trainings; None narrows nothing.

    ``attendance`` is that of ``producer`` (of anybody where that is None). ``deleted``: what can be restored, and nothing else.
    """

    kind: TrainingKind | None = None
    producer: int | None = None
    attendance: Attendance | None = None
    fiscal_year: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class AttendeeRow:
    """Whether one supporter was there; ``counted`` are the minutes that count, None where nobody knows them."""

    producer_id: int
    name: str
    attendance: Attendance
    minutes: int | None
    counted: int | None


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """One training and who was there."""

    training_id: int
    training_on: date
    start_time: time | None
    end_time: time | None
    title: str
    kind: TrainingKind
    lecturer: str
    is_online: bool
    place: str
    content: str
    version: int
    attendees: tuple[AttendeeRow, ...] = ()

    @property
    def lasts(self) -> int | None:
        return minutes_of(self.start_time, self.end_time)

    def having(self, attendance: Attendance) -> tuple[AttendeeRow, ...]:
        return tuple(row for row in self.attendees if row.attendance is attendance)

    def with_attendees(self, found: tuple[tuple[int, str, Attendance, int | None], ...]) -> TrainingRow:
        """The same with its people; the minutes that count follow from its hours."""
        people = tuple(
            AttendeeRow(one, name, how, minutes, minutes_attended(how, lasts=self.lasts, minutes=minutes))
            for one, name, how, minutes in found
        )
        return replace(self, attendees=people)


@dataclass(frozen=True, slots=True)
class AttendanceTotalRow:
    """One supporter over the trainings of a list: how often how, and the minutes as far as they are known."""

    producer_id: int
    name: str
    attended: int
    partial: int
    absent: int
    minutes: int
    unknown: int

    @classmethod
    def of(cls, producer_id: int, name: str, rows: tuple[AttendeeRow, ...]) -> AttendanceTotalRow:
        def how_many(attendance: Attendance) -> int:
            return sum(row.attendance is attendance for row in rows)

        return cls(
            producer_id,
            name,
            how_many(Attendance.ATTENDED),
            how_many(Attendance.PARTIAL),
            how_many(Attendance.ABSENT),
            sum(row.counted or 0 for row in rows),
            sum(row.counted is None for row in rows),
        )
