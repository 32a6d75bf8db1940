"""The scheduled visits and meetings of a supporter who leaves, and the records that they have not finished."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.cadence import EventStatus
from tracker.models import (
    Company,
    Enrolment,
    MeetingParticipant,
    MeetingSection,
    Producer,
    TeamMeeting,
    Visit,
    VisitParticipant,
)
from tracker.queries.cadence import list_years
from tracker.queries.programmes import get_programme
from tracker.queries.scope import in_programme
from tracker.queries.stale_drafts import list_drafts
from tracker.queries.teams import staffing_of
from tracker.rows.handovers import ScheduledRow, UnfinishedRow
from tracker.rows.producers import ProducerRow
from tracker.rows.staffing import PersonRow


def scheduled_visits(viewer: Viewer, producer_id: int, last_on: date) -> tuple[tuple[ScheduledRow, ...], tuple[Any, ...]]:
    """Scheduled visits after the day in which the person is to take part, and their versions."""
    there = select(VisitParticipant.visit_id).where(VisitParticipant.producer_id == producer_id)
    found = db.session.execute(
        select(Visit.id, Company.name, Visit.enrolment_id, Visit.visit_on, Visit.version)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            *(in_programme(viewer, Visit.programme_id), Visit.deleted_at.is_(None), Visit.status == EventStatus.SCHEDULED),
            *(Visit.visit_on > last_on, Visit.id.in_(there)),
        )
        .order_by(Visit.visit_on, Visit.id)
    ).all()
    others = _others(VisitParticipant.visit_id, VisitParticipant.producer_id, [row.id for row in found], producer_id)
    rows = tuple(ScheduledRow(row.id, row.name, row.enrolment_id, row.visit_on, tuple(others[row.id])) for row in found)
    return rows, tuple((row.id, row.version) for row in found)


def scheduled_meetings(viewer: Viewer, producer_id: int, last_on: date) -> tuple[tuple[ScheduledRow, ...], tuple[Any, ...]]:
    """The same of team meetings, each under the names of its companies."""
    there = select(MeetingParticipant.meeting_id).where(MeetingParticipant.producer_id == producer_id)
    found = db.session.execute(
        select(TeamMeeting.id, TeamMeeting.meeting_on, TeamMeeting.version)
        .where(
            in_programme(viewer, TeamMeeting.programme_id),
            *(TeamMeeting.deleted_at.is_(None), TeamMeeting.status == EventStatus.SCHEDULED),
            *(TeamMeeting.meeting_on > last_on, TeamMeeting.id.in_(there)),
        )
        .order_by(TeamMeeting.meeting_on, TeamMeeting.id)
    ).all()
    ids = [row.id for row in found]
    companies: dict[int, list[str]] = defaultdict(list)
    for meeting_id, name in db.session.execute(
        select(MeetingSection.meeting_id, Company.name)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(MeetingSection.meeting_id.in_(ids))
        .order_by(Enrolment.number)
    ):
        companies[meeting_id].append(name)
    others = _others(MeetingParticipant.meeting_id, MeetingParticipant.producer_id, ids, producer_id)
    rows = tuple(ScheduledRow(row.id, "、".join(companies[row.id]), None, row.meeting_on, tuple(others[row.id])) for row in found)
    return rows, tuple((row.id, row.version) for row in found)


def unfinished_records(viewer: Viewer, person: ProducerRow, *, today: date) -> tuple[UnfinishedRow, ...]:
    """Drafts and visits without a record for which the dashboard names the person, and visits that they alone take part in.

    The drafts are not only those that have lain for long: whoever has left finishes none of them.
    """
    teams = {row.enrolment_id: row.team for row in staffing_of(viewer, today=today)}
    led = {one for one, team in teams.items() if team.lead is not None and team.lead.producer_id == person.producer_id}
    drafts = {
        (draft.visit_id, draft.meeting_id): UnfinishedRow(
            draft.company_name, draft.on, draft.visit_id, draft.meeting_id, is_draft=True
        )
        for draft in list_drafts(viewer, today)
        if (draft.written_by_id is None and draft.enrolment_id in led)
        or (draft.written_by_id is not None and draft.written_by_id == person.account_id)
    }
    programme = get_programme(viewer)
    years = list_years(viewer, fiscal_year=programme.fiscal_year, today=today, programme=programme)
    waiting = {visit.visit_id: (year, visit) for year in years for visit in year.waiting}
    people: defaultdict[int, set[int]] = defaultdict(set)
    taking_part = select(VisitParticipant.visit_id, VisitParticipant.producer_id).where(VisitParticipant.visit_id.in_(waiting))
    for visit_id, producer_id in db.session.execute(taking_part):
        people[visit_id].add(producer_id)
    visits = (
        UnfinishedRow(year.name, visit.on, visit_id, None, is_draft=False)
        for visit_id, (year, visit) in waiting.items()
        if year.enrolment_id in led or people[visit_id] == {person.producer_id}
    )
    return tuple(sorted((*drafts.values(), *visits), key=lambda row: row.on))


def _others(record: Any, producer: Any, ids: Iterable[int], leaver: int) -> dict[int, list[PersonRow]]:
    people: dict[int, list[PersonRow]] = defaultdict(list)
    statement = (
        select(record, producer, Producer.name)
        .join(Producer, Producer.id == producer)
        .where(record.in_(list(ids)), producer != leaver)
        .order_by(producer)
    )
    for record_id, producer_id, name in db.session.execute(statement):
        people[record_id].append(PersonRow(producer_id, name))
    return people
