"""What came after a visit, as pages show it, and what its letter is written from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.letters import LetterFacts


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    """``version`` 0: nothing was noted yet. ``is_outdated``: the record was changed after it was confirmed."""

    visit_id: int
    letter_sent_at: datetime | None = None
    letter_sent_by: str = ""
    confirmed_by_name: str = ""
    confirmed_on: date | None = None
    is_outdated: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class LetterRow:
    """The facts of a letter and where it goes; ``to`` is empty where no address is known."""

    visit_id: int
    enrolment_id: int
    facts: LetterFacts
    to: str
