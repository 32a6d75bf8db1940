"""Companies: entered with their first case, never twice by mistake, corrected without losing a second editor's text, restored."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.access import operator
from tracker.domain.cadence import EventStatus, VisitMode
from tracker.domain.corporate_number import check_digit
from tracker.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tracker.models import Assignment, AuditEntry, Company, Enrolment, Visit
from tracker.queries import cases, companies
from tracker.services import companies as services
from tracker.services.cases import CaseFacts
from tracker.services.company_facts import CompanyFacts, SupportFacts
from tracker.services.programmes import found_programme

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
FACTS = CompanyFacts(name="㈱架空北斗化成", kana="ｶｸｳほくと", prefecture="埼玉県", municipality="入間市")
SUPPORT = SupportFacts(starts_on=date(2026, 6, 1), ends_on=date(2027, 3, 31))
CASE = CaseFacts("新しい樹脂", "新製品")
NUMBER = f"{check_digit('000012050002')}000012050002"


def enrol(cast: Cast, **more: Any) -> int:
    given = {"company": FACTS, "support": SUPPORT, "first_case": CASE} | more
    return services.enrol_company(cast.viewer("clerk"), now=NOW, **given)


def counted(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def correct(
    cast: Cast, company: CompanyFacts, support: SupportFacts, *, version: int | None = None, key: str = "manager"
) -> None:
    services.correct_company(
        cast.viewer(key), enrolment_id=cast.asahi.enrolment_id, company=company, support=support, version=version, now=NOW
    )


def asahi(**more: Any) -> CompanyFacts:
    return replace(CompanyFacts(name="架空アサヒ製作所", prefecture="千葉県", municipality="架空市"), **more)


WHOLE_YEAR = SupportFacts(starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31))


def test_a_company_is_entered_with_its_support_and_first_case_in_one_act(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        enrolment_id = enrol(cast)
    with at_rest():
        row = companies.get_company(cast.viewer("manager"), enrolment_id, today=TODAY)
        (case,) = cases.list_cases(cast.viewer("manager"), enrolment_ids=[enrolment_id])
        acts = list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id.desc()).limit(3)))
    assert (row.name, row.kana, row.place, row.area_code, row.number) == (
        "株式会社架空北斗化成",
        "カクウホクト",
        "埼玉県入間市",
        "11225",
        3,
    )
    assert (case.title, case.number) == ("新しい樹脂", "4")
    assert acts == ["open_case", "enrol_company", "add_company"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"company": replace(FACTS, municipality="架空市")}, "municipality"),
        ({"company": replace(FACTS, prefecture="")}, "prefecture"),
        ({"company": replace(FACTS, corporate_number="1234567890123")}, "corporate_number"),
        ({"company": replace(FACTS, corporate_number="123")}, "corporate_number"),
        ({"support": replace(SUPPORT, ends_on=date(2026, 5, 31))}, "ends_on"),
        ({"support": replace(SUPPORT, number=1)}, "number"),
        ({"first_case": CaseFacts("何か", number="1")}, "number"),
        ({"company": replace(FACTS, name="（株）架空アサヒ製作所")}, "existing"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_written(
    cast: Cast, writing: Ways, at_rest: Ways, more: dict[str, Any], field: str
) -> None:
    with at_rest():
        before = counted(Company), counted(Enrolment)
    with pytest.raises(RuleBroken) as refused, writing():
        enrol(cast, **more)
    assert refused.value.field == field
    with at_rest():
        assert (counted(Company), counted(Enrolment)) == before


def test_another_company_of_the_same_name_is_entered_when_said_so(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        enrol(cast, company=replace(FACTS, name="架空アサヒ製作所"), is_another=True)
    with at_rest():
        assert len(companies.list_namesakes(cast.viewer("manager"), name="架空アサヒ製作所")) == 2


def test_a_corporate_number_belongs_to_one_company_of_the_association(cast: Cast, writing: Ways) -> None:
    with writing():
        enrol(cast, company=replace(FACTS, corporate_number=NUMBER))
    with pytest.raises(RuleBroken) as refused, writing():
        enrol(cast, company=replace(FACTS, name="架空別会社", corporate_number=NUMBER))
    assert refused.value.field == "corporate_number"


def test_the_same_key_again_makes_nothing(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        first = enrol(cast, idempotency_key="once")
    with writing():
        again = enrol(cast, idempotency_key="once")
    assert again == first
    with at_rest():
        assert counted(Company) == 4


def test_several_programmes_of_an_association_share_a_company(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        r9 = found_programme(
            operator(None), slug="r9", name="架空次年度事業", organisation="架空産業振興協会", fiscal_year=2027, now=NOW
        )
        support = SupportFacts(starts_on=date(2027, 4, 1), ends_on=date(2028, 3, 31))
        enrolment_id = services.enrol_existing(
            operator(r9), company_id=cast.asahi.company_id, support=support, first_case=None, now=NOW
        )
    with at_rest():
        earlier = cases.list_earlier_cases(operator(r9), enrolment_id)
        assert counted(Company) == 3
    assert [case.title for case in earlier] == ["新しい治具の開発"]


def test_a_company_of_another_association_cannot_be_enrolled(cast: Cast, writing: Ways) -> None:
    with pytest.raises(NotFound), writing():
        services.enrol_existing(
            cast.viewer("manager"), company_id=cast.elsewhere.company_id, support=SUPPORT, first_case=None, now=NOW
        )


def test_a_supported_company_cannot_be_enrolled_again(cast: Cast, writing: Ways) -> None:
    with pytest.raises(RuleBroken), writing():
        services.enrol_existing(
            cast.viewer("manager"), company_id=cast.asahi.company_id, support=SUPPORT, first_case=None, now=NOW
        )


def test_a_place_that_stands_may_stay_though_the_table_does_not_know_it(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        correct(cast, asahi(street="1-2-3"), WHOLE_YEAR)
    with at_rest():
        row = companies.get_company(cast.viewer("manager"), cast.asahi.enrolment_id, today=TODAY)
    assert (row.municipality, row.street) == ("架空市", "1-2-3")


def test_the_second_of_two_editors_sees_what_the_first_saved(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with at_rest():
        seen = companies.get_company(cast.viewer("manager"), cast.asahi.enrolment_id, today=TODAY).version
    with writing():
        correct(cast, asahi(street="先の人"), WHOLE_YEAR, version=seen, key="clerk")
    with pytest.raises(Conflict) as conflict, writing():
        correct(cast, asahi(street="後の人"), WHOLE_YEAR, version=seen)
    assert conflict.value.theirs["street"] == "先の人"
    assert conflict.value.version == seen + 1


def test_a_save_without_a_change_counts_and_notes_nothing(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    facts = asahi(contact_name="架空連絡担当", contact_phone="03-0000-0000", contact_email="contact1@example.com")
    with at_rest():
        before = counted(AuditEntry)
    with writing():
        correct(cast, facts, WHOLE_YEAR)
    with at_rest():
        assert counted(AuditEntry) == before


def test_a_support_that_begins_earlier_takes_its_team_with_it(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        correct(cast, asahi(), replace(WHOLE_YEAR, starts_on=date(2026, 3, 1)))
    with at_rest():
        starts = set(db.session.scalars(select(Assignment.starts_on).where(Assignment.enrolment_id == cast.asahi.enrolment_id)))
    assert starts == {date(2026, 3, 1)}


@pytest.mark.parametrize(("person", "error"), [("owner", NotAllowed), ("auditor", NotAllowed), ("other_manager", NotFound)])
def test_only_manager_and_clerk_correct_a_company(cast: Cast, writing: Ways, person: str, error: type[Exception]) -> None:
    with pytest.raises(error), writing():
        correct(cast, asahi(), WHOLE_YEAR, key=person)


def test_a_deleted_company_leaves_every_list_and_comes_back_whole(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    manager, enrolment_id = cast.viewer("manager"), cast.asahi.enrolment_id
    with writing():
        services.delete_company(manager, enrolment_id=enrolment_id, now=NOW)
    with at_rest():
        assert companies.count_companies(manager, today=TODAY) == 1
        assert cases.count_cases(manager) == 2
        assert [row.name for row in companies.list_deleted_companies(manager, since=NOW)] == ["架空アサヒ製作所"]
        assert companies.list_namesakes(manager, name="架空アサヒ製作所") == ()
    with writing():
        services.restore_company(manager, enrolment_id=enrolment_id, now=NOW + timedelta(days=30))
    with at_rest():
        assert companies.count_companies(manager, today=TODAY) == 2
        assert cases.count_cases(manager) == 3


def test_after_thirty_days_a_company_cannot_be_restored(cast: Cast, writing: Ways) -> None:
    manager, enrolment_id = cast.viewer("manager"), cast.asahi.enrolment_id
    with writing():
        services.delete_company(manager, enrolment_id=enrolment_id, now=NOW)
    with pytest.raises(RuleBroken), writing():
        services.restore_company(manager, enrolment_id=enrolment_id, now=NOW + timedelta(days=31))


def test_a_company_with_records_cannot_be_deleted(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        db.session.add(
            Visit(
                programme_id=cast.programme_id,
                enrolment_id=cast.asahi.enrolment_id,
                status=EventStatus.HELD,
                mode=VisitMode.ONSITE,
                visit_on=TODAY,
                created_at=NOW,
            )
        )
    with pytest.raises(RuleBroken), writing():
        services.delete_company(cast.viewer("manager"), enrolment_id=cast.asahi.enrolment_id, now=NOW)
    with at_rest():
        assert companies.count_companies(cast.viewer("manager"), today=TODAY) == 2


def test_a_clerk_cannot_delete_a_company(cast: Cast, writing: Ways) -> None:
    with pytest.raises(NotAllowed), writing():
        services.delete_company(cast.viewer("clerk"), enrolment_id=cast.asahi.enrolment_id, now=NOW)
