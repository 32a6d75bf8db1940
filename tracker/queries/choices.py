"""What a field offers to choose from: all there is; of many the likeliest, and by a part of its name any other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CompoundSelect, Date, Integer, Select, bindparam, or_, select

from tracker.domain.access import Act, Viewer
from tracker.models import Assignment, Producer, Visit, VisitParticipant
from tracker.queries import scope
from tracker.queries.cases import has_more_cases, list_case_choices
from tracker.queries.companies import has_more_companies, list_company_choices
from tracker.queries.prepared import THESE, asked_of, ids_of, prepared, run
from tracker.queries.producers import list_producers
from tracker.rows.choices import ChoiceRow, CompaniesOffered, Offered
from tracker.rows.companies import CompanyChoiceRow

MOST_OFFERED = 60  # more than that nobody reads through on a phone
MOST_FOUND = 20
_TODAY: Any = bindparam("today", type_=Date)
_MOST: Any = bindparam("most", type_=Integer)
LATELY = 20  # visits whose companies and people are offered to whoever is on no team


def offer_companies(
    viewer: Viewer, *, today: date, act: Act = Act.BOARD, keep: Collection[int] = (), apart: bool = False
) -> Offered:
    """Companies by their number, one's own first; ``keep`` are those that the field names already.

    ``apart``: with what tells two of one name apart (here and in the other functions).
    """

    def among(ids: Collection[int] | None) -> Sequence[ChoiceRow]:
        rows = list_company_choices(viewer, today=today, act=act, ids=ids)
        return [_of_company(row, apart) for row in rows]

    if not has_more_companies(viewer, MOST_OFFERED, today=today, act=act):
        return Offered(tuple(among(None)), is_whole=True)
    return Offered(tuple(among({*keep, *_likely_companies(viewer, today)})), is_whole=False)


def list_companies_to_log(viewer: Viewer, *, today: date, name: str) -> CompaniesOffered:
    """What a page offers that begins with the company: of many the likeliest, or what the name finds."""
    if not has_more_companies(viewer, MOST_OFFERED, today=today, act=Act.LOG):
        return CompaniesOffered(list_company_choices(viewer, today=today, act=Act.LOG))
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

    def among(ids: Collection[int] | None) -> Sequence[ChoiceRow]:
        rows = list_producers(viewer, since=since, keep=keep, ids=ids)
        return [_of_producer(row, apart) for row in rows]

    if not has_many_producers(viewer):
        return Offered(tuple(among(None)), is_whole=True)
    return Offered(tuple(among({*keep, *beside(), *likely_producers(viewer, today)})), is_whole=False)


def find_producers(viewer: Viewer, text: str, *, since: date | None = None, apart: bool = False) -> tuple[ChoiceRow, ...]:
    rows = list_producers(viewer, since=since, q=text, limit=MOST_FOUND + 1) if text else ()
    return tuple(_of_producer(row, apart) for row in rows)


def offer_cases(viewer: Viewer, *, today: date, keep: Collection[int] = ()) -> Offered:
    """Cases by company and number; of many those of the companies that are likely."""
    if not has_more_cases(viewer, MOST_OFFERED):
        return Offered(list_case_choices(viewer, limit=MOST_OFFERED), is_whole=True)
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
        found = run(_shared_teams(viewer), asked_of(viewer, companies) | {"today": today, "most": MOST_OFFERED})
    else:
        found = run(_there_lately(viewer), _asked(viewer, today, LATELY) | {"people": MOST_OFFERED})
    return {*found.scalars(), viewer.producer_id or 0}


def has_many_producers(viewer: Viewer) -> bool:
    """Whether there are more than a field offers all of."""
    return run(_beyond(viewer), ids_of(viewer) | {"than": MOST_OFFERED}).first() is not None


@prepared
def _beyond(viewer: Viewer) -> Select[Any]:
    there = select(Producer.id).where(scope.in_programme(viewer, Producer.programme_id), Producer.deleted_at.is_(None))
    return there.limit(1).offset(bindparam("than"))


def _of_company(row: Any, apart: bool) -> ChoiceRow:
    return ChoiceRow(row.enrolment_id, row.name, row.number if apart else "")


def _of_producer(row: Any, apart: bool) -> ChoiceRow:
    return ChoiceRow(row.producer_id, row.name, row.email if apart else "")


def _likely_companies(viewer: Viewer, today: date) -> tuple[int, ...]:
    """The viewer's own; for somebody on no team those of the latest visits."""
    mine = _my_companies(viewer, today)
    return mine or tuple(run(_visited_lately(viewer), _asked(viewer, today, LATELY)).scalars())


def _my_companies(viewer: Viewer, today: date) -> tuple[int, ...]:
    return () if viewer.producer_id is None else tuple(run(_mine(viewer), _asked(viewer, today, MOST_OFFERED)).scalars())


def _asked(viewer: Viewer, today: date, most: int) -> dict[str, Any]:
    return ids_of(viewer) | {"today": today, "most": most}


@prepared
def _mine(viewer: Viewer) -> CompoundSelect[int]:
    return scope.my_companies(viewer, _TODAY).limit(_MOST)


@prepared
def _shared_teams(_viewer: Viewer) -> Select[Any]:
    on_it = (Assignment.starts_on <= _TODAY, or_(Assignment.ends_on.is_(None), Assignment.ends_on >= _TODAY))
    return select(Assignment.producer_id).where(Assignment.enrolment_id.in_(THESE), *on_it).distinct().limit(_MOST)


@prepared
def _visited_lately(viewer: Viewer) -> Select[Any]:
    return _latest_visits(viewer, Visit.enrolment_id)


@prepared
def _there_lately(viewer: Viewer) -> Select[Any]:
    latest = _latest_visits(viewer, Visit.id).subquery()
    there = select(VisitParticipant.producer_id).join(latest, latest.c.id == VisitParticipant.visit_id)
    return there.distinct().limit(bindparam("people", type_=Integer))


def _latest_visits(viewer: Viewer, column: Any) -> Select[Any]:
    return (
        select(column)
        .where(scope.in_programme(viewer, Visit.programme_id), Visit.deleted_at.is_(None), Visit.visit_on <= _TODAY)
        .order_by(Visit.visit_on.desc(), Visit.id.desc())
        .limit(_MOST)
    )
