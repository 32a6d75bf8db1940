"""The letter after a visit, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.letters import VisitFacts


@dataclass(frozen=True, slots=True)
class LetterRow:
    """What the letter is made of, and to whom it goes (blank where nobody wrote down an address)."""

    facts: VisitFacts
    to: str


@dataclass(frozen=True, slots=True)
class NextVisitRow:
    """The visit that is scheduled next after another one."""

    visit_id: int
    visit_on: date
