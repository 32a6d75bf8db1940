"""Cases as they are shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with its number in the viewer's programme."""

    case_id: int
    enrolment_id: int
    company_id: int
    company_name: str
    number: str
    title: str
    kind: str
    version: int


@dataclass(frozen=True, slots=True)
class EarlierCaseRow:
    """A case of the company that is not yet worked in the viewer's programme."""

    case_id: int
    title: str
    kind: str
