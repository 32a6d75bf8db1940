"""The cast's next year, made by the real service: whatever of r8 goes on, under the slug r9."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from tests.cast import Cast, SupportedCompany
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.access import Viewer
from tracker.models import Assignment, Enrolment, Programme
from tracker.services.next_years import NextYear, begin_next_year


@dataclass(frozen=True, slots=True)
class FollowingYear:
    """The programme that goes on from another, as its manager sees it."""

    viewer: Viewer
    companies: dict[int, SupportedCompany]  # by the id of the company

    def of(self, company: SupportedCompany) -> SupportedCompany:
        return self.companies[company.company_id]

    def team(self, company: SupportedCompany) -> list[int]:
        """Who is on the company's team."""
        return list(db.session.scalars(select(Assignment.producer_id).where(Assignment.enrolment_id == company.enrolment_id)))


def begin_year_after(
    cast: Cast,
    writing: Callable[[], AbstractContextManager[None]],
    *,
    old: FollowingYear | None = None,
    slug: str = "r9",
    fiscal_year: int = 2027,
    members: frozenset[int] = frozenset(),
) -> FollowingYear:
    """Both companies go on with their cases and teams; of the members the manager alone, and those asked for."""
    viewer = old.viewer if old else cast.viewer("manager")
    companies = list(old.companies.values()) if old else [cast.asahi, cast.minato]
    enrolled = frozenset(company.enrolment_id for company in companies)
    with writing():
        of_teams = select(Assignment.producer_id).where(Assignment.enrolment_id.in_(enrolled))
        chosen = NextYear(
            slug=slug,
            name=f"架空の{fiscal_year}年度",
            starts_on=date(fiscal_year, 4, 1),
            ends_on=date(fiscal_year + 1, 3, 31),
            enrolment_ids=enrolled,
            producer_ids=frozenset(db.session.scalars(of_teams)),
            membership_ids=members,
        )
        begin_next_year(viewer, chosen=chosen, now=NOW)
    with writing():
        programme_id = db.session.scalars(select(Programme.id).where(Programme.slug == slug)).one()
        there = select(Enrolment.company_id, Enrolment.id).where(Enrolment.programme_id == programme_id)
        ids = dict(list(db.session.execute(there)))
    return FollowingYear(
        replace(viewer, programme_id=programme_id),
        {
            company.company_id: replace(company, programme_id=programme_id, enrolment_id=ids[company.company_id])
            for company in companies
        },
    )
