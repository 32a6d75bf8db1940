"""How the things of the trail are read by name: id, name, day, where they lead, company, whether deleted; perhaps their kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import case, func, null, select

from tracker.domain.attention import AttentionKind
from tracker.models import (
    Account,
    AssessmentRound,
    Attachment,
    Company,
    DesignSheet,
    EnrolledCase,
    Enrolment,
    FormTemplate,
    FormVersion,
    MeetingSection,
    Membership,
    NarrativeVersion,
    Producer,
    ScoreLook,
    Settlement,
    SupportCase,
    TeamMeeting,
    Visit,
    VisitConfirmation,
)

Statement = Callable[[], Any]
NEVER_DELETED = null().label("deleted_at")
_OF_COMPANY = (AttentionKind.STAFFING, AttentionKind.UNSCHEDULED, AttentionKind.MISSED, AttentionKind.MISSING_MEETING)


def of_company(model: Any, on: Any, lead_id: Any = Enrolment.id) -> Statement:
    """A thing of a company bears the company's name."""
    deleted_at = getattr(model, "deleted_at", NEVER_DELETED)
    return lambda: (
        select(model.id, Company.name, on, lead_id, Enrolment.id, deleted_at)
        .select_from(model)
        .join(Enrolment, Enrolment.id == model.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
    )


def of_producer(model: Any, on: Any, lead_id: Any = Producer.id) -> Statement:
    deleted_at = getattr(model, "deleted_at", NEVER_DELETED)
    return lambda: (
        select(model.id, Producer.name, on, lead_id, null(), deleted_at)
        .select_from(model)
        .outerjoin(Producer, Producer.id == model.producer_id)
    )


def itself(model: Any, name: Any, on: Any = None, lead_id: Any = None) -> Statement:
    deleted_at = getattr(model, "deleted_at", NEVER_DELETED)
    day, leads = null() if on is None else on, model.id if lead_id is None else lead_id
    return lambda: select(model.id, name, day, leads, null(), deleted_at)


def of_sheet(model: Any, on: Any) -> Statement:
    return lambda: (
        select(model.id, Company.name, on, DesignSheet.id, Enrolment.id, NEVER_DELETED)
        .select_from(model)
        .join(DesignSheet, DesignSheet.id == model.sheet_id)
        .join(Enrolment, Enrolment.id == DesignSheet.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
    )


def enrolments() -> Any:
    columns = (Enrolment.id, Company.name, null(), Enrolment.id, Enrolment.id, Enrolment.deleted_at)
    return select(*columns).join(Company, Company.id == Enrolment.company_id)


def companies() -> Any:
    columns = (Company.id, Company.name, null(), Enrolment.id, Enrolment.id, Enrolment.deleted_at)
    return select(*columns).join(Enrolment, Enrolment.company_id == Company.id)


def cases() -> Any:
    return (
        select(SupportCase.id, Company.name, null(), SupportCase.id, Enrolment.id, SupportCase.deleted_at)
        .join(Company, Company.id == SupportCase.company_id)
        .join(Enrolment, Enrolment.company_id == Company.id)
    )


def narratives() -> Any:
    return (
        select(NarrativeVersion.id, Company.name, null(), NarrativeVersion.case_id, Enrolment.id, SupportCase.deleted_at)
        .join(SupportCase, SupportCase.id == NarrativeVersion.case_id)
        .join(EnrolledCase, EnrolledCase.case_id == SupportCase.id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(Enrolment.programme_id == NarrativeVersion.programme_id)
    )


def meetings() -> Any:
    of_one = (
        select(func.min(Company.name))
        .select_from(MeetingSection)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(MeetingSection.meeting_id == TeamMeeting.id)
        .correlate(TeamMeeting)
        .scalar_subquery()
    )
    return select(TeamMeeting.id, of_one, TeamMeeting.meeting_on, TeamMeeting.id, null(), TeamMeeting.deleted_at)


def confirmations() -> Any:
    return (
        select(VisitConfirmation.id, Company.name, Visit.visit_on, Visit.id, Enrolment.id, Visit.deleted_at)
        .join(Visit, Visit.id == VisitConfirmation.visit_id)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
    )


def settlements() -> Any:
    """By the company and the later visit of the gap, or the day of the record; a meeting by its first company."""
    of_meeting = (
        select(func.min(MeetingSection.enrolment_id)).where(MeetingSection.meeting_id == Settlement.meeting_id).scalar_subquery()
    )
    on = func.coalesce(Settlement.to_on, Visit.visit_on, TeamMeeting.meeting_on)
    kind = case((Settlement.to_on.is_not(None), AttentionKind.MISSING_MEETING.value), else_=AttentionKind.RECORDED_LATE.value)
    return (
        select(Settlement.id, Company.name, on, Settlement.id, Enrolment.id, Settlement.deleted_at, kind)
        .outerjoin(Visit, Visit.id == Settlement.visit_id)
        .outerjoin(TeamMeeting, TeamMeeting.id == Settlement.meeting_id)
        .outerjoin(Enrolment, Enrolment.id == func.coalesce(Settlement.enrolment_id, Visit.enrolment_id, of_meeting))
        .outerjoin(Company, Company.id == Enrolment.company_id)
    )


def attachments() -> Any:
    with_file = case((Attachment.stored_name.is_not(None), Attachment.id))
    return (
        select(Attachment.id, Company.name, null(), with_file, Enrolment.id, Attachment.deleted_at)
        .outerjoin(Enrolment, Enrolment.id == Attachment.enrolment_id)
        .outerjoin(Company, Company.id == Enrolment.company_id)
    )


def memberships() -> Any:
    columns = (Membership.id, Account.name, null(), Membership.id, null(), NEVER_DELETED)
    return select(*columns).join(Account, Account.id == Membership.account_id)


def looks() -> Any:
    columns = (ScoreLook.id, AssessmentRound.name, null(), AssessmentRound.id, null(), NEVER_DELETED)
    return select(*columns).join(AssessmentRound, AssessmentRound.id == ScoreLook.round_id)


def form_versions() -> Any:
    columns = (FormVersion.id, FormTemplate.name, null(), FormTemplate.id, null(), FormTemplate.deleted_at)
    return select(*columns).join(FormTemplate, FormTemplate.id == FormVersion.form_id)
