"""Single exceptions, and those that were put aside: found from what their names are about, however many others there are.

What is counted is the year of those companies and the records of those days, by the functions that count everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.attention import AttentionKind
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.month_closes import MonthProgress
from tracker.domain.warnings import EventKind, EventRef
from tracker.models import EnrolledCase, Enrolment, MeetingSection, TeamMeeting, Visit
from tracker.queries.attention import WARNED
from tracker.queries.board_heads import find_sums
from tracker.queries.exceptions import (
    Subject,
    load,
    not_settled,
    of_companies,
    of_days,
    of_months,
    of_viewer,
    sift,
    teams_of,
    warned_days,
)
from tracker.queries.month_closes import list_closing_months
from tracker.queries.scope import in_programme
from tracker.queries.snoozes import list_snoozes
from tracker.queries.stale_drafts import list_stale_drafts
from tracker.rows.dashboard import AttentionRow, Exceptions, SnoozedRow

LONGEST_ID = 9  # digits
_OF_COMPANY = (AttentionKind.STAFFING, AttentionKind.UNSCHEDULED, AttentionKind.MISSED, AttentionKind.MISSING_MEETING)
_OF_DAYS = tuple(WARNED.values())


@dataclass(frozen=True, slots=True)
class _Concerned:
    """The companies that subjects are about, and the records whose day they are about."""

    companies: frozenset[int]
    records: tuple[tuple[EventRef, date], ...]


def get_exception(viewer: Viewer, kind: str, subject: str, *, today: date) -> tuple[AttentionRow, ...]:
    """What one line says that needs somebody now; NotFound where there is no such thing (any more)."""
    known = next((one for one in AttentionKind if one.value == kind), None)
    rows = () if known is None else _about(viewer, [(known, subject)], today=today).open
    found = tuple(row for row in rows if (row.kind, row.subject) == (known, subject))
    if not found:
        raise NotFound
    return found


def list_snoozed(viewer: Viewer, *, today: date) -> tuple[SnoozedRow, ...]:
    """What was put aside and still stands apart, by the day on which it comes back."""
    subjects = [(snooze.kind, snooze.subject) for snooze in list_snoozes(viewer)]
    return _about(viewer, subjects, today=today).snoozed if subjects else ()


def _about(viewer: Viewer, subjects: Collection[Subject], *, today: date) -> Exceptions:
    concerned = _concerned(viewer, subjects)
    months = _months(viewer, today) if any(kind is AttentionKind.OPEN_MONTH for kind, _name in subjects) else ()
    actions = {int(name) for kind, name in subjects if kind is AttentionKind.OVERDUE_ACTION and _id(name)}
    rows = (*_rows(viewer, concerned, today), *of_months(viewer, months, today=today))
    return sift(viewer, rows, today=today, overdue_limit=None, of_actions=tuple(sorted(actions)))


def _months(viewer: Viewer, today: date) -> tuple[MonthProgress, ...]:
    """As the kept lines have them, where there are some: how many companies are left is no part of what a snooze is set for."""
    sums = find_sums(viewer)
    return sums.months if sums else list_closing_months(viewer, today=today)


def _rows(viewer: Viewer, concerned: _Concerned, today: date) -> Iterator[AttentionRow]:
    drafts = list_stale_drafts(viewer, today)
    yield from of_viewer(viewer, drafts, partial(teams_of, viewer, today), today=today)
    if not concerned.companies:
        return
    loaded = load(viewer, today=today, enrolment_ids=concerned.companies)
    yield from not_settled(of_companies(loaded, today=today, drafts=drafts), loaded.closed)
    seen = set()
    for record, on in concerned.records:
        if on in warned_days(today):
            found = of_days(viewer, Period(on, on), loaded.staffing, today=today, around=record)
            for row in not_settled(found, loaded.closed):
                if (row.kind, row.subject) not in seen:  # two records may be odd together
                    seen.add((row.kind, row.subject))
                    yield row


def _concerned(viewer: Viewer, subjects: Iterable[Subject]) -> _Concerned:
    companies: set[int] = set()
    cases: set[int] = set()
    records: set[EventRef] = set()
    for kind, name in subjects:
        parts = name.partition("+")[0].split("/")
        if kind in _OF_COMPANY and _id(parts[0]):
            companies.add(int(parts[0]))
        elif kind is AttentionKind.STUCK_CASE and _id(name):
            cases.add(int(name))
        elif kind in (AttentionKind.AWAITING_RECORD, *_OF_DAYS) and len(parts) > 1 and _id(parts[1]):
            records |= {EventRef(event, int(parts[1])) for event in EventKind if event.value == parts[0]}
    days: dict[EventRef, date] = {}
    for record, on, company in (*_visits(viewer, records), *_meetings(viewer, records)):
        companies.add(company)
        days[record] = on
    companies |= set(_companies_of(viewer, cases))
    return _Concerned(frozenset(companies), tuple(sorted(days.items(), key=lambda one: (one[1], one[0].kind, one[0].event_id))))


def _visits(viewer: Viewer, records: Collection[EventRef]) -> Iterator[tuple[EventRef, date, int]]:
    ids = [record.event_id for record in records if record.kind is EventKind.VISIT]
    statement = select(Visit.id, Visit.visit_on, Visit.enrolment_id).where(
        in_programme(viewer, Visit.programme_id), Visit.id.in_(ids)
    )
    for visit_id, on, company in db.session.execute(statement) if ids else ():
        yield EventRef(EventKind.VISIT, visit_id), on, company


def _meetings(viewer: Viewer, records: Collection[EventRef]) -> Iterator[tuple[EventRef, date, int]]:
    ids = [record.event_id for record in records if record.kind is EventKind.MEETING]
    statement = (
        select(TeamMeeting.id, TeamMeeting.meeting_on, MeetingSection.enrolment_id)
        .join(MeetingSection, MeetingSection.meeting_id == TeamMeeting.id)
        .where(in_programme(viewer, TeamMeeting.programme_id), TeamMeeting.id.in_(ids))
    )
    for meeting_id, on, company in db.session.execute(statement) if ids else ():
        yield EventRef(EventKind.MEETING, meeting_id), on, company


def _companies_of(viewer: Viewer, case_ids: Collection[int]) -> Iterable[int]:
    statement = (
        select(EnrolledCase.enrolment_id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), EnrolledCase.case_id.in_(case_ids))
    )
    return db.session.scalars(statement).all() if case_ids else ()


def _id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID
