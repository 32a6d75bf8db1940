"""What belongs to a submission beside its workbook: the forms handed in with it, and what was said of it later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SubmittedFormRow:
    """A form as it was filled and handed in."""

    form_id: int
    name: str
    version: int
    blank_count: int
    file_name: str
    file_size: int
    file_digest: str


@dataclass(frozen=True, slots=True)
class SubmissionNoteRow:
    """What somebody noted of a submission later; a word that was not said is empty."""

    receipt: str
    handed_to: str
    remark: str
    made_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawalRow:
    reason: str
    made_by: str
    created_at: datetime
