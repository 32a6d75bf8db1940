"""The pages of companies: found, entered, corrected side by side, deleted and restored."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import event

from tests.cast import Cast, support
from tests.conftest import NOW, ClientFor
from tracker.database import db
from tracker.domain.access import operator
from tracker.services.programmes import found_programme

Ways = Callable[[], AbstractContextManager[None]]
FILLED = {
    "name": "㈱架空北斗化成",
    "kana": "かくう",
    "prefecture": "埼玉県",
    "municipality": "入間市",
    "starts_on": "R8.6.1",
    "ends_on": "令和9年3月31日",
    "case_title": "新しい樹脂",
}


def test_the_list_says_how_many_it_found_and_links_every_company(client: ClientFor, cast: Cast) -> None:
    page = client("owner").get("companies/")
    assert "2社" in page.main
    assert f"/p/r8/companies/{cast.asahi.enrolment_id}" in page.links().values()
    assert [row[1] for row in page.rows()] == ["架空アサヒ製作所", "架空みなと精機"]


def test_nothing_found_says_what_was_searched(client: ClientFor) -> None:
    page = client("owner").get("companies/?q=<b>ない会社")
    assert "「<b>ない会社」を含む企業" in page.main
    assert "0社" in page.main


def test_a_filter_that_cannot_be_read_is_told_at_its_field(client: ClientFor) -> None:
    page = client("owner").get("companies/?producer=x&role=boss")
    assert page.status == 422
    assert len(page.errors()) == 2


def test_the_list_takes_as_many_queries_for_many_companies(client: ClientFor, cast: Cast, app: Flask, writing: Ways) -> None:
    browser, counts = client("manager"), []
    for _round in range(2):
        statements: list[str] = []
        with app.app_context():
            engine = db.engine

        def count(_connection: object, _cursor: object, statement: str, *_rest: object, into: list[str] = statements) -> None:
            into.append(statement)

        event.listen(engine, "before_cursor_execute", count)
        assert browser.get("companies/").status == 200
        event.remove(engine, "before_cursor_execute", count)
        counts.append(len(statements))
        with writing():
            for number in range(10, 30):
                support(cast.programme_id, f"架空{number}社", number=number, cases=[(f"c{number}", "件")], now=NOW)
    assert counts[0] == counts[1]


def test_a_company_is_entered_with_its_first_case(client: ClientFor) -> None:
    page = client("clerk").submit("companies/new", FILLED, follow=True)
    assert page.status == 200
    assert "株式会社架空北斗化成" in page.main


def test_sending_the_form_twice_makes_one_company(client: ClientFor) -> None:
    browser = client("clerk")
    form = browser.get("companies/new")
    first, second = browser.submit(form, FILLED), browser.submit(form, FILLED)
    assert first.location == second.location
    assert "3社" in browser.get("companies/").main


def test_the_example_of_a_municipality_is_of_the_prefecture_that_was_chosen(client: ClientFor) -> None:
    page = client("clerk").submit("companies/new", FILLED | {"prefecture": "東京都", "municipality": "架空市"})
    assert "「千代田区」のように" in page.words("#municipality-error")[0]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "入力してください"),
        ("municipality", "架空市", "市区町村の一覧にありません"),
        ("prefecture", "架空県", "一覧にある項目"),
        ("corporate_number", "1234567890123", "検査用数字"),
        ("corporate_number", "12", "13桁"),
        ("starts_on", "2026/13/45", "日"),
        ("ends_on", "2026/5/31", "支援開始日以後"),
        ("contact_email", "nobody", "メールアドレス"),
        ("number", "1", "別の企業が使っています"),
        ("case_title", " ", "入力してください"),
        ("remarks", "あ" * 2001, "2000文字"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_the_form_comes_back_filled(
    client: ClientFor, field: str, value: str, words: str
) -> None:
    page = client("clerk").submit("companies/new", FILLED | {field: value})
    assert page.status == 422
    assert words in " ".join(page.words(f"#{field}-error")), page.errors()
    kept = "kana" if field != "kana" else "name"
    assert page.fields()[kept] == FILLED[kept]
    assert "2社" in client("clerk").get("companies/").main


def test_a_namesake_is_shown_and_another_company_entered_when_said_so(client: ClientFor, cast: Cast) -> None:
    browser = client("clerk")
    page = browser.submit("companies/new", FILLED | {"name": "株式会社 架空アサヒ製作所"})
    assert page.status == 422
    assert f"/p/r8/companies/{cast.asahi.enrolment_id}" in page.links().values()
    assert browser.submit(page, {"existing": "another"}).status == 302
    assert "3社" in browser.get("companies/").main


def test_a_company_that_the_association_knows_is_enrolled_instead(client: ClientFor, cast: Cast, writing: Ways) -> None:
    with writing():
        r9 = found_programme(
            operator(None), slug="r9", name="架空次年度事業", organisation="架空産業振興協会", fiscal_year=2027, now=NOW
        )
        known = support(r9, "架空北斗化成", number=1, cases=[], now=NOW)
    browser = client("clerk")
    page = browser.submit("companies/new", FILLED)
    assert page.status == 422
    done = browser.submit(page, {"existing": str(known.company_id)}, follow=True)
    assert done.heading == "架空北斗化成"


def test_a_support_outside_the_contract_is_warned_of_and_saved(client: ClientFor) -> None:
    page = client("clerk").submit("companies/new", FILLED | {"ends_on": "2027/4/30"}, follow=True)
    assert "契約期間" in page.main and "外の日" in page.main


def edited(cast: Cast) -> str:
    return f"companies/{cast.asahi.enrolment_id}/edit"


def test_two_editors_see_both_texts_and_the_second_chooses(client: ClientFor, cast: Cast) -> None:
    first, second = client("clerk"), client("manager")
    mine = second.get(edited(cast))
    assert first.submit(edited(cast), {"street": "先の番地", "wants_growth": "yes"}).status == 302
    page = second.submit(mine, {"street": "後の番地"})
    assert page.status == 409
    assert "先の番地" in page.main and "後の番地" in page.main and "満たす" in page.main
    chosen = second.submit(page, {"keep-street": "theirs", "keep-wants_growth": "theirs"})
    assert chosen.status == 302
    assert second.get(edited(cast)).fields()["street"] == "先の番地"
    assert second.get(edited(cast)).fields()["wants_growth"] == "yes"


def test_the_three_criteria_have_three_states(client: ClientFor, cast: Cast) -> None:
    browser = client("clerk")
    for value in ("yes", "no", "unknown"):
        assert browser.submit(edited(cast), {"has_concrete_plan": value}).status == 302
        assert browser.get(edited(cast)).fields()["has_concrete_plan"] == value
    assert browser.submit(edited(cast), {"has_concrete_plan": "perhaps"}).status == 422


def test_a_deleted_company_is_named_before_and_restored_after(client: ClientFor, cast: Cast) -> None:
    browser = client("manager")
    asked = browser.get(f"companies/{cast.asahi.enrolment_id}/delete")
    assert "架空アサヒ製作所" in asked.main and "30日以内" in asked.main
    assert browser.submit(asked).status == 302
    assert browser.get(f"companies/{cast.asahi.enrolment_id}").status == 404
    gone = browser.get("companies/deleted")
    assert "架空アサヒ製作所" in gone.main
    assert browser.submit(gone, follow=True).status == 200
    assert "2社" in browser.get("companies/").main


@pytest.mark.parametrize("path", ["companies/new", "companies/{}/edit", "companies/{}/delete", "companies/deleted"])
@pytest.mark.parametrize(("person", "status"), [("owner", 403), ("auditor", 403), ("other_manager", 404), ("administrator", 404)])
def test_a_page_for_the_staff_is_closed_to_others(client: ClientFor, cast: Cast, path: str, person: str, status: int) -> None:
    browser = client(person)
    assert browser.get("/p/r8/" + path.format(cast.asahi.enrolment_id)).status == status


def test_every_page_reads_in_english_too(client: ClientFor, cast: Cast) -> None:
    browser = client("manager").speak("en")
    for path in ("companies/", "companies/new", edited(cast), "companies/deleted"):
        assert browser.get(path).status == 200


@pytest.mark.parametrize(
    ("person", "phone"), [("owner", "03-0000-0000"), ("clerk", "03-0000-0000"), ("auditor", "**-****-**00"), ("colleague", None)]
)
def test_contact_persons_are_for_the_team_and_masked_for_auditors(
    client: ClientFor, cast: Cast, person: str, phone: str | None
) -> None:
    page = client(person).get(f"companies/{cast.asahi.enrolment_id}/details")
    assert ("未確認" in page.main) is (phone is not None)
    assert ("03-0000-0000" in page.main) is (phone == "03-0000-0000")
    assert phone is None or phone in page.main
