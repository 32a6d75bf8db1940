"""A roster as it was read from a workbook: what it lists, and every place in it that needs mending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """A place and what is the matter there: ``sentence`` is a marked template that ``params`` fill."""

    sheet: str
    row: int | None
    column: str
    sentence: str
    params: Mapping[str, Any] = field(default_factory=dict)
    cell: str = ""

    @property
    def text(self) -> str:
        """The sentence in the language it was written in."""
        return self.sentence % self.params if self.params else self.sentence


@dataclass(frozen=True, slots=True)
class RosterCompany:
    """A supported company with its team; names of people are those of the supporters' sheet."""

    row: int
    number: str
    legal_name: str
    search_key: str
    kana: str
    corporate_number: str
    prefecture: str
    municipality: str
    area_code: str
    starts_on: date | None
    ends_on: date | None
    lead_name: str
    sub_lead_names: tuple[str, ...]
    remarks: str


@dataclass(frozen=True, slots=True)
class RosterProducer:
    row: int
    name: str
    search_key: str
    kana: str
    category: str
    email: str
    joined_on: date | None
    left_on: date | None


@dataclass(frozen=True, slots=True)
class RosterCase:
    """A case; ``company_key`` is the search key of its company, ``company_name`` that company's legal name."""

    row: int
    number: str
    company_name: str
    company_key: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """The whole roster. With ``problems`` nothing of it may be written; ``notes`` only tell what was left aside."""

    organisation: str
    fiscal_year: int | None
    companies: tuple[RosterCompany, ...]
    producers: tuple[RosterProducer, ...]
    cases: tuple[RosterCase, ...]
    problems: tuple[RosterProblem, ...]
    notes: tuple[RosterProblem, ...]

    @property
    def lead_places(self) -> int:
        return sum(bool(company.lead_name) for company in self.companies)

    @property
    def sub_lead_places(self) -> int:
        return sum(len(company.sub_lead_names) for company in self.companies)
