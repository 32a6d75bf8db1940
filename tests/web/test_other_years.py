"""A company that goes on has its story in the year before and in this one, each leading to the other for whoever reads both."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select, update

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tracker.database import db
from tracker.models import Enrolment, Membership, MembershipRole, Programme
from tracker.queries.other_years import list_other_years
from tracker.services.next_years import NextYear, begin_next_year

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)


@pytest.fixture
def next_year(cast: Cast, writing: Ways) -> int:
    """The company's support in the year that follows; the owner and the clerk come along."""
    chosen = NextYear(
        slug="r9",
        name="架空の次の年度",
        starts_on=date(2027, 4, 1),
        ends_on=date(2028, 3, 31),
        enrolment_ids=frozenset({cast.asahi.enrolment_id}),
        producer_ids=frozenset(cast.producer_ids),
        membership_ids=frozenset({cast["owner"].membership_id, cast["clerk"].membership_id}),
    )
    with writing():
        begin_next_year(cast.viewer("manager"), chosen=chosen, now=NOW)
    with writing():
        return db.session.scalars(select(Enrolment.id).join(Programme).where(Programme.slug == "r9")).one()


def test_the_story_of_each_year_leads_to_that_of_the_other(next_year: int, cast: Cast, client: ClientFor) -> None:
    browser = client("owner")
    way = f"/p/r9/companies/{next_year}"
    assert way in browser.get(f"companies/{cast.asahi.enrolment_id}").links().values()
    there = browser.get(way)
    assert there.heading == "架空アサヒ製作所"
    back = f"/p/r8/companies/{cast.asahi.enrolment_id}"
    assert back in there.links().values()
    assert way not in client("colleague").get(back).links().values()  # no member there


def test_only_who_reads_both_years_is_told_of_the_other(next_year: int, cast: Cast, writing: Ways, at_rest: Ways) -> None:
    def told(who: str, enrolment_id: int = cast.asahi.enrolment_id) -> list[int]:
        return [row.enrolment_id for row in list_other_years(cast.viewer(who), enrolment_id, today=TODAY)]

    with at_rest():
        assert [told(who) for who in ("manager", "owner", "clerk")] == [[next_year]] * 3
        assert [told(who) for who in ("colleague", "auditor")] == [[], []]
        assert told("owner", cast.minato.enrolment_id) == []  # does not go on
        assert told("owner", cast.elsewhere.enrolment_id) == []  # another programme's
    of_r9 = select(Membership.id).join(Programme, Programme.id == Membership.programme_id).where(Programme.slug == "r9")
    with writing():
        owner, clerk = (
            of_r9.where(Membership.account_id == cast[who].account_id).scalar_subquery() for who in ("owner", "clerk")
        )
        db.session.execute(update(Membership).where(Membership.id == owner).values(ends_on=date(2026, 11, 23)))
        for role in db.session.scalars(select(MembershipRole).where(MembershipRole.membership_id == clerk)):
            db.session.delete(role)
    with at_rest():
        assert [told(who) for who in ("owner", "clerk")] == [[], []]
    with writing():
        db.session.get_one(Enrolment, next_year).deleted_at = NOW
    with at_rest():
        assert told("manager") == []
