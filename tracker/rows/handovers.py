"""引継ぎ: everything that hangs on one person, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.domain.calendar import Month, Period
from tracker.domain.staffing import Assigned, StaffingGap
from tracker.rows.drafts import FieldDraftRow
from tracker.rows.producers import ProducerRow
from tracker.rows.staffing import CandidateRow, PersonRow, TeamRow


@dataclass(frozen=True, slots=True)
class HeldPlaceRow:
    """A company in whose team the person would still be after their last day; ``team`` without them on the day after it."""

    enrolment_id: int
    company: str
    leads: bool
    periods: tuple[Period, ...]
    team: TeamRow
    proposed_lead: int | None
    assigned: tuple[Assigned, ...]
    support: Period

    @property
    def needs_sub(self) -> bool:
        """Whether no sub-lead is left once the proposed lead has moved up."""
        return not any(person.producer_id != self.proposed_lead for person in self.team.sub_leads)


@dataclass(frozen=True, slots=True)
class ScheduledRow:
    """A scheduled visit or meeting after the last day in which the person is to take part."""

    record_id: int
    company: str
    enrolment_id: int | None
    on: date
    others: tuple[PersonRow, ...]


@dataclass(frozen=True, slots=True)
class HeldActionRow:
    """An open next action of the person."""

    action_id: int
    enrolment_id: int
    company: str
    what: str
    due_on: date


@dataclass(frozen=True, slots=True)
class UnfinishedRow:
    """A record that the person is to finish: the draft of a visit or a meeting, or a visit without a record."""

    company: str
    on: date
    visit_id: int | None
    meeting_id: int | None
    is_draft: bool


@dataclass(frozen=True, slots=True)
class OpenRoundRow:
    """A round that takes assessments now; in how many pairs the person rates and is rated by others."""

    round_id: int
    name: str
    due_on: date
    has_handed_in: bool
    rates: int
    is_rated: int


@dataclass(frozen=True, slots=True)
class DatedRow:
    """A stand-in or an absence that goes on after the last day."""

    row_id: int
    company: str
    enrolment_id: int | None
    period: Period


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """The whole page; ``seen`` tells whether anything of it changed since it was looked at."""

    person: ProducerRow
    last_on: date
    places: tuple[HeldPlaceRow, ...]
    visits: tuple[ScheduledRow, ...]
    meetings: tuple[ScheduledRow, ...]
    actions: tuple[HeldActionRow, ...]
    drafts: tuple[FieldDraftRow, ...]
    late_drafts: int
    unfinished: tuple[UnfinishedRow, ...]
    rounds: tuple[OpenRoundRow, ...]
    unconfirmed: tuple[Month, ...]
    stand_ins: tuple[DatedRow, ...]
    absences: tuple[DatedRow, ...]
    membership_id: int | None
    sessions: int
    candidates: tuple[CandidateRow, ...]
    writers: tuple[tuple[int, str], ...]
    seen: str

    @property
    def is_empty(self) -> bool:
        return not (self.places or self.visits or self.meetings or self.actions or self.drafts)


@dataclass(frozen=True, slots=True)
class TeamChangeRow:
    """A company's assignments before and after, the team on the day after the last one, and the days without a place filled."""

    place: HeldPlaceRow
    after: tuple[Assigned, ...]
    team: TeamRow
    gaps: tuple[StaffingGap, ...]


@dataclass(frozen=True, slots=True)
class HandoverPlan:
    """What the act will do, computed by the rules and written by nobody yet; ``warnings``: a marked sentence and its values."""

    row: HandoverRow
    teams: tuple[TeamChangeRow, ...]
    warnings: tuple[tuple[str, dict[str, Any]], ...]
