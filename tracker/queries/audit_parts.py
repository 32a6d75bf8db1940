"""What belongs to a thing of the audit trail and is noted by itself: whoever asks for the thing's changes means these too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from tracker.models import (
    Attachment,
    AuditEntry,
    Enrolment,
    ExcusedMonth,
    NarrativeVersion,
    OwnHours,
    PhaseReason,
    StandIn,
    Travel,
    VisitConfirmation,
)

# By noun: the nouns of its parts, what holds their ids, and what names the thing there.
_PARTS: Mapping[str, tuple[tuple[str, Any, Any], ...]] = {
    "visit": (
        ("own_hours", OwnHours.id, OwnHours.visit_id),
        ("travel", Travel.id, Travel.visit_id),
        ("attachment", Attachment.id, Attachment.visit_id),
        ("visit_confirmation", VisitConfirmation.id, VisitConfirmation.visit_id),
    ),
    "team_meeting": (
        ("own_hours", OwnHours.id, OwnHours.meeting_id),
        ("attachment", Attachment.id, Attachment.meeting_id),
    ),
    "enrolment": (
        ("company", Enrolment.company_id, Enrolment.id),
        ("excused_month", ExcusedMonth.id, ExcusedMonth.enrolment_id),
        ("stand_in", StandIn.id, StandIn.enrolment_id),
    ),
    "support_case": (
        ("narrative_version", NarrativeVersion.id, NarrativeVersion.case_id),
        ("phase_reason", PhaseReason.id, PhaseReason.case_id),
    ),
}
HAVING_PARTS = frozenset(_PARTS)


def of_thing(noun: str, noun_id: int) -> ColumnElement[bool]:
    """The entries about a thing and about what belongs to it."""
    return or_(_is(noun, AuditEntry.noun_id == noun_id), *_of_parts(noun, noun_id))


def _of_parts(noun: str, noun_id: int) -> Iterator[ColumnElement[bool]]:
    for part, ids, named in _PARTS.get(noun, ()):
        there: Select[Any] = select(ids).where(named == noun_id)
        yield _is(part, AuditEntry.noun_id.in_(there))


def _is(noun: str, ids: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(AuditEntry.noun == noun, ids)
