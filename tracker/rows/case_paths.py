"""A case's line from the first step to 事業化, with whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.domain.case_paths import CasePath


@dataclass(frozen=True, slots=True)
class CasePathRow:
    """``case_id`` None: what was recorded of a company with several cases without saying of which."""

    enrolment_id: int
    company: str
    case_id: int | None
    number: str
    title: str
    path: CasePath


@dataclass(frozen=True, slots=True)
class EarlierSupportRow:
    """A company's support in a year before, with its cases there; ``goes_on_as`` is its support in this one."""

    enrolment_id: int
    programme_id: int
    goes_on_as: int
    case_ids: tuple[int, ...]
