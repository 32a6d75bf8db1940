"""Everything that the yearly report says, read once; the same numbers as the pages, cut by the as-of date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Month, Period, fiscal_year_period, tokyo_day
from tracker.domain.counts import counted_visits, event_escorts, held_meetings, visit_count_by_case
from tracker.domain.errors import RuleBroken
from tracker.domain.warnings import EventWarning, WarningKind
from tracker.domain.words import N_
from tracker.models import (
    Assignment,
    Company,
    Enrolment,
    Producer,
)
from tracker.queries.assessments import list_items, list_rounds
from tracker.queries.cadence import list_meeting_facts, list_visit_facts, list_years
from tracker.queries.cases import list_cases
from tracker.queries.hidden_names import get_report_names
from tracker.queries.narratives import list_standing_narratives
from tracker.queries.phases import list_case_progress
from tracker.queries.programmes import get_programme
from tracker.queries.report_events import report_drafts, report_meetings, report_outcomes, report_visits
from tracker.queries.report_names import without_hidden_names
from tracker.queries.results import list_report_results
from tracker.queries.scope import board, in_programme
from tracker.queries.submissions import find_last_entry
from tracker.queries.teams import staffing_of
from tracker.queries.unassigned import list_unassigned
from tracker.queries.warnings import list_events, name_warnings, warn_of
from tracker.rows.programmes import ProgrammeRow
from tracker.rows.report import (
    ReportAssignmentRow,
    ReportCaseRow,
    ReportCompanyRow,
    ReportExcuseRow,
    ReportHeadRow,
    ReportNarrativeRow,
    ReportPersonRow,
    ReportRow,
)
from tracker.rows.warnings import WarningRow


def get_report(viewer: Viewer, *, as_of: date, whole: Period | None = None) -> ReportRow:
    """The report of the viewer's programme up to and including ``as_of``, as known now (rule 6).

    Of the fiscal year, or of a ``whole`` period inside the contract's. RuleBroken for one that is not, and for an as-of date
    before it; one after its end stands for its last day.
    """
    viewer.require(Act.REPORT)
    read_after = find_last_entry()
    programme = get_programme(viewer)
    year, as_of = report_days(programme, as_of=as_of, whole=whole)
    period = Period(year.starts_on, as_of)
    visit_facts = list_visit_facts(viewer)
    meeting_facts = list_meeting_facts(viewer)
    counted = counted_visits(visit_facts, settings=programme.cadence, period=period, as_of=as_of)
    met = held_meetings(meeting_facts, period=period, as_of=as_of)
    months = tuple(year.months())
    names, concealment = get_report_names(viewer)
    companies = _companies(viewer, programme, as_of, year, met, names)
    cases = _cases(viewer, as_of, visit_count_by_case(counted))
    people = _people(viewer, as_of)
    report = ReportRow(
        head=ReportHeadRow(
            organisation=programme.organisation,
            programme=programme.name,
            slug=programme.slug,
            fiscal_year=programme.fiscal_year,
            whole=year,
            period=period,
            as_of=as_of,
            producer_label=programme.producer_label,
            expected_producers=programme.expected_producers,
            producers=sum(row.is_on_roster for row in people),
            cadence=programme.cadence,
            read_after=read_after,
        ),
        months=months,
        companies=companies,
        cases=cases,
        visits=report_visits(viewer, programme, year, as_of, {row.enrolment_id: row.support for row in companies}),
        meetings=report_meetings(viewer, year, as_of),
        outcomes=report_outcomes(viewer, period),
        people=people,
        assignments=_assignments(viewer, as_of),
        excuses=tuple(
            ReportExcuseRow(row.enrolment_id, month.month, month.reason, month.accepted_by)
            for row in companies
            for month in row.year.excused
            if month.month in months and month.month.first <= as_of
        ),
        items=list_items(viewer),
        results=list_report_results(viewer, as_of),
        narratives=_narratives(viewer, cases),
        counted_visits=counted,
        held_meetings=met,
        event_escorts=event_escorts(visit_facts, settings=programme.cadence, period=period, as_of=as_of),
        drafts=report_drafts(viewer, period),
        open_rounds=tuple(row for row in list_rounds(viewer) if row.is_open),
        unassigned=tuple(row for row in list_unassigned(viewer, today=as_of) if row.on in period),
        overlaps=_overlaps(viewer, period),
    )
    return without_hidden_names(report, concealment)


def report_days(programme: ProgrammeRow, *, as_of: date, whole: Period | None) -> tuple[Period, date]:
    """The whole period and the as-of date of a report that is asked for; RuleBroken as :func:`get_report` says."""
    year = whole or fiscal_year_period(programme.fiscal_year)
    assert year.ends_on is not None
    if year != fiscal_year_period(programme.fiscal_year):
        _check_inside(year, programme.contract)
    if as_of < year.starts_on:
        raise RuleBroken(N_("基準日は%(start)s以後の日にしてください。"), field="as_of", start=year.starts_on)
    return year, min(as_of, year.ends_on)


def _check_inside(period: Period, contract: Period) -> None:
    for field, day in (("starts_on", period.starts_on), ("ends_on", period.ends_on)):
        if day is None or day not in contract:
            raise RuleBroken(
                N_("期間は契約期間（%(start)sから%(end)sまで）の中にしてください。"),
                field=field,
                start=contract.starts_on,
                end=contract.ends_on,
            )


def _overlaps(viewer: Viewer, period: Period) -> tuple[WarningRow, ...]:
    """The same person in two places at once, by the rule that the dashboard warns by; month by month, for the memory's sake."""
    found: list[EventWarning] = []
    for month in period.months():
        days = Period(max(month.first, period.starts_on), min(month.last, period.ends_on or month.last))
        events = list_events(viewer, period=days, with_teams=False)
        found.extend(warn_of(viewer, events, kinds={WarningKind.OVERLAPPING_HOURS}))
    return name_warnings(found)


def _companies(
    viewer: Viewer, programme: ProgrammeRow, as_of: date, whole: Period, met: Collection[Any], names: Mapping[int, str]
) -> tuple[ReportCompanyRow, ...]:
    months = tuple(whole.months())
    years = {
        row.enrolment_id: row
        for row in list_years(
            viewer, fiscal_year=programme.fiscal_year, programme=programme, period=whole, today=as_of, as_of_report=True
        )
    }
    teams = {row.enrolment_id: row for row in staffing_of(viewer, today=as_of)}
    found = db.session.execute(
        select(
            Enrolment.id,
            Enrolment.number,
            Company.name,
            Company.kana,
            Company.corporate_number,
            Company.prefecture,
            Company.municipality,
            Company.area_code,
            Company.may_be_named,
            Enrolment.starts_on,
            Enrolment.ends_on,
        )
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board())
        .order_by(Enrolment.number, Enrolment.id)
    ).all()
    met_in: defaultdict[tuple[int, Month], int] = defaultdict(int)
    for meeting in met:
        for enrolment_id in meeting.company_ids:
            met_in[enrolment_id, Month.of(meeting.on)] += 1
    return tuple(
        ReportCompanyRow(
            enrolment_id=row.id,
            number=row.number,
            name=names[row.id],
            # What would tell who it is stays out with the name.
            kana=row.kana if row.may_be_named else "",
            corporate_number=(row.corporate_number or "") if row.may_be_named else "",
            prefecture=row.prefecture,
            municipality=row.municipality if row.may_be_named else "",
            area_code=row.area_code if row.may_be_named else "",
            is_named=row.may_be_named,
            support=Period(row.starts_on, row.ends_on),
            staffing=teams[row.id],
            year=replace(years[row.id], visits=(), meetings=(), year_before=None),  # the report has them as rows of its own
            meetings_by_month=tuple(met_in[row.id, month] for month in months),
        )
        for row in found
    )


def _cases(viewer: Viewer, as_of: date, visits: dict[int, int]) -> tuple[ReportCaseRow, ...]:
    kinds = {row.case_id: row.kind for row in list_cases(viewer)}
    return tuple(
        ReportCaseRow(
            case_id=row.case_id,
            enrolment_id=row.enrolment_id,
            number=row.number,
            title=row.title,
            kind=kinds.get(row.case_id, ""),
            progress=row.progress,
            lacking_reason=row.lacking_reason,
            visit_count=visits.get(row.case_id, 0),
        )
        for row in list_case_progress(viewer, as_of=as_of)
    )


def _narratives(viewer: Viewer, cases: Collection[ReportCaseRow]) -> tuple[ReportNarrativeRow, ...]:
    """What stands now: a text is of no day, so the as-of date does not cut it."""
    standing = list_standing_narratives(viewer)
    found = (standing[case.case_id] for case in cases if case.case_id in standing)
    return tuple(ReportNarrativeRow(row.case_id, row.number, tokyo_day(row.written_at), row.texts) for row in found)


def _people(viewer: Viewer, as_of: date) -> tuple[ReportPersonRow, ...]:
    statement = (
        select(Producer.id, Producer.name, Producer.category, Producer.starts_on, Producer.ends_on)
        .where(in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
        .order_by(Producer.kana, Producer.name, Producer.id)
    )
    return tuple(
        ReportPersonRow(producer_id, name, category, as_of in Period(starts_on or date.min, ends_on))
        for producer_id, name, category, starts_on, ends_on in db.session.execute(statement)
    )


def _assignments(viewer: Viewer, as_of: date) -> tuple[ReportAssignmentRow, ...]:
    statement = (
        select(Assignment.enrolment_id, Assignment.producer_id, Assignment.role, Assignment.starts_on, Assignment.ends_on)
        .join(Enrolment, Enrolment.id == Assignment.enrolment_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), Assignment.starts_on <= as_of)
        # "lead" sorts before "sub_lead"
        .order_by(Enrolment.number, Assignment.starts_on, Assignment.role, Assignment.producer_id)
    )
    return tuple(
        ReportAssignmentRow(enrolment_id, producer_id, role, Period(starts_on, ends_on))
        for enrolment_id, producer_id, role, starts_on, ends_on in db.session.execute(statement)
    )
