"""What a read row is compared with, and who does its 宿題 until when where the log does not say."""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from collections.abc import Collection
from datetime import date

from tracker.domain.hand_log import EntryKind, Homework, ReadRow
from tracker.domain.notes import CaseNote
from tracker.domain.phases import FACT_PHASES, INTERPRETING_PHASES
from tracker.domain.text import search_key
from tracker.domain.unassigned import NO_CASE


def fingerprint(read: ReadRow) -> str:
    """The same for rows that say the same: day, kind, companies, people and words; whatever notation each is in."""
    said = [
        read.day.isoformat() if read.day else "",
        read.kind.value if read.kind else "",
        read.mode.value,
        sorted(read.enrolment_ids),
        sorted(read.producer_ids),
        words_key(read.text),
        [words_key(homework.what) for homework in read.homework],
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def words_key(text: str) -> str:
    """Words as they are compared: blind to width, blanks and points."""
    return search_key(text) if text else ""


def note_of(read: ReadRow, case_id: int = NO_CASE) -> CaseNote:
    """The row's text on the side that its phases are of: facts, interpretation, or both where it mixes them."""
    interprets = bool(read.phases & set(INTERPRETING_PHASES))
    is_fact = bool(read.phases & set(FACT_PHASES)) or not interprets
    return CaseNote(case_id, read.phases, read.text if is_fact else "", read.text if interprets else "")


def due_on(homework: Homework, *, day: date, next_on: date | None) -> date:
    """Until when: as the log says, else until the next visit, else a month later."""
    return homework.due_on or next_on or _month_later(day)


def owner_of(homework: Homework, *, leads: Collection[int | None], people: Collection[int]) -> tuple[int | None, str]:
    """Who: as the log says, else the first of the company's leads that there is, else the first who was there."""
    if homework.owner_id is not None or homework.owner_name:
        return homework.owner_id, homework.owner_name
    return next((lead for lead in (*leads, *people) if lead is not None), None), ""


def is_provisional(homework: Homework) -> bool:
    """Whether somebody has to look at owner or due day: the log does not name both."""
    return (homework.owner_id is None and not homework.owner_name) or homework.due_on is None


def is_visit(read: ReadRow) -> bool:
    return read.kind is EntryKind.VISIT


def _month_later(day: date) -> date:
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
