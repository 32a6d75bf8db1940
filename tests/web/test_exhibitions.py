"""The pages of exhibitions: several companies on one form, who of us was there, bad input at its field, two editors."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import ClientFor
from tests.records import Records
from tracker.database import db
from tracker.domain.cadence import VisitMode
from tracker.models import Exhibition, Visit

At = Callable[[], AbstractContextManager[None]]
GOOD = {"name": "架空の見本市", "starts_on": "2026/11/18", "ends_on": "2026/11/20", "place": "架空会館"}


def stored(at_rest: At) -> int:
    with at_rest():
        return db.session.scalar(select(func.count()).select_from(Exhibition)) or 0


def test_one_exhibition_takes_several_companies_and_blank_rows_between_them_are_none(
    cast: Cast, client: ClientFor, at_rest: At
) -> None:
    browser = client("manager")
    companies = {
        "exhibitors-0-who": f"{cast.asahi.enrolment_id}:{cast.asahi.case_id}",
        "exhibitors-0-exhibit": "治具の試作品",
        "exhibitors-1-who": "",
        "exhibitors-2-who": str(cast.minato.enrolment_id),
    }
    page = browser.submit("exhibitions/new", GOOD | companies, follow=True)
    assert page.heading == "架空の見本市"
    assert all(words in page.main for words in (cast.asahi.name, cast.minato.name, "治具の試作品"))
    for company in (cast.asahi, cast.minato):
        narrowed = browser.get(f"exhibitions/?company={company.enrolment_id}")
        assert "架空の見本市" in narrowed.links()
    assert stored(at_rest) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " 　"}, "name"),
        ({"name": "あ" * 201}, "name"),
        ({"starts_on": "2026/02/30"}, "starts_on"),
        ({"starts_on": ""}, "starts_on"),
        ({"ends_on": "2026/11/17"}, "ends_on"),
        ({"exhibitors-0-who": "99999999"}, "exhibitors-0-who"),
        ({"exhibitors-0-who": "x:y"}, "exhibitors-0-who"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_what_was_typed_stays(
    cast: Cast, client: ClientFor, at_rest: At, given: dict[str, str], field: str
) -> None:
    page = client("manager").submit("exhibitions/new", GOOD | {"remarks": "駐車場は裏"} | given)
    assert page.status == 422
    assert page.words(f"#{field}-error")
    assert "駐車場は裏" in page.html
    assert stored(at_rest) == 0


def test_who_of_us_was_there_is_noted_day_by_day_and_taken_back(cast: Cast, records: Records, client: ClientFor) -> None:
    browser, path = client("owner"), f"exhibitions/{records.exhibition_id}"
    form = browser.get(f"{path}/attend")
    assert form.fields()["attended_on"] == "2026/10/09"  # over by now: its last day
    too_late = browser.submit(form, {"producer_id": str(cast.producer_id("sub")), "attended_on": "2026/10/10"})
    assert (too_late.status, bool(too_late.words("#attended_on-error"))) == (422, True)
    page = browser.submit(form, {"producer_id": str(cast.producer_id("sub"))}, follow=True)
    assert cast["sub"].name in page.one("#attendance").find_parent().get_text()  # type: ignore[union-attr]
    drops = page.select("form[action$='/drop']")
    assert len(drops) == 2
    left = browser.submit(page, form="form[action$='/drop']", follow=True)
    assert len(left.select("form[action$='/drop']")) == 1


def test_a_visit_made_at_the_exhibition_is_tied_to_it_by_its_days(
    cast: Cast, records: Records, client: ClientFor, writing: At
) -> None:
    with writing():
        visit = db.session.get_one(Visit, records.visit_id)
        visit.mode, visit.visit_on = VisitMode.EVENT, date(2026, 10, 8)
    browser, path = client("owner"), f"exhibitions/visit/{records.visit_id}"
    page = browser.submit(path, {"exhibition_id": str(records.exhibition_id)}, follow=True)
    assert "架空ものづくり展" in page.main
    assert browser.submit(path, {"exhibition_id": "99999999"}).status == 422


def test_two_editors_see_both_texts(cast: Cast, records: Records, client: ClientFor, at_rest: At) -> None:
    first, second, path = client("owner"), client("manager"), f"exhibitions/{records.exhibition_id}/edit"
    mine, theirs = first.get(path), second.get(path)
    assert second.submit(theirs, {"place": "東の館"}).status == 302
    clash = first.submit(mine, {"place": "西の館"})
    assert clash.status == 409
    assert {"東の館", "西の館"} <= set(clash.words(".conflict__value"))
    assert first.submit(clash, {"keep-place": "mine"}).status == 302
    with at_rest():
        assert db.session.get_one(Exhibition, records.exhibition_id).place == "西の館"


def test_a_manager_deletes_and_brings_back(records: Records, client: ClientFor) -> None:
    browser, path = client("manager"), f"exhibitions/{records.exhibition_id}"
    listed = browser.submit(f"{path}/delete", follow=True)
    assert browser.get(path).status == 404
    browser.submit(listed, form=f"form[action$='{records.exhibition_id}/restore']")
    assert browser.get(path).status == 200


@pytest.mark.parametrize("question", ["company=x", "producer=99999999999999999999", "fiscal_year=二千", "page=0"])
def test_whatever_stands_in_the_address_is_answered(records: Records, client: ClientFor, question: str) -> None:
    assert client("owner").get(f"exhibitions/?{question}").status in {200, 422}
