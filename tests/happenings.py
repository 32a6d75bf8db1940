"""What happened in a test's year, put straight into the tables: visits, meetings, stand-ins, excused months, many companies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, time
from typing import Any

from sqlalchemy import event, text

from tests.cast import Cast, SupportedCompany, assign, support
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.phases import INTERPRETING_PHASES, Phase
from tracker.domain.records import RecordState
from tracker.domain.staffing import AssignmentRole
from tracker.models import (
    ExcusedMonth,
    MeetingParticipant,
    MeetingSection,
    StandIn,
    TeamMeeting,
    Visit,
    VisitCase,
    VisitParticipant,
)


def add_visit(
    company: SupportedCompany,
    day: date,
    status: EventStatus = EventStatus.HELD,
    mode: VisitMode = VisitMode.ONSITE,
    *,
    is_draft: bool = False,
    people: Iterable[int] = (),
    cases: Iterable[int] = (),
    worked: Phase = Phase.LISTEN,
    start: time | None = None,
    deleted: bool = False,
) -> int:
    """A visit as it would be stored, final unless it is a draft; its cases were worked in the phase ``worked``, with a note."""
    visit = Visit(
        programme_id=company.programme_id,
        enrolment_id=company.enrolment_id,
        status=status,
        mode=mode,
        visit_on=day,
        start_time=start,
        record_state=RecordState.DRAFT if is_draft else RecordState.FINAL,
        created_at=NOW,
        deleted_at=NOW if deleted else None,
    )
    db.session.add(visit)
    db.session.flush()
    db.session.add_all(VisitParticipant(visit_id=visit.id, producer_id=producer_id) for producer_id in people)
    notes = {f"worked_{worked.value}": True, "interpretation" if worked in INTERPRETING_PHASES else "facts": "話した"}
    db.session.add_all(VisitCase(visit_id=visit.id, case_id=case_id, **notes) for case_id in cases)
    db.session.flush()
    return visit.id


def add_meeting(
    companies: Iterable[SupportedCompany],
    day: date,
    people: Iterable[int],
    status: EventStatus = EventStatus.HELD,
    *,
    is_draft: bool = False,
    start: time | None = None,
) -> int:
    """A team meeting about some companies."""
    companies = list(companies)
    meeting = TeamMeeting(
        programme_id=companies[0].programme_id,
        status=status,
        mode=VisitMode.ONLINE,
        meeting_on=day,
        start_time=start,
        record_state=RecordState.DRAFT if is_draft else RecordState.FINAL,
        created_at=NOW,
    )
    db.session.add(meeting)
    db.session.flush()
    db.session.add_all(
        MeetingSection(programme_id=company.programme_id, meeting_id=meeting.id, enrolment_id=company.enrolment_id)
        for company in companies
    )
    db.session.add_all(MeetingParticipant(meeting_id=meeting.id, producer_id=producer_id) for producer_id in people)
    db.session.flush()
    return meeting.id


def add_stand_in(company: SupportedCompany, producer_id: int, starts_on: date, ends_on: date) -> None:
    db.session.add(
        StandIn(enrolment_id=company.enrolment_id, producer_id=producer_id, starts_on=starts_on, ends_on=ends_on, created_at=NOW)
    )
    db.session.flush()


def add_excuse(company: SupportedCompany, month_on: date, reason: str = "先方の繁忙期のため") -> None:
    db.session.add(
        ExcusedMonth(
            enrolment_id=company.enrolment_id, month_on=month_on, reason=reason, accepted_by="架空マネージャー", created_at=NOW
        )
    )
    db.session.flush()


def add_companies(cast: Cast, how_many: int) -> list[SupportedCompany]:
    """More companies of r8, each with a team, two visits and a meeting between them."""
    made = []
    for number in range(100, 100 + how_many):
        company = support(cast.programme_id, f"架空量産{number}", number=number, cases=[(str(number), "案件")], now=NOW)
        assign(company.enrolment_id, cast.producer_id("ninth"), AssignmentRole.LEAD, now=NOW)
        assign(company.enrolment_id, cast.producer_id("tenth"), AssignmentRole.SUB_LEAD, now=NOW)
        add_visit(company, date(2026, 5, 11), cases=company.case_ids)
        add_meeting([company], date(2026, 5, 25), [cast.producer_id("ninth")])
        add_visit(company, date(2026, 6, 10), cases=company.case_ids)
        made.append(company)
    return made


@contextmanager
def counted_statements() -> Iterator[Callable[[], int]]:
    """How many statements were sent to the database inside."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield lambda: len(sent)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def unguard() -> None:
    """What only the owner of the database could do: take away the triggers that keep the trail."""
    if db.engine.dialect.name == "postgresql":
        for table in ("audit_entry", "audit_text"):
            db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER tr_{table}"))
    else:
        for change in ("update", "delete"):
            for table in ("audit_entry", "audit_text"):
                db.session.execute(text(f"DROP TRIGGER tr_{table}_{change}"))
