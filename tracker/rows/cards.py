"""What a device keeps of a company for days without a network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from tracker.domain.phases import Phase
from tracker.rows.actions import ActionRow
from tracker.rows.staffing import PersonRow


@dataclass(frozen=True, slots=True)
class CardCaseRow:
    """A case and the furthest phase that it has reached."""

    case_id: int
    title: str
    furthest: Phase | None


@dataclass(frozen=True, slots=True)
class LastVisitRow:
    """What was seen, heard and decided last time."""

    visit_id: int
    visit_on: date
    people: tuple[PersonRow, ...]
    decisions: str
    facts: tuple[tuple[str, str], ...]  # the case's title and what was noted of it


@dataclass(frozen=True, slots=True)
class OpenVisitRow:
    """A visit that is still to be written down: scheduled, or a draft that is not finished."""

    visit_id: int
    visit_on: date
    start_time: time | None
    version: int
    is_draft: bool
    is_near: bool  # so that its form is kept too


@dataclass(frozen=True, slots=True)
class CardRow:
    """One company that the viewer goes to, as much of it as one needs at its gate."""

    enrolment_id: int
    name: str
    address: str
    cases: tuple[CardCaseRow, ...]
    team: tuple[PersonRow, ...]
    last: LastVisitRow | None
    actions: tuple[ActionRow, ...]
    visits: tuple[OpenVisitRow, ...]
    may_log: bool  # any visit of the company; else those alone that are listed
