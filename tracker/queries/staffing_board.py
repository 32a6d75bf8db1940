"""The staffing board of a day: who does what for which company, what is thin, and which rules are not kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import Period
from tracker.domain.coverage import CoverageState
from tracker.domain.staffing_problem import RuleKind, broken_by
from tracker.models import Assignment, StandIn
from tracker.queries.absences import list_absences
from tracker.queries.coverage import coverage_of
from tracker.queries.staffing_problems import get_problem
from tracker.rows.staffing import PersonRow, ProducerLoadRow, StaffingRow
from tracker.rows.staffing_board import BoardCompanyRow, BoardPlace, BoardRole, BoardRow

MOST_IDLE_COLUMNS = 15  # beyond so many supporters only those stand in the head who do something for a company of the page


def get_board(viewer: Viewer, companies: Collection[StaffingRow], *, on: date) -> BoardRow:
    """The board of these companies, which the caller has read for the viewer."""
    viewer.require(Act.STAFF)
    row = get_problem(viewer, on=on)
    places = _places(companies, on)
    rows = []
    for company in companies:
        covered = coverage_of(company, row.strengths).coverage if company.enrolment_id in row.companies else ()
        told = list(zip(row.strengths.items, covered, strict=False))
        thin = tuple(item for item, one in told if one.state is CoverageState.THIN)
        unknown = tuple(item for item, one in told if one.state is CoverageState.UNKNOWN)
        rows.append(BoardCompanyRow(company, places.get(company.enrolment_id, {}), thin, unknown))
    busy = {producer_id for one in rows for producer_id in one.places}
    return BoardRow(
        problem=row,
        companies=tuple(rows),
        people=tuple(_people(row.loads, busy)),
        breaks=tuple(rule for rule in broken_by(row.problem, row.problem.teams) if rule.kind is not RuleKind.TEAM),
        absences=list_absences(viewer, from_on=on),
        caps={producer_id: row.problem.cap_of(producer_id) for producer_id in row.people},
        has_results=row.strengths.round is not None,
    )


def _people(everybody: Collection[ProducerLoadRow], busy: Collection[int]) -> Iterator[PersonRow]:
    for load in everybody:
        if load.person.producer_id in busy or len(everybody) <= MOST_IDLE_COLUMNS:
            yield load.person


def _places(companies: Collection[StaffingRow], on: date) -> dict[int, dict[int, tuple[BoardPlace, ...]]]:
    """Everything that runs on the day or begins later; a day at an end of the support is not told."""
    supports = {row.enrolment_id: row.support for row in companies}
    found: dict[int, dict[int, list[BoardPlace]]] = defaultdict(lambda: defaultdict(list))
    assigned = select(
        Assignment.enrolment_id, Assignment.producer_id, Assignment.role, Assignment.starts_on, Assignment.ends_on
    ).where(Assignment.enrolment_id.in_(supports), or_(Assignment.ends_on.is_(None), Assignment.ends_on >= on))
    for enrolment_id, producer_id, role, starts_on, ends_on in db.session.execute(assigned.order_by(Assignment.starts_on)):
        place = _place(BoardRole(role.value), starts_on, ends_on, supports[enrolment_id], on)
        found[enrolment_id][producer_id].append(place)
    standing_in = select(StandIn.enrolment_id, StandIn.producer_id, StandIn.starts_on, StandIn.ends_on).where(
        StandIn.enrolment_id.in_(supports), StandIn.deleted_at.is_(None), StandIn.ends_on >= on
    )
    for enrolment_id, producer_id, starts_on, ends_on in db.session.execute(standing_in.order_by(StandIn.starts_on)):
        place = _place(BoardRole.STAND_IN, starts_on, ends_on, supports[enrolment_id], on)
        found[enrolment_id][producer_id].append(place)
    return {
        enrolment_id: {producer_id: tuple(places) for producer_id, places in by_person.items()}
        for enrolment_id, by_person in found.items()
    }


def _place(role: BoardRole, starts_on: date, ends_on: date | None, support: Period, on: date) -> BoardPlace:
    assert support.ends_on is not None
    return BoardPlace(
        role,
        None if starts_on <= support.starts_on else starts_on,
        None if ends_on is None or ends_on >= support.ends_on else ends_on,
        starts_on > on,
    )
