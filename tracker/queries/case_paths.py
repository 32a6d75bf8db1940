"""Every case's line from the first step to 事業化, over the years, at board depth: phases, exhibitions, kinds of outcome."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from tracker.domain.access import Viewer, operator
from tracker.domain.calendar import Period
from tracker.domain.case_paths import PathStep, case_path
from tracker.queries.exhibitions import list_exhibitions
from tracker.queries.outcomes import list_outcome_facts
from tracker.queries.phases import list_case_progress
from tracker.queries.years_before import list_earlier_supports
from tracker.rows.case_paths import CasePathRow
from tracker.rows.exhibitions import ExhibitionFilter
from tracker.rows.outcomes import OutcomeFilter
from tracker.rows.phases import CaseProgressRow

Key = tuple[int, int | None]  # the enrolment and the case


def list_case_paths(viewer: Viewer, *, filters: OutcomeFilter, today: date) -> tuple[CasePathRow, ...]:
    """By company and case. The line is whole up to the end of the period; the period and the kind choose which cases are shown.

    What says no case is of the company's only one; in a company of several it stands on a line of its own. The line begins in the
    years before, of which only what is of the cases of this one is taken.
    """
    as_of = min(filters.to_on or today, today)
    cases = list_case_progress(viewer, as_of=as_of, enrolment_ids=None if filters.company is None else [filters.company])
    of_company: defaultdict[int, list[CaseProgressRow]] = defaultdict(list)
    for case in cases:
        of_company[case.enrolment_id].append(case)
    steps: defaultdict[Key, list[PathStep]] = defaultdict(list)
    for key, step in (*_of_this_year(viewer, of_company, filters, as_of), *_of_years_before(viewer, of_company, filters, as_of)):
        steps[key].append(step)
    rows = [
        CasePathRow(case.enrolment_id, case.company_name, case.case_id, case.number, case.title, case_path(of_case, as_of=as_of))
        for case in cases
        for of_case in (steps[case.enrolment_id, case.case_id],)
    ]
    for enrolment_id, of_cases in of_company.items():
        loose = steps.get((enrolment_id, None))
        if loose:
            place = max(index for index, row in enumerate(rows) if row.enrolment_id == enrolment_id) + 1
            rows.insert(place, CasePathRow(enrolment_id, of_cases[0].company_name, None, "", "", case_path(loose, as_of=as_of)))
    return tuple(row for row in rows if _is_wanted(row, filters, as_of))


def _is_wanted(row: CasePathRow, filters: OutcomeFilter, as_of: date) -> bool:
    in_period = Period(min(filters.from_on, as_of), as_of) if filters.from_on else None
    return (in_period is None or any(step.on in in_period for step in row.path.steps)) and (
        filters.kind is None or any(step.outcome is filters.kind for step in row.path.steps)
    )


def _of_this_year(
    viewer: Viewer, of_company: dict[int, list[CaseProgressRow]], filters: OutcomeFilter, as_of: date
) -> Iterator[tuple[Key, PathStep]]:
    """With the phases, which are told of all years at once."""
    for case in (case for of_one in of_company.values() for case in of_one):
        for reached in case.progress.reached:
            first = reached.evidence[0]
            step = PathStep(first.on, first.source, first.source_id, phase=reached.phase, programme_id=first.programme_id)
            yield (case.enrolment_id, case.case_id), step
    for case_id, step in _came_of_it(viewer, filters.company, as_of):
        there = [case.case_id for case in of_company.get(step.enrolment_id, ())]
        yield (step.enrolment_id, case_id if case_id in there else _only(there)), step


def _of_years_before(
    viewer: Viewer, of_company: dict[int, list[CaseProgressRow]], filters: OutcomeFilter, as_of: date
) -> Iterator[tuple[Key, PathStep]]:
    supports = {row.enrolment_id: row for row in list_earlier_supports(viewer, filters.company)}
    of_programme = {row.programme_id: row.enrolment_id for row in supports.values()}
    for programme_id, enrolment_id in of_programme.items():
        company = None if filters.company is None else enrolment_id
        for case_id, step in _came_of_it(operator(programme_id), company, as_of):
            support = supports.get(step.enrolment_id)
            if support is None:
                continue
            case_id = _only(support.case_ids) if case_id is None else case_id
            if case_id is None or case_id in {case.case_id for case in of_company.get(support.goes_on_as, ())}:
                yield (support.goes_on_as, case_id), step


def _only(cases: Collection[int]) -> int | None:
    return next(iter(cases)) if len(cases) == 1 else None


def _came_of_it(viewer: Viewer, company: int | None, as_of: date) -> Iterator[tuple[int | None, PathStep]]:
    """The exhibitions and outcomes of the viewer's programme (of a company), each with the case that it names."""
    here = viewer.programme
    for shown in list_exhibitions(viewer, today=as_of, filters=ExhibitionFilter(company=company)):
        step = PathStep(shown.starts_on, "exhibition", shown.exhibition_id, name=shown.name, programme_id=here)
        for one in shown.exhibitors:
            if company in (None, one.enrolment_id):
                yield one.case_id, replace(step, enrolment_id=one.enrolment_id)
    for fact in list_outcome_facts(viewer, filters=OutcomeFilter(company=company, to_on=as_of)):
        step = PathStep(fact.on, "outcome", fact.outcome_id, outcome=fact.kind, programme_id=here)
        yield fact.case_id, replace(step, enrolment_id=fact.company_id)
