"""A team meeting as it is written down: its head, a section for each company, and what must be in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from tracker.domain.cadence import VisitMode
from tracker.domain.challenges import NewChallenge, Progress, check_progress
from tracker.domain.errors import RuleBroken
from tracker.domain.notes import LONGEST_LINE, LONGEST_TEXT, CaseNote, check_length, check_lengths, check_notes
from tracker.domain.records import check_held_day, check_times
from tracker.domain.tools import ToolUsed
from tracker.domain.visits import ActionNoted
from tracker.domain.words import N_

NOBODY_THERE = N_("出席した人を、一人以上選んでください。")


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """What a meeting was about for one company; ``actions`` are noted anew with every save, ``tools`` stay where None.

    ``pictures``: by case the keys of the photos and recordings that the form names as its note.
    """

    enrolment_id: int
    decisions: str = ""
    internal_memo: str = ""
    notes: tuple[CaseNote, ...] = ()
    actions: tuple[ActionNoted, ...] = ()
    progress: tuple[Progress, ...] = ()
    raised: tuple[NewChallenge, ...] = ()
    next_on: date | None = None
    tools: tuple[ToolUsed, ...] | None = None
    pictures: Mapping[int, frozenset[str]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """What is written of a meeting; of a scheduled one the sections only name the companies."""

    meeting_on: date
    mode: VisitMode = VisitMode.ONSITE
    start_time: time | None = None
    end_time: time | None = None
    place: str = ""
    producer_ids: frozenset[int] = frozenset()
    other_attendees: str = ""
    sections: tuple[SectionRecord, ...] = ()

    @property
    def enrolment_ids(self) -> frozenset[int]:
        return frozenset(section.enrolment_id for section in self.sections)


def check_schedule(record: MeetingRecord, *, today: date) -> None:
    """Raise RuleBroken for what cannot be scheduled."""
    if record.meeting_on < today:
        raise RuleBroken(
            N_("予定は今日以後の日付にしてください。もう済んだ会議は「会議を記録」から登録してください。"), field="meeting_on"
        )
    _check_head(record)


def check_held(record: MeetingRecord, *, today: date, is_final: bool) -> None:
    """Raise RuleBroken for what cannot have been held; a final record must be complete, a draft need not."""
    check_held_day(record.meeting_on, today=today, field="meeting_on")
    _check_head(record)
    for index, section in enumerate(record.sections):
        at = f"sections-{index}"
        check_length(section.decisions, field=f"{at}-decisions")
        check_length(section.internal_memo, field=f"{at}-internal_memo")
        check_lengths(section.notes, prefix=f"{at}-cases")
        if section.next_on is not None and section.next_on <= record.meeting_on:
            raise RuleBroken(N_("次回の訪問日は、この会議より後の日にしてください。"), field=f"{at}-next_on")
        check_progress(section.progress, is_final=is_final, prefix=f"{at}-challenges")
        if is_final:
            check_notes(section.notes, prefix=f"{at}-cases", must_work=False)
    if is_final and not record.producer_ids:
        raise RuleBroken(NOBODY_THERE, field="team")


def _check_head(record: MeetingRecord) -> None:
    if record.mode is VisitMode.EVENT:
        raise RuleBroken(N_("会議の形は「対面」か「オンライン」を選んでください。"), field="mode")
    check_times(record.start_time, record.end_time)
    check_length(record.place, field="place", at_most=LONGEST_LINE)
    check_length(record.other_attendees, field="other_attendees", at_most=LONGEST_TEXT)
    if not record.sections:
        raise RuleBroken(N_("会議で扱う企業を、一社以上選んでください。"), field="companies")
    if len(record.enrolment_ids) < len(record.sections):
        raise RuleBroken(N_("同じ企業が二度選ばれています。一つにまとめてください。"), field="companies")
