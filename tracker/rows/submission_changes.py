"""What changed since a submission, as pages, workbooks and commands tell it: of which record, by whom and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tracker.domain.submissions import RowChange


class RecordKind(StrEnum):
    """What kind of record a row comes from; ``COUNT``: from none of its own, it is counted from others."""

    VISIT = "visit"
    MEETING = "meeting"
    OUTCOME = "outcome"
    EXCUSE = "excuse"
    TEAM = "team"
    COMPANY = "company"
    CASE = "case"
    NARRATIVE = "narrative"
    PERSON = "person"
    ASSESSMENT = "assessment"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class RecordKey:
    """Which record: by the id of a visit, meeting or outcome, else by what the report calls it (a company's or case's number)."""

    kind: RecordKind
    name: str


@dataclass(frozen=True, slots=True)
class AboutRow:
    """What a row of the report is about; ``on``: its day or month as the row has it; ``companies``: numbers and names."""

    kind: RecordKind
    keys: tuple[RecordKey, ...] = ()
    companies: Mapping[int, str] = field(default_factory=dict)
    on: str = ""


@dataclass(frozen=True, slots=True)
class ActRow:
    """Who changed a record last, when and why; ``times``: how often it was changed since.

    ``thing``: noun and id in the audit trail under which all of the record is told; of a count that of the record changed last.
    """

    at: datetime
    made_by: str
    reason: str
    times: int = 1
    thing: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class ActsRow:
    """By record the last act since a submission, and the records out of which something was redacted since."""

    last: Mapping[RecordKey, ActRow]
    redacted: frozenset[RecordKey] = frozenset()


@dataclass(frozen=True, slots=True)
class ToldChangeRow:
    """A row that differs, and what lies behind it; ``act`` None where the trail knows of nothing that was done to it."""

    change: RowChange
    about: AboutRow
    act: ActRow | None = None
