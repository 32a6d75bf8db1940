"""Outcomes as they are listed, and what a list of them is narrowed by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tracker.domain.outcomes import OutcomeKind


@dataclass(frozen=True, slots=True)
class OutcomeFilter:
    """What narrows a list of outcomes; None narrows nothing. ``company`` is an enrolment; both days are included."""

    company: int | None = None
    case: int | None = None
    kind: OutcomeKind | None = None
    fiscal_year: int | None = None
    from_on: date | None = None
    to_on: date | None = None
    exhibition: int | None = None


@dataclass(frozen=True, slots=True)
class OutcomeCompanyRow:
    """A company that has outcomes, with how many: as many rows as the 実企業数, together the 延べ件数."""

    enrolment_id: int
    company: str
    count: int


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What an outcome leans on, each with its id and its name."""

    challenges: tuple[tuple[int, str], ...] = ()
    exhibition: tuple[int, str] | None = None

    def answering(self, challenge_id: int, title: str) -> EvidenceRow:
        return replace(self, challenges=(*self.challenges, (challenge_id, title)))

    def shown_at(self, exhibition_id: int, name: str) -> EvidenceRow:
        return replace(self, exhibition=(exhibition_id, name))


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A typed, dated outcome; words and evidence are None where the viewer sees the board alone."""

    outcome_id: int
    enrolment_id: int
    company_number: int
    company_name: str
    case_id: int | None
    case_title: str | None
    kind: OutcomeKind
    kind_detail: str
    outcome_on: date
    description: str | None
    evidence: str | None
    version: int
    may_change: bool
