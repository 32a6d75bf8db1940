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
