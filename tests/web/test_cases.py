"""The pages of cases: opened, corrected side by side, deleted and restored."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.conftest import ClientFor


def test_a_second_case_is_opened_for_a_company(client: ClientFor, cast: Cast) -> None:
    page = client("clerk").submit(
        f"cases/new?company={cast.asahi.enrolment_id}", {"title": "もう1件", "kind": "新製品"}, follow=True
    )
    assert page.status == 200
    assert "もう1件" in page.main


@pytest.mark.parametrize(
    ("given", "field"),
    [({"title": ""}, "title"), ({"title": "新しい治具の開発"}, "title"), ({"title": "別の件", "number": "2"}, "number")],
)
def test_what_cannot_be_is_refused_at_its_field(client: ClientFor, cast: Cast, given: dict[str, str], field: str) -> None:
    page = client("clerk").submit(f"cases/new?company={cast.asahi.enrolment_id}", given)
    assert page.status == 422
    assert page.words(f"#{field}-error")


@pytest.mark.parametrize("company", ["", "x", "999999", "９", "elsewhere"])
def test_a_case_needs_a_company_of_the_programme(client: ClientFor, cast: Cast, company: str) -> None:
    wanted = str(cast.elsewhere.enrolment_id) if company == "elsewhere" else company
    assert client("clerk").get(f"cases/new?company={wanted}").status == 404


def test_two_editors_see_both_texts(client: ClientFor, cast: Cast) -> None:
    first, second, path = client("clerk"), client("manager"), f"cases/{cast.asahi.case_id}/edit"
    mine = second.get(path)
    assert first.submit(path, {"title": "先の題"}).status == 302
    page = second.submit(mine, {"title": "後の題"})
    assert page.status == 409
    assert "先の題" in page.main and "後の題" in page.main
    assert second.submit(page, {"keep-title": "mine"}).status == 302
    assert second.get(path).fields()["title"] == "後の題"


def test_a_deleted_case_is_restored(client: ClientFor, cast: Cast) -> None:
    browser, case_id = client("manager"), cast.minato.case_ids[1]
    assert browser.submit(f"cases/{case_id}/delete").status == 302
    assert browser.get(f"cases/{case_id}").status == 404
    assert browser.submit("companies/deleted", follow=True).status == 200


def test_the_last_case_of_a_company_is_not_deleted(client: ClientFor, cast: Cast) -> None:
    page = client("manager").submit(f"cases/{cast.asahi.case_id}/delete")
    assert page.status == 422
    assert "1件以上" in page.main
