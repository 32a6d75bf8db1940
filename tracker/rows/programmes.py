"""A programme with its settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.cadence import CadenceSettings
from tracker.domain.calendar import Period
from tracker.domain.programmes import bare_name
from tracker.rows.accounts import MemberRow
from tracker.rows.producers import ProducerRow


@dataclass(frozen=True, slots=True)
class PredecessorRow:
    """The programme that another goes on from, and which visits counted in it."""

    programme_id: int
    cadence: CadenceSettings


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """One programme as it is set; ``predecessor`` is the one that it goes on from, as long as its records are there."""

    programme_id: int
    organisation_id: int
    slug: str
    name: str
    organisation: str
    fiscal_year: int
    contract: Period
    producer_label: str
    expected_producers: int
    cadence: CadenceSettings
    stuck_days: int
    outcome_target: int | None
    hours_kept: bool
    records_open: bool
    second_factor_demanded: bool
    scale_minimum: int
    scale_maximum: int
    minimum_raters: int
    severity_shown: bool
    version: int
    predecessor: PredecessorRow | None

    @property
    def bare_name(self) -> str:
        """The name for wherever the year is said beside it."""
        return bare_name(self.name, self.fiscal_year)

    @property
    def contract_ends_on(self) -> date:
        assert self.contract.ends_on is not None
        return self.contract.ends_on


@dataclass(frozen=True, slots=True)
class EarlierProgrammeRow:
    """A programme of another year by its name and address."""

    programme_id: int
    slug: str
    name: str
    fiscal_year: int


@dataclass(frozen=True, slots=True)
class YearNumbers:
    """What was held from the beginning of a fiscal year to the day that is compared."""

    days: Period
    visit_count: int
    meeting_count: int
    outcome_count: int


@dataclass(frozen=True, slots=True)
class YearsRow:
    """This year up to today, and the year before up to the same day."""

    this: YearNumbers
    before: YearNumbers
    earlier: EarlierProgrammeRow


@dataclass(frozen=True, slots=True)
class GoingOnRow:
    """A company of the programme that may go on: until when it is supported, its cases, who is in its team on the last day."""

    enrolment_id: int
    number: int
    name: str
    ends_on: date
    cases: tuple[str, ...]
    team: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NextYearRow:
    """What next year's programme can be made from; ``left_accounts``: of whoever leaves the roster before its last day."""

    programme: ProgrammeRow
    companies: tuple[GoingOnRow, ...]
    producers: tuple[ProducerRow, ...]
    members: tuple[MemberRow, ...]
    left_accounts: frozenset[int]
    following: EarlierProgrammeRow | None
