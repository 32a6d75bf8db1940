"""What needs somebody, of every kind, and what of it was put aside: the same for the dashboard and for whoever mends it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.domain.access import Act, Viewer
from tracker.domain.attention import AttentionKind, fingerprint, is_snoozed
from tracker.domain.calendar import Month, Period
from tracker.domain.month_closes import MonthProgress, left_open
from tracker.domain.warnings import EventRef, WarningKind
from tracker.queries import attention
from tracker.queries.actions import count_actions, list_actions
from tracker.queries.awaited_raters import list_awaited_raters
from tracker.queries.cadence import list_years
from tracker.queries.closed_months import CompanyMonth, list_closed_keys
from tracker.queries.month_closes import count_months_of
from tracker.queries.my_companies import list_my_companies
from tracker.queries.note_pictures import list_to_type_up
from tracker.queries.phases import list_case_progress
from tracker.queries.programmes import get_programme
from tracker.queries.round_plans import list_manager_choices
from tracker.queries.settlements import list_settled_records
from tracker.queries.snoozes import list_snoozes
from tracker.queries.stale_drafts import list_stale_drafts
from tracker.queries.teams import staffing_of
from tracker.queries.unassigned import list_unassigned
from tracker.queries.warnings import list_events, name_warnings, warn_of
from tracker.rows.actions import ActionFilter
from tracker.rows.cadence import CompanyYearRow
from tracker.rows.dashboard import AttentionRow, DraftRow, Exceptions, SnoozedRow
from tracker.rows.phases import CaseProgressRow
from tracker.rows.programmes import ProgrammeRow
from tracker.rows.snoozes import SnoozeRow
from tracker.rows.staffing import StaffingRow

SETTLED_BY_CLOSE = {
    AttentionKind.AWAITING_RECORD,
    AttentionKind.MISSED,
    AttentionKind.RECORDED_LATE,
    AttentionKind.OVERLAP,
    AttentionKind.DOUBLE,
}
Subject = tuple[AttentionKind, str]
Teams = Mapping[int, StaffingRow]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the exceptions of all companies are read off, for whoever shows it as well; ``closed`` are their closed months."""

    programme: ProgrammeRow
    years: tuple[CompanyYearRow, ...]
    staffing: Teams
    cases: tuple[CaseProgressRow, ...]
    closed: frozenset[CompanyMonth] = frozenset()


def load(viewer: Viewer, *, today: date, enrolment_ids: Collection[int] | None = None, with_closes: bool = True) -> Loaded:
    """The programme's year with its teams and cases, or that of some companies; as many statements for six as for thousands."""
    programme = get_programme(viewer)
    if enrolment_ids is not None and not enrolment_ids:
        return Loaded(programme, (), {}, ())
    return Loaded(
        programme=programme,
        years=list_years(
            viewer,
            fiscal_year=programme.fiscal_year,
            today=today,
            programme=programme,
            enrolment_ids=enrolment_ids,
        ),
        staffing={row.enrolment_id: row for row in staffing_of(viewer, today=today, enrolment_ids=enrolment_ids)},
        cases=list_case_progress(viewer, as_of=today, enrolment_ids=enrolment_ids),
        closed=list_closed_keys(viewer, enrolment_ids=enrolment_ids) if with_closes else frozenset(),
    )


def list_exceptions(viewer: Viewer, loaded: Loaded, *, today: date, overdue_limit: int | None = None) -> Exceptions:
    """Everything that needs somebody by how long it has, apart from what was put aside.

    Of the overdue next actions there may be thousands: with ``overdue_limit`` only those that are overdue the longest.
    """
    return sift(viewer, _rows(viewer, loaded, today), today=today, overdue_limit=overdue_limit)


def sift(
    viewer: Viewer,
    rows: Iterable[AttentionRow],
    *,
    today: date,
    overdue_limit: int | None,
    of_actions: tuple[int, ...] | None = None,
) -> Exceptions:
    """The rows and the overdue next actions (all of them, or some), apart from what was put aside."""
    snoozes = {(snooze.kind, snooze.subject): snooze for snooze in list_snoozes(viewer)}
    found: defaultdict[Subject, list[AttentionRow]] = defaultdict(list)
    for row in rows:
        found[row.kind, row.subject].append(row)
    aside = tuple(int(subject) for kind, subject in snoozes if kind is AttentionKind.OVERDUE_ACTION)
    for action in list_actions(viewer, today=today, filters=ActionFilter(overdue=True, only=aside)) if aside else ():
        found[AttentionKind.OVERDUE_ACTION, f"{action.action_id}"].append(attention.of_action(action, today))
    snoozed = tuple(
        SnoozedRow(snooze, tuple(there))
        for subject, snooze in snoozes.items()
        if (there := _kept_apart(snooze, found[subject], today))
    )
    apart = {(one.snooze.kind, one.snooze.subject) for one in snoozed}
    hidden = tuple(int(subject) for kind, subject in apart if kind is AttentionKind.OVERDUE_ACTION)
    overdue = ActionFilter(overdue=True, without=hidden or None, only=of_actions)
    for action in list_actions(viewer, today=today, filters=overdue, limit=overdue_limit):
        found[AttentionKind.OVERDUE_ACTION, f"{action.action_id}"] = [attention.of_action(action, today)]
    return Exceptions(
        open=tuple(
            sorted((row for subject, there in found.items() if subject not in apart for row in there), key=lambda row: row.since)
        ),
        snoozed=tuple(sorted(_told(viewer, snoozed, today), key=lambda one: (one.snooze.back_on, one.snooze.snooze_id))),
        overdue_count=count_actions(viewer, today=today, filters=overdue),
    )


def fingerprint_of(rows: tuple[AttentionRow, ...]) -> str:
    return fingerprint(row.facts for row in rows)


def _kept_apart(snooze: SnoozeRow, rows: list[AttentionRow], today: date) -> list[AttentionRow]:
    """The rows of a snooze that still holds; none where its thing is over, has changed, or is due to come back."""
    if not rows or not is_snoozed(snooze.back_on, snooze.fingerprint, fingerprint_of(tuple(rows)), today):
        return []
    return rows


def _told(viewer: Viewer, snoozed: tuple[SnoozedRow, ...], today: date) -> tuple[SnoozedRow, ...]:
    """Why is told to whoever reads the records of the company; what is no company's is shown to whom it concerns alone."""
    if not snoozed or viewer.sees_all(Act.RECORD):
        return snoozed
    told = {0, *list_my_companies(viewer, today)}
    return tuple(
        one if told.issuperset(row.enrolment_id for row in one.rows) else replace(one, snooze=replace(one.snooze, reason=""))
        for one in snoozed
    )


def _month_of(row: AttentionRow) -> Month | None:
    """The company's month that a row is about; None for what no month's close settles."""
    if row.kind is AttentionKind.MISSING_MEETING and row.until:
        return Month.of(row.until)
    return Month.of(row.since) if row.kind in SETTLED_BY_CLOSE else None


def _rows(viewer: Viewer, loaded: Loaded, today: date) -> Iterator[AttentionRow]:
    """Every kind but the overdue next actions; of a month that is closed nothing that its close has settled."""
    drafts = list_stale_drafts(viewer, today)
    yield from not_settled(of_companies(loaded, today=today, drafts=drafts), loaded.closed)
    yield from of_viewer(viewer, drafts, lambda _companies: loaded.staffing, today=today)
    yield from of_months(viewer, count_months_of(loaded.programme.fiscal_year, loaded.years, loaded.closed), today=today)
    yield from not_settled(of_days(viewer, warned_days(today), loaded.staffing, today=today), loaded.closed)


def not_settled(rows: Iterable[AttentionRow], closed: Collection[CompanyMonth]) -> Iterator[AttentionRow]:
    for row in rows:
        month = _month_of(row)
        if month is None or (row.enrolment_id, month) not in closed:
            yield row


def of_companies(loaded: Loaded, *, today: date, drafts: Iterable[DraftRow] = ()) -> Iterator[AttentionRow]:
    """Of each company and its cases by itself, the same for every viewer but for the ``drafts`` that they can finish."""
    draft_ids = {draft.visit_id for draft in drafts if draft.visit_id is not None}
    years = {year.enrolment_id: year for year in loaded.years}
    for year in loaded.years:
        team = loaded.staffing[year.enrolment_id]
        yield from attention.of_company(year, team, today=today, drafts=draft_ids)
    for case in loaded.cases:
        company = case.enrolment_id
        days = loaded.programme.stuck_days
        yield from attention.of_case(case, years[company], loaded.staffing[company], days=days, today=today)


def of_viewer(
    viewer: Viewer, drafts: Sequence[DraftRow], teams_of: Callable[[Collection[int]], Teams], *, today: date
) -> Iterator[AttentionRow]:
    """What hangs on the viewer's rights: drafts, pictures to type up, notes of no case, assessments that are waited for.

    ``teams_of`` knows how the teams of some companies stand.
    """
    pictures, notes = list_to_type_up(viewer, today), list_unassigned(viewer, today=today)
    staffing = teams_of({row.enrolment_id for rows in (drafts, pictures, notes) for row in rows})
    for draft in drafts:
        yield attention.of_draft(draft, staffing[draft.enrolment_id], today)
    for picture in pictures:
        yield attention.of_note_to_type_up(picture, staffing[picture.enrolment_id], today)
    for note in notes:
        yield attention.of_unassigned(note, staffing[note.enrolment_id], today)
    for rater in list_awaited_raters(viewer, today):
        yield attention.of_rater(rater, today)


def of_months(viewer: Viewer, months: Iterable[MonthProgress], *, today: date) -> Iterator[AttentionRow]:
    """The months that ought to be closed, whatever the number of companies; for those alone who may close them."""
    left = left_open(months, today=today) if viewer.may(Act.STAFF) else ()
    managers = tuple(one.name for one in list_manager_choices(viewer, today)) if left else ()
    for month in left:
        yield attention.of_month(month, managers, today)


def teams_of(viewer: Viewer, today: date, enrolment_ids: Collection[int]) -> Teams:
    rows = staffing_of(viewer, today=today, enrolment_ids=enrolment_ids) if enrolment_ids else ()
    return {row.enrolment_id: row for row in rows}


def warned_days(today: date) -> Period:
    """This month and the one before: what is older stands among the warnings of the report."""
    return Period(Month.of(today).previous().first, today)


def of_days(
    viewer: Viewer, days: Period, staffing: Teams, *, today: date, around: EventRef | None = None
) -> Iterator[AttentionRow]:
    """What is odd about the records of these days (about one of them: ``around``); of companies whose ``staffing`` is known.

    A record that came late is not asked about again once somebody has looked into it.
    """
    events = list_events(viewer, period=days, with_teams=False, around=around)
    there = {event.ref: event for event in events}
    looked_into = list_settled_records(viewer, days=days)
    for row in name_warnings(warn_of(viewer, events, kinds=attention.WARNED)):
        event = there[row.warning.events[0]]
        if row.warning.kind is WarningKind.MADE_FINAL_LATE and event.ref in looked_into:
            continue
        company = row.warning.company_id or next((one.company_id for one in event.companies), 0)
        if company in staffing:
            late_by = (event.made_final_on - event.on).days if event.made_final_on else 0
            yield from attention.of_warning(row, staffing[company], late_by=late_by, today=today)
