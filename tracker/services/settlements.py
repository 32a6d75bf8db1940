"""Answers an open question for good: a gap that needed no meeting, a record that came late; and takes the answer back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound
from tracker.domain.reasons import check_longest, checked_reason
from tracker.domain.settlements import LONGEST_REASON, chosen_gaps
from tracker.domain.text import clean_line
from tracker.domain.warnings import EventKind, EventRef
from tracker.domain.words import N_
from tracker.models import Enrolment, Settlement, TeamMeeting, Visit
from tracker.queries import scope
from tracker.queries.unsettled import get_company_gaps, get_late_record
from tracker.services import audit
from tracker.services.deletion import delete_row
from tracker.services.done_already import check_same_reason


def settle_gaps(
    viewer: Viewer, *, enrolment_id: int, from_days: Collection[date], reason: str, today: date, now: datetime
) -> int:
    """Say of a company's gaps, named by their first days, that they needed no meeting, and why; how many that were.

    No count changes by it: the gaps stay without a meeting. What is settled already stays as it is.
    """
    viewer.require(Act.STAFF)
    _lock(
        select(Enrolment.id).where(
            Enrolment.id == enrolment_id, scope.in_programme(viewer, Enrolment.programme_id), scope.board()
        )
    )
    row = get_company_gaps(viewer, enrolment_id, today=today)
    for settled in row.settled:
        if settled.from_on in from_days:
            check_same_reason((Settlement.__tablename__, settled.settlement_id), reason, kept=settled.reason)
    gaps = chosen_gaps(row.unsettled, from_days)
    reason = checked_reason(reason, longest=LONGEST_REASON, missing=N_("会議が不要だった理由を入力してください。"))
    for gap in gaps:
        _settle(viewer, "settle_gap", reason, now, enrolment_id=enrolment_id, from_on=gap.from_on, to_on=gap.to_on)
    return len(gaps)


def settle_late_record(viewer: Viewer, *, record: EventRef, reason: str, now: datetime) -> None:
    """Say that somebody has looked into why a record came late, with a reason or without; nothing where somebody has."""
    viewer.require(Act.STAFF)
    model: Any = Visit if record.kind is EventKind.VISIT else TeamMeeting
    _lock(select(model.id).where(model.id == record.event_id, scope.in_programme(viewer, model.programme_id)))
    settled = get_late_record(viewer, record).settled
    if settled is not None:
        check_same_reason((Settlement.__tablename__, settled.settlement_id), reason, kept=settled.reason)
        return
    reason = clean_line(reason)
    check_longest(reason, LONGEST_REASON)
    of_visit = record.kind is EventKind.VISIT
    of_record = {"visit_id" if of_visit else "meeting_id": record.event_id}
    _settle(viewer, "settle_late_record", reason, now, **of_record)


def withdraw_settlement(viewer: Viewer, settlement_id: int, *, now: datetime) -> None:
    """Ask anew; a second time changes nothing."""
    viewer.require(Act.STAFF)
    row = db.session.scalar(
        select(Settlement)
        .where(Settlement.id == settlement_id, scope.in_programme(viewer, Settlement.programme_id))
        .with_for_update()
    )
    if row is None:
        raise NotFound
    delete_row(viewer, "withdraw_settlement", row, now=now)


def _settle(viewer: Viewer, act: str, reason: str, now: datetime, **thing: Any) -> None:
    row = Settlement(
        programme_id=viewer.programme,
        reason=reason,
        settled_by=viewer.name,
        created_at=now,
        created_by_id=viewer.account_id or None,
        **thing,
    )
    db.session.add(row)
    db.session.flush()
    audit.note(viewer, act, row, reason=reason)


def _lock(thing: Any) -> None:
    """Two who settle the same do so one after the other: the second finds it settled."""
    if db.session.scalar(thing.with_for_update()) is None:
        raise NotFound
