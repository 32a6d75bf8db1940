"""What the entries of the trail are about, by names that a board may show: as many statements as there are kinds of things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import literal, null, select

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
    Enrolment,
    Exclusion,
    ExcusedMonth,
    Exhibition,
    FieldDraft,
    FormTemplate,
    FormVersion,
    LoadCapSetting,
    LogUpload,
    MarketFeedback,
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
    Settlement,
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
from tracker.queries import audit_names as named
from tracker.queries import scope
from tracker.queries.audit_holds import holds
from tracker.rows.audit import Lead, OfThing, ThingRow, Things


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
    if noun in {"company", "support_case", "design_box", "phase_reason"} or noun in _OF_ENROLMENT:
        return [Enrolment.programme_id == viewer.programme_id]
    if noun == "visit_confirmation":
        return [Visit.programme_id == viewer.programme_id]
    if noun == "programme":
        return [Programme.id == viewer.programme_id]
    return [_KINDS[noun][2].programme_id == viewer.programme_id]


def _is_member(viewer: Viewer) -> Any:
    return Account.id.in_(select(Membership.account_id).where(Membership.programme_id == viewer.programme))


_NOTHING = literal("")
# By noun: where it leads, how it is read, and the model whose ids the trail keeps.
_KINDS: Mapping[str, tuple[Lead, named.Statement, Any]] = {
    "absence": (Lead.ABSENCES, named.of_producer(Absence, Absence.starts_on), Absence),
    "account": (Lead.MEMBERS, named.itself(Account, Account.name), Account),
    "assessment_round": (Lead.ROUND, named.itself(AssessmentRound, AssessmentRound.name), AssessmentRound),
    "assignment": (Lead.TEAM, named.of_company(Assignment, Assignment.starts_on), Assignment),
    "attachment": (Lead.ATTACHMENT, named.attachments, Attachment),
    "challenge": (Lead.CHALLENGE, named.of_company(Challenge, Challenge.raised_on, Challenge.id), Challenge),
    "company": (Lead.COMPANY, named.companies, Company),
    "design_box": (Lead.DESIGN_SHEET, named.of_sheet(DesignBox, null()), DesignBox),
    "design_sheet": (Lead.DESIGN_SHEET, named.of_company(DesignSheet, null(), DesignSheet.id), DesignSheet),
    "design_snapshot": (Lead.DESIGN_SHEET, named.of_sheet(DesignSnapshot, DesignSnapshot.taken_on), DesignSnapshot),
    "enrolment": (Lead.COMPANY, named.enrolments, Enrolment),
    "excused_month": (Lead.COMPANY, named.of_company(ExcusedMonth, ExcusedMonth.month_on), ExcusedMonth),
    "exclusion": (Lead.EXCLUSIONS, named.of_producer(Exclusion, Exclusion.starts_on), Exclusion),
    "exhibition": (Lead.EXHIBITION, named.itself(Exhibition, Exhibition.name, Exhibition.starts_on), Exhibition),
    "field_draft": (Lead.LATE_DRAFTS, named.itself(FieldDraft, _NOTHING), FieldDraft),
    "form_template": (Lead.FORM, named.itself(FormTemplate, FormTemplate.name), FormTemplate),
    "form_version": (Lead.FORM, named.form_versions, FormVersion),
    "load_cap": (Lead.LOAD_CAPS, named.of_producer(LoadCapSetting, null()), LoadCapSetting),
    "log_upload": (Lead.LOG, named.itself(LogUpload, LogUpload.file_name), LogUpload),
    "market_feedback": (Lead.VOICES, named.of_company(MarketFeedback, MarketFeedback.heard_on), MarketFeedback),
    "membership": (Lead.MEMBERS, named.memberships, Membership),
    "month_close": (Lead.MONTHS, named.of_company(MonthClose, MonthClose.month_on), MonthClose),
    "narrative_version": (Lead.NARRATIVE, named.narratives, NarrativeVersion),
    "next_action": (Lead.ACTIONS, named.of_company(NextAction, NextAction.due_on), NextAction),
    "outcome": (Lead.OUTCOMES, named.of_company(Outcome, Outcome.outcome_on), Outcome),
    "own_hours": (Lead.DIARY, named.of_producer(OwnHours, null()), OwnHours),
    "phase_reason": (Lead.CASE, named.of_company(PhaseReason, null(), PhaseReason.case_id), PhaseReason),
    "producer": (Lead.PRODUCER, named.itself(Producer, Producer.name), Producer),
    "programme": (Lead.SETTINGS, named.itself(Programme, Programme.name), Programme),
    "redaction": (Lead.REDACTION, named.itself(Redaction, _NOTHING), Redaction),
    "roster_upload": (Lead.ROSTER, named.itself(RosterUpload, RosterUpload.file_name), RosterUpload),
    "score_look": (Lead.ROUND, named.looks, ScoreLook),
    "settlement": (Lead.SETTLEMENTS, named.settlements, Settlement),
    "snooze": (Lead.SNOOZES, holds, Snooze),
    "stand_in": (Lead.TEAM, named.of_company(StandIn, StandIn.starts_on), StandIn),
    "submission": (Lead.SUBMISSION, named.itself(Submission, Submission.title, Submission.as_of), Submission),
    "support_case": (Lead.CASE, named.cases, SupportCase),
    "team_meeting": (Lead.MEETING, named.meetings, TeamMeeting),
    "training": (Lead.TRAINING, named.itself(Training, Training.title, Training.training_on), Training),
    "travel": (Lead.DIARY, named.of_producer(Travel, Travel.travel_on), Travel),
    "visit": (Lead.VISIT, named.of_company(Visit, Visit.visit_on, Visit.id), Visit),
    "visit_confirmation": (Lead.VISIT, named.confirmations, VisitConfirmation),
    "work_log": (Lead.DIARY, named.of_producer(WorkLog, WorkLog.work_on), WorkLog),
    "work_month": (Lead.DIARY, named.of_producer(WorkMonth, WorkMonth.month_on), WorkMonth),
}
# Things of a record: for whoever reads records of their own companies alone.
_RECORDS = frozenset({Lead.CHALLENGE, Lead.DESIGN_SHEET, Lead.ATTACHMENT, Lead.CASE, Lead.VOICES})
_OF_ENROLMENT = frozenset({"assignment", "stand_in", "excused_month", "month_close"})
