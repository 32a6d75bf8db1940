"""What was handed in, as lists and pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.calendar import Period


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A frozen submission; ``replaces`` and ``replaced_by`` are (id, number) of the one before and of the one after."""

    submission_id: int
    number: int
    title: str
    whole: Period
    as_of: date
    handed_in_on: date
    remark: str
    form_name: str | None
    form_version: int | None
    file_name: str
    file_size: int
    file_digest: str
    values_digest: str
    row_count: int
    lack_count: int
    made_by: str
    created_at: datetime
    replaces: tuple[int, int] | None = None
    replaced_by: tuple[int, int] | None = None
