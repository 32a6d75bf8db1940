"""What a field offers to choose from: all there is; of many the likeliest, and by a part of its name any other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from tracker.database import db
from tracker.domain.access import Act, Viewer
from tracker.models import Assignment, Producer, Visit, VisitParticipant
from tracker.queries import scope
from tracker.queries.cases import list_case_choices
from tracker.queries.companies import list_company_choices
from tracker.queries.producers import list_producers
from tracker.rows.choices import ChoiceRow, CompaniesOffered, Offered
from tracker.rows.companies import CompanyChoiceRow

MOST_OFFERED = 60  # more than that nobody reads through on a phone
MOST_FOUND = 20
LATELY = 20  # visits whose companies and people are offered to whoever is on no team


def offer_companies(
    viewer: Viewer, *, today: date, act: Act = Act.BOARD, keep: Collection[int] = (), apart: bool = False
) -> Offered:
    """Companies by their number, one's own first; ``keep`` are those that the field names already.

    ``apart``: with what tells two of one name apart (here and in the other functions).
    """

    def among(ids: Collection[int] | None, limit: int | None) -> Sequence[ChoiceRow]:
        rows = list_company_choices(viewer, today=today, act=act, ids=ids, limit=limit)
        return [_of_company(row, apart) for row in rows]

    return _offer(among, lambda: {*keep, *_likely_companies(viewer, today)})


def list_companies_to_log(viewer: Viewer, *, today: date, name: str) -> CompaniesOffered:
    """What a page offers that begins with the company: of many the likeliest, or what the name finds."""
    rows = list_company_choices(viewer, today=today, act=Act.LOG, limit=MOST_OFFERED + 1)
    if len(rows) <= MOST_OFFERED:
        return CompaniesOffered(rows)
    if name:
        rows = list_company_choices(viewer, today=today, act=Act.LOG, q=name, limit=MOST_FOUND + 1)
    else:
        rows = list_company_choices(viewer, today=today, act=Act.LOG, ids=_likely_companies(viewer, today))
    return CompaniesOffered(
        rows[: MOST_FOUND if name else None], has_more=True, typed=name, is_cut=bool(name) and len(rows) > MOST_FOUND
    )


def find_company_to_log(viewer: Viewer, enrolment_id: int | None, *, today: date) -> CompanyChoiceRow | None:
    """One that the viewer may write about; None for any other."""
    rows = list_company_choices(viewer, today=today, act=Act.LOG, ids=[enrolment_id]) if enrolment_id is not None else ()
    return rows[0] if rows else None


def find_companies(viewer: Viewer, text: str, *, today: date, act: Act = Act.BOARD, apart: bool = False) -> tuple[ChoiceRow, ...]:
    """Whose name, reading or earlier name holds the text, whole names first; one beyond ``MOST_FOUND``: there are more."""
    rows = list_company_choices(viewer, today=today, act=act, q=text, limit=MOST_FOUND + 1) if text else ()
    return tuple(_of_company(row, apart) for row in rows)


def offer_producers(
    viewer: Viewer,
    *,
    today: date,
    since: date | None = None,
    keep: Collection[int] = (),
    beside: Callable[[], Collection[int]] = tuple,
    apart: bool = False,
) -> Offered:
    """Supporters by reading and name; ``since``: who left the roster before that day only where ``keep`` names them.

    ``beside``: who else is as likely as those of one's own teams; asked for where there are many.
    """

    def among(ids: Collection[int] | None, limit: int | None) -> Sequence[ChoiceRow]:
        rows = list_producers(viewer, since=since, keep=keep, ids=ids, limit=limit)
        return [_of_producer(row, apart) for row in rows]

    return _offer(among, lambda: {*keep, *beside(), *likely_producers(viewer, today)})


def find_producers(viewer: Viewer, text: str, *, since: date | None = None, apart: bool = False) -> tuple[ChoiceRow, ...]:
    rows = list_producers(viewer, since=since, q=text, limit=MOST_FOUND + 1) if text else ()
    return tuple(_of_producer(row, apart) for row in rows)


def offer_cases(viewer: Viewer, *, today: date, keep: Collection[int] = ()) -> Offered:
    """Cases by company and number; of many those of the companies that are likely."""
    rows = list_case_choices(viewer, limit=MOST_OFFERED + 1)
    if len(rows) <= MOST_OFFERED:
        return Offered(rows, is_whole=True)
    likely = _likely_companies(viewer, today)
    named = keep or likely
    return Offered(list_case_choices(viewer, ids=keep, enrolment_ids=likely, limit=MOST_OFFERED) if named else (), is_whole=False)


def find_cases(viewer: Viewer, text: str) -> tuple[ChoiceRow, ...]:
    """By a part of its title or of its company's name."""
    return list_case_choices(viewer, q=text, limit=MOST_FOUND + 1) if text else ()


def likely_producers(viewer: Viewer, today: date) -> set[int]:
    """The viewer and whoever shares a team with them; for somebody on no team those of the latest visits."""
    companies = _my_companies(viewer, today)
    if companies:
        shared = select(Assignment.producer_id).where(
            Assignment.enrolment_id.in_(companies),
            Assignment.starts_on <= today,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on >= today),
        )
        return {*db.session.scalars(shared.distinct().limit(MOST_OFFERED)), viewer.producer_id or 0}
    latest = _latest_visits(viewer, today, Visit.id).subquery()
    there = select(VisitParticipant.producer_id).join(latest, latest.c.id == VisitParticipant.visit_id).distinct()
    return {*db.session.scalars(there.limit(MOST_OFFERED)), viewer.producer_id or 0}


def has_many_producers(viewer: Viewer) -> bool:
    """Whether there are more than a field offers all of."""
    beyond = select(Producer.id).where(scope.in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
    return db.session.scalar(beyond.offset(MOST_OFFERED).limit(1)) is not None


def _offer(
    among: Callable[[Collection[int] | None, int | None], Sequence[ChoiceRow]], likely: Callable[[], Collection[int]]
) -> Offered:
    """All; of many the likely ones, however many a field names already: who is left out could not stay chosen."""
    rows = among(None, MOST_OFFERED + 1)
    if len(rows) <= MOST_OFFERED:
        return Offered(tuple(rows), is_whole=True)
    return Offered(tuple(among(likely(), None)), is_whole=False)


def _of_company(row: Any, apart: bool) -> ChoiceRow:
    return ChoiceRow(row.enrolment_id, row.name, row.number if apart else "")


def _of_producer(row: Any, apart: bool) -> ChoiceRow:
    return ChoiceRow(row.producer_id, row.name, row.email if apart else "")


def _likely_companies(viewer: Viewer, today: date) -> tuple[int, ...]:
    """The viewer's own; for somebody on no team those of the latest visits."""
    mine = _my_companies(viewer, today)
    return mine or tuple(db.session.scalars(_latest_visits(viewer, today, Visit.enrolment_id)))


def _my_companies(viewer: Viewer, today: date) -> tuple[int, ...]:
    return () if viewer.producer_id is None else tuple(db.session.scalars(scope.my_companies(viewer, today).limit(MOST_OFFERED)))


def _latest_visits(viewer: Viewer, today: date, column: Any) -> Select[Any]:
    return (
        select(column)
        .where(scope.in_programme(viewer, Visit.programme_id), Visit.deleted_at.is_(None), Visit.visit_on <= today)
        .order_by(Visit.visit_on.desc(), Visit.id.desc())
        .limit(LATELY)
    )
