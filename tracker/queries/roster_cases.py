"""Recognises the cases of a roster among those of its companies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, select

from tracker.database import db
from tracker.domain.access import Viewer
from tracker.domain.text import fold_width, search_key
from tracker.domain.words import N_
from tracker.models import Company, EnrolledCase, Enrolment, SupportCase
from tracker.queries.scope import board, in_programme
from tracker.rows.roster import RosterCase, RosterProblem, RosterSheet
from tracker.rows.roster_plan import PlanKind, PlannedCase, PlannedChange, PlannedCompany

SHEET = N_("案件")
TAKEN = N_("案件番号「%(number)s」は「%(name)s」の案件が使っています。別の番号にしてください。")
SAME_TITLE = N_("「%(name)s」には同じ案件名の別の案件がすでにあります。案件名を確かめてください。")


def plan_cases(
    viewer: Viewer, sheet: RosterSheet, companies: Iterable[PlannedCompany], problems: list[RosterProblem]
) -> tuple[PlannedCase, ...]:
    """What becomes of every case: within its company by number, else by title."""
    of_key = {company.source.search_key: company for company in companies}
    stored = _stored(viewer, {company.company_id for company in of_key.values() if company.company_id is not None})
    rows = [row for row in sheet.cases if row.company_key in of_key]
    matches = _matches(rows, {key: stored.get(company.company_id or 0, []) for key, company in of_key.items()})
    numbers = _numbers(viewer)
    planned = []
    for source in rows:
        company, match = of_key[source.company_key], matches.get(source.row)
        number = fold_width(source.number)
        holder = numbers.get(number)
        if number and holder is not None and (match is None or holder[0] != match.id):
            params = {"number": number, "name": holder[1]}
            problems.append(RosterProblem(SHEET, source.row, N_("案件番号"), TAKEN, params))
        others = [row for row in stored.get(company.company_id or 0, []) if match is None or row.id != match.id]
        if search_key(source.title) in {search_key(row.title) for row in others}:
            params = {"name": source.company_name}
            problems.append(RosterProblem(SHEET, source.row, N_("案件名"), SAME_TITLE, params))
        planned.append(_planned(source, match, number))
    return tuple(planned)


def _stored(viewer: Viewer, company_ids: set[int]) -> dict[int, list[Any]]:
    """Company → its living cases, with their number in the programme where they are worked there."""
    here = and_(EnrolledCase.case_id == SupportCase.id, EnrolledCase.enrolment_id == Enrolment.id)
    support = and_(Enrolment.company_id == SupportCase.company_id, in_programme(viewer, Enrolment.programme_id), board())
    statement = (
        select(SupportCase.id, SupportCase.company_id, SupportCase.title, SupportCase.kind, EnrolledCase.number)
        .outerjoin(Enrolment, support)
        .outerjoin(EnrolledCase, here)
        .where(SupportCase.company_id.in_(company_ids), SupportCase.deleted_at.is_(None))
        .order_by(SupportCase.id)
    )
    cases: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(statement):
        cases[row.company_id].append(row)
    return cases


def _matches(rows: Iterable[RosterCase], stored: dict[str, list[Any]]) -> dict[int, Any]:
    """Row of the file → stored case; numbers go first, so that a title that was made public finds its case."""
    matches: dict[int, Any] = {}
    claimed: set[int] = set()
    for by_number in (True, False):
        for source in rows:
            if source.row in matches:
                continue
            for row in stored[source.company_key]:
                same = fold_width(source.number) == row.number if by_number else search_key(source.title) == search_key(row.title)
                if same and row.id not in claimed:
                    claimed.add(row.id)
                    matches[source.row] = row
                    break
    return matches


def _numbers(viewer: Viewer) -> dict[str, tuple[int, str]]:
    """Number → the case that has it in the programme, and its company."""
    statement = (
        select(EnrolledCase.number, SupportCase.id, Company.name)
        .join(SupportCase, SupportCase.id == EnrolledCase.case_id)
        .join(Enrolment, Enrolment.id == EnrolledCase.enrolment_id)
        .join(Company, Company.id == Enrolment.company_id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), SupportCase.deleted_at.is_(None))
    )
    return {number: (case_id, name) for number, case_id, name in db.session.execute(statement)}


def _planned(source: RosterCase, match: Any, number: str) -> PlannedCase:
    if match is None:
        return PlannedCase(source, PlanKind.NEW, None, False, ())
    pairs = [(N_("案件名"), match.title, source.title), (N_("種別"), match.kind, source.kind)]
    is_enrolled = match.number is not None
    if is_enrolled:
        pairs.append((N_("案件番号"), match.number, number))
    changes = tuple(PlannedChange(label, old, new) for label, old, new in pairs if new and new != old)
    kind = PlanKind.NEW if not is_enrolled else PlanKind.CHANGED if changes else PlanKind.SAME
    return PlannedCase(source, kind, match.id, is_enrolled, changes)
