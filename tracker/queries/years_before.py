"""The companies' years before: what the first gap of this year begins with, where a case was worked. Board depth.

The programmes before are not the viewer's. They see of them what their own year cannot be told without: days, and kinds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Date, Integer, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from tracker.database import db
from tracker.domain.access import Viewer, operator
from tracker.domain.between import YearBefore
from tracker.domain.cadence import EventStatus, VisitDay, VisitMode
from tracker.domain.calendar import fiscal_year_period
from tracker.domain.records import RecordState
from tracker.models import EnrolledCase, Enrolment, Visit
from tracker.queries.meeting_days import list_meeting_days
from tracker.queries.prepared import THESE, asked_of, prepared, run
from tracker.queries.scope import board, in_programme, in_years_so_far
from tracker.rows.case_paths import EarlierSupportRow
from tracker.rows.programmes import ProgrammeRow


def list_years_before(
    viewer: Viewer, programme: ProgrammeRow, *, enrolment_ids: Collection[int] | None = None
) -> dict[int, YearBefore]:
    """By company of the viewer's programme (of those asked for), where it was visited in the year that this one goes on from.

    The last visit day before the fiscal year, and whatever was recorded there since.
    """
    before = programme.predecessor
    if before is None:
        return {}
    visits: defaultdict[int, list[VisitDay]] = defaultdict(list)
    goes_on: dict[int, int] = {}
    asked = {
        "before": before.programme_id,
        "begins_on": fiscal_year_period(programme.fiscal_year).starts_on,
        "modes": [mode for mode in VisitMode if before.cadence.mode_counts(mode)],
    }
    found = run(_last_visits(viewer, enrolment_ids is None), asked_of(viewer, enrolment_ids) | asked)
    for enrolment_id, earlier_id, visit_id, on, mode, start_time in found:
        goes_on[enrolment_id] = earlier_id
        visits[enrolment_id].append(VisitDay(visit_id, on, EventStatus.HELD, mode, start_time=start_time))
    if not visits:
        return {}
    since = min(visit.on for of_company in visits.values() for visit in of_company)
    earlier = None if enrolment_ids is None else goes_on.values()
    meetings = list_meeting_days(operator(before.programme_id), earlier, since=since)
    return {
        enrolment_id: YearBefore(before.cadence, tuple(of_company), tuple(meetings[goes_on[enrolment_id]]))
        for enrolment_id, of_company in visits.items()
    }


def list_earlier_supports(viewer: Viewer, enrolment_id: int | None) -> tuple[EarlierSupportRow, ...]:
    """The supports in the years before of every company of the viewer's programme, or of the one asked for, with their cases."""
    earlier = aliased(Enrolment)
    columns: tuple[Any, ...] = (earlier.id, earlier.programme_id, Enrolment.id, EnrolledCase.case_id)
    statement = (
        select(*columns)
        .select_from(Enrolment)
        .join(earlier, and_(earlier.company_id == Enrolment.company_id, earlier.id != Enrolment.id))
        .outerjoin(EnrolledCase, EnrolledCase.enrolment_id == earlier.id)
        .where(in_programme(viewer, Enrolment.programme_id), board())
        .where(in_years_so_far(viewer, earlier.programme_id), earlier.deleted_at.is_(None))
    )
    if enrolment_id is not None:
        statement = statement.where(Enrolment.id == enrolment_id)
    found: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
    for *support, case_id in db.session.execute(statement):
        found[tuple(support)] += [] if case_id is None else [case_id]
    return tuple(EarlierSupportRow(*support, tuple(cases)) for support, cases in found.items())


@prepared
def _last_visits(viewer: Viewer, are_all: bool) -> Select[Any]:
    earlier = aliased(Enrolment)
    counting = (
        Visit.status == EventStatus.HELD,
        Visit.record_state == RecordState.FINAL,
        Visit.deleted_at.is_(None),
        Visit.mode.in_(bindparam("modes", expanding=True)),
    )
    columns: tuple[Any, ...] = (Enrolment.id, earlier.id.label("earlier_id"), func.max(Visit.visit_on).label("last_on"))
    of_company = and_(
        earlier.company_id == Enrolment.company_id,
        earlier.programme_id == bindparam("before", type_=Integer),
        earlier.deleted_at.is_(None),
    )
    last = (
        select(*columns)
        .select_from(Enrolment)
        .join(earlier, of_company)
        .join(Visit, Visit.enrolment_id == earlier.id)
        .where(in_programme(viewer, Enrolment.programme_id), board(), *counting)
        .where(Visit.visit_on < bindparam("begins_on", type_=Date))
        .group_by(Enrolment.id, earlier.id)
    )
    days = (last if are_all else last.where(Enrolment.id.in_(THESE))).subquery()
    shown: tuple[Any, ...] = (days.c.id, days.c.earlier_id, Visit.id, Visit.visit_on, Visit.mode, Visit.start_time)
    return (
        select(*shown)
        .join(days, and_(days.c.earlier_id == Visit.enrolment_id, Visit.visit_on >= days.c.last_on))
        .where(*counting)
        .order_by(Visit.visit_on, Visit.id)
    )
