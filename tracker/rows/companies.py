"""Supported companies as they are shown: what every member sees, and beside it what stands at record depth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.calendar import Period


@dataclass(frozen=True, slots=True)
class CompanyRecord:
    """What only those see who may read the company's records; phone and mail are masked for auditors."""

    contact_name: str
    contact_phone: str
    contact_email: str
    has_concrete_plan: bool | None
    has_stable_business: bool | None
    wants_growth: bool | None
    remarks: str


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company with its support in the viewer's programme; ``record`` is None where the viewer sees the board alone."""

    enrolment_id: int
    company_id: int
    number: int
    name: str
    kana: str
    prefecture: str
    municipality: str
    area_code: str
    street: str
    corporate_number: str | None
    may_be_named: bool
    support: Period
    version: int
    record: CompanyRecord | None = None

    @property
    def place(self) -> str:
        """As an address begins: 埼玉県入間市."""
        return self.prefecture + self.municipality


@dataclass(frozen=True, slots=True)
class CompanyChoiceRow:
    """A company to choose from; the viewer's own come first."""

    enrolment_id: int
    number: int
    name: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class OtherYearRow:
    """The company in another programme: ``enrolment_id`` is its support there."""

    slug: str
    programme: str
    fiscal_year: int
    enrolment_id: int


@dataclass(frozen=True, slots=True)
class NamesakeRow:
    """A company of the association that is found under the same name, with its support in the programme where it has one."""

    company_id: int
    name: str
    prefecture: str
    municipality: str
    corporate_number: str | None
    enrolment_id: int | None


@dataclass(frozen=True, slots=True)
class DeletedRow:
    """A deleted company or case that can still be restored."""

    thing_id: int
    name: str
    deleted_at: datetime
    deleted_by: str
