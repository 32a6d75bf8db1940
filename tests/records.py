"""What is recorded in the tests' programme: one factory a noun, and a full house with one of everything of company A."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import select

from tests.account_records import make_invitation, make_session
from tests.audit_records import audited, redacted
from tests.board_records import keep_lines
from tests.cast import Cast, SupportedCompany, assign, enter_on_roster, support
from tests.drafting import full_house_drafts
from tests.field_records import field_records
from tests.form_records import form_records
from tests.hand_log_records import make_log
from tests.hours import keep_months, make_entry, make_travel
from tests.mail_records import make_digest_mail
from tests.narrative_records import make_narrative
from tests.retention_records import retention_records
from tests.round_records import hand_in, item_versions, make_round, rate, round_records
from tests.settlement_records import make_settlement
from tests.staffing_records import make_stand_in, staffing_records
from tests.submission_records import submission_records
from tests.tool_records import tool_records
from tracker.database import Base, db
from tracker.domain.attachments import AttachedTo
from tracker.domain.attention import AttentionKind
from tracker.domain.cadence import EventStatus, MonthState, VisitMode
from tracker.domain.follow_up import ActionStatus
from tracker.domain.hand_log import MemoryKind
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.phases import Phase
from tracker.domain.records import RecordState
from tracker.domain.rounds import RoundState
from tracker.domain.staffing import AssignmentRole
from tracker.models import (
    Attachment,
    ClosedMonthChange,
    Company,
    CompetencyItem,
    EnrolledCase,
    Enrolment,
    ExcusedMonth,
    LogMemory,
    MeetingCase,
    MeetingParticipant,
    MeetingSection,
    MonthClose,
    NextAction,
    Outcome,
    PhaseReason,
    RosterUpload,
    Snooze,
    SupportCase,
    TeamMeeting,
    UnassignedNote,
    Visit,
    VisitCase,
    VisitConfirmation,
    VisitParticipant,
)
from tracker.rows.roster import RosterSheet
from tracker.rows.roster_store import pack
from tracker.services.calendars import give_calendar

Row = TypeVar("Row", bound=Base)
ANY_DAY = date(2026, 10, 14)
PICTURE = b"\xff\xd8\xff\xdb\x00\x04\x00\x00\xff\xda\x00\x02\xff\xd9"  # the frame of a JPEG
PICTURE_AT = f"00/{'0' * 32}"
DELETED_PICTURE_AT = f"00/{'1' * 32}"


def add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row


def make_visit(
    company: SupportedCompany,
    *,
    now: datetime,
    on: date = ANY_DAY,
    status: EventStatus = EventStatus.HELD,
    mode: VisitMode = VisitMode.ONSITE,
    state: RecordState = RecordState.FINAL,
    who: Collection[int] = (),
    case_ids: Collection[int] = (),
    phases: Collection[Phase] = (),
    facts: str = "",
    interpretation: str = "",
    **columns: Any,
) -> int:
    """A visit with its people and the notes on its cases; every case gets the same phases and words."""
    visit = add(
        Visit(
            programme_id=company.programme_id,
            enrolment_id=company.enrolment_id,
            visit_on=on,
            status=status,
            mode=mode,
            record_state=state,
            created_at=now,
            **columns,
        )
    )
    db.session.add_all(VisitParticipant(visit_id=visit.id, producer_id=producer_id) for producer_id in who)
    db.session.add_all(
        VisitCase(visit_id=visit.id, case_id=case_id, facts=facts, interpretation=interpretation, **_worked(phases))
        for case_id in case_ids
    )
    db.session.flush()
    return visit.id


def _worked(phases: Collection[Phase]) -> dict[str, bool]:
    return {f"worked_{phase.value}": phase in phases for phase in Phase}


def make_meeting(
    *companies: SupportedCompany,
    now: datetime,
    on: date = ANY_DAY,
    status: EventStatus = EventStatus.HELD,
    mode: VisitMode = VisitMode.ONLINE,
    state: RecordState = RecordState.FINAL,
    who: Collection[int] = (),
    phases: Collection[Phase] = (),
    facts: str = "",
    decisions: str = "",
    **columns: Any,
) -> int:
    """A team meeting with a section on each company, and in it a note on each of its cases."""
    meeting = add(
        TeamMeeting(
            programme_id=companies[0].programme_id,
            meeting_on=on,
            status=status,
            mode=mode,
            record_state=state,
            created_at=now,
            **columns,
        )
    )
    db.session.add_all(MeetingParticipant(meeting_id=meeting.id, producer_id=producer_id) for producer_id in who)
    for company in companies:
        section = add(
            MeetingSection(
                programme_id=company.programme_id, meeting_id=meeting.id, enrolment_id=company.enrolment_id, decisions=decisions
            )
        )
        db.session.add_all(
            MeetingCase(section_id=section.id, case_id=case_id, facts=facts, **_worked(phases)) for case_id in company.case_ids
        )
    db.session.flush()
    return meeting.id


def make_action(
    company: SupportedCompany, *, now: datetime, what: str = "図面を送る", due_on: date = date(2026, 12, 1), **columns: Any
) -> int:
    if columns.get("owner_id") is None:
        columns.setdefault("owner_name", "架空連絡担当")
    return add(
        NextAction(
            programme_id=company.programme_id,
            enrolment_id=company.enrolment_id,
            what=what,
            due_on=due_on,
            created_at=now,
            **columns,
        )
    ).id


def make_outcome(
    company: SupportedCompany,
    *,
    now: datetime,
    on: date = ANY_DAY,
    kind: OutcomeKind = OutcomeKind.PROTOTYPE,
    description: str = "試作品が1つできた",
    **columns: Any,
) -> int:
    return add(
        Outcome(
            programme_id=company.programme_id,
            enrolment_id=company.enrolment_id,
            outcome_on=on,
            kind=kind,
            description=description,
            created_at=now,
            **columns,
        )
    ).id


def make_excused_month(company: SupportedCompany, *, now: datetime, month_on: date, **columns: Any) -> int:
    columns.setdefault("reason", "棚卸しのため")
    columns.setdefault("accepted_by", "架空マネージャー")
    return add(ExcusedMonth(enrolment_id=company.enrolment_id, month_on=month_on, created_at=now, **columns)).id


def make_reason(company: SupportedCompany, *, now: datetime, phase: Phase = Phase.PLAN, reason: str = "急な展示会のため") -> int:
    return add(
        PhaseReason(enrolment_id=company.enrolment_id, case_id=company.case_id, phase=phase, reason=reason, created_at=now)
    ).id


def make_month_close(company: SupportedCompany, *, now: datetime, month_on: date, **columns: Any) -> int:
    """A closed month that came to nothing: no visit, no reason."""
    columns = {"closed_by": "架空マネージャー", "state": MonthState.MISSED, "remark": "引き継ぎのため"} | columns
    counts = {"visit_count": 0, "meeting_count": 0, "missing_count": 0}
    return add(MonthClose(enrolment_id=company.enrolment_id, month_on=month_on, created_at=now, **counts | columns)).id


def make_snooze(
    company: SupportedCompany,
    *,
    now: datetime,
    subject: str,
    kind: AttentionKind = AttentionKind.MISSED,
    back_on: date = date(2026, 12, 1),
    **columns: Any,
) -> int:
    """Something of a company put aside; it holds only where ``fingerprint`` is the thing's."""
    return add(
        Snooze(
            programme_id=company.programme_id,
            kind=kind.value,
            subject=subject,
            back_on=back_on,
            created_at=now,
            **{"fingerprint": "0" * 32, "reason": "先方の都合", "snoozed_by": "架空マネージャー"} | columns,
        )
    ).id


def make_attachment(company: SupportedCompany, *, now: datetime, stored_name: str = PICTURE_AT, **columns: Any) -> int:
    """A picture of a company, or of the record that ``visit_id`` names; its bytes lie where :func:`place_files` puts them."""
    return add(
        Attachment(
            programme_id=company.programme_id,
            enrolment_id=company.enrolment_id,
            stored_name=stored_name,
            digest=hashlib.sha256(PICTURE).hexdigest(),
            file_name="ノート.jpg",
            media_type="image/jpeg",
            size=len(PICTURE),
            created_at=now,
            **{"kind": AttachedTo.COMPANY} | columns,
        )
    ).id


@dataclass(frozen=True, slots=True)
class Records:
    """One of everything of company A, for tests that go through every address."""

    visit_id: int
    scheduled_visit_id: int
    called_off_visit_id: int
    draft_visit_id: int
    deleted_visit_id: int
    meeting_id: int
    scheduled_meeting_id: int
    called_off_meeting_id: int
    draft_meeting_id: int
    deleted_meeting_id: int
    action_id: int
    done_action_id: int
    deleted_action_id: int
    outcome_id: int
    deleted_outcome_id: int
    reason_id: int
    stand_in_id: int
    planned_round_id: int
    open_round_id: int
    closed_round_id: int
    look_id: int
    upload_id: int
    item_id: int
    deleted_enrolment_id: int
    deleted_case_id: int
    departed_producer_id: int
    note_id: int
    draft_key: str
    late_key: str
    challenge_id: int
    deleted_challenge_id: int
    exhibition_id: int
    attendance_id: int
    deleted_exhibition_id: int
    voice_id: int
    deleted_voice_id: int
    training_id: int
    deleted_training_id: int
    log_id: int
    applied_log_id: int
    attachment_id: int
    deleted_attachment_id: int
    pictured_visit_id: int
    tool_id: int
    part_id: int
    sheet_id: int
    snapshot_id: int
    entry_id: int
    deleted_entry_id: int
    travel_id: int
    deleted_travel_id: int
    own_producer_id: int
    form_id: int
    deleted_form_id: int
    absence_id: int
    deleted_absence_id: int
    exclusion_id: int
    deleted_exclusion_id: int
    settlement_id: int
    snooze_id: int
    audit_id: int
    redaction_id: int
    submission_id: int
    submitted_form_id: int
    narrative_number: int
    mail_id: int
    calendar_token: str
    invitation_code: str
    session_id: int


def _pictured_visit(company: SupportedCompany, team: Collection[int], key: str, now: datetime) -> int:
    """A visit that was made final late, and whose note is a photo of the notebook that is still on a phone."""
    worked: dict[str, Any] = {"case_ids": company.case_ids, "phases": [Phase.OBSERVE]}
    visit_id = make_visit(company, now=now, on=date(2026, 11, 5), who=team, finalised_at=now, **worked)
    add(
        Attachment(
            programme_id=company.programme_id,
            enrolment_id=company.enrolment_id,
            kind=AttachedTo.VISIT,
            visit_id=visit_id,
            case_id=company.case_id,
            is_note=True,
            idempotency_key=key,
            created_at=now,
        )
    )
    return visit_id


def _pictured_meeting(company: SupportedCompany, meeting_id: int, key: str, now: datetime) -> int:
    """The meeting, made final late, with a photo of the whiteboard beside its words, which is still on a phone."""
    promised: dict[str, Any] = {"case_id": company.case_id, "is_note": True, "idempotency_key": key, "created_at": now}
    add(
        Attachment(
            programme_id=company.programme_id,
            enrolment_id=company.enrolment_id,
            kind=AttachedTo.MEETING,
            meeting_id=meeting_id,
            **promised,
        )
    )
    return meeting_id


def record_everything(cast: Cast, now: datetime) -> Records:
    """A full house, in the running transaction; June 2026 is excused, the closed round is rated by everybody."""
    a = cast.asahi
    team = [cast.producer_id("owner"), cast.producer_id("sub")]
    deleted: dict[str, Any] = {"deleted_at": now, "deleted_by_id": cast["manager"].account_id}
    held: dict[str, Any] = {
        "now": now,
        "who": team,
        "case_ids": a.case_ids,
        "phases": [Phase.LISTEN],
        "facts": "工場長に工程の話を聞いた",
        "interpretation": "段取り替えが長い",
    }
    off: dict[str, Any] = {"now": now, "who": team, "status_reason": "先方の都合"}
    visit_id = make_visit(a, **held, decisions="次回は現場を観る", internal_memo="内輪の覚え書き")
    meeting: dict[str, Any] = {"now": now, "who": team, "phases": [Phase.OBSERVE], "facts": "現場を観た", "decisions": "次の一手"}
    add(VisitConfirmation(visit_id=visit_id, letter_sent_at=now, letter_sent_by_id=cast["owner"].account_id, created_at=now))
    closed = make_round(
        cast.programme_id, now=now, state=RoundState.CLOSED, name="期首", producer_ids=cast.producer_ids, singles_visible=True
    )
    for rater in cast.producer_ids:
        for ratee in cast.producer_ids:
            rate(closed, rater, ratee, [3] * len(item_versions(cast.programme_id)), now=now)
        hand_in(closed, rater, now=now)
    open_round = make_round(cast.programme_id, now=now, producer_ids=cast.producer_ids)
    make_excused_month(a, now=now, month_on=date(2026, 6, 1))
    close_id = make_month_close(a, now=now, month_on=date(2026, 4, 1))
    change = {"act": "correct_visit", "noun": "visit", "reason": "日付の誤り", "changed_by": "担い手01"}
    add(ClosedMonthChange(month_close_id=close_id, noun_id=1, created_at=now, **change))
    gone = support(cast.programme_id, "架空かつての製作所", number=3, cases=[("4", "かつての案件")], now=now)
    for row in (db.session.get_one(Company, gone.company_id), db.session.get_one(Enrolment, gone.enrolment_id)):
        row.deleted_at, row.deleted_by_id = now, cast["manager"].account_id
    for producer_id, role in zip(team, (AssignmentRole.LEAD, AssignmentRole.SUB_LEAD), strict=True):
        assign(gone.enrolment_id, producer_id, role, now=now)
    deleted_case = add(SupportCase(company_id=a.company_id, title="取り下げた案件", created_at=now, **deleted))
    add(EnrolledCase(enrolment_id=a.enrolment_id, case_id=deleted_case.id, number="5"))
    keep_months(cast, now, visit_id)
    departed = enter_on_roster(cast.programme_id, "担い手11", "", now)
    departed.starts_on, departed.ends_on = date(2026, 4, 1), date(2026, 10, 31)
    outcome_id = make_outcome(a, now=now, case_id=a.case_id)
    add(LogMemory(programme_id=cast.programme_id, kind=MemoryKind.COLUMN, written="ヒヅケ", field="day", created_at=now))
    keep_lines(cast.elsewhere, now)
    retention_records(cast, now=now)
    planned = make_round(cast.programme_id, now=now, state=RoundState.PLANNED, name="期末")
    look_id = round_records(
        cast,
        planned_round_id=planned,
        open_round_id=open_round,
        closed_round_id=closed,
        item_version_id=item_versions(cast.programme_id)[0],
        now=now,
    )
    return Records(
        visit_id=visit_id,
        scheduled_visit_id=make_visit(a, now=now, on=date(2026, 12, 3), status=EventStatus.SCHEDULED, who=team),
        called_off_visit_id=make_visit(a, on=date(2026, 12, 4), status=EventStatus.CANCELLED, **off),
        draft_visit_id=make_visit(a, now=now, on=date(2026, 11, 20), state=RecordState.DRAFT, who=team),
        deleted_visit_id=make_visit(a, now=now, on=date(2026, 9, 9), **deleted),
        meeting_id=_pictured_meeting(a, make_meeting(a, on=date(2026, 10, 20), finalised_at=now, **meeting), cast.key("e"), now),
        scheduled_meeting_id=make_meeting(a, now=now, on=date(2026, 12, 8), status=EventStatus.SCHEDULED, who=team),
        called_off_meeting_id=make_meeting(a, on=date(2026, 12, 9), status=EventStatus.POSTPONED, **off),
        draft_meeting_id=make_meeting(a, now=now, on=date(2026, 11, 18), state=RecordState.DRAFT, who=team),
        deleted_meeting_id=make_meeting(a, now=now, on=date(2026, 9, 16), **deleted),
        action_id=make_action(a, now=now, owner_id=team[0], visit_id=visit_id, case_id=a.case_id),
        done_action_id=make_action(a, now=now, owner_id=team[1], status=ActionStatus.DONE, done_on=date(2026, 11, 1)),
        deleted_action_id=make_action(a, now=now, owner_id=team[0], **deleted),
        outcome_id=outcome_id,
        deleted_outcome_id=make_outcome(a, now=now, **deleted),
        reason_id=make_reason(a, now=now),
        stand_in_id=make_stand_in(a, cast.producer_id("tenth"), now=now, starts_on=date(2026, 8, 1), ends_on=date(2026, 8, 31)),
        planned_round_id=planned,
        open_round_id=open_round,
        closed_round_id=closed,
        look_id=look_id,
        upload_id=add(
            RosterUpload(
                programme_id=cast.programme_id,
                file_name="名簿.xlsx",
                sha256="0" * 64,
                content=pack(RosterSheet("架空産業振興協会", 2026, (), (), (), (), ())),
                created_at=now,
                created_by_id=cast["manager"].account_id,
            )
        ).id,
        item_id=db.session.scalars(
            select(CompetencyItem.id).where(CompetencyItem.programme_id == cast.programme_id, CompetencyItem.number == 1)
        ).one(),
        deleted_enrolment_id=gone.enrolment_id,
        deleted_case_id=deleted_case.id,
        departed_producer_id=departed.id,
        log_id=make_log(cast, now=now),
        applied_log_id=make_log(cast, now=now, visit_id=visit_id),
        note_id=add(UnassignedNote(visit_id=visit_id, facts="どの案件の話かは書いていない", worked_listen=True)).id,
        **tool_records(a, now=now, visit_id=visit_id),
        **field_records(a, team, now=now, visit_id=visit_id, outcome_id=outcome_id, deleted=deleted),
        attachment_id=make_attachment(
            a,
            now=now,
            stored_name=f"00/{cast.key('0')}",
            kind=AttachedTo.VISIT,
            visit_id=visit_id,
            created_by_id=cast["owner"].account_id,
        ),
        deleted_attachment_id=make_attachment(a, now=now, stored_name=f"00/{cast.key('1')}", **deleted),
        **form_records(cast, now=now, deleted=deleted),
        pictured_visit_id=_pictured_visit(a, team, cast.key("f"), now),
        **full_house_drafts(cast, now),
        entry_id=make_entry(cast, now=now),
        deleted_entry_id=make_entry(cast, now=now, **deleted),
        travel_id=make_travel(cast, visit_id, now=now),
        deleted_travel_id=make_travel(cast, visit_id, now=now, **deleted),
        own_producer_id=team[0],
        narrative_number=make_narrative(a, now=now),
        settlement_id=make_settlement(a.enrolment_id, a.programme_id, date(2026, 5, 12), date(2026, 5, 13), now=now),
        snooze_id=make_snooze(a, now=now, subject=f"{a.enrolment_id}/2026-05"),
        **staffing_records(a, cast.producer_id("tenth"), now=now, deleted=deleted),
        audit_id=(audit_id := audited(cast, visit_id)),
        redaction_id=redacted(cast, audit_id, now),
        **submission_records(cast, now=now),
        mail_id=make_digest_mail(cast, now=now),
        calendar_token=give_calendar(cast.viewer("sub"), now=now),
        invitation_code=make_invitation(cast, now=now),
        session_id=make_session(cast, now=now),
    )
