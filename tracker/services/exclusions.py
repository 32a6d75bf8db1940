"""Notes who must not be on which team, corrects it, deletes it and brings it back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.exclusions import ExclusionKind, check_exclusion
from tracker.domain.text import clean_line
from tracker.models import Enrolment, Exclusion
from tracker.queries.scope import board, in_programme
from tracker.services import audit
from tracker.services.deletion import delete_row, restore_row
from tracker.services.doubles import find_sent, stored_key
from tracker.services.roster_people import check_on_roster
from tracker.services.versions import check_version


@dataclass(frozen=True, slots=True)
class ExclusionFacts:
    """Who, where, why and when; an open side of the time is None."""

    enrolment_id: int
    producer_id: int
    kind: ExclusionKind
    reason: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


def note_exclusion(viewer: Viewer, facts: ExclusionFacts, *, now: datetime, idempotency_key: str | None = None) -> int:
    """This person is not to be on this company's team; the same key again is the one that there is."""
    viewer.require(Act.STAFF)
    there = find_sent(viewer, Exclusion, idempotency_key)
    if there is not None:
        return there.id
    facts = _checked(viewer, facts)
    row = Exclusion(
        programme_id=viewer.programme,
        idempotency_key=stored_key(idempotency_key),
        created_at=now,
        created_by_id=viewer.account_id or None,
        **asdict(facts),
    )
    db.session.add(row)
    db.session.flush()
    audit.note(viewer, "note_exclusion", row)
    return row.id


def correct_exclusion(viewer: Viewer, exclusion_id: int, facts: ExclusionFacts, *, version: int) -> None:
    """Change it; Conflict where somebody else saved first."""
    row = _lock(viewer, exclusion_id)
    if row.deleted_at is not None:
        raise NotFound
    before = audit.snapshot(row)
    check_version(row, version, theirs={name: before[name] for name in ExclusionFacts.__dataclass_fields__})
    for name, value in asdict(_checked(viewer, facts)).items():
        setattr(row, name, value)
    audit.note(viewer, "correct_exclusion", row, before=before)


def delete_exclusion(viewer: Viewer, exclusion_id: int, *, now: datetime) -> None:
    """Take it back; it can be restored for thirty days."""
    row = _lock(viewer, exclusion_id)
    delete_row(viewer, "delete_exclusion", row, now=now)


def restore_exclusion(viewer: Viewer, exclusion_id: int, *, now: datetime) -> None:
    """Bring a deleted one back; RuleBroken after thirty days."""
    row = _lock(viewer, exclusion_id)
    restore_row(viewer, "restore_exclusion", row, now=now)


def _checked(viewer: Viewer, facts: ExclusionFacts) -> ExclusionFacts:
    facts = replace(facts, reason=clean_line(facts.reason))
    check_exclusion(facts.kind, facts.reason, facts.starts_on, facts.ends_on)
    check_on_roster(viewer, facts.producer_id)
    there = select(Enrolment.id).where(Enrolment.id == facts.enrolment_id, in_programme(viewer, Enrolment.programme_id), board())
    if db.session.scalar(there) is None:
        raise NotFound
    return facts


def _lock(viewer: Viewer, exclusion_id: int) -> Exclusion:
    viewer.require(Act.STAFF)
    row = db.session.scalar(
        select(Exclusion)
        .where(Exclusion.id == exclusion_id, in_programme(viewer, Exclusion.programme_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row
