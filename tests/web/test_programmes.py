"""The settings of a programme: bounds at their fields, two editors, and what they do to the counts at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.next_years import begin_year_after
from tests.records import make_visit
from tracker.database import db
from tracker.domain.access import operator
from tracker.domain.cadence import VisitMode
from tracker.domain.roles import Role
from tracker.models import CompetencyItem, Programme
from tracker.services.accounts import add_member

At = Callable[[], AbstractContextManager[None]]


def stored(cast: Cast, at_rest: At) -> Programme:
    with at_rest():
        return db.session.get_one(Programme, cast.programme_id)


def test_saving_what_stands_there_changes_nothing(cast: Cast, client: ClientFor, at_rest: At) -> None:
    before = stored(cast, at_rest)
    browser = client("manager")
    assert browser.submit("settings").status == 302
    after = stored(cast, at_rest)
    names = [column.key for column in Programme.__table__.columns if column.key != "version"]
    assert {name: getattr(after, name) for name in names} == {name: getattr(before, name) for name in names}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "あ" * 201}, "name"),
        ({"contract_starts_on": "x"}, "contract_starts_on"),
        ({"contract_ends_on": "2026/03/31"}, "contract_ends_on"),
        ({"producer_label": " "}, "producer_label"),
        ({"expected_producers": "0"}, "expected_producers"),
        ({"expected_producers": "ten"}, "expected_producers"),
        ({"visits_per_month": "0"}, "visits_per_month"),
        ({"visits_per_month": "32"}, "visits_per_month"),
        ({"visits_per_month": "9" * 30}, "visits_per_month"),
        ({"short_month_days": "-1"}, "short_month_days"),
        ({"short_month_days": "32"}, "short_month_days"),
        ({"scale_maximum": "1"}, "scale_maximum"),
        ({"outcome_target": "0"}, "outcome_target"),
        ({"outcome_target": "八件"}, "outcome_target"),
        ({"minimum_raters": "2"}, "minimum_raters"),
        ({"minimum_raters": "1.5"}, "minimum_raters"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    cast: Cast, client: ClientFor, at_rest: At, given: dict[str, str], field: str
) -> None:
    page = client("manager").submit("settings", {"producer_label": "支え手"} | given)
    assert page.status == 422
    assert page.words(f"#{field}-error")
    assert stored(cast, at_rest).version == 1


def test_full_width_figures_are_figures(cast: Cast, client: ClientFor, at_rest: At) -> None:
    assert client("manager").submit("settings", {"expected_producers": "１２", "visits_per_month": "２"}).status == 302
    row = stored(cast, at_rest)
    assert (row.expected_producers, row.visits_per_month) == (12, 2)


def test_the_supporters_word_and_number_are_the_programme_s(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    assert browser.submit("settings", {"producer_label": "支え手", "expected_producers": "12"}).status == 302
    assert "10／12人" in browser.get("producers/").main


def test_online_visits_are_counted_as_the_setting_says_and_the_list_agrees(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        make_visit(cast.asahi, now=NOW, on=date(2026, 10, 6))
        make_visit(cast.asahi, now=NOW, on=date(2026, 10, 20), mode=VisitMode.ONLINE)
        make_visit(cast.asahi, now=NOW, on=date(2026, 10, 28), mode=VisitMode.EVENT)
    browser = client("manager")

    def counted() -> int:
        rows = browser.get("visits/?counted=1").rows()
        company = browser.get(f"companies/{cast.asahi.enrolment_id}")
        tile = next(tag for tag in company.select(".number-tile") if "訪問回数" in tag.get_text())
        assert str(len(rows)) in tile.get_text()
        return len(rows)

    assert counted() == 2
    assert browser.submit("settings", {"online_counts": None}).status == 302
    assert counted() == 1
    assert browser.submit("settings", {"online_counts": "y", "event_counts": "y"}).status == 302
    assert counted() == 3


def test_the_records_are_opened_to_every_coordinator_by_a_setting_and_the_memo_is_not(
    cast: Cast, client: ClientFor, writing: At
) -> None:
    with writing():
        make_visit(cast.asahi, now=NOW, decisions="決めたこと", internal_memo="内輪の覚え書き")
    colleague, page = client("colleague"), f"companies/{cast.asahi.enrolment_id}"
    assert "決めたこと" not in colleague.get(page).main
    assert client("manager").submit("settings", {"records_open": "y"}).status == 302
    opened = colleague.get(page)
    assert "決めたこと" in opened.main
    assert "内輪の覚え書き" not in opened.text
    assert "訪問を記録" not in opened.links()


def test_two_managers_see_both_texts_and_one_chooses(cast: Cast, client: ClientFor, at_rest: At) -> None:
    first, second = client("manager"), client("manager_producer")
    mine, theirs = first.get("settings"), second.get("settings")
    assert second.submit(theirs, {"name": "架空の新しい名前", "online_counts": None}).status == 302
    clash = first.submit(mine, {"name": "架空の別の名前", "visits_per_month": "2"})
    assert clash.status == 409
    assert {"架空の新しい名前", "架空の別の名前"} <= set(clash.words(".conflict__value"))
    chosen = {"keep-name": "theirs", "keep-online_counts": "theirs", "keep-visits_per_month": "mine"}
    assert first.submit(clash, chosen).status == 302
    row = stored(cast, at_rest)
    assert (row.name, row.online_counts, row.visits_per_month) == ("架空の新しい名前", False, 2)


@pytest.mark.parametrize(("who", "status"), [("owner", 403), ("clerk", 403), ("auditor", 403), ("administrator", 404)])
def test_the_settings_are_the_manager_s(cast: Cast, client: ClientFor, at_rest: At, who: str, status: int) -> None:
    browser = client(who)
    assert browser.get("/p/r8/settings").status == status
    assert browser.post("/p/r8/settings", {"name": "乗っ取り"}).status == status
    assert stored(cast, at_rest).version == 1


def test_what_a_form_does_not_own_is_not_taken_from_it(cast: Cast, client: ClientFor, at_rest: At) -> None:
    before = stored(cast, at_rest)
    extra = {"slug": "mine", "fiscal_year": "1999", "organisation_id": "2", "id": "99"}
    assert client("manager").submit("settings", extra).status == 302
    after = stored(cast, at_rest)
    assert (after.slug, after.fiscal_year, after.organisation_id) == (before.slug, before.fiscal_year, before.organisation_id)


def test_an_administrator_founds_a_programme_with_its_items_and_opens_none_of_it(
    cast: Cast, client: ClientFor, at_rest: At
) -> None:
    browser = client("administrator")
    given = {"slug": "r9", "name": "架空翌年度事業", "organisation": "架空産業振興協会", "fiscal_year": "2027"}
    assert browser.submit("/programmes/new", given).status == 302
    with at_rest():
        programme = db.session.scalars(select(Programme).where(Programme.slug == "r9")).one()
        items = select(func.count()).select_from(CompetencyItem).where(CompetencyItem.programme_id == programme.id)
        assert db.session.scalar(items) == 5
        assert programme.organisation_id == cast.organisation_id
    assert browser.get("/p/r9/").status == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"slug": "r8"}, "slug"),
        ({"slug": "第9期"}, "slug"),
        ({"slug": "../x"}, "slug"),
        ({"name": ""}, "name"),
        ({"organisation": ""}, "organisation"),
        ({"fiscal_year": "1999"}, "fiscal_year"),
        ({"fiscal_year": "令和9年"}, "fiscal_year"),
    ],
)
def test_a_programme_that_cannot_be_is_refused_at_its_field(client: ClientFor, given: dict[str, str], field: str) -> None:
    good = {"slug": "r9", "name": "架空翌年度事業", "organisation": "架空産業振興協会", "fiscal_year": "2027"}
    page = client("administrator").submit("/programmes/new", good | given)
    assert page.status == 422
    assert page.words(f"#{field}-error")


def test_whoever_is_a_member_of_two_chooses_and_of_none_is_told(cast: Cast, client: ClientFor) -> None:
    both = {"email": cast["stranger"].email, "roles": ["coordinator"]}
    assert client("manager").submit("members/new", both).status == 302
    names = client("stranger").get("/programmes").main
    assert "架空伴走支援事業" in names
    assert "架空別事業" in names
    assert "参加している事業がありません" in client("administrator").get("/programmes").main


def test_who_is_in_several_programmes_goes_to_the_same_place_of_another_where_it_is_open(
    cast: Cast, client: ClientFor, writing: At
) -> None:
    with writing():
        add_member(
            operator(cast.other_programme_id),
            programme_id=cast.other_programme_id,
            email=cast["manager"].email,
            name="",
            roles={Role.COORDINATOR},
            password=None,
            ends_on=None,
            now=NOW,
        )
    browser = client("manager")
    page = browser.get(f"companies/{cast.asahi.enrolment_id}")
    choices = {link.get_text(): (str(link["href"]), link.get("aria-current")) for link in page.select(".programme a")}
    assert choices == {
        "架空伴走支援事業（令和8年度）": ("/p/r8/enter?page=companies.index", "page"),
        "架空別事業（令和8年度）": ("/p/other/enter?page=companies.index", None),
        "事業の一覧": ("/programmes", None),
    }
    assert browser.get("/p/other/enter?page=companies.index").headers["Location"] == "/p/other/companies/"
    for closed in ("programmes.edit", "visits.log", "https://example.com/", ""):
        assert browser.get(f"/p/other/enter?page={closed}").headers["Location"] == "/p/other/"


def test_who_is_in_one_programme_is_offered_no_other(client: ClientFor) -> None:
    page = client("owner").get("companies/")
    assert page.words(".programme") == ["架空伴走支援事業"]
    assert page.select("header .programme a") == []


def test_a_target_for_outcomes_stands_beside_their_number_and_is_no_target_of_the_next_year(
    cast: Cast, client: ClientFor, at_rest: At, writing: At
) -> None:
    browser = client("manager")
    assert "目標の定めはありません" in browser.get("").main
    assert browser.submit("settings", {"outcome_target": "２０"}).status == 302
    assert "目標 20件" in browser.get("").main
    assert "目標 20件" in browser.get("digest/?kind=manager").main
    next_year = begin_year_after(cast, writing)
    with at_rest():
        targets = {one.id: one.outcome_target for one in db.session.scalars(select(Programme))}
        assert (targets[cast.programme_id], targets[next_year.viewer.programme]) == (20, None)
    assert browser.submit("settings", {"outcome_target": ""}).status == 302
    assert "目標の定めはありません" in browser.get("").main
