"""Where each case stands, and the reasons written for phases begun out of order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.phases import CaseProgress, Phase


@dataclass(frozen=True, slots=True)
class CaseProgressRow:
    """A case with its progress; ``lacking_reason``: the phases begun out of order for which no reason stands."""

    case_id: int
    enrolment_id: int
    company_name: str
    number: str
    title: str
    progress: CaseProgress
    lacking_reason: tuple[Phase, ...]


@dataclass(frozen=True, slots=True)
class PhaseReasonRow:
    """Why a phase was begun out of order, by whom, and whether a manager has revoked it."""

    reason_id: int
    phase: Phase
    reason: str
    written_by: str
    written_at: datetime
    revoked_by: str
    revoked_at: datetime | None
    version: int
