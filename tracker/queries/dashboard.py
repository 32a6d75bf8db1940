"""The dashboard in one piece, at board depth; as many statements for six companies as for thousands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sqlalchemy import func, select

from tracker.database import db
from tracker.domain import counts
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.calendar import Month, fiscal_year_period
from tracker.domain.counts import MeetingFact
from tracker.domain.records import RecordState
from tracker.domain.warnings import DAYS_TO_MAKE_FINAL
from tracker.models import Account, Company, Enrolment, MeetingSection, TeamMeeting, Visit
from tracker.queries import attention
from tracker.queries.actions import count_actions, list_actions
from tracker.queries.cadence import list_years
from tracker.queries.note_pictures import list_to_type_up
from tracker.queries.phases import list_case_progress
from tracker.queries.programmes import get_programme
from tracker.queries.scope import board, company_record, in_programme, on_team, section_record, visit_record
from tracker.queries.teams import staffing_of
from tracker.queries.unassigned import list_unassigned
from tracker.rows.actions import ActionFilter
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.dashboard import AttentionRow, BoardCompanyRow, BoardTotals, DashboardRow, DraftRow

OVERDUE_SHOWN = 10
COMPANIES_SHOWN = 50


def get_dashboard(viewer: Viewer, *, today: date, page: int = 1) -> DashboardRow:
    """The fiscal year of the viewer's programme as it stands today; of many companies, ``page`` says which are shown."""
    programme = get_programme(viewer)
    years = list_years(viewer, fiscal_year=programme.fiscal_year, today=today, settings=programme.cadence)
    staffing = {row.enrolment_id: row for row in staffing_of(viewer, today=today)}
    drafts = _stale_drafts(viewer, today)
    draft_ids = {draft.visit_id for draft in drafts if draft.visit_id is not None}
    overdue = list_actions(viewer, today=today, filters=ActionFilter(overdue=True), limit=OVERDUE_SHOWN)
    found: list[AttentionRow] = []
    for year in years:
        found += attention.of_company(
            year, staffing[year.enrolment_id], settings=programme.cadence, today=today, drafts=draft_ids
        )
    found += [attention.of_draft(draft, staffing[draft.enrolment_id], today) for draft in drafts]
    found += [attention.of_note_to_type_up(row, staffing[row.enrolment_id], today) for row in list_to_type_up(viewer, today)]
    found += [attention.of_unassigned(row, staffing[row.enrolment_id], today) for row in list_unassigned(viewer, today=today)]
    needs = Counter(row.enrolment_id for row in found)
    found += [attention.of_action(action, today) for action in overdue]
    standing = _standing(viewer, today)
    period = fiscal_year_period(programme.fiscal_year)
    meetings = counts.held_meetings(_meeting_facts(years), period=period, as_of=today)
    facts = [fact for year in years for fact in year.visit_facts]
    counted = counts.counted_visits(facts, settings=programme.cadence, period=period, as_of=today)
    visits_of = counts.visit_count_by_company(counted)
    online_of = counts.visit_count_by_company(visit for visit in counted if visit.mode is VisitMode.ONLINE)
    meetings_of = counts.meeting_count_by_company(meetings)
    companies = []
    for year in years:
        is_mine, may_log = standing[year.enrolment_id]
        companies.append(
            BoardCompanyRow(
                year=year,
                staffing=staffing[year.enrolment_id],
                is_mine=is_mine,
                may_log=may_log,
                needs=needs[year.enrolment_id],
                visit_count=visits_of.get(year.enrolment_id, 0),
                online_count=online_of.get(year.enrolment_id, 0),
                meeting_count=meetings_of.get(year.enrolment_id, 0),
            )
        )
    mine = {row.enrolment_id for row in companies if row.is_mine}
    companies.sort(key=lambda row: (not row.is_mine, -row.needs, row.year.number))
    first = min(page - 1, max(len(companies) - 1, 0) // COMPANIES_SHOWN) * COMPANIES_SHOWN
    shown = companies[first : first + COMPANIES_SHOWN]
    in_sight = {row.enrolment_id for row in shown}
    cases = list_case_progress(viewer, as_of=today, enrolment_ids=in_sight if len(shown) < len(companies) else None)
    gaps = [gap for year in years for gap in year.gaps]
    this_month = Month.of(today)
    return DashboardRow(
        fiscal_year=programme.fiscal_year,
        visits_per_month=programme.cadence.visits_per_month,
        event_counts=programme.cadence.event_counts,
        today=today,
        totals=BoardTotals(
            visit_count=counts.visit_count(counted),
            visits_due=sum(cell.required for year in years for cell in year.cells if cell.month <= this_month),
            online_count=counts.online_count(counted),
            event_escort_count=counts.visit_count(
                counts.event_escorts(facts, settings=programme.cadence, period=period, as_of=today)
            ),
            distinct_companies=counts.distinct_companies(counted),
            company_count=len(years),
            meeting_count=counts.meeting_count(meetings),
            company_meeting_count=sum(meetings_of.values()),
            gap_count=len(gaps),
            filled_gap_count=sum(gap.is_filled for gap in gaps),
            overdue_count=count_actions(viewer, today=today, filters=ActionFilter(overdue=True)),
        ),
        attention=tuple(sorted(found, key=lambda row: (row.enrolment_id not in mine, row.since))),
        companies=tuple(companies),
        shown=tuple(shown),
        cases=tuple(sorted(cases, key=lambda row: row.enrolment_id not in mine)),
        excused=tuple(
            (year.name, month)
            for year in years
            if year.enrolment_id in in_sight
            for month in year.excused
            if month.month.first in period
        ),
    )


def _meeting_facts(years: Iterable[CompanyYearRow]) -> Iterator[MeetingFact]:
    """The held meetings of the companies' years, each once with all its companies."""
    companies: defaultdict[tuple[int, date], set[int]] = defaultdict(set)
    for year in years:
        for meeting in year.meetings:
            companies[meeting.meeting_id, meeting.on].add(year.enrolment_id)
    for (meeting_id, on), covered in companies.items():
        yield MeetingFact(meeting_id, on, EventStatus.HELD, frozenset(covered))


def _standing(viewer: Viewer, today: date) -> dict[int, tuple[bool, bool]]:
    """Of every company: whether the viewer is on its team today, and whether they may log there."""
    statement = select(Enrolment.id, on_team(viewer, Enrolment.id, today), company_record(viewer, today, Act.LOG)).where(
        in_programme(viewer, Enrolment.programme_id), board()
    )
    return {enrolment_id: (bool(mine), bool(logs)) for enrolment_id, mine, logs in db.session.execute(statement)}


def _stale_drafts(viewer: Viewer, today: date) -> list[DraftRow]:
    """Drafts that the viewer may finish, of a day more than five days ago; a meeting under one of its companies."""
    latest = today - timedelta(days=DAYS_TO_MAKE_FINAL + 1)
    written_by = func.coalesce(Account.name, "")
    visits = (
        select(Visit.enrolment_id, Company.name, Visit.visit_on, written_by, Visit.id)
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(Account, Account.id == Visit.created_by_id)
        .where(
            in_programme(viewer, Visit.programme_id),
            board(),
            Visit.deleted_at.is_(None),
            Visit.record_state == RecordState.DRAFT,
            Visit.visit_on <= latest,
            visit_record(viewer, today, Act.LOG),
        )
        .order_by(Visit.visit_on, Visit.id)
    )
    meetings = (
        select(MeetingSection.enrolment_id, Company.name, TeamMeeting.meeting_on, written_by, TeamMeeting.id)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .outerjoin(Account, Account.id == TeamMeeting.created_by_id)
        .where(
            in_programme(viewer, TeamMeeting.programme_id),
            board(),
            TeamMeeting.deleted_at.is_(None),
            TeamMeeting.record_state == RecordState.DRAFT,
            TeamMeeting.meeting_on <= latest,
            section_record(viewer, today, TeamMeeting.meeting_on, Act.LOG),
        )
        .order_by(TeamMeeting.meeting_on, TeamMeeting.id, Enrolment.number)
    )
    of_visits = [DraftRow(*row[:4], visit_id=row[4]) for row in db.session.execute(visits)]
    of_meetings: dict[int, DraftRow] = {}
    for row in db.session.execute(meetings):
        of_meetings.setdefault(row[4], DraftRow(*row[:4], meeting_id=row[4]))
    return [*of_visits, *of_meetings.values()]
