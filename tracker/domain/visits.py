"""A visit as its team writes it down, and what must be in it before it is scheduled, held or final."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.calendar import TOKYO
from tracker.domain.challenges import NewChallenge, Progress, check_progress
from tracker.domain.errors import RuleBroken
from tracker.domain.notes import LONGEST_LINE, LONGEST_TEXT, CaseNote, broken_notes, check_length, check_lengths
from tracker.domain.records import RecordState, check_held_day, check_times
from tracker.domain.tools import ToolUsed, check_findings
from tracker.domain.words import N_

NOBODY_THERE = N_("参加した人を、一人以上選んでください。")
NO_NEXT_ANSWER = N_("次回の訪問日を入力するか、「日程未定」を選んでください。")
NO_NEXT_DAY = N_("次回の訪問日を入力してください。決まっていなければ「日程未定」を選んでください。")


class NextAnswer(StrEnum):
    """What is said of the next visit: it stays as it is scheduled, its day is fixed now, or it is 日程未定."""

    KEEP = "keep"
    DATE = "date"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a visit is scheduled or held, and its record a draft or final since when."""

    status: EventStatus = EventStatus.SCHEDULED
    record_state: RecordState = RecordState.FINAL
    finalised_at: datetime | None = None

    @classmethod
    def of_record(cls, *, as_draft: bool, now: datetime) -> Standing:
        return cls(EventStatus.HELD, RecordState.DRAFT, None) if as_draft else cls(EventStatus.HELD, RecordState.FINAL, now)


SCHEDULED = Standing()


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """What is written of a visit; of a scheduled one the notes are blank. ``notes`` in the order of the form, blank ones too.

    ``pictures``: by case the keys of the photos and recordings that count as its note.
    """

    visit_on: date
    mode: VisitMode = VisitMode.ONSITE
    start_time: time | None = None
    end_time: time | None = None
    place: str = ""
    producer_ids: frozenset[int] = frozenset()
    other_attendees: str = ""
    counterparts: str = ""
    decisions: str = ""
    internal_memo: str = ""
    notes: tuple[CaseNote, ...] = ()
    pictures: Mapping[int, frozenset[str]] = field(default_factory=dict, compare=False)
    tools: tuple[ToolUsed, ...] | None = None  # None says nothing of them: those that are noted stay
    progress: tuple[Progress, ...] = ()
    raised: tuple[NewChallenge, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionNoted:
    """A next action noted in a record: one of the supporters does it, or somebody of the company's side by name."""

    what: str
    due_on: date
    owner_id: int | None = None
    owner_name: str = ""


def check_schedule(record: VisitRecord, *, today: date) -> None:
    """Raise RuleBroken for what cannot be scheduled."""
    if record.visit_on < today:
        raise RuleBroken(
            N_("予定は今日以後の日付にしてください。もう済んだ訪問は「訪問を記録」から登録してください。"), field="visit_on"
        )
    check_times(record.start_time, record.end_time)
    _check_texts(record)


def check_held(record: VisitRecord, *, today: date, is_final: bool, must_work: bool = True) -> None:
    """Raise the first of :func:`broken_rules`."""
    for broken in broken_rules(record, today=today, is_final=is_final, must_work=must_work):
        raise broken


def broken_rules(record: VisitRecord, *, today: date, is_final: bool, must_work: bool = True) -> Iterator[RuleBroken]:
    """Why it cannot have been held so, all at once; a final record must be complete, a draft need not.

    ``must_work`` False: its note is no case's yet, so none of its cases need have one.
    """
    yield from broken_by(
        lambda: check_held_day(record.visit_on, today=today, field="visit_on"),
        lambda: check_times(record.start_time, record.end_time),
        lambda: _check_texts(record),
        lambda: check_progress(record.progress, is_final=is_final),
    )
    if is_final:
        yield from broken_by(lambda: check_people(record.producer_ids))
        if must_work or any(not note.is_blank for note in record.notes):
            yield from broken_notes(record.notes)


def broken_by(*checks: Callable[[], None]) -> Iterator[RuleBroken]:
    """The refusals of several checks, none hiding the next."""
    for check in checks:
        try:
            check()
        except RuleBroken as broken:
            yield broken


class HeldEarly(RuleBroken):
    """It is said to have been held today, and its hour has not come: whoever makes it final is asked once whether it was."""

    def __init__(self, start_time: time) -> None:
        super().__init__(
            N_("開始時刻（%(start)s）より前です。このまま確定しますか。"),
            field="start_time",
            start=f"{start_time:%H:%M}",
        )


def check_begun(record: VisitRecord, *, now: datetime) -> None:
    """Raise HeldEarly where the record's hours begin later today; of a day to come :func:`check_held_day` speaks."""
    here = now.astimezone(TOKYO)
    if record.visit_on == here.date() and record.start_time is not None and record.start_time > here.time():
        raise HeldEarly(record.start_time)


def check_people(people: Collection[object]) -> None:
    """Raise RuleBroken for a final record of a visit on which nobody was."""
    if not people:
        raise RuleBroken(NOBODY_THERE, field="team")


def check_next(next_on: date | None, *, visit_on: date) -> None:
    """Raise RuleBroken where the next visit is not after this one."""
    if next_on is not None and next_on <= visit_on:
        raise RuleBroken(N_("次回の訪問日は、この訪問より後の日にしてください。"), field="next_on")


def check_next_answer(answer: NextAnswer | None, next_on: date | None) -> None:
    """Raise RuleBroken unless it is said when the next visit is, be it that nobody knows yet; a day is an answer by itself."""
    if answer is NextAnswer.OPEN and next_on is not None:
        raise RuleBroken(N_("「日程未定」のときは、次回の訪問日を消してください。"), field="next_on")
    if answer is NextAnswer.DATE and next_on is None:
        raise RuleBroken(NO_NEXT_DAY, field="next_on")
    if answer is None and next_on is None:
        raise RuleBroken(NO_NEXT_ANSWER, field="next_answer")


def _check_texts(record: VisitRecord) -> None:
    for name, at_most in (
        ("place", LONGEST_LINE),
        ("other_attendees", LONGEST_TEXT),
        ("counterparts", LONGEST_TEXT),
        ("decisions", LONGEST_TEXT),
        ("internal_memo", LONGEST_TEXT),
    ):
        check_length(getattr(record, name), field=name, at_most=at_most)
    check_lengths(record.notes)
    check_findings(record.tools or ())
