"""Next year's programme from this one, and last year's numbers beside this year's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tests.records import make_visit
from tracker.database import db
from tracker.domain.access import operator
from tracker.domain.roles import Role
from tracker.domain.staffing import team_on
from tracker.models import (
    AuditEntry,
    CompetencyItem,
    DialogueTool,
    EnrolledCase,
    Enrolment,
    Membership,
    Producer,
    Programme,
    ToolPart,
)
from tracker.queries.team_plans import list_assigned
from tracker.services.accounts import add_member
from tracker.services.programmes import found_programme

Ways = Callable[[], AbstractContextManager[None]]
APRIL = date(2027, 4, 1)


def count(model: type, programme_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(model.programme_id == programme_id)) or 0  # type: ignore[attr-defined]


def test_what_goes_on_is_made_in_one_act_and_never_twice(client: ClientFor, cast: Cast, at_rest: Ways) -> None:
    browser = client("manager")
    browser.submit("settings", {"producer_label": "支え手", "visits_per_month": "2"})
    page = browser.get("next-year/")
    going_on = [str(one) for one in cast.producer_ids if one != cast.producer_id("sub")]
    given = {"companies": [str(cast.asahi.enrolment_id)], "producers": going_on}
    asked = browser.submit(page, given)
    assert "続けて支援する企業（1社）" in asked.main
    assert "もう作られています" not in browser.get("next-year/").main
    assert browser.submit(asked, button=("back_to_form", "1")).fields()["name"] == page.fields()["name"]
    assert browser.submit(asked).status == 302
    assert browser.submit(page, given | {"slug": "r9-again"}).status == 302
    assert "もう作られています" in browser.get("next-year/").main
    with at_rest():
        new = db.session.scalars(select(Programme).where(Programme.predecessor_id == cast.programme_id)).one()
        assert (new.slug, new.fiscal_year, new.producer_label, new.visits_per_month) == ("r9", 2027, "支え手", 2)
        assert (new.contract_starts_on, new.contract_ends_on) == (APRIL, date(2028, 3, 31))
        for model in (CompetencyItem, DialogueTool, ToolPart):
            assert count(model, new.id) == count(model, cast.programme_id)
        enrolment = db.session.scalars(select(Enrolment).where(Enrolment.programme_id == new.id)).one()
        assert (enrolment.company_id, enrolment.number, enrolment.starts_on) == (cast.asahi.company_id, 1, APRIL)
        cases = db.session.scalars(select(EnrolledCase.case_id).where(EnrolledCase.enrolment_id == enrolment.id))
        assert tuple(cases) == cast.asahi.case_ids
        names = {row.id: row.name for row in db.session.scalars(select(Producer).where(Producer.programme_id == new.id))}
        assert len(names) == 9
        team = team_on(list_assigned(enrolment.id), APRIL)
        assert (names[team.lead or 0], team.sub_leads) == ("担い手01", ())
        assert count(Membership, new.id) == count(Membership, cast.programme_id) - 1  # one account is deactivated
        entries = db.session.scalars(select(AuditEntry.act).where(AuditEntry.programme_id == new.id)).all()
        assert list(entries) == ["begin_next_year"]


def test_the_next_year_begins_after_this_one(client: ClientFor) -> None:
    page = client("manager").submit("next-year/", {"starts_on": "2027/3/31", "slug": "other"})
    assert page.status == 422
    assert page.words("#slug-error")
    name = client("manager").get("settings").fields()["name"]
    assert "もうあります" in client("manager").submit("next-year/", {"name": name}).words("#name-error")[0]
    assert client("manager").submit("next-year/", {"starts_on": "2027/3/31"}).words("#starts_on-error")


def test_last_years_numbers_stand_beside_this_years_and_lead_to_their_rows(
    client: ClientFor, cast: Cast, clock: Clock, writing: Ways
) -> None:
    with writing():
        for day in (date(2026, 4, 10), date(2026, 5, 20), date(2026, 7, 1)):
            make_visit(cast.asahi, now=NOW, on=day, who=[cast.producer_id("owner")])
    browser = client("manager")
    browser.submit(browser.submit("next-year/"))
    clock.set(datetime(2027, 5, 31, 1, tzinfo=UTC))
    browser = client("manager")
    page = browser.get("/p/r9/")
    this, before = page.select(".dashboard__numbers tbody tr:first-child td a")
    assert (this.get_text(), before.get_text()) == ("0", "2")
    assert browser.get(str(before["href"])).words(".filter-bar__count")[0].endswith("：2件")
    of_report = browser.get("/p/r9/report/?as_of=2027-05-31").select("[aria-labelledby=numbers-title] tbody a")
    assert [str(cell["href"]) for cell in of_report] == [str(cell["href"]) for cell in page.select(".dashboard__numbers tbody a")]
    assert browser.get(str(of_report[-1]["href"])).status == 200
    with writing():
        membership = db.session.get_one(Membership, cast["manager"].membership_id)
        membership.ends_on = date(2027, 3, 31)
    assert not browser.get("/p/r9/").select(".dashboard__numbers tbody")


def test_a_year_that_has_not_begun_takes_nobody_into_it(client: ClientFor, clock: Clock) -> None:
    browser = client("manager")
    name = "ものづくり伴走支援事業（令和9年度）"
    assert browser.submit(browser.submit("next-year/", {"name": name})).status == 302
    there = browser.get("/p/r9/")
    assert "まだ始まっていません（2027年4月1日" in there.main
    assert "いま対応が必要なものはありません" not in there.main
    assert "まだ始まっていません" in browser.get("/p/r9/visits/new").main
    assert there.words(".programme__name") == ["ものづくり伴走支援事業"]
    assert there.words(".programme__year") == ["（令和9年度）"]
    assert "ものづくり伴走支援事業（令和9年度）" in there.words(".programme li")
    assert "まだ始まっていません" not in browser.get("/p/r8/").main
    browser.get("/p/r9/")
    assert browser.get("/").location.endswith("/p/r8/")
    assert client("manager").get("/").location.endswith("/p/r8/")
    clock.set(datetime(2027, 4, 1, 1, tzinfo=UTC))
    assert client("manager").get("/").location.endswith("/p/r9/")


def test_of_programmes_that_run_the_one_visited_last_is_where_one_begins(client: ClientFor, cast: Cast, writing: Ways) -> None:
    with writing():
        new = found_programme(operator(None), slug="r8-b", name="架空事業B", organisation="架空協会", fiscal_year=2026, now=NOW)
        add_member(
            operator(new),
            programme_id=new,
            email=cast["manager"].email,
            name=cast["manager"].name,
            roles={Role.MANAGER},
            password=None,
            ends_on=None,
            now=NOW,
        )
    browser = client("manager")
    for slug in ("r8-b", "r8"):
        browser.get(f"/p/{slug}/")
        assert browser.get("/").location.endswith(f"/p/{slug}/")


def test_whoever_has_left_is_not_proposed_for_the_next_year(client: ClientFor, cast: Cast, writing: Ways) -> None:
    with writing():
        db.session.get_one(Producer, cast.producer_id("tenth")).ends_on = date(2026, 11, 30)
    chosen = client("manager").get("next-year/").fields().getlist("members")
    assert str(cast["tenth"].membership_id) not in chosen
    assert str(cast["ninth"].membership_id) in chosen
