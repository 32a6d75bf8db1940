"""Every case's line from the first step to 事業化, at board depth: phases, exhibitions, kinds of outcome."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from tracker.domain.access import Viewer
from tracker.domain.calendar import Period
from tracker.domain.case_paths import PathStep, case_path
from tracker.queries.exhibitions import list_exhibitions
from tracker.queries.outcomes import list_outcome_facts
from tracker.queries.phases import list_case_progress
from tracker.rows.case_paths import CasePathRow
from tracker.rows.exhibitions import ExhibitionFilter
from tracker.rows.outcomes import OutcomeFilter
from tracker.rows.phases import CaseProgressRow

Key = tuple[int, int | None]  # the enrolment and the case


def list_case_paths(viewer: Viewer, *, filters: OutcomeFilter, today: date) -> tuple[CasePathRow, ...]:
    """By company and case. The line is whole up to the end of the period; the period and the kind choose which cases are shown.

    What says no case is of the company's only one; in a company of several it stands on a line of its own.
    """
    as_of = min(filters.to_on or today, today)
    cases = list_case_progress(viewer, as_of=as_of, enrolment_ids=None if filters.company is None else [filters.company])
    of_company: defaultdict[int, list[CaseProgressRow]] = defaultdict(list)
    for case in cases:
        of_company[case.enrolment_id].append(case)
    steps: defaultdict[Key, list[PathStep]] = defaultdict(list)
    for enrolment_id, case_id, step in _steps(viewer, cases, filters, as_of):
        there = [case.case_id for case in of_company[enrolment_id]]
        steps[enrolment_id, case_id if case_id in there else there[0] if len(there) == 1 else None].append(step)
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


def _steps(
    viewer: Viewer, cases: Collection[CaseProgressRow], filters: OutcomeFilter, as_of: date
) -> Iterator[tuple[int, int | None, PathStep]]:
    for case in cases:
        for reached in case.progress.reached:
            first = reached.evidence[0]
            yield case.enrolment_id, case.case_id, PathStep(first.on, first.source, first.source_id, phase=reached.phase)
    for shown in list_exhibitions(viewer, today=as_of, filters=ExhibitionFilter(company=filters.company)):
        for one in shown.exhibitors:
            if filters.company in (None, one.enrolment_id):
                step = PathStep(shown.starts_on, "exhibition", shown.exhibition_id, name=shown.name)
                yield one.enrolment_id, one.case_id, step
    for fact in list_outcome_facts(viewer, filters=OutcomeFilter(company=filters.company, to_on=as_of)):
        yield fact.company_id, fact.case_id, PathStep(fact.on, "outcome", fact.outcome_id, outcome=fact.kind)
