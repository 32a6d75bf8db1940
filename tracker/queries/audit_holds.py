"""What was put on hold, as the trail names it: by the company that its subject belongs to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from tracker.domain.attention import AttentionKind
from tracker.models import Company, EnrolledCase, Enrolment, MeetingSection, NextAction, Snooze, Visit

_OF_COMPANY = (AttentionKind.STAFFING, AttentionKind.UNSCHEDULED, AttentionKind.MISSED, AttentionKind.MISSING_MEETING)


def holds() -> Any:
    """A hold with the company of what it holds, as far as its subject (``queries/attention.py``) names one."""
    there = aliased(Enrolment)
    number = cast(there.id, String)
    of_company = select(there.id).where(
        Snooze.kind.in_(_OF_COMPANY),
        there.programme_id == Snooze.programme_id,
        or_(Snooze.subject == number, Snooze.subject.startswith(number.concat("/"))),
    )
    of_action = select(NextAction.enrolment_id).where(
        Snooze.kind == AttentionKind.OVERDUE_ACTION, Snooze.subject == cast(NextAction.id, String)
    )
    of_case = (
        select(there.id)
        .join(EnrolledCase, EnrolledCase.enrolment_id == there.id)
        .where(
            Snooze.kind == AttentionKind.STUCK_CASE,
            there.programme_id == Snooze.programme_id,
            Snooze.subject == cast(EnrolledCase.case_id, String),
        )
    )
    of_visit = select(Visit.enrolment_id).where(_begins_with("visit/", Visit.id))
    of_meeting = select(func.min(MeetingSection.enrolment_id)).where(_begins_with("meeting/", MeetingSection.meeting_id))
    month = case((Snooze.kind == AttentionKind.OPEN_MONTH, Snooze.subject))  # of the whole programme: named by itself
    every = (of_company, of_action, of_case, of_visit, of_meeting)
    enrolment_id = func.coalesce(*(one.correlate(Snooze).scalar_subquery() for one in every))
    return (
        select(Snooze.id, func.coalesce(Company.name, month), null(), Snooze.id, Enrolment.id, Snooze.deleted_at, Snooze.kind)
        .select_from(Snooze)
        .outerjoin(Enrolment, Enrolment.id == enrolment_id)
        .outerjoin(Company, Company.id == Enrolment.company_id)
    )


def _begins_with(noun: str, record_id: Any) -> ColumnElement[bool]:
    """A draft or a note names one record; a warning the first of two and then the other, or the person whom it is about."""
    record = literal(noun).concat(cast(record_id, String))
    return or_(
        Snooze.subject == record, Snooze.subject.startswith(record.concat("+")), Snooze.subject.startswith(record.concat("/"))
    )
