"""Teams, their history, what is missing in them, and how many companies each supporter carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.domain.calendar import Period
from tracker.domain.staffing import AssignmentRole, StaffingGap, StaffingState
from tracker.domain.words import N_


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A supporter by name."""

    producer_id: int
    name: str


@dataclass(frozen=True, slots=True)
class TeamRow:
    """Who is in place at a company on one day; sub-leads in the order of their ids."""

    lead: PersonRow | None
    sub_leads: tuple[PersonRow, ...]

    @property
    def people(self) -> tuple[PersonRow, ...]:
        """The lead first."""
        return (*((self.lead,) if self.lead else ()), *self.sub_leads)


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One person in one place of a team over dated days; an open end lasts as long as the support."""

    assignment_id: int
    enrolment_id: int
    person: PersonRow
    role: AssignmentRole
    period: Period


@dataclass(frozen=True, slots=True)
class StaffingRow:
    """How a company's team stands on a day.

    ``gaps`` are the days of support without a lead or a sub-lead up to that day, ``ahead`` the gaps that only begin later.
    """

    enrolment_id: int
    number: int
    company_name: str
    support: Period
    version: int
    team: TeamRow
    state: StaffingState
    gaps: tuple[StaffingGap, ...]
    ahead: tuple[StaffingGap, ...]

    @property
    def needs_mending(self) -> bool:
        """体制不足 or 体制未確定: what exceptions and the report list."""
        return self.state in (StaffingState.UNDERSTAFFED, StaffingState.UNSTAFFED)

    def first_day_to_set(self, today: date) -> date:
        """From when a change is meant unless somebody says otherwise: the first day of support where no team was ever saved."""
        if self.state in (StaffingState.UNSTAFFED, StaffingState.NOT_STARTED):
            return self.support.starts_on
        return today if self.support.ends_on is None else min(today, self.support.ends_on)

    @property
    def days_without_lead(self) -> int:
        return sum(gap.period.days for gap in self.gaps if gap.role is AssignmentRole.LEAD)

    @property
    def days_without_sub_lead(self) -> int:
        return sum(gap.period.days for gap in self.gaps if gap.role is AssignmentRole.SUB_LEAD)

    @property
    def sentence(self) -> str:
        """The state in words, a marked template that ``params`` fill."""
        if self.state is StaffingState.UNSTAFFED:
            return N_("体制未確定")
        if self.state is StaffingState.NOT_STARTED:
            return N_("支援開始前")
        if self.state is StaffingState.STAFFED:
            return N_("充足")
        if self.days_without_lead and self.days_without_sub_lead:
            return N_("体制不足（主担当欠員 %(lead)d日、副担当欠員 %(sub)d日）")
        if self.days_without_lead:
            return N_("体制不足（主担当欠員 %(lead)d日）")
        return N_("体制不足（副担当欠員 %(sub)d日）")

    @property
    def params(self) -> dict[str, Any]:
        if self.state is not StaffingState.UNDERSTAFFED:
            return {}
        return {"lead": self.days_without_lead, "sub": self.days_without_sub_lead}

    @property
    def text(self) -> str:
        """The state in the language it was written in."""
        return self.sentence % self.params if self.params else self.sentence


@dataclass(frozen=True, slots=True)
class StaffedCompanyRow:
    """A company that somebody carries."""

    enrolment_id: int
    name: str


@dataclass(frozen=True, slots=True)
class ProducerLoadRow:
    """The companies that one supporter carries on a day."""

    person: PersonRow
    is_on_roster: bool
    as_lead: tuple[StaffedCompanyRow, ...]
    as_sub_lead: tuple[StaffedCompanyRow, ...]


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A supporter who can be appointed: their time on the roster (an open end is None) and the companies they carry today."""

    person: PersonRow
    starts_on: date | None
    ends_on: date | None
    leads: int
    sub_leads: int


@dataclass(frozen=True, slots=True)
class TeamPeriodRow:
    """A team and the days on which it is in place without a change."""

    period: Period
    team: TeamRow
