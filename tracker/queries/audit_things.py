"""What the entries of the trail are about, by names that a board may show: as many statements as there are kinds of things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import case, func, literal, null, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.models import (
    Absence,
    Account,
    AssessmentRound,
    Assignment,
    Attachment,
    Challenge,
    Company,
    DesignBox,
    DesignSheet,
    DesignSnapshot,
    EnrolledCase,
    Enrolment,
    Exclusion,
    ExcusedMonth,
    Exhibition,
    FieldDraft,
    LoadCapSetting,
    LogUpload,
    MarketFeedback,
    MeetingSection,
    Membership,
    MonthClose,
    NarrativeVersion,
    NextAction,
    Outcome,
    OwnHours,
    PhaseReason,
    Producer,
    Programme,
    Redaction,
    RosterUpload,
    ScoreLook,
    Snooze,
    StandIn,
    Submission,
    SupportCase,
    TeamMeeting,
    Training,
    Travel,
    Visit,
    VisitConfirmation,
    WorkLog,
    WorkMonth,
)
from tracker.queries import scope
from tracker.queries.audit_holds import holds
from tracker.rows.audit import Lead, OfThing, ThingRow, Things

Statement = Callable[[], Any]
_NEVER_DELETED = null().label("deleted_at")


def things_of(viewer: Viewer, rows: Collection[OfThing], *, today: date) -> Things:
    """The things of the entries by noun and id; one that is gone, or of another programme, has no name and leads nowhere.

    A coordinator is led to a company's page where the thing itself is in a record of a company that is not theirs.
    """
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        wanted[row.noun].add(row.noun_id)
    found: Things = {}
    for noun, ids in wanted.items():
        lead, statement, model = _KINDS.get(noun, (None, None, None))
        if statement is None or lead is None or model is None:
            continue
        for one in db.session.execute(statement().where(model.id.in_(ids), *_here(viewer, noun))):
            thing_id, name, on, lead_id, enrolment_id, deleted_at, *kind = tuple(one)
            to, to_id = _open_to(viewer, lead, lead_id, enrolment_id, today)
            found[noun, thing_id] = ThingRow(noun, thing_id, name or "", on, to, to_id, deleted_at is not None, *kind)
        if viewer.may(Act.AUDIT) and hasattr(model, "deleted_by_id"):
            gone = [thing_id for of_noun, thing_id in found if of_noun == noun and found[noun, thing_id].is_deleted]
            found |= {(noun, one.id): _with_who(found[noun, one.id], one) for one in _who_deleted(model, gone)}
    return found


def _who_deleted(model: Any, ids: Collection[int]) -> Sequence[Any]:
    statement = select(model.id, model.deleted_at, Account.name).outerjoin(Account, Account.id == model.deleted_by_id)
    return db.session.execute(statement.where(model.id.in_(ids), model.deleted_at.is_not(None))).all() if ids else ()


def _with_who(thing: ThingRow, deleted: Any) -> ThingRow:
    return replace(thing, deleted_at=deleted.deleted_at, deleted_by=deleted.name or "")


def _open_to(viewer: Viewer, lead: Lead, lead_id: int | None, enrolment_id: int | None, today: date) -> tuple[Lead, int | None]:
    if lead not in _RECORDS or viewer.sees_all(Act.RECORD) or enrolment_id is None:
        return lead, lead_id
    if scope.may_read_company(viewer, enrolment_id, today):
        return lead, lead_id
    return Lead.COMPANY, enrolment_id


def _here(viewer: Viewer, noun: str) -> list[Any]:
    """Only what is of the viewer's programme; the installation's own things are its administrator's and every manager's."""
    if noun == "account":
        return [] if viewer.is_administrator else [_is_member(viewer)]
    if viewer.programme_id is None:
        return []
    if noun in {"company", "support_case"} or noun in _OF_ENROLMENT:
        return [Enrolment.programme_id == viewer.programme_id]
    if noun in {"design_box", "phase_reason"}:
        return [Enrolment.programme_id == viewer.programme_id]
    if noun == "visit_confirmation":
        return [Visit.programme_id == viewer.programme_id]
    if noun == "programme":
        return [Programme.id == viewer.programme_id]
    return [_KINDS[noun][2].programme_id == viewer.programme_id]


def _is_member(viewer: Viewer) -> Any:
    return Account.id.in_(select(Membership.account_id).where(Membership.programme_id == viewer.programme))


def _of_company(model: Any, on: Any, lead_id: Any = Enrolment.id) -> Statement:
    """A thing of a company bears the company's name."""
    deleted_at = getattr(model, "deleted_at", _NEVER_DELETED)
    return lambda: (
        select(model.id, Company.name, on, lead_id, Enrolment.id, deleted_at)
        .select_from(model)
        .join(Enrolment, Enrolment.id == model.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
    )


def _of_producer(model: Any, on: Any, lead_id: Any = Producer.id) -> Statement:
    deleted_at = getattr(model, "deleted_at", _NEVER_DELETED)
    return lambda: (
        select(model.id, Producer.name, on, lead_id, null(), deleted_at)
        .select_from(model)
        .outerjoin(Producer, Producer.id == model.producer_id)
    )


def _itself(model: Any, name: Any, on: Any = None, lead_id: Any = None) -> Statement:
    deleted_at = getattr(model, "deleted_at", _NEVER_DELETED)
    day, leads = null() if on is None else on, model.id if lead_id is None else lead_id
    return lambda: select(model.id, name, day, leads, null(), deleted_at)


def _of_sheet(model: Any, on: Any) -> Statement:
    return lambda: (
        select(model.id, Company.name, on, DesignSheet.id, Enrolment.id, _NEVER_DELETED)
        .select_from(model)
        .join(DesignSheet, DesignSheet.id == model.sheet_id)
        .join(Enrolment, Enrolment.id == DesignSheet.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
    )


def _enrolments() -> Any:
    return select(Enrolment.id, Company.name, null(), Enrolment.id, Enrolment.id, Enrolment.deleted_at).join(
        Company, Company.id == Enrolment.company_id
    )


def _companies() -> Any:
    return select(Company.id, Company.name, null(), Enrolment.id, Enrolment.id, Enrolment.deleted_at).join(
        Enrolment, Enrolment.company_id == Company.id
    )


def _cases() -> Any:
    return (
        select(SupportCase.id, Company.name, null(), SupportCase.id, Enrolment.id, SupportCase.deleted_at)
        .join(Company, Company.id == SupportCase.company_id)
        .join(Enrolment, Enrolment.company_id == Company.id)
    )


def _narratives() -> Any:
    return (
        select(NarrativeVersion.id, Company.name, null(), NarrativeVersion.case_id, Enrolment.id, SupportCase.deleted_at)
        .join(SupportCase, SupportCase.id == NarrativeVersion.case_id)
        .join(EnrolledCase, EnrolledCase.case_id == SupportCase.id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(Enrolment.programme_id == NarrativeVersion.programme_id)
    )


def _meetings() -> Any:
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


def _confirmations() -> Any:
    return (
        select(VisitConfirmation.id, Company.name, Visit.visit_on, Visit.id, Enrolment.id, Visit.deleted_at)
        .join(Visit, Visit.id == VisitConfirmation.visit_id)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
    )


def _attachments() -> Any:
    with_file = case((Attachment.stored_name.is_not(None), Attachment.id))
    return (
        select(Attachment.id, Company.name, null(), with_file, Enrolment.id, Attachment.deleted_at)
        .outerjoin(Enrolment, Enrolment.id == Attachment.enrolment_id)
        .outerjoin(Company, Company.id == Enrolment.company_id)
    )


def _memberships() -> Any:
    return select(Membership.id, Account.name, null(), Membership.id, null(), _NEVER_DELETED).join(
        Account, Account.id == Membership.account_id
    )


def _looks() -> Any:
    return select(ScoreLook.id, AssessmentRound.name, null(), AssessmentRound.id, null(), _NEVER_DELETED).join(
        AssessmentRound, AssessmentRound.id == ScoreLook.round_id
    )


_NOTHING = literal("")
# By noun: where it leads, how it is read, and the model whose ids the trail keeps.
_KINDS: Mapping[str, tuple[Lead, Statement, Any]] = {
    "absence": (Lead.ABSENCES, _of_producer(Absence, Absence.starts_on), Absence),
    "account": (Lead.MEMBERS, _itself(Account, Account.name), Account),
    "assessment_round": (Lead.ROUND, _itself(AssessmentRound, AssessmentRound.name), AssessmentRound),
    "assignment": (Lead.TEAM, _of_company(Assignment, Assignment.starts_on), Assignment),
    "attachment": (Lead.ATTACHMENT, _attachments, Attachment),
    "challenge": (Lead.CHALLENGE, _of_company(Challenge, Challenge.raised_on, Challenge.id), Challenge),
    "company": (Lead.COMPANY, _companies, Company),
    "design_box": (Lead.DESIGN_SHEET, _of_sheet(DesignBox, null()), DesignBox),
    "design_sheet": (Lead.DESIGN_SHEET, _of_company(DesignSheet, null(), DesignSheet.id), DesignSheet),
    "design_snapshot": (Lead.DESIGN_SHEET, _of_sheet(DesignSnapshot, DesignSnapshot.taken_on), DesignSnapshot),
    "enrolment": (Lead.COMPANY, _enrolments, Enrolment),
    "excused_month": (Lead.COMPANY, _of_company(ExcusedMonth, ExcusedMonth.month_on), ExcusedMonth),
    "exclusion": (Lead.EXCLUSIONS, _of_producer(Exclusion, Exclusion.starts_on), Exclusion),
    "exhibition": (Lead.EXHIBITION, _itself(Exhibition, Exhibition.name, Exhibition.starts_on), Exhibition),
    "field_draft": (Lead.LATE_DRAFTS, _itself(FieldDraft, _NOTHING), FieldDraft),
    "load_cap": (Lead.LOAD_CAPS, _of_producer(LoadCapSetting, null()), LoadCapSetting),
    "log_upload": (Lead.LOG, _itself(LogUpload, LogUpload.file_name), LogUpload),
    "market_feedback": (Lead.VOICES, _of_company(MarketFeedback, MarketFeedback.heard_on), MarketFeedback),
    "membership": (Lead.MEMBERS, _memberships, Membership),
    "month_close": (Lead.MONTHS, _of_company(MonthClose, MonthClose.month_on), MonthClose),
    "narrative_version": (Lead.NARRATIVE, _narratives, NarrativeVersion),
    "next_action": (Lead.ACTIONS, _of_company(NextAction, NextAction.due_on), NextAction),
    "outcome": (Lead.OUTCOMES, _of_company(Outcome, Outcome.outcome_on), Outcome),
    "own_hours": (Lead.DIARY, _of_producer(OwnHours, null()), OwnHours),
    "phase_reason": (Lead.CASE, _of_company(PhaseReason, null(), PhaseReason.case_id), PhaseReason),
    "producer": (Lead.PRODUCER, _itself(Producer, Producer.name), Producer),
    "programme": (Lead.SETTINGS, _itself(Programme, Programme.name), Programme),
    "redaction": (Lead.REDACTION, _itself(Redaction, _NOTHING), Redaction),
    "roster_upload": (Lead.ROSTER, _itself(RosterUpload, RosterUpload.file_name), RosterUpload),
    "score_look": (Lead.ROUND, _looks, ScoreLook),
    "snooze": (Lead.SNOOZES, holds, Snooze),
    "stand_in": (Lead.TEAM, _of_company(StandIn, StandIn.starts_on), StandIn),
    "submission": (Lead.SUBMISSION, _itself(Submission, Submission.title, Submission.as_of), Submission),
    "support_case": (Lead.CASE, _cases, SupportCase),
    "team_meeting": (Lead.MEETING, _meetings, TeamMeeting),
    "training": (Lead.TRAINING, _itself(Training, Training.title, Training.training_on), Training),
    "travel": (Lead.DIARY, _of_producer(Travel, Travel.travel_on), Travel),
    "visit": (Lead.VISIT, _of_company(Visit, Visit.visit_on, Visit.id), Visit),
    "visit_confirmation": (Lead.VISIT, _confirmations, VisitConfirmation),
    "work_log": (Lead.DIARY, _of_producer(WorkLog, WorkLog.work_on), WorkLog),
    "work_month": (Lead.DIARY, _of_producer(WorkMonth, WorkMonth.month_on), WorkMonth),
}
# Things of a record: for whoever reads records of their own companies alone.
_RECORDS = frozenset({Lead.CHALLENGE, Lead.DESIGN_SHEET, Lead.ATTACHMENT, Lead.CASE, Lead.VOICES})
_OF_ENROLMENT = frozenset({"assignment", "stand_in", "excused_month", "month_close"})
