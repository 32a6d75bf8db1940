"""Drafts and final records, and how long a deleted one can be brought back."""

from enum import StrEnum

DAYS_TO_RESTORE = 30


class RecordState(StrEnum):
    """下書き or 確定: a draft is not a record and is in no count."""

    DRAFT = "draft"
    FINAL = "final"
