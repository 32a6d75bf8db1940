"""The log that an association kept by hand: its columns, and what one row of it says once it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from tracker.domain.cadence import VisitMode
from tracker.domain.hand_log_hours import ReadHours
from tracker.domain.hand_log_names import Found
from tracker.domain.phases import Phase


class MemoryKind(StrEnum):
    """What is remembered of the words in a programme's logs: a heading and its field, a company's or a person's spelling."""

    COLUMN = "column"
    COMPANY = "company"
    PERSON = "person"


class LogField(StrEnum):
    """What a column of a log can be about."""

    DAY = "day"
    COMPANY = "company"
    KIND = "kind"
    PEOPLE = "people"
    CASE = "case"
    PHASES = "phases"
    TOOLS = "tools"
    TEXT = "text"
    HOMEWORK = "homework"
    NEXT = "next"
    HOURS = "hours"
    PLACE = "place"
    COUNTERPARTS = "counterparts"


# what may stand in several columns: more of the same, or (hours) a beginning and an end
SEVERAL_COLUMNS = (LogField.PEOPLE, LogField.TEXT, LogField.HOMEWORK, LogField.TOOLS, LogField.COUNTERPARTS, LogField.HOURS)
REQUIRED_FIELDS = (LogField.DAY, LogField.COMPANY, LogField.KIND, LogField.PEOPLE)


class EntryKind(StrEnum):
    """企業訪問 or チームミーティング."""

    VISIT = "visit"
    MEETING = "meeting"


class RowState(StrEnum):
    """What becomes of a row.

    TAKEN: it is imported. ASKED: it is held back until somebody says to take it all the same. KEPT: it cannot be imported as it
    stands. DOUBLE: an earlier row of the file says the same. THERE: it is recorded already. LEFT: somebody chose not to take it.
    """

    TAKEN = "taken"
    ASKED = "asked"
    KEPT = "kept"
    DOUBLE = "double"
    THERE = "there"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Said:
    """Something to be told about a row: a marked sentence that ``params`` fill, and the column it is about."""

    sentence: str
    params: Mapping[str, Any] = field(default_factory=dict)
    about: LogField | None = None

    @property
    def text(self) -> str:
        """The sentence in the language it was written in."""
        return self.sentence % self.params if self.params else self.sentence


@dataclass(frozen=True, slots=True)
class Homework:
    """One 宿題: ``owner_id`` and ``owner_name`` empty and ``due_on`` None where the log does not say."""

    what: str
    owner_id: int | None = None
    owner_name: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it was read: ``problems`` keep it back, ``asks`` hold it until somebody decides, ``notes`` only tell."""

    row: int
    day: date | None = None
    companies: tuple[Found, ...] = ()
    kind: EntryKind | None = None
    mode: VisitMode = VisitMode.ONSITE
    people: tuple[Found, ...] = ()
    others: str = ""
    case: str = ""
    phases: frozenset[Phase] = frozenset()
    tools: str = ""
    text: str = ""
    homework: tuple[Homework, ...] = ()
    next_on: date | None = None
    hours: ReadHours | None = None
    place: str = ""
    counterparts: str = ""
    problems: tuple[Said, ...] = ()
    asks: tuple[Said, ...] = ()
    notes: tuple[Said, ...] = ()

    @property
    def enrolment_ids(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(found.known_id for found in self.companies if found.known_id is not None))

    @property
    def producer_ids(self) -> frozenset[int]:
        return frozenset(found.known_id for found in self.people if found.known_id is not None)
