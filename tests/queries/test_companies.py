"""Companies are found in any spelling, within the programme, and show their record to those alone who may read it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest

from tests.cast import Cast, support
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.access import Act
from tracker.domain.errors import NotFound
from tracker.domain.staffing import AssignmentRole
from tracker.models import Company
from tracker.queries import companies
from tracker.queries.teams import load_of_producers

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)


def names(cast: Cast, person: str = "manager", **filters: Any) -> list[str]:
    viewer = cast.viewer(person)
    rows = companies.list_companies(viewer, today=TODAY, **filters)
    assert companies.count_companies(viewer, today=TODAY, **filters) == len(rows)
    return [row.name for row in rows]


SPELLINGS = (
    "北斗",
    "カクウホクト",
    "かくうほくと",
    "ｶｸｳﾎｸﾄ",
    "㈱架空北斗",
    "架空北斗化成株式会社",
    "（株）架空北斗",
    "ＧＳ",
    "gs",
    "カクウ ホクト",
)


@pytest.mark.parametrize("q", SPELLINGS)
def test_a_company_is_found_in_any_width_kana_and_form(cast: Cast, writing: Ways, at_rest: Ways, q: str) -> None:
    with writing():
        made = support(cast.programme_id, "株式会社架空北斗化成GS", number=9, cases=[], now=NOW)
        db.session.get_one(Company, made.company_id).kana = "カクウホクト カセイ"
    with at_rest():
        assert names(cast, q=q) == ["株式会社架空北斗化成GS"]


def test_signs_of_patterns_are_searched_for_as_they_stand(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        assert names(cast, q="%") == names(cast, q="_") == names(cast, q="\\") == []


def test_a_list_holds_the_programmes_companies_alone_in_order_of_their_numbers(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        assert names(cast) == ["架空アサヒ製作所", "架空みなと精機"]
        assert names(cast, "stranger") == ["架空よその工業"]


def test_mine_are_those_on_whose_team_i_am(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        assert names(cast, "owner", mine=True) == ["架空アサヒ製作所"]
        assert names(cast, "manager", mine=True) == []


def test_the_companies_of_a_supporter_are_those_that_the_load_counts(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        for load in load_of_producers(cast.viewer("manager"), TODAY):
            for role, carried in ((AssignmentRole.LEAD, load.as_lead), (AssignmentRole.SUB_LEAD, load.as_sub_lead)):
                found = names(cast, producer_id=load.person.producer_id, role=role)
                assert found == [company.name for company in carried]
        assert names(cast, producer_id=cast.producer_id("sub")) == ["架空アサヒ製作所"]


def test_a_company_of_another_programme_is_not_found(cast: Cast, at_rest: Ways) -> None:
    with at_rest(), pytest.raises(NotFound):
        companies.get_company(cast.viewer("manager"), cast.elsewhere.enrolment_id, today=TODAY)


@pytest.mark.parametrize(("person", "sees"), [("owner", True), ("colleague", False), ("manager", True), ("clerk", True)])
def test_the_record_is_for_the_team_and_the_staff(cast: Cast, at_rest: Ways, person: str, sees: bool) -> None:
    with at_rest():
        row = companies.get_company(cast.viewer(person), cast.asahi.enrolment_id, today=TODAY)
    assert (row.record is not None) is sees
    assert row.name == "架空アサヒ製作所"


def test_an_auditor_reads_contacts_with_phone_and_mail_masked(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        masked = companies.get_company(cast.viewer("auditor"), cast.asahi.enrolment_id, today=TODAY).record
        plain = companies.get_company(cast.viewer("clerk"), cast.asahi.enrolment_id, today=TODAY).record
    assert masked is not None and plain is not None
    assert (masked.contact_name, masked.contact_phone, masked.contact_email) == (
        "架空連絡担当",
        "**-****-**00",
        "***@example.com",
    )
    assert plain.contact_phone == "03-0000-0000"


@pytest.mark.parametrize(("phone", "masked"), [("", ""), ("12", "12"), ("０３－１２", "**－１２"), ("内線なし", "内線なし")])
def test_a_phone_keeps_its_last_two_digits(phone: str, masked: str) -> None:
    assert companies.mask_phone(phone) == masked


def test_a_mail_that_is_none_is_masked_whole() -> None:
    assert [companies.mask_email(mail) for mail in ("", "nobody", "a@b@example.jp")] == ["", "***", "***@example.jp"]


def test_my_companies_come_first_among_the_choices(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        viewer = cast.viewer("colleague")
        assert [row.name for row in companies.list_company_choices(viewer, today=TODAY)] == ["架空みなと精機", "架空アサヒ製作所"]
        assert [row.name for row in companies.list_company_choices(viewer, today=TODAY, act=Act.LOG)] == ["架空みなと精機"]


def test_a_namesake_is_found_in_the_association_and_nowhere_else(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        found = companies.list_namesakes(cast.viewer("manager"), name="（株）架空アサヒ製作所")
        elsewhere = companies.list_namesakes(cast.viewer("other_manager"), name="架空アサヒ製作所")
    assert [row.enrolment_id for row in found] == [cast.asahi.enrolment_id]
    assert elsewhere == ()
