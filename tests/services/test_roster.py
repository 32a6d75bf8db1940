"""The import of a roster: all of it or nothing, twice is once, nobody deleted, no team rewritten, every bad row named."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW
from tests.rosters import CASES, COMPANIES, PRODUCERS, changed, sheet
from tracker.database import db
from tracker.domain.corporate_number import check_digit
from tracker.domain.errors import NotAllowed, NotFound
from tracker.models import Account, Assignment, AuditEntry, Company, Enrolment, Producer, RosterUpload, SupportCase
from tracker.queries import cases, companies, producers, roster, roster_cases, roster_companies, roster_producers
from tracker.queries.teams import get_team, list_teams
from tracker.rows.roster import RosterSheet
from tracker.rows.roster_plan import PlanKind, RosterPlan, TeamPlanKind
from tracker.rows.roster_store import pack, unpack
from tracker.services import roster as services
from tracker.services.staffing import hand_over_lead

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
STORED = (Company, Enrolment, SupportCase, Producer, Assignment, Account)
NUMBER = f"{check_digit('000012050002')}000012050002"


def bring_in(cast: Cast, given: RosterSheet, key: str = "clerk") -> RosterPlan:
    viewer = cast.viewer(key)
    upload_id = services.keep_roster(viewer, sheet=given, file_name="名簿.xlsx", sha256="0" * 64, now=NOW)
    return services.apply_roster(viewer, upload_id=upload_id, today=TODAY, now=NOW).plan


def counts() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in STORED]


def refused(cast: Cast, writing: Ways, given: RosterSheet) -> list[tuple[str, int | None, str]]:
    """What is named when the roster is refused, and that nothing was written."""
    with writing():
        before = counts()
    with pytest.raises(services.RosterRefused) as problem, writing():
        bring_in(cast, given)
    with writing():
        assert counts() == before
    return [(found.sheet, found.row, found.sentence) for found in problem.value.problems]


def enrolment_of(cast: Cast, name: str) -> int:
    (found,) = companies.list_companies(cast.viewer("manager"), today=TODAY, q=name)
    return found.enrolment_id


def test_a_roster_makes_companies_cases_supporters_and_teams_and_no_accounts(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with at_rest():
        before = counts()
    with writing():
        bring_in(cast, sheet())
    with at_rest():
        assert [now - then for now, then in zip(counts(), before, strict=True)] == [2, 2, 3, 3, 5, 0]
        row = companies.get_company(cast.viewer("clerk"), enrolment_of(cast, "北斗"), today=TODAY)
        assert (row.number, row.name, row.place) == (11, "株式会社架空北斗化成", "埼玉県川越市")
        assert (row.support.starts_on, row.support.ends_on) == (date(2026, 6, 1), date(2027, 3, 31))  # the contract's end
        assert row.record is not None and row.record.remarks == "遠方"
        team = get_team(cast.viewer("clerk"), row.enrolment_id, date(2026, 6, 1))
        assert team.lead is not None and team.lead.name == "架空一郎"
        assert {person.name for person in team.sub_leads} == {"架空二郎", "架空三郎"}
        held = cases.list_cases(cast.viewer("clerk"), enrolment_ids=[enrolment_of(cast, "花岡")])
        assert [(case.number, case.title, case.kind) for case in held] == [
            ("12", "木の玩具", "新製品"),
            ("13", "端材の活用", "アップサイクル"),
        ]


def test_twice_is_once(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        first = bring_in(cast, sheet())
    with at_rest():
        before = counts()
    with writing():
        second = bring_in(cast, sheet())
    with at_rest():
        assert counts() == before
    assert not first.changes_nothing
    assert second.changes_nothing
    assert {row.kind for row in (*second.companies, *second.producers, *second.cases)} == {PlanKind.SAME}


def test_an_upload_that_was_imported_can_be_sent_again_without_harm(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer = cast.viewer("manager")
    with writing():
        upload_id = services.keep_roster(viewer, sheet=sheet(), file_name="a.xlsx", sha256="0" * 64, now=NOW)
    for _time in range(2):
        with writing():
            services.apply_roster(viewer, upload_id=upload_id, today=TODAY, now=NOW)
    with at_rest():
        imports = select(func.count()).select_from(AuditEntry).where(AuditEntry.act == "import_roster")
        assert db.session.scalar(imports) == 1
        assert companies.count_companies(viewer, today=TODAY) == 4


def test_the_dry_run_writes_nothing_and_says_what_would_become_of_every_row(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    viewer = cast.viewer("manager")
    with writing():
        upload_id = services.keep_roster(viewer, sheet=sheet(), file_name="a.xlsx", sha256="0" * 64, now=NOW)
    with at_rest():
        before = counts()
        upload = roster.get_upload(viewer, upload_id, today=TODAY)
        assert counts() == before
    assert not upload.is_applied
    assert [row.kind for row in upload.plan.companies] == [PlanKind.NEW] * 2
    assert [row.team for row in upload.plan.companies] == [TeamPlanKind.SET] * 2
    assert [row.name for row in upload.plan.untouched_companies] == ["架空アサヒ製作所", "架空みなと精機"]
    assert len(upload.plan.untouched_producers) == 10


def test_a_company_that_is_there_is_recognised_in_any_spelling(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    companies_ = changed(COMPANIES, 0, 1, "株式会社　架空アサヒ製作所")
    with writing():
        plan = bring_in(cast, sheet(changed(companies_, 0, 0, 1), cases=changed(CASES, 0, 1, "架空アサヒ製作所㈱")))
    with at_rest():
        row = companies.get_company(cast.viewer("clerk"), cast.asahi.enrolment_id, today=TODAY)
        assert companies.count_companies(cast.viewer("clerk"), today=TODAY) == 3
    assert (plan.companies[0].kind, plan.companies[0].enrolment_id) == (PlanKind.CHANGED, cast.asahi.enrolment_id)
    assert [(change.before, change.after) for change in plan.companies[0].changes][-2:] == [
        (date(2026, 4, 1), date(2026, 6, 1)),
        ("", "遠方"),
    ]
    assert (row.name, row.kana, row.place) == ("株式会社架空アサヒ製作所", "カクウホクトカセイ", "埼玉県川越市")


def test_a_team_that_stands_is_told_to_differ_and_left_alone(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    given = sheet(changed(COMPANIES, 0, 1, "架空アサヒ製作所"), cases=changed(CASES, 0, 1, "架空アサヒ製作所"))
    with writing():
        plan = bring_in(cast, given)
    with at_rest():
        team = get_team(cast.viewer("clerk"), cast.asahi.enrolment_id, TODAY)
    assert plan.companies[0].team is TeamPlanKind.DIFFERENT
    assert team.lead is not None and team.lead.producer_id == cast.producer_id("owner")


def test_an_old_file_does_not_undo_a_handover(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        bring_in(cast, sheet())
    viewer = cast.viewer("manager")
    with at_rest():
        enrolment_id = enrolment_of(cast, "北斗")
        subs = get_team(viewer, enrolment_id, TODAY).sub_leads
    with writing():
        hand_over_lead(
            viewer,
            enrolment_id=enrolment_id,
            to_producer_id=subs[0].producer_id,
            from_on=date(2026, 9, 1),
            keep_as_sub=True,
            now=NOW,
        )
    with writing():
        assert bring_in(cast, sheet()).changes_nothing
    with at_rest():
        lead = get_team(viewer, enrolment_id, TODAY).lead
    assert lead == subs[0]


def test_a_supporter_is_recognised_by_address_though_the_name_changed(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        bring_in(cast, sheet())
    people = changed(PRODUCERS, 2, 0, "架空新姓三郎")
    teams = changed(changed(COMPANIES, 0, 9, "架空二郎、架空新姓三郎"), 1, 9, "架空新姓三郎")
    with writing():
        plan = bring_in(cast, sheet(teams, people))
    with at_rest():
        assert len(producers.list_producers(cast.viewer("clerk"))) == 13
    assert [row.kind for row in plan.producers] == [PlanKind.SAME, PlanKind.SAME, PlanKind.CHANGED]
    assert [row.team for row in plan.companies] == [TeamPlanKind.SAME] * 2


def test_a_supporter_is_joined_to_the_account_of_the_same_address(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        bring_in(cast, sheet(producers=changed(PRODUCERS, 0, 3, "clerk@example.jp")))
    with at_rest():
        joined = [row for row in producers.list_producers(cast.viewer("clerk")) if row.account_id == cast["clerk"].account_id]
    assert [row.name for row in joined] == ["架空一郎"]


def test_a_title_that_was_made_public_finds_its_case_by_number(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        bring_in(cast, sheet())
    with writing():
        plan = bring_in(cast, sheet(cases=changed(CASES, 1, 2, "世界に出る木の玩具")))
    with at_rest():
        assert cases.count_cases(cast.viewer("clerk")) == 6
    assert [row.kind for row in plan.cases] == [PlanKind.SAME, PlanKind.CHANGED, PlanKind.SAME]


def test_a_departure_in_the_file_ends_the_places(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        bring_in(cast, sheet(producers=changed(PRODUCERS, 2, 5, "2026/8/31")))
    with at_rest():
        enrolment_id = enrolment_of(cast, "花岡")
        teams = {day: list_teams(cast.viewer("clerk"), day)[enrolment_id] for day in (date(2026, 8, 31), date(2026, 9, 1))}
        assert [len(team.sub_leads) for team in teams.values()] == [1, 0]
    with writing():
        assert bring_in(cast, sheet(producers=changed(PRODUCERS, 2, 5, "2026/8/31"))).changes_nothing


def test_a_case_number_of_another_company_is_named_with_its_row(cast: Cast, writing: Ways) -> None:
    found = refused(cast, writing, sheet(cases=changed(CASES, 2, 0, "2")))
    assert found == [("案件", 4, roster_cases.TAKEN)]


def test_somebody_who_joins_after_the_support_began_is_named_with_the_row(cast: Cast, writing: Ways) -> None:
    found = refused(cast, writing, sheet(producers=changed(PRODUCERS, 0, 4, "2026/7/1")))
    assert found == [("支援企業", 5, roster_companies.NOT_YET)]


def test_two_rows_for_one_person_are_named(cast: Cast, writing: Ways) -> None:
    with writing():
        bring_in(cast, sheet(producers=changed(PRODUCERS, 1, 3, None)))
    people = changed(changed(PRODUCERS, 1, 3, None), 2, 3, "jiro@example.jp")
    with writing():
        producer = next(row for row in producers.list_producers(cast.viewer("clerk")) if row.name == "架空二郎")
        db.session.get_one(Producer, producer.producer_id).email = "jiro@example.jp"
    plan_problems = refused(cast, writing, sheet(producers=people))
    assert (plan_problems[0][0], plan_problems[0][2]) in {
        ("担い手", roster_producers.SAME_PERSON),
        ("担い手", "同じ名前の人がすでに名簿にいます。別の人なら、見分けられる氏名（例：所属を添える）にしてください。"),
    }


def test_another_corporate_number_for_a_known_company_is_named(cast: Cast, writing: Ways) -> None:
    with writing():
        db.session.get_one(Company, cast.asahi.company_id).corporate_number = NUMBER
    other = f"{check_digit('000012050003')}000012050003"
    given = changed(changed(COMPANIES, 0, 1, "架空アサヒ製作所"), 0, 3, other)
    found = refused(cast, writing, sheet(given, cases=changed(CASES, 0, 1, "架空アサヒ製作所")))
    assert found == [("支援企業", 5, roster_companies.OTHER_NUMBER)]


def test_a_company_is_recognised_by_its_corporate_number_though_it_was_renamed(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        db.session.get_one(Company, cast.asahi.company_id).corporate_number = NUMBER
    with writing():
        bring_in(cast, sheet(changed(COMPANIES, 0, 3, NUMBER)))
    with at_rest():
        row = companies.get_company(cast.viewer("clerk"), cast.asahi.enrolment_id, today=TODAY)
    assert row.name == "株式会社架空北斗化成"


def test_a_roster_with_problems_is_not_even_kept(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with pytest.raises(services.RosterRefused), writing():
        bring_in(cast, sheet(changed(COMPANIES, 0, 8, "架空九郎")))
    with at_rest():
        assert db.session.scalar(select(func.count()).select_from(RosterUpload)) == 0


@pytest.mark.parametrize(("person", "error"), [("owner", NotAllowed), ("auditor", NotAllowed), ("administrator", NotFound)])
def test_only_manager_and_clerk_import(cast: Cast, writing: Ways, person: str, error: type[Exception]) -> None:
    with pytest.raises(error), writing():
        bring_in(cast, sheet(), person)


def test_an_upload_of_another_programme_is_not_found(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        upload_id = services.keep_roster(cast.viewer("clerk"), sheet=sheet(), file_name="a", sha256="0" * 64, now=NOW)
    with at_rest(), pytest.raises(NotFound):
        roster.get_upload(cast.viewer("other_manager"), upload_id, today=TODAY)


@given(organisation=st.text(), year=st.none() | st.integers(2000, 2199), remarks=st.text())
def test_what_was_kept_is_what_was_read(organisation: str, year: int | None, remarks: str) -> None:
    read = sheet()
    first = replace(read.companies[0], remarks=remarks)
    given: Any = replace(read, organisation=organisation, fiscal_year=year, companies=(first, *read.companies[1:]))
    assert unpack(pack(given)) == given
