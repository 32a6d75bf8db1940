"""Entries of the audit trail, what they are about, and how a list of them is narrowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from tracker.domain.formatters import Style


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what to which thing, when and why."""

    entry_id: int
    at: datetime
    account_name: str
    act: str
    noun: str
    noun_id: int
    reason: str


class OfThing(Protocol):
    """Whatever is about a thing: an entry of the trail, a place of a text."""

    @property
    def noun(self) -> str: ...

    @property
    def noun_id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """``person``: an account's id, 0 for what nobody's account did (the command line); ``acts``: any of these verbs.

    A noun with an id asks for that thing together with what belongs to it.
    """

    person: int | None = None
    noun: str | None = None
    noun_id: int | None = None
    acts: tuple[str, ...] | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A stretch of the trail, the newest on top, and the ids from which its neighbours go on (None: there is none)."""

    rows: tuple[AuditRow, ...]
    newer: int | None = None
    older: int | None = None


@dataclass(frozen=True, slots=True)
class FormTieRow:
    """What a place of a form was tied to."""

    source: str
    style: Style
    nth: int | None = None


# A kept value: of a list its members, each as text.
Told = str | bool | int | float | FormTieRow | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A field that an act changed, and of which part of the thing (a case, a cell), by name.

    The values are None where there was none, and where they are not the viewer's to read.
    """

    table: str
    field: str
    of: tuple[str, ...] = ()
    before: Told = None
    after: Told = None


class Lead(StrEnum):
    """The page that a thing of the trail is found on; a thing without one of its own is found on its company's."""

    COMPANY = "company"
    TEAM = "team"
    CASE = "case"
    NARRATIVE = "narrative"
    VISIT = "visit"
    MEETING = "meeting"
    ACTIONS = "actions"
    OUTCOMES = "outcomes"
    VOICES = "voices"
    CHALLENGE = "challenge"
    DESIGN_SHEET = "design_sheet"
    ATTACHMENT = "attachment"
    EXHIBITION = "exhibition"
    TRAINING = "training"
    PRODUCER = "producer"
    DIARY = "diary"
    ROUND = "round"
    ITEMS = "items"
    TOOLS = "tools"
    ABSENCES = "absences"
    EXCLUSIONS = "exclusions"
    LOAD_CAPS = "load_caps"
    MEMBERS = "members"
    SETTINGS = "settings"
    HOURS_RULE = "hours_rule"
    LOG = "log"
    FORM = "form"
    ROSTER = "roster"
    LATE_DRAFTS = "late_drafts"
    REDACTION = "redaction"
    RETENTION = "retention"
    SUBMISSION = "submission"
    SNOOZES = "snoozes"
    SETTLEMENTS = "settlements"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class ThingRow:
    """What an entry is about: a name that a board may show, its day, and where it is found (``lead`` None: nowhere)."""

    noun: str
    noun_id: int
    name: str = ""
    on: date | None = None
    lead: Lead | None = None
    lead_id: int | None = None
    is_deleted: bool = False
    kind: str = ""  # of what was put on hold or settled
    deleted_at: datetime | None = None  # with ``deleted_by`` for whoever reads the whole trail
    deleted_by: str = ""


Things = dict[tuple[str, int], ThingRow]


@dataclass(frozen=True, slots=True)
class ChainFinding:
    """What a check of the trail found: the first broken link, and entries whose texts are not those that were noted."""

    checked: int
    broken: int | None = None
    texts: tuple[int, ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        return self.broken is None and not self.texts
