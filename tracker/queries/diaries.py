"""The work diary of a supporter's month, and the months of everybody whose diary the viewer may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month, fiscal_year_period, months_of_fiscal_year
from tracker.domain.errors import NotFound
from tracker.domain.notes import in_order, phases_worked
from tracker.domain.phases import Phase
from tracker.domain.work_log import Activity, SourceKind, WorkDay, WorkMonth, month_of
from tracker.domain.work_months import changes_between, lines_of, state_of
from tracker.domain.work_warnings import hours_warnings
from tracker.models import (
    Enrolment,
    MeetingCase,
    MeetingSection,
    Producer,
    TeamMeeting,
    Travel,
    Visit,
    VisitCase,
    VisitParticipant,
)
from tracker.queries import scope
from tracker.queries.activities import list_activities, visit_took_place
from tracker.queries.holidays import holiday_name, is_day_off
from tracker.queries.programmes import get_programme
from tracker.queries.travel import journeys
from tracker.queries.work_months import find_work_month, get_hours_rule, list_locked_months
from tracker.rows.diaries import DiaryDayRow, DiaryListRow, DiaryRow, MonthCellRow
from tracker.rows.travel import TravelRow
from tracker.rows.work_log import ActivityRow


def get_diary(viewer: Viewer, producer_id: int, month: Month, *, today: date) -> DiaryRow:
    """One supporter's month; NotFound for whoever may not read their diary."""
    viewer.require(Act.DIARY)
    producer = db.session.execute(
        select(Producer.name, Producer.account_id).where(
            Producer.id == producer_id,
            scope.in_programme(viewer, Producer.programme_id),
            Producer.deleted_at.is_(None),
            scope.of_person(viewer, Act.DIARY, Producer.id),
        )
    ).one_or_none()
    if producer is None:
        raise NotFound
    programme, settings = get_programme(viewer), get_hours_rule(viewer)
    found = list_activities(viewer, from_on=month.first, to_on=month.last, producer_id=producer_id)
    rows = {row.activity.ref: row for row in _with_content(viewer, found, today)}
    standing = find_work_month(viewer, producer_id, month)
    is_confirmed = standing is not None and standing.is_confirmed
    # A confirmed month keeps the rounding under which it was confirmed.
    rule = standing.rule if standing is not None and is_confirmed else settings.rule
    hours = month_of((row.activity for row in rows.values()), month, rule)
    return DiaryRow(
        producer_id=producer_id,
        producer=producer.name,
        programme=programme.name,
        slug=programme.slug,
        organisation=programme.organisation,
        producer_label=programme.producer_label,
        hours=hours,
        days=tuple(_day(day, rows) for day in hours.days),
        settings=settings,
        standing=standing,
        warnings=hours_warnings(hours, is_day_off=is_day_off, long_day_minutes=settings.long_day_minutes),
        changes=changes_between(standing.lines, lines_of(hours)) if standing and is_confirmed else (),
        unclaimed=_unclaimed(viewer, producer_id, month),
        state=state_of(hours, is_confirmed=is_confirmed, is_approved=standing is not None and standing.is_approved),
        has_account=producer.account_id is not None,
    )


def list_diaries(viewer: Viewer, fiscal_year: int) -> tuple[DiaryListRow, ...]:
    """Every supporter whose diary the viewer may read, with each month of the fiscal year; minutes as they stand today."""
    viewer.require(Act.DIARY)
    year = fiscal_year_period(fiscal_year)
    assert year.ends_on is not None
    settings = get_hours_rule(viewer)
    activities: defaultdict[tuple[int, Month], list[Activity]] = defaultdict(list)
    for row in list_activities(viewer, from_on=year.starts_on, to_on=year.ends_on):
        activities[row.producer_id, Month.of(row.activity.on)].append(row.activity)
    locked = list_locked_months(viewer, from_on=year.starts_on, to_on=year.ends_on)
    people = db.session.execute(
        select(Producer.id, Producer.name)
        .where(
            scope.in_programme(viewer, Producer.programme_id),
            Producer.deleted_at.is_(None),
            scope.of_person(viewer, Act.DIARY, Producer.id),
        )
        .order_by(Producer.kana, Producer.name, Producer.id)
    ).all()
    return tuple(
        DiaryListRow(
            producer_id,
            name,
            tuple(
                _cell(month_of(activities[producer_id, month], month, settings.rule), locked.get((producer_id, month)))
                for month in months_of_fiscal_year(fiscal_year)
            ),
        )
        for producer_id, name in people
    )


def _cell(hours: WorkMonth, locked: tuple[bool, bool] | None) -> MonthCellRow:
    is_confirmed, is_approved = locked or (False, False)
    return MonthCellRow(hours.month, hours.minutes, state_of(hours, is_confirmed=is_confirmed, is_approved=is_approved))


def _day(day: WorkDay, rows: dict[Any, ActivityRow]) -> DiaryDayRow:
    lines = tuple(rows[activity.ref] for activity in day.activities)
    return DiaryDayRow(day.on, is_day_off(day.on), holiday_name(day.on), lines, day.minutes, day.counted)


def _unclaimed(viewer: Viewer, producer_id: int, month: Month) -> tuple[TravelRow, ...]:
    taking_part = select(VisitParticipant.visit_id).where(VisitParticipant.producer_id == producer_id)
    of_month = Visit.visit_on.between(month.first, month.last)
    nobodys = (Travel.producer_id.is_(None), visit_took_place(), Travel.visit_id.in_(taking_part))
    return tuple(journeys(viewer, *nobodys, of_month, scope.board()))


def _with_content(viewer: Viewer, found: Collection[ActivityRow], today: date) -> list[ActivityRow]:
    """What may leave the house of a record: its report summaries, and the phases worked."""
    ids = {
        kind: {row.activity.ref.source_id for row in found if row.activity.ref.source is kind}
        for kind in (SourceKind.VISIT, SourceKind.MEETING)
    }
    texts: defaultdict[tuple[SourceKind, int], list[str]] = defaultdict(list)
    phases: defaultdict[tuple[SourceKind, int], set[Phase]] = defaultdict(set)
    of_visits: tuple[Any, ...] = (VisitCase.visit_id, scope.visit_record(viewer, today), VisitCase.report_summary)
    of_meetings: tuple[Any, ...] = (
        MeetingSection.meeting_id,
        scope.section_record(viewer, today, TeamMeeting.meeting_on),
        MeetingCase.report_summary,
    )
    visits = (
        select(*of_visits, *_ticked(VisitCase))
        .join(Visit, Visit.id == VisitCase.visit_id)
        .where(Visit.id.in_(ids[SourceKind.VISIT]))
        .order_by(VisitCase.id)
    )
    meetings = (
        select(*of_meetings, *_ticked(MeetingCase))
        .join(MeetingSection, MeetingSection.id == MeetingCase.section_id)
        .join(TeamMeeting, TeamMeeting.id == MeetingSection.meeting_id)
        .join(Enrolment, Enrolment.id == MeetingSection.enrolment_id)
        .where(TeamMeeting.id.in_(ids[SourceKind.MEETING]))
        .order_by(Enrolment.number, MeetingCase.id)
    )
    for kind, statement in ((SourceKind.VISIT, visits), (SourceKind.MEETING, meetings)):
        for record_id, is_open, summary, *ticked in db.session.execute(statement):
            phases[kind, record_id] |= phases_worked(*ticked)
            if is_open and summary:
                texts[kind, record_id].append(summary)
    return [
        replace(
            row,
            content="\n".join(texts[row.activity.ref[:2]]) or row.content,
            phases=in_order(phases[row.activity.ref[:2]]),
        )
        for row in found
    ]


def _ticked(notes: Any) -> tuple[Any, ...]:
    return notes.worked_listen, notes.worked_observe, notes.worked_diagnose, notes.worked_plan
