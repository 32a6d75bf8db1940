"""Cases as they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter


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


def cases_by_company(rows: Iterable[CaseRow]) -> dict[int, tuple[CaseRow, ...]]:
    """Cases that come by company, as a list of them does, under the company's enrolment."""
    return {enrolment_id: tuple(of_company) for enrolment_id, of_company in groupby(rows, attrgetter("enrolment_id"))}
