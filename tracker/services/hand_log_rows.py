"""Makes the visits, meetings and next actions of a log's rows, and notes what each row became."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.errors import Conflict, NotFound, RuleBroken
from tracker.domain.hand_log import EntryKind
from tracker.domain.hand_log_plan import note_of
from tracker.domain.meetings import MeetingRecord, SectionRecord
from tracker.domain.notes import check_notes
from tracker.domain.records import RecordState
from tracker.domain.tools import ToolUsed
from tracker.domain.visits import VisitRecord, check_held, check_people
from tracker.domain.words import N_
from tracker.models import LogEntry, MeetingSection, NextAction, TeamMeeting, Visit
from tracker.rows.hand_log import LogSheet, PlannedAction, PlannedCompany, PlannedRow
from tracker.rows.roster import RosterProblem
from tracker.services import audit, visit_rows
from tracker.services.actions import add_action, finish_action
from tracker.services.meetings import log_meeting
from tracker.services.scheduled_visits import schedule_visit
from tracker.services.tool_uses import keep_uses
from tracker.services.unassigned import drop_unassigned, keep_unassigned

GONE = N_("企業か担い手が、この間に変わりました。もう一度中身を確かめてください。")


class Maker:
    """One import: makes row after row, and tells of each that cannot be made why."""

    def __init__(self, viewer: Viewer, upload_id: int, *, today: date, now: datetime, past_done: bool) -> None:
        self.viewer, self.upload_id, self.today, self.now, self.past_done = viewer, upload_id, today, now, past_done

    def make(self, planned: PlannedRow, sheet: LogSheet) -> RosterProblem | None:
        """The records of a row; None, or what stands in their way."""
        try:
            if planned.source.kind is EntryKind.MEETING:
                self._meeting(planned)
            else:
                for company in planned.companies:
                    self._visit(planned, company)
        except RuleBroken as broken:
            return RosterProblem(sheet.sheet, planned.row, "", broken.sentence, broken.params)
        except (NotFound, Conflict):
            return RosterProblem(sheet.sheet, planned.row, "", GONE)
        return None

    def _visit(self, planned: PlannedRow, company: PlannedCompany) -> None:
        read = planned.source
        assert read.day is not None
        hours = read.hours
        record = VisitRecord(
            visit_on=read.day,
            mode=read.mode,
            start_time=hours.start if hours else None,
            end_time=hours.end if hours else None,
            place=read.place,
            producer_ids=read.producer_ids,
            other_attendees=read.others,
            counterparts=read.counterparts,
            notes=() if company.case_id is None else (note_of(read, company.case_id),),
        )
        check_held(record, today=self.today, is_final=False)
        check_people(record.producer_ids)
        check_notes(record.notes, must_work=False)
        visit_rows.lock_company(self.viewer, company.enrolment_id, days=(self.today, self.today))
        visit, before = self._visit_row(planned, company, record)
        visit.status, visit.record_state, visit.finalised_at = EventStatus.HELD, RecordState.FINAL, self.now
        visit.duration_minutes = hours.minutes if hours else None
        visit_rows.keep(self.viewer, visit, record)
        if company.case_id is None:
            keep_unassigned(note_of(read), visit_id=visit.id)
        keep_uses(self.viewer, _uses(planned, company), enrolment_id=company.enrolment_id, visit_id=visit.id)
        audit.note(self.viewer, "log_visit", visit, after=visit_rows.snapshot(visit))
        for action in planned.actions:
            self._action(planned, action, company.enrolment_id, visit_id=visit.id)
        db.session.flush()
        self._enter(planned, visit_id=visit.id, version_made=visit.version, fingerprint=planned.fingerprint, before=before)
        if planned.next_on is not None:
            self._next(planned, company, record, planned.next_on)

    def _visit_row(self, planned: PlannedRow, company: PlannedCompany, record: VisitRecord) -> tuple[Visit, str]:
        """The scheduled visit that becomes the record, with what stood in it, or a new one."""
        if planned.scheduled_visit_id is not None:
            visit = visit_rows.lock_visit(self.viewer, planned.scheduled_visit_id, today=self.today)
            if visit.status is EventStatus.SCHEDULED:
                stood = asdict(visit_rows.record_of(visit)) | {"notes": ()}
                return visit, json.dumps(stood, default=_plain)
        return visit_rows.new_visit(self.viewer, company.enrolment_id, record, now=self.now, key=None), ""

    def _meeting(self, planned: PlannedRow) -> None:
        read = planned.source
        assert read.day is not None
        hours = read.hours
        sections = tuple(
            SectionRecord(company.enrolment_id, notes=() if company.case_id is None else (note_of(read, company.case_id),))
            for company in planned.companies
        )
        record = MeetingRecord(
            meeting_on=read.day,
            mode=read.mode,
            start_time=hours.start if hours else None,
            end_time=hours.end if hours else None,
            place=read.place,
            producer_ids=read.producer_ids,
            other_attendees="\n".join(filter(None, (read.others, read.counterparts))),
            sections=sections,
        )
        meeting_id = log_meeting(self.viewer, record=record, today=self.today, now=self.now)
        meeting = db.session.get_one(TeamMeeting, meeting_id)
        meeting.duration_minutes = hours.minutes if hours else None
        rows = db.session.scalars(select(MeetingSection).where(MeetingSection.meeting_id == meeting_id))
        sections_of = {row.enrolment_id: row.id for row in rows}
        for company in planned.companies:
            section_id = sections_of[company.enrolment_id]
            if company.case_id is None:
                keep_unassigned(note_of(read), section_id=section_id)
            keep_uses(self.viewer, _uses(planned, company), enrolment_id=company.enrolment_id, section_id=section_id)
        for action in planned.actions:
            self._action(planned, action, planned.companies[0].enrolment_id, meeting_id=meeting_id)
        db.session.flush()
        self._enter(planned, meeting_id=meeting_id, version_made=meeting.version, fingerprint=planned.fingerprint)

    def _action(
        self,
        planned: PlannedRow,
        action: PlannedAction,
        enrolment_id: int,
        *,
        visit_id: int | None = None,
        meeting_id: int | None = None,
    ) -> None:
        action_id = add_action(
            self.viewer,
            enrolment_id=enrolment_id,
            what=action.what,
            owner_id=action.owner_id,
            owner_name=action.owner_name,
            due_on=action.due_on,
            today=self.today,
            now=self.now,
            visit_id=visit_id,
            meeting_id=meeting_id,
        )
        if self.past_done and action.due_on < self.today:
            finish_action(self.viewer, action_id, today=self.today)
            db.session.flush()
        version = db.session.get_one(NextAction, action_id).version
        self._enter(planned, action_id=action_id, version_made=version, is_provisional=action.is_provisional)

    def _next(self, planned: PlannedRow, company: PlannedCompany, record: VisitRecord, next_on: date) -> None:
        following = VisitRecord(visit_on=next_on, mode=visit_rows.usual_mode(record.mode), producer_ids=record.producer_ids)
        visit_id = schedule_visit(
            self.viewer, enrolment_id=company.enrolment_id, record=following, today=self.today, now=self.now
        )
        db.session.flush()
        version = db.session.get_one(Visit, visit_id).version
        self._enter(planned, visit_id=visit_id, version_made=version, is_next=True)

    def _enter(self, planned: PlannedRow, **columns: Any) -> None:
        db.session.add(LogEntry(upload_id=self.upload_id, row=planned.row, **columns))


def _uses(planned: PlannedRow, company: PlannedCompany) -> list[ToolUsed]:
    """The tools that the row names, of the company's one case; with several, of the whole company."""
    return [ToolUsed(tool_id, part_id, company.case_id) for tool_id, part_id in planned.tools]


def take_back_record(viewer: Viewer, visit: Visit, before: str) -> None:
    """Make a record a scheduled visit again, as it stood before a row of a log became it."""
    stood = json.loads(before)
    people = frozenset(stood.pop("producer_ids"))
    stood.pop("notes")
    record = VisitRecord(**{name: _value(name, value) for name, value in stood.items()}, producer_ids=people)
    snapshot = visit_rows.snapshot(visit)
    visit.status, visit.finalised_at, visit.duration_minutes = EventStatus.SCHEDULED, None, None
    visit_rows.keep(viewer, visit, record)
    drop_unassigned(visit.id)
    keep_uses(viewer, (), enrolment_id=visit.enrolment_id, visit_id=visit.id)
    audit.note(viewer, "take_back_record", visit, before=snapshot, after=visit_rows.snapshot(visit))


def _plain(value: object) -> Any:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _value(name: str, value: Any) -> Any:
    """A column of a record out of its JSON."""
    if value is None:
        return None
    if name == "mode":
        return VisitMode(value)
    if name.endswith("_time"):
        return time.fromisoformat(value)
    return date.fromisoformat(value) if name.endswith("_on") else value
