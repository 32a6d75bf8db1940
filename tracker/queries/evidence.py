"""証憑つづり: the records behind one figure of the report, read without the rest of the report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.cadence import VisitMode
from tracker.domain.calendar import Month, Period
from tracker.domain.counts import counted_visits, event_escorts, held_meetings
from tracker.domain.errors import NotFound
from tracker.models import Company, Enrolment, Producer
from tracker.queries.attachments import list_attachments
from tracker.queries.cadence import list_meeting_facts, list_supports, list_visit_facts
from tracker.queries.cases import list_cases
from tracker.queries.hidden_names import get_report_names
from tracker.queries.programmes import get_programme
from tracker.queries.report import report_days
from tracker.queries.report_events import report_meetings, report_outcomes, report_visits
from tracker.queries.report_names import note_without_hidden_names, outcome_without_hidden_names
from tracker.queries.scope import board, in_programme
from tracker.rows.attachments import AttachmentFilter
from tracker.rows.cases import CaseRow
from tracker.rows.evidence import EvidenceBundleRow, EvidenceRow, Figure, FigureFilter, with_pictures
from tracker.rows.programmes import ProgrammeRow
from tracker.rows.report import ReportDaysRow, ReportOutcomeRow


@dataclass(frozen=True, slots=True)
class _Entry:
    """One of what the figure counts: a record, or a record with one of its companies or cases."""

    thing_id: int
    on: date
    enrolment_id: int | None = None
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A figure with the days and the names that it is of."""

    viewer: Viewer
    programme: ProgrammeRow
    of: FigureFilter
    days: ReportDaysRow
    companies: Mapping[int, str]
    cases: Mapping[int, CaseRow]

    @property
    def period(self) -> Period:
        return Period(self.days.whole.starts_on, self.days.as_of)

    @property
    def counted(self) -> Period | None:
        """Those days of the period that the figure counts: of a month's figure the month's. None for a month outside it."""
        month = self.of.month
        return self.period if month is None else self.period.common_with(Period(month.first, month.last))

    @property
    def by_company(self) -> bool:
        """Whether a meeting stands once for each of its companies."""
        return self.of.figure is Figure.COMPANY_MEETINGS or self.of.company is not None


def get_evidence(
    viewer: Viewer, of: FigureFilter, *, as_of: date, whole: Period | None, page: int, size: int, today: date
) -> EvidenceBundleRow:
    """A page (from 1; beyond the end the last) of the bundle; the days as :func:`tracker.queries.report.get_report` has them.

    NotFound for a company or a case that is not in the report.
    """
    viewer.require(Act.REPORT)
    programme = get_programme(viewer)
    companies, concealment = get_report_names(viewer)
    cases = {row.case_id: row for row in list_cases(viewer)}
    if of.company not in {None, *companies} or of.case not in {None, *cases}:
        raise NotFound
    days = ReportDaysRow(programme.fiscal_year, *report_days(programme, as_of=as_of, whole=whole))
    asked = _Asked(viewer, programme, of, days, companies, cases)
    outcomes = report_outcomes(viewer, asked.period) if of.figure is Figure.OUTCOMES else ()
    entries = [one for one in _entries(asked, outcomes) if of.month in (None, Month.of(one.on))]
    first = (min(page, max(1, -(-len(entries) // size))) - 1) * size
    rows = [
        replace(
            row,
            number=number,
            notes=tuple(note_without_hidden_names(note, concealment) for note in row.notes),
            outcome=row.outcome and outcome_without_hidden_names(row.outcome, concealment),
        )
        for number, row in enumerate(_rows(asked, entries[first : first + size], outcomes), start=first + 1)
    ]
    attached = list_attachments(viewer, today=today, filters=AttachmentFilter(company=of.company))
    return EvidenceBundleRow(
        organisation=programme.organisation,
        programme=programme.name,
        days=days,
        asked=of,
        count=len(entries),
        rows=with_pictures(rows, attached, _may_be_named(viewer)),
        companies=companies,
        cases={row.case_id: f"{row.number} {concealment.tell(row.title)}" for row in cases.values()},
        people=_people(viewer),
    )


def _entries(asked: _Asked, outcomes: Collection[ReportOutcomeRow]) -> Iterator[_Entry]:
    """As many as the figure says, by day."""
    of = asked.of
    if asked.counted is None:
        return
    if of.figure is Figure.OUTCOMES:
        for row in outcomes:
            if of.company in (None, row.enrolment_id) and of.case in (None, row.case_id):
                yield _Entry(row.outcome_id, row.outcome_on, row.enrolment_id, row.case_id)
    elif of.figure in (Figure.MEETINGS, Figure.COMPANY_MEETINGS):
        yield from _of_meetings(asked)
    else:
        yield from _of_visits(asked)


def _of_visits(asked: _Asked) -> Iterator[_Entry]:
    of, settings = asked.of, asked.programme.cadence
    company = of.company if of.case is None else asked.cases[of.case].enrolment_id
    facts = list_visit_facts(
        asked.viewer,
        enrolment_ids=None if company is None else (company,),
        days=asked.counted,
        with_cases=of.figure is Figure.CASE_VISITS,
    )
    count = event_escorts if of.figure is Figure.ESCORTS else counted_visits
    for visit in count(facts, settings=settings, period=asked.period, as_of=asked.days.as_of):
        if of.figure is Figure.CASE_VISITS:
            for case_id in sorted(visit.case_ids & asked.cases.keys()):
                if of.case in (None, case_id):
                    yield _Entry(visit.visit_id, visit.on, visit.company_id, case_id)
        elif of.figure is not Figure.ONLINE or visit.mode is VisitMode.ONLINE:
            yield _Entry(visit.visit_id, visit.on, visit.company_id)


def _of_meetings(asked: _Asked) -> Iterator[_Entry]:
    company = asked.of.company
    facts = list_meeting_facts(asked.viewer, enrolment_ids=None if company is None else (company,), days=asked.counted)
    place = {enrolment_id: place for place, enrolment_id in enumerate(asked.companies)}
    for meeting in held_meetings(facts, period=asked.period, as_of=asked.days.as_of):
        if not asked.by_company:
            yield _Entry(meeting.meeting_id, meeting.on)
            continue
        for enrolment_id in sorted(meeting.company_ids, key=place.__getitem__):
            yield _Entry(meeting.meeting_id, meeting.on, enrolment_id)


def _rows(asked: _Asked, entries: Collection[_Entry], outcomes: Collection[ReportOutcomeRow]) -> Iterator[EvidenceRow]:
    """The records of these entries, each with what of it counts there."""
    ids = {one.thing_id for one in entries}
    if asked.of.figure is Figure.OUTCOMES:
        came = {row.outcome_id: row for row in outcomes}
        for one in entries:
            outcome = came[one.thing_id]
            yield EvidenceRow("outcome", one.thing_id, one.on, (outcome.enrolment_id,), outcome=outcome, case_id=one.case_id)
    elif asked.of.figure in (Figure.MEETINGS, Figure.COMPANY_MEETINGS):
        met = {row.meeting_id: row for row in report_meetings(asked.viewer, asked.days.whole, asked.days.as_of, meeting_ids=ids)}
        for one in entries:
            row, there = met[one.thing_id], met[one.thing_id].enrolment_ids if one.enrolment_id is None else (one.enrolment_id,)
            notes = tuple(note for note in row.notes if asked.cases[note.case_id].enrolment_id in there)
            yield EvidenceRow("meeting", one.thing_id, one.on, there, row.producer_ids, notes, row.mode)
    else:
        made = {
            row.visit_id: row
            for row in report_visits(
                asked.viewer,
                asked.programme,
                asked.days.whole,
                asked.days.as_of,
                list_supports(asked.viewer),
                visit_ids=ids,
            )
        }
        for one in entries:
            visit = made[one.thing_id]
            told = tuple(note for note in visit.notes if one.case_id in (None, note.case_id))
            yield EvidenceRow(
                "visit", one.thing_id, one.on, (visit.enrolment_id,), visit.producer_ids, told, visit.mode, case_id=one.case_id
            )


def _may_be_named(viewer: Viewer) -> frozenset[int]:
    statement = (
        select(Enrolment.id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), Company.may_be_named)
    )
    return frozenset(db.session.scalars(statement))


def _people(viewer: Viewer) -> dict[int, str]:
    """Everybody whom the roster ever knew."""
    statement = select(Producer.id, Producer.name).where(
        in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None)
    )
    return {row.id: row.name for row in db.session.execute(statement)}
