"""Teams as they are read: on a day, over time, with what is missing and who carries what."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import event

from tests.cast import Cast, assign, support
from tests.conftest import NOW
from tracker.database import db
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound
from tracker.domain.staffing import AssignmentRole, StaffingState
from tracker.models import Enrolment, Producer
from tracker.queries import teams
from tracker.rows.staffing import StaffingRow
from tracker.services.staffing import depart, hand_over_lead

Ways = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
LEAD, SUB = AssignmentRole.LEAD, AssignmentRole.SUB_LEAD


def staffing_of(cast: Cast, name: str, today: date = TODAY) -> StaffingRow:
    return next(row for row in teams.staffing_of(cast.viewer("auditor"), today=today) if row.company_name == name)


def test_every_company_of_the_programme_has_its_team_and_no_other_programmes(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        found = teams.list_teams(cast.viewer("clerk"), TODAY)
    assert set(found) == {cast.asahi.enrolment_id, cast.minato.enrolment_id}
    team = found[cast.asahi.enrolment_id]
    assert team.lead is not None
    assert (team.lead.name, [person.name for person in team.sub_leads]) == ("担い手01", ["担い手03"])
    assert [person.name for person in team.people] == ["担い手01", "担い手03"]


def test_the_team_is_that_of_the_day_asked_for(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        hand_over_lead(
            cast.viewer("manager"),
            enrolment_id=cast.asahi.enrolment_id,
            to_producer_id=cast.producer_id("tenth"),
            from_on=date(2026, 10, 1),
            keep_as_sub=False,
            now=NOW,
        )
    with at_rest():
        leads = [
            teams.get_team(cast.viewer("owner"), cast.asahi.enrolment_id, day).lead
            for day in (date(2026, 9, 30), date(2026, 10, 1))
        ]
    assert [lead.name for lead in leads if lead] == ["担い手01", "担い手10"]


def test_outside_the_support_the_nearest_day_of_it_counts(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        for day in (date(2026, 1, 1), date(2027, 12, 31)):
            team = teams.list_teams(cast.viewer("owner"), day)[cast.asahi.enrolment_id]
            assert [person.name for person in team.people] == ["担い手01", "担い手03"]


def test_a_departure_shows_the_days_without_a_sub_lead_until_it_is_mended(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        depart(cast.viewer("manager"), producer_id=cast.producer_id("sub"), last_on=date(2026, 11, 12), now=NOW)
    with at_rest():
        row = staffing_of(cast, cast.asahi.name)
        eve = staffing_of(cast, cast.asahi.name, date(2026, 11, 12))
    assert (row.state, row.text, row.needs_mending) == (StaffingState.UNDERSTAFFED, "体制不足（副担当欠員 12日）", True)
    assert (eve.state, eve.gaps) == (StaffingState.STAFFED, ())
    assert [(gap.role, gap.period) for gap in eve.ahead] == [(SUB, Period(date(2026, 11, 13), date(2027, 3, 31)))]


def test_a_company_that_lost_its_whole_team_says_both_numbers(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        for key, last_on in (("owner", date(2026, 11, 21)), ("sub", date(2026, 11, 12))):
            depart(cast.viewer("manager"), producer_id=cast.producer_id(key), last_on=last_on, now=NOW)
    with at_rest():
        row = staffing_of(cast, cast.asahi.name)
    assert row.text == "体制不足（主担当欠員 3日、副担当欠員 12日）"
    assert (row.team.lead, row.team.sub_leads) == (None, ())


def test_a_company_without_its_lead_says_so(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        depart(cast.viewer("manager"), producer_id=cast.producer_id("owner"), last_on=date(2026, 11, 23), now=NOW)
    with at_rest():
        assert staffing_of(cast, cast.asahi.name).text == "体制不足（主担当欠員 1日）"


def test_a_company_for_which_no_team_was_ever_saved_is_unstaffed_once_support_has_begun(
    cast: Cast, writing: Ways, at_rest: Ways
) -> None:
    with writing():
        company = support(cast.programme_id, "架空未定商店", number=3, cases=[("4", "架空案件")], now=NOW)
    with at_rest():
        row, before = staffing_of(cast, company.name), staffing_of(cast, company.name, date(2026, 3, 31))
        to_mend = teams.staffing_of(cast.viewer("manager"), today=TODAY, states={StaffingState.UNSTAFFED})
    assert (row.text, row.needs_mending, before.text, before.needs_mending) == ("体制未確定", True, "支援開始前", False)
    assert [one.company_name for one in to_mend] == [company.name]
    assert row.first_day_to_set(TODAY) == date(2026, 4, 1)


def test_the_history_keeps_everybody_by_first_day_with_the_lead_first(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        hand_over_lead(
            cast.viewer("manager"),
            enrolment_id=cast.asahi.enrolment_id,
            to_producer_id=cast.producer_id("sub"),
            from_on=date(2026, 10, 1),
            keep_as_sub=True,
            now=NOW,
        )
    with at_rest():
        rows = teams.list_assignments(cast.viewer("owner"), cast.asahi.enrolment_id)
    april, october = date(2026, 4, 1), date(2026, 10, 1)
    assert [(row.person.name, row.role, row.period) for row in rows] == [
        ("担い手01", LEAD, Period(april, date(2026, 9, 30))),
        ("担い手03", SUB, Period(april, date(2026, 9, 30))),
        ("担い手03", LEAD, Period(october)),
        ("担い手01", SUB, Period(october)),
    ]


def test_the_team_of_another_programmes_company_is_not_found(cast: Cast, at_rest: Ways) -> None:
    with at_rest():
        with pytest.raises(NotFound):
            teams.list_assignments(cast.viewer("manager"), cast.elsewhere.enrolment_id)
        with pytest.raises(NotFound):
            teams.get_staffing(cast.viewer("manager"), cast.elsewhere.enrolment_id, today=TODAY)
        with pytest.raises(NotFound):
            teams.list_teams(cast.viewer("administrator"), TODAY)


def test_the_team_of_a_deleted_company_is_not_found(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        db.session.get_one(Enrolment, cast.asahi.enrolment_id).deleted_at = NOW
    with at_rest():
        assert set(teams.list_teams(cast.viewer("manager"), TODAY)) == {cast.minato.enrolment_id}
        with pytest.raises(NotFound):
            teams.list_assignments(cast.viewer("manager"), cast.asahi.enrolment_id)


def test_the_load_names_the_companies_that_each_supporter_carries_on_the_day(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        assign(cast.minato.enrolment_id, cast.producer_id("owner"), SUB, now=NOW)
    with at_rest():
        loads = {row.person.name: row for row in teams.load_of_producers(cast.viewer("clerk"), TODAY)}
        after = {row.person.name: row for row in teams.load_of_producers(cast.viewer("clerk"), date(2027, 4, 1))}
    assert len(loads) == 10
    owner = loads["担い手01"]
    assert ([one.name for one in owner.as_lead], [one.name for one in owner.as_sub_lead]) == (
        [cast.asahi.name],
        [cast.minato.name],
    )
    assert (loads["担い手10"].as_lead, loads["担い手10"].as_sub_lead) == ((), ())
    assert (after["担い手01"].as_lead, after["担い手01"].as_sub_lead) == ((), ())  # support is over


def test_whoever_has_left_the_roster_and_carries_nothing_is_no_longer_listed(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        depart(cast.viewer("manager"), producer_id=cast.producer_id("tenth"), last_on=date(2026, 10, 31), now=NOW)
    with at_rest():
        names = [row.person.name for row in teams.load_of_producers(cast.viewer("clerk"), TODAY)]
        earlier = [row.person.name for row in teams.load_of_producers(cast.viewer("clerk"), date(2026, 10, 31))]
    assert "担い手10" not in names
    assert "担い手10" in earlier


def test_only_people_on_the_roster_at_some_time_of_the_support_are_candidates(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    with writing():
        db.session.get_one(Producer, cast.producer_id("ninth")).ends_on = date(2026, 3, 31)
        db.session.get_one(Producer, cast.producer_id("tenth")).starts_on = date(2027, 3, 31)
    with at_rest():
        rows = teams.list_candidates(cast.viewer("manager"), Period(date(2026, 4, 1), date(2027, 3, 31)), today=TODAY)
    names = {row.person.name: (row.leads, row.sub_leads) for row in rows}
    assert "担い手09" not in names
    assert (names["担い手01"], names["担い手03"], names["担い手10"]) == ((1, 0), (0, 1), (0, 0))


def test_the_number_of_queries_does_not_grow_with_the_companies(cast: Cast, writing: Ways, at_rest: Ways) -> None:
    def counted() -> int:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        with at_rest():
            event.listen(db.engine, "before_cursor_execute", note)
            teams.staffing_of(cast.viewer("manager"), today=TODAY)
            teams.load_of_producers(cast.viewer("manager"), TODAY)
            event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    few = counted()
    with writing():
        for number in range(3, 13):
            company = support(cast.programme_id, f"架空{number}商店", number=number, cases=[], now=NOW)
            assign(company.enrolment_id, cast.producer_id("tenth"), LEAD, now=NOW)
    assert counted() == few
