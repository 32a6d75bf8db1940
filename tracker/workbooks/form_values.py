"""What the report says in the fields of a form: the report's own rows and counts, by the fields of ``domain/form_fields.py``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from tracker.domain.cadence import VisitMode
from tracker.domain.calendar import Month, fiscal_year_period
from tracker.domain.counts import distinct_companies, meeting_count, meeting_count_by_company, online_count, visit_count
from tracker.domain.form_fields import SEQUENCE, FormRecord
from tracker.domain.formatters import FieldValue
from tracker.domain.narratives import NarrativePart
from tracker.domain.phases import Phase
from tracker.rows.report import (
    ReportCaseRow,
    ReportCompanyRow,
    ReportMeetingRow,
    ReportNoteRow,
    ReportOutcomeRow,
    ReportPersonRow,
    ReportRow,
    ReportVisitRow,
)
from tracker.workbooks.report.words import say

Values = Mapping[str, FieldValue]


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One record as a form may show it: ``values`` by the names of its fields; ``label`` names it where it does not fit."""

    record: FormRecord
    record_id: int
    label: str
    values: Values


def entries_of(report: ReportRow, record: FormRecord) -> tuple[FormEntry, ...]:
    """Every record of that kind, in the order of the report: visits and meetings are those that are counted, no others."""
    found = _ENTRIES[record](report)
    return tuple(
        FormEntry(record, record_id, label, {SEQUENCE: place, **values})
        for place, (record_id, label, values) in enumerate(found, start=1)
    )


_Found = Iterable[tuple[int, str, dict[str, FieldValue]]]


def _programme(report: ReportRow) -> _Found:
    head, visits, met = report.head, report.counted_visits, report.held_meetings
    yield (
        0,
        head.programme,
        {
            "name": head.programme,
            "organisation": head.organisation,
            "fiscal_year": head.fiscal_year,
            "as_of": head.as_of,
            "starts_on": head.period.starts_on,
            "producers": head.producers,
            "people": tuple(person.name for person in report.people),
            "companies": len(report.companies),
            "company_names": tuple(row.name for row in report.companies),
            "cases": len(report.cases),
            "visit_count": visit_count(visits),
            "online_count": online_count(visits),
            "distinct_companies": distinct_companies(visits),
            "case_visit_count": sum(case.visit_count for case in report.cases),
            "event_escorts": len(report.event_escorts),
            "meeting_count": meeting_count(met),
            "company_meeting_count": sum(meeting_count_by_company(met).values()),
            "outcomes": len(report.outcomes),
            "outcome_companies": len({row.enrolment_id for row in report.outcomes}),
        },
    )


def _companies(report: ReportRow) -> _Found:
    cases = _grouped(report.cases, lambda row: row.title)
    outcomes = _grouped(report.outcomes, lambda row: row.description)
    for row in report.companies:
        team = row.staffing.team
        yield (
            row.enrolment_id,
            row.name,
            {
                "number": row.number,
                "name": row.name,
                "kana": row.kana,
                "corporate_number": row.corporate_number,
                "place": row.prefecture + row.municipality,
                "prefecture": row.prefecture,
                "municipality": row.municipality,
                "starts_on": row.support.starts_on,
                "ends_on": row.support.ends_on,
                "lead": team.lead.name if team.lead else None,
                "sub_leads": tuple(person.name for person in team.sub_leads),
                "team": tuple(person.name for person in team.people),
                "staffing": row.staffing.text,
                "cases": cases.get(row.enrolment_id, ()),
                "visit_count": row.visit_count,
                "online_count": row.online_count,
                "event_escorts": row.event_escorts,
                "meeting_count": row.meeting_count,
                "outcomes": outcomes.get(row.enrolment_id, ()),
                "outcome_count": len(outcomes.get(row.enrolment_id, ())),
                **_months(report, row),
            },
        )


def _months(report: ReportRow, row: ReportCompanyRow) -> dict[str, FieldValue]:
    """Of the fiscal year's months that have begun by the as-of date; one to come is blank, not nought."""
    year = fiscal_year_period(report.head.fiscal_year)
    return {
        f"{name}_{month.month}": number
        for month, cell, meetings in zip(report.months, row.cells, row.meetings_by_month, strict=True)
        if month.first in year and month <= Month.of(report.head.as_of)
        for name, number in (("visits", cell.held), ("meetings", meetings))
    }


def _cases(report: ReportRow) -> _Found:
    outcomes: dict[int, tuple[str, ...]] = {}
    for outcome in report.outcomes:
        if outcome.case_id is not None:
            outcomes[outcome.case_id] = (*outcomes.get(outcome.case_id, ()), outcome.description)
    told = {row.case_id: row.texts for row in report.narratives}
    for row in report.cases:
        yield (
            row.case_id,
            row.title,
            {
                "number": row.number,
                "title": row.title,
                "kind": row.kind,
                "company": report.company(row.enrolment_id).name,
                "furthest": say(row.progress.furthest) if row.progress.furthest else None,
                **{phase.value: _reached(row, phase) for phase in Phase},
                "days": row.progress.days_in_phase(report.head.as_of),
                "visit_count": row.visit_count,
                "outcomes": outcomes.get(row.case_id, ()),
                **{f"told_{part.value}": told.get(row.case_id, {}).get(part, "") for part in NarrativePart},
            },
        )


def _reached(row: ReportCaseRow, phase: Phase) -> FieldValue:
    reached = row.progress.reached_phase(phase)
    return reached.first_on if reached else None


def _visits(report: ReportRow) -> _Found:
    for row in report.visits:
        if row.counts:
            company = report.company(row.enrolment_id).name
            yield (
                row.visit_id,
                f"{company} {row.visit_on.isoformat()}",
                {
                    "on": row.visit_on,
                    "company": company,
                    "cases": tuple(report.case(note.case_id).title for note in row.notes),
                    **_event(report, row),
                },
            )


def _meetings(report: ReportRow) -> _Found:
    for row in report.meetings:
        if row.counts:
            companies = tuple(report.company(one).name for one in row.enrolment_ids)
            values: dict[str, FieldValue] = {"on": row.meeting_on, "companies": companies, **_event(report, row)}
            yield row.meeting_id, row.meeting_on.isoformat(), values


def _event(report: ReportRow, row: ReportVisitRow | ReportMeetingRow) -> dict[str, FieldValue]:
    return {
        "starts_at": _clock(row.start_time),
        "ends_at": _clock(row.end_time),
        "mode": say(row.mode),
        "is_online": row.mode is VisitMode.ONLINE,
        "people": tuple(report.person(one).name for one in row.producer_ids),
        "people_count": len(row.producer_ids),
        "phases": _phases(row.notes),
        "summary": tuple(note.report_summary for note in row.notes if note.report_summary),
    }


def _phases(notes: tuple[ReportNoteRow, ...]) -> tuple[str, ...]:
    return tuple(say(phase) for phase in Phase if any(phase in note.phases for note in notes))


def _clock(value: time | None) -> str | None:
    return f"{value:%H:%M}" if value else None


def _outcomes(report: ReportRow) -> _Found:
    for row in report.outcomes:
        yield row.outcome_id, row.description, _outcome(report, row)


def _outcome(report: ReportRow, row: ReportOutcomeRow) -> dict[str, FieldValue]:
    return {
        "on": row.outcome_on,
        "company": report.company(row.enrolment_id).name,
        "case": report.case(row.case_id).title if row.case_id is not None else None,
        "kind": say(row.kind),
        "detail": row.kind_detail,
        "description": row.description,
        "evidence": row.evidence,
    }


def _people(report: ReportRow) -> _Found:
    for row in report.people:
        yield row.producer_id, row.name, {"name": row.name, "category": row.category, **_places(report, row)}


def _places(report: ReportRow, person: ReportPersonRow) -> dict[str, FieldValue]:
    """The companies that somebody leads, or stands beside, on the as-of date."""
    teams = [(row.name, row.staffing.team) for row in report.companies]
    return {
        "leads": tuple(name for name, team in teams if team.lead and team.lead.producer_id == person.producer_id),
        "sub_leads": tuple(name for name, team in teams if any(one.producer_id == person.producer_id for one in team.sub_leads)),
    }


def _grouped(rows: Iterable[Any], words: Any) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row.enrolment_id] = (*found.get(row.enrolment_id, ()), words(row))
    return found


_ENTRIES = {
    FormRecord.PROGRAMME: _programme,
    FormRecord.COMPANY: _companies,
    FormRecord.CASE: _cases,
    FormRecord.VISIT: _visits,
    FormRecord.MEETING: _meetings,
    FormRecord.OUTCOME: _outcomes,
    FormRecord.PERSON: _people,
}
