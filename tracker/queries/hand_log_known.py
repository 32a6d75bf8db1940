"""What the words of a log can mean: the programme's companies with their cases, its supporters, and what was said before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.calendar import Period
from tracker.domain.hand_log import LogField, MemoryKind
from tracker.domain.hand_log_names import Known, Names
from tracker.domain.staffing import AssignmentRole
from tracker.models import Assignment, Company, EnrolledCase, Enrolment, LogMemory, Producer, StandIn, SupportCase
from tracker.queries.scope import board, in_programme


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case with what it can be called by."""

    case_id: int
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that rows are compared with, but the records."""

    companies: Names
    people: Names
    company_names: dict[int, str]
    person_names: dict[int, str]
    cases: dict[int, list[KnownCase]]
    support: dict[int, Period]
    team: dict[int, list[tuple[int, Period]]]
    leads: dict[int, list[tuple[int, Period]]]

    def lead_on(self, enrolment_id: int, day: date) -> int | None:
        return next((lead for lead, period in self.leads.get(enrolment_id, ()) if day in period), None)

    def team_on(self, enrolment_id: int, day: date) -> frozenset[int]:
        return frozenset(one for one, period in self.team.get(enrolment_id, ()) if day in period)


def load_knowledge(viewer: Viewer) -> Knowledge:
    """The programme's companies, supporters and teams, each in one statement however many there are."""
    companies = db.session.execute(
        select(Enrolment.id, Company.name, Company.kana, Enrolment.starts_on, Enrolment.ends_on)
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board())
        .order_by(Enrolment.number, Enrolment.id)
    ).all()
    people = db.session.execute(
        select(Producer.id, Producer.name, Producer.kana)
        .where(in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
        .order_by(Producer.kana, Producer.name, Producer.id)
    ).all()
    remembered = _remembered(viewer, {row.id for row in companies}, {row.id for row in people})
    team, leads = _teams(viewer)
    return Knowledge(
        companies=Names((Known(row.id, row.name, row.kana) for row in companies), remembered[MemoryKind.COMPANY]),
        people=Names((Known(row.id, row.name, row.kana) for row in people), remembered[MemoryKind.PERSON]),
        company_names={row.id: row.name for row in companies},
        person_names={row.id: row.name for row in people},
        cases=_cases(viewer),
        support={row.id: Period(row.starts_on, row.ends_on) for row in companies},
        team=team,
        leads=leads,
    )


def remembered_columns(viewer: Viewer) -> dict[str, LogField | None]:
    """What somebody said of headings: the field, or None for one that is not to be read."""
    statement = select(LogMemory.written, LogMemory.field).where(
        in_programme(viewer, LogMemory.programme_id), LogMemory.kind == MemoryKind.COLUMN
    )
    return {written: LogField(about) if about else None for written, about in db.session.execute(statement)}


def _remembered(viewer: Viewer, companies: set[int], people: set[int]) -> dict[MemoryKind, dict[str, int | None]]:
    """Spellings of companies and people; one that means somebody who is gone is forgotten."""
    found: dict[MemoryKind, dict[str, int | None]] = {MemoryKind.COMPANY: {}, MemoryKind.PERSON: {}}
    statement = select(LogMemory.kind, LogMemory.written, LogMemory.enrolment_id, LogMemory.producer_id).where(
        in_programme(viewer, LogMemory.programme_id), LogMemory.kind != MemoryKind.COLUMN
    )
    for kind, written, enrolment_id, producer_id in db.session.execute(statement):
        if kind is MemoryKind.COMPANY and enrolment_id in companies:
            found[kind][written] = enrolment_id
        elif kind is MemoryKind.PERSON and (producer_id is None or producer_id in people):
            found[kind][written] = producer_id
    return found


def _cases(viewer: Viewer) -> dict[int, list[KnownCase]]:
    cases: defaultdict[int, list[KnownCase]] = defaultdict(list)
    statement = (
        select(EnrolledCase.enrolment_id, SupportCase.id, EnrolledCase.number, SupportCase.title)
        .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), SupportCase.deleted_at.is_(None))
        .order_by(EnrolledCase.number, EnrolledCase.id)
    )
    for enrolment_id, case_id, number, title in db.session.execute(statement):
        cases[enrolment_id].append(KnownCase(case_id, number, title))
    return dict(cases)


Times = dict[int, list[tuple[int, Period]]]


def _teams(viewer: Viewer) -> tuple[Times, Times]:
    """Who is on each team when (assigned or standing in), and who leads it when."""
    team: defaultdict[int, list[tuple[int, Period]]] = defaultdict(list)
    leads: defaultdict[int, list[tuple[int, Period]]] = defaultdict(list)
    assigned = (
        select(Assignment.enrolment_id, Assignment.producer_id, Assignment.starts_on, Assignment.ends_on, Assignment.role)
        .join(Enrolment, Enrolment.id == Assignment.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board())
    )
    for enrolment_id, producer_id, starts_on, ends_on, role in db.session.execute(assigned):
        team[enrolment_id].append((producer_id, Period(starts_on, ends_on)))
        if role is AssignmentRole.LEAD:
            leads[enrolment_id].append((producer_id, Period(starts_on, ends_on)))
    standing_in = (
        select(StandIn.enrolment_id, StandIn.producer_id, StandIn.starts_on, StandIn.ends_on)
        .join(Enrolment, Enrolment.id == StandIn.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), StandIn.deleted_at.is_(None))
    )
    for enrolment_id, producer_id, starts_on, ends_on in db.session.execute(standing_in):
        team[enrolment_id].append((producer_id, Period(starts_on, ends_on)))
    return dict(team), dict(leads)
