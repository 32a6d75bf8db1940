"""A coordinator's day in one piece: as many statements for one company as for ten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import EventStatus, MonthState
from tracker.domain.calendar import Month
from tracker.domain.follow_up import ActionStatus
from tracker.domain.records import RecordState
from tracker.models import Company, EnrolledCase, Enrolment, Producer, SupportCase, Visit, VisitCase, VisitParticipant
from tracker.queries import scope
from tracker.queries.actions import count_actions, list_actions
from tracker.queries.cadence import list_years
from tracker.queries.drafts import list_begun
from tracker.queries.meetings import count_meetings, list_meetings
from tracker.queries.note_pictures import list_to_type_up
from tracker.queries.programmes import get_programme
from tracker.queries.ratings import list_awaited
from tracker.queries.results import list_new_results
from tracker.queries.visits import count_visits, list_visits
from tracker.rows.actions import ActionFilter, ActionRow
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.events import EventFilter
from tracker.rows.today import DayVisitRow, LastVisitRow, TodayRow, UnmetRow, WaitingVisitRow

SHOWN = 10  # of each list; the link to all of them stands beside the number
MINE = ActionFilter(status=ActionStatus.OPEN, mine=True)
OWED = ActionFilter(overdue=True, of_my_companies=True, of_others=True)


def get_today(viewer: Viewer, *, today: date) -> TodayRow:
    """What the viewer's own companies ask of the day; a manager who is on the roster sees those of their own teams."""
    mine = _my_companies(viewer, today)
    visits = list_day_visits(viewer, today=today)
    owed = _open_actions(viewer, today, {visit.enrolment_id for visit in visits})
    last = list_last_visits(viewer, {visit.enrolment_id for visit in visits}, before=today, today=today)
    years = list_years(viewer, fiscal_year=get_programme(viewer).fiscal_year, today=today, enrolment_ids=mine) if mine else ()
    drafts = EventFilter(drafts=True)
    actions, owed_to_us = (list_actions(viewer, today=today, filters=filters, limit=SHOWN) for filters in (MINE, OWED))
    visit_drafts = list_visits(viewer, today=today, filters=drafts, limit=SHOWN)
    meeting_drafts = list_meetings(viewer, today=today, filters=drafts, limit=SHOWN)
    return TodayRow(
        today=today,
        visits=tuple(
            replace(
                visit,
                last=last.get(visit.enrolment_id),
                ours=tuple(action for action in owed[visit.enrolment_id] if action.owner_id is not None),
                theirs=tuple(action for action in owed[visit.enrolment_id] if action.owner_id is None),
            )
            for visit in visits
        ),
        actions=actions,
        action_count=_how_many(actions, lambda: count_actions(viewer, today=today, filters=MINE)),
        owed=owed_to_us,
        owed_count=_how_many(owed_to_us, lambda: count_actions(viewer, today=today, filters=OWED)),
        visit_drafts=visit_drafts,
        visit_draft_count=_how_many(visit_drafts, lambda: count_visits(viewer, today=today, filters=drafts)),
        meeting_drafts=meeting_drafts,
        meeting_draft_count=_how_many(meeting_drafts, lambda: count_meetings(viewer, today=today, filters=drafts)),
        begun=list_begun(viewer, today=today),
        to_type_up=list_to_type_up(viewer, today, mine_only=True),
        undated=tuple((year.enrolment_id, year.name) for year in years if _is_undated(year, today)),
        waiting=tuple(row for year in years for row in _waiting(year)),
        unmet=tuple(row for year in years for row in _unmet(year)),
        assessments=list_awaited(viewer),
        results=list_new_results(viewer, today),
    )


def _how_many(shown: Sequence[object], count: Callable[[], int]) -> int:
    """A list that was not cut is as long as its count; only the others are counted."""
    return len(shown) if len(shown) < SHOWN else count()


def _my_companies(viewer: Viewer, today: date) -> tuple[int, ...]:
    statement = select(Enrolment.id).where(
        scope.in_programme(viewer, Enrolment.programme_id), scope.board(), scope.on_team(viewer, Enrolment.id, today)
    )
    return tuple(db.session.scalars(statement))


def list_day_visits(viewer: Viewer, *, today: date) -> list[DayVisitRow]:
    """Those of today and tomorrow that the viewer's teams make or that the viewer takes part in, by day and hour."""
    address = Company.prefecture + Company.municipality + Company.street
    statement = (
        select(
            Visit.id,
            Visit.enrolment_id,
            Company.name,
            Visit.visit_on,
            Visit.start_time,
            Visit.end_time,
            Visit.mode,
            Visit.status,
            Visit.record_state,
            Visit.place,
            address,
        )
        .join(Enrolment, Enrolment.id == Visit.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(
            scope.in_programme(viewer, Visit.programme_id),
            scope.board(),
            Visit.deleted_at.is_(None),
            Visit.visit_on.between(today, today + timedelta(days=1)),
            or_(Visit.status == EventStatus.SCHEDULED, _held_record()),
            or_(scope.on_team(viewer, Visit.enrolment_id, Visit.visit_on), scope.takes_part(viewer)),
        )
        .order_by(Visit.visit_on, Visit.start_time.is_(None), Visit.start_time, Visit.id)
    )
    rows = [DayVisitRow(*row) for row in db.session.execute(statement)]
    if not rows:
        return []
    people: defaultdict[int, list[str]] = defaultdict(list)
    for visit_id, name in db.session.execute(
        select(VisitParticipant.visit_id, Producer.name)
        .join(Producer, Producer.id == VisitParticipant.producer_id)
        .where(VisitParticipant.visit_id.in_([row.visit_id for row in rows]))
        .order_by(Producer.kana, Producer.name, Producer.id)
    ):
        people[visit_id].append(name)
    return [replace(row, people=tuple(people[row.visit_id])) for row in rows]


def _held_record() -> ColumnElement[bool]:
    return and_(Visit.status == EventStatus.HELD, Visit.record_state == RecordState.FINAL)


def _open_actions(viewer: Viewer, today: date, enrolment_ids: Collection[int]) -> defaultdict[int, list[ActionRow]]:
    """The open next actions of several companies, the first due on top."""
    found: defaultdict[int, list[ActionRow]] = defaultdict(list)
    if enrolment_ids:
        filters = ActionFilter(status=ActionStatus.OPEN, companies=tuple(sorted(enrolment_ids)))
        for action in list_actions(viewer, today=today, filters=filters):
            found[action.enrolment_id].append(action)
    return found


def list_last_visits(viewer: Viewer, enrolment_ids: Collection[int], *, before: date, today: date) -> dict[int, LastVisitRow]:
    """The last record of each company before a day, as far as the viewer may read it."""
    place = func.row_number().over(partition_by=Visit.enrolment_id, order_by=(Visit.visit_on.desc(), Visit.id.desc()))
    ranked = (
        select(Visit.id, Visit.enrolment_id, Visit.visit_on, Visit.decisions, place.label("place"))
        .where(
            scope.in_programme(viewer, Visit.programme_id),
            Visit.enrolment_id.in_(enrolment_ids),
            Visit.deleted_at.is_(None),
            Visit.visit_on < before,
            _held_record(),
            scope.visit_record(viewer, today, Act.RECORD),
        )
        .subquery()
    )
    found: dict[int, tuple[int, int, date, str]] = {
        row[0]: tuple(row) for row in db.session.execute(select(*list(ranked.c)[:4]).where(ranked.c.place == 1))
    }
    facts = _facts(found)
    return {
        enrolment_id: LastVisitRow(visit_id, visit_on, decisions, tuple(facts[visit_id]))
        for visit_id, enrolment_id, visit_on, decisions in found.values()
    }


def _facts(visit_ids: Iterable[int]) -> defaultdict[int, list[tuple[str, str]]]:
    """What was heard and seen of each case; the title of a single case is left out."""
    statement: Any = (
        select(VisitCase.visit_id, SupportCase.title, VisitCase.facts)
        .join(SupportCase, SupportCase.id == VisitCase.case_id)
        .join(Visit, Visit.id == VisitCase.visit_id)
        .outerjoin(EnrolledCase, and_(EnrolledCase.case_id == SupportCase.id, EnrolledCase.enrolment_id == Visit.enrolment_id))
        .where(VisitCase.visit_id.in_(list(visit_ids)), VisitCase.facts != "")
        .order_by(EnrolledCase.number, VisitCase.id)
    )
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for visit_id, title, facts in db.session.execute(statement):
        found[visit_id].append((title, facts))
    return defaultdict(list, {visit_id: notes if len(notes) > 1 else [("", notes[0][1])] for visit_id, notes in found.items()})


def _is_undated(year: CompanyYearRow, today: date) -> bool:
    """日程未定 by the one definition of a month."""
    cell = year.cell(Month.of(today))
    return cell is not None and cell.state is MonthState.UNSCHEDULED


def _waiting(year: CompanyYearRow) -> Iterator[WaitingVisitRow]:
    """Scheduled visits whose day is over; drafts are listed as drafts."""
    for visit in year.waiting:
        yield WaitingVisitRow(visit.visit_id, year.enrolment_id, year.name, visit.on)


def _unmet(year: CompanyYearRow) -> Iterator[UnmetRow]:
    for gap in year.unsettled_gaps:
        yield UnmetRow(year.enrolment_id, year.name, gap.from_on, gap.to_on)
    is_coming = any(cell.scheduled_ids for cell in year.cells)
    if year.open_gap is not None and not year.open_gap.is_filled and is_coming:
        yield UnmetRow(year.enrolment_id, year.name, year.open_gap.from_on)
