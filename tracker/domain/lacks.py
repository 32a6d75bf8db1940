"""What can be missing in a report before it goes out, whose act mends each kind, and who is asked by those who may not."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tracker.domain.access import Act, Viewer


class LackKind(StrEnum):
    """The kinds, the most pressing first."""

    DRAFT = "drafts"
    AWAITING = "awaiting"
    MISSED = "missed"
    UNTOLD = "untold"
    GAP = "gaps"
    STAFFING = "staffing"
    PHASE = "phases"
    UNASSIGNED = "unassigned"
    OVERLAP = "overlaps"
    EVIDENCE = "evidence"
    ROUND = "rounds"
    ITEM = "items"


class Mender(StrEnum):
    """Who is asked to mend it."""

    TEAM = "team"  # 主担当: records are the team's to write
    MANAGER = "manager"


# By the rights table (``docs/rights.md``): a record is written by the company's team, everything else is the manager's.
_ACTS: Mapping[LackKind, Act] = {
    **dict.fromkeys(LackKind, Act.LOG),
    LackKind.MISSED: Act.STAFF,
    LackKind.STAFFING: Act.STAFF,
    LackKind.ROUND: Act.ROUNDS,
    LackKind.ITEM: Act.SETTINGS,
}


def whom_to_ask(kind: LackKind, viewer: Viewer) -> Mender | None:
    """Who mends what is missing; None where the viewer may do so themselves."""
    act = _ACTS[kind]
    if viewer.may(act):
        return None
    return Mender.TEAM if act is Act.LOG else Mender.MANAGER
