"""Adding, correcting, finishing and reopening next actions; deleting and restoring them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.errors import NotFound, RuleBroken
from tracker.domain.follow_up import ActionStatus
from tracker.domain.text import clean_line
from tracker.domain.words import N_
from tracker.models import EnrolledCase, Enrolment, MeetingSection, NextAction, Producer, SupportCase, TeamMeeting, Visit
from tracker.queries import scope
from tracker.services import audit
from tracker.services.deletion import delete_row, restore_row
from tracker.services.doubles import find_sent, stored_key
from tracker.services.versions import check_version

LONGEST_WHAT = 500
LONGEST_NAME = 100
ONE_OWNER = N_("担当は、一覧から選ぶか企業側の担当者の名前を入力するか、どちらか一方にしてください。")


def add_action(
    viewer: Viewer,
    *,
    enrolment_id: int,
    what: str,
    owner_id: int | None,
    owner_name: str,
    due_on: date,
    case_id: int | None = None,
    visit_id: int | None = None,
    meeting_id: int | None = None,
    idempotency_key: str | None = None,
    today: date,
    now: datetime,
) -> int:
    """Note what somebody does next for a company and return its id; the same key again returns the one that is there.

    The owner is a supporter of the programme (``owner_id``) or somebody of the company's side (``owner_name``).
    RuleBroken names ``what``, ``owner_id``, ``owner_name`` or ``case_id``; NotFound where the company is not the viewer's to log.
    """
    viewer.require(Act.LOG)
    there = find_sent(viewer, NextAction, idempotency_key)
    if there is not None:
        return there.id
    _lock_company(viewer, enrolment_id, today=today, visit_id=visit_id, meeting_id=meeting_id)
    what, owner_name = _checked(viewer, what=what, owner_id=owner_id, owner_name=owner_name, owner_before=None)
    _check_case(enrolment_id, case_id)
    action = NextAction(
        programme_id=viewer.programme,
        enrolment_id=enrolment_id,
        case_id=case_id,
        visit_id=visit_id,
        meeting_id=meeting_id,
        what=what,
        owner_id=owner_id,
        owner_name=owner_name,
        due_on=due_on,
        status=ActionStatus.OPEN,
        idempotency_key=stored_key(idempotency_key),
        created_at=now,
        created_by_id=viewer.account_id or None,
    )
    db.session.add(action)
    db.session.flush()
    audit.note(viewer, "add_action", action)
    return action.id


def correct_action(
    viewer: Viewer,
    action_id: int,
    *,
    what: str,
    owner_id: int | None,
    owner_name: str,
    due_on: date,
    case_id: int | None,
    version: int,
    today: date,
) -> None:
    """Change what is to be done, by whom and until when; Conflict where somebody else saved first."""
    action = _lock(viewer, action_id, today=today)
    before = audit.snapshot(action)
    check_version(
        action, version, theirs={name: before[name] for name in ("what", "owner_id", "owner_name", "due_on", "case_id")}
    )
    what, owner_name = _checked(viewer, what=what, owner_id=owner_id, owner_name=owner_name, owner_before=action.owner_id)
    if case_id != action.case_id:
        _check_case(action.enrolment_id, case_id)
    action.what, action.owner_id, action.owner_name = what, owner_id, owner_name
    action.due_on, action.case_id = due_on, case_id
    audit.note(viewer, "correct_action", action, before=before)


def finish_action(viewer: Viewer, action_id: int, *, today: date) -> None:
    """Mark it done today; what is done already stays as it is, so a second tap changes nothing."""
    action = _lock(viewer, action_id, today=today)
    if action.status is ActionStatus.DONE:
        return
    before = audit.snapshot(action)
    action.status, action.done_on = ActionStatus.DONE, today
    audit.note(viewer, "finish_action", action, before=before)


def reopen_action(viewer: Viewer, action_id: int, *, today: date) -> None:
    """Make a done one open again; nothing where it is open."""
    action = _lock(viewer, action_id, today=today)
    if action.status is ActionStatus.OPEN:
        return
    before = audit.snapshot(action)
    action.status, action.done_on = ActionStatus.OPEN, None
    audit.note(viewer, "reopen_action", action, before=before)


def postpone_action(viewer: Viewer, action_id: int, *, due_on: date, seen_due_on: date, today: date) -> None:
    """Put an open one off (or back) to another day; nothing where it is no longer due on the day that was seen: a second tap."""
    action = _lock(viewer, action_id, today=today)
    if action.status is ActionStatus.DONE or action.due_on != seen_due_on or action.due_on == due_on:
        return
    before = audit.snapshot(action)
    action.due_on = due_on
    audit.note(viewer, "postpone_action", action, before=before)


def delete_action(viewer: Viewer, action_id: int, *, today: date, now: datetime) -> None:
    """Take it out of every list; it can be restored for thirty days. Nothing where it is deleted already."""
    action = _lock(viewer, action_id, today=today, act=Act.RECORD, living=None)
    viewer.require(Act.STAFF)
    delete_row(viewer, "delete_action", action, now=now)


def restore_action(viewer: Viewer, action_id: int, *, today: date, now: datetime) -> None:
    """Bring a deleted one back; RuleBroken after thirty days."""
    action = _lock(viewer, action_id, today=today, act=Act.RECORD, living=None)
    viewer.require(Act.STAFF)
    restore_row(viewer, "restore_action", action, now=now)


def _lock(viewer: Viewer, action_id: int, *, today: date, act: Act = Act.LOG, living: bool | None = True) -> NextAction:
    """The action's row, locked; NotFound where the act is not open to the viewer for its company."""
    viewer.require(act)
    statement = (
        select(NextAction)
        .join(Enrolment, Enrolment.id == NextAction.enrolment_id)
        .where(
            NextAction.id == action_id,
            scope.in_programme(viewer, NextAction.programme_id),
            scope.board(),
            scope.company_record(viewer, today, act),
        )
        .with_for_update(of=NextAction)
    )
    if living:
        statement = statement.where(NextAction.deleted_at.is_(None))
    action = db.session.scalar(statement)
    if action is None:
        raise NotFound
    return action


def _lock_company(viewer: Viewer, enrolment_id: int, *, today: date, visit_id: int | None, meeting_id: int | None) -> None:
    """The company's row, locked; open to its team and to whoever may log the visit or the meeting's section it comes from."""
    rights: list[ColumnElement[bool]] = [scope.company_record(viewer, today, Act.LOG)]
    if visit_id is not None:
        of_visit = exists().where(Visit.id == visit_id, Visit.enrolment_id == enrolment_id, Visit.deleted_at.is_(None))
        rights.append(of_visit.where(scope.visit_record(viewer, today, Act.LOG)))
        if not db.session.scalar(select(of_visit)):
            raise NotFound
    if meeting_id is not None:
        of_meeting = exists().where(
            TeamMeeting.id == meeting_id,
            TeamMeeting.deleted_at.is_(None),
            MeetingSection.meeting_id == TeamMeeting.id,
            MeetingSection.enrolment_id == enrolment_id,
        )
        rights.append(of_meeting.where(scope.section_record(viewer, today, TeamMeeting.meeting_on, Act.LOG)))
        if not db.session.scalar(select(of_meeting)):
            raise NotFound
    statement = (
        select(Enrolment.id)
        .where(
            Enrolment.id == enrolment_id,
            scope.in_programme(viewer, Enrolment.programme_id),
            scope.board(),
            or_(*rights),
        )
        .with_for_update()
    )
    if db.session.scalar(statement) is None:
        raise NotFound


def _checked(viewer: Viewer, *, what: str, owner_id: int | None, owner_name: str, owner_before: int | None) -> tuple[str, str]:
    """The texts as they are stored; RuleBroken where something is missing, doubled or too long."""
    what, owner_name = clean_line(what), clean_line(owner_name)
    if not what:
        raise RuleBroken(N_("宿題の内容を入力してください。"), field="what")
    if len(what) > LONGEST_WHAT:
        raise RuleBroken(N_("宿題の内容は%(longest)s文字以内にしてください。"), field="what", longest=LONGEST_WHAT)
    if len(owner_name) > LONGEST_NAME:
        raise RuleBroken(N_("担当者の名前は%(longest)s文字以内にしてください。"), field="owner_name", longest=LONGEST_NAME)
    if owner_id is None and not owner_name:
        raise RuleBroken(N_("宿題の担当を選ぶか、企業側の担当者の名前を入力してください。"), field="owner_id")
    if owner_id is not None and owner_name:
        raise RuleBroken(ONE_OWNER, field="owner_name")
    if owner_id is not None and owner_id != owner_before:
        known = select(Producer.id).where(
            Producer.id == owner_id, scope.in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None)
        )
        if db.session.scalar(known) is None:
            raise RuleBroken(N_("宿題の担当を一覧から選んでください。"), field="owner_id")
    return what, owner_name


def _check_case(enrolment_id: int, case_id: int | None) -> None:
    if case_id is None:
        return
    known = (
        select(EnrolledCase.id)
        .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
        .where(EnrolledCase.enrolment_id == enrolment_id, EnrolledCase.case_id == case_id, SupportCase.deleted_at.is_(None))
    )
    if db.session.scalar(known) is None:
        raise RuleBroken(N_("案件を一覧から選んでください。"), field="case_id")
