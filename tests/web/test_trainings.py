"""The pages of the training log: everybody's attendance on one form, totals that lead to their rows, the sheet to sign."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select

from tests.auditing import Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.records import Records
from tracker.database import db
from tracker.models import Training

At = Callable[[], AbstractContextManager[None]]
GOOD = {
    "title": "架空の対話講座",
    "kind": "workshop",
    "training_on": "2026/11/20",
    "start_time": "10:00",
    "end_time": "12:00",
    "lecturer": "架空の講師",
}


def stored(at_rest: At) -> int:
    with at_rest():
        return db.session.scalar(select(func.count()).select_from(Training)) or 0


def place_of(page: Page, producer_id: int) -> str:
    """The name under which the form asks for a supporter."""
    (tag,) = page.select(f"main input[name$='-producer_id'][value='{producer_id}']")
    return str(tag["name"]).removesuffix("-producer_id")


def test_everybody_on_the_roster_is_asked_once_and_the_totals_lead_to_their_rows(
    cast: Cast, client: ClientFor, at_rest: At
) -> None:
    browser = client("owner")
    page = browser.get("trainings/new")
    assert len(page.select("main input[name$='-producer_id']")) == len(cast.producer_ids)
    owner, sub = (place_of(page, cast.producer_id(who)) for who in ("owner", "sub"))
    there = {f"{owner}-attendance": "attended", f"{sub}-attendance": "partial", f"{sub}-minutes": "45"}
    shown = browser.submit(page, GOOD | there, follow=True)
    assert browser.submit(page, GOOD | there).status == 302  # the same tap once more
    assert stored(at_rest) == 1
    assert all(words in shown.main for words in (cast["owner"].name, cast["sub"].name, "架空の講師"))
    listed = browser.get("trainings/")
    (link,) = {
        str(one["href"]) for one in listed.select(f"main a[href*='producer={cast.producer_id('sub')}&attendance=partial']")
    }
    assert [row for row in browser.get(link).rows() if "架空の対話講座" in " ".join(row)]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " 　"}, "title"),
        ({"kind": None}, "kind"),
        ({"kind": "king"}, "kind"),
        ({"training_on": "2026/02/30"}, "training_on"),
        ({"end_time": "09:00"}, "end_time"),
        ({"start_time": "25:00"}, "start_time"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_what_was_typed_stays(
    cast: Cast, client: ClientFor, at_rest: At, given: dict[str, str | None], field: str
) -> None:
    page = client("owner").submit("trainings/new", GOOD | {"content": "板書は写真にある"} | given)
    assert page.status == 422
    assert page.words(f"#{field}-error")
    assert "板書は写真にある" in page.html
    assert stored(at_rest) == 0


@pytest.mark.parametrize("minutes", ["", "-1", "1441", "x", "121"])
def test_a_part_says_how_long_and_never_longer_than_the_whole(cast: Cast, client: ClientFor, at_rest: At, minutes: str) -> None:
    browser = client("owner")
    page = browser.get("trainings/new")
    sub = place_of(page, cast.producer_id("sub"))
    answer = browser.submit(page, GOOD | {f"{sub}-attendance": "partial", f"{sub}-minutes": minutes})
    assert answer.status == 422
    assert answer.words(f"#{sub}-minutes-error")
    assert stored(at_rest) == 0


def test_two_editors_see_both_texts(records: Records, client: ClientFor, at_rest: At) -> None:
    first, second, path = client("owner"), client("manager"), f"trainings/{records.training_id}/edit"
    mine, theirs = first.get(path), second.get(path)
    assert second.submit(theirs, {"lecturer": "東の講師"}).status == 302
    clash = first.submit(mine, {"lecturer": "西の講師"})
    assert clash.status == 409
    assert {"東の講師", "西の講師"} <= set(clash.words(".conflict__value"))
    assert first.submit(clash, {"keep-lecturer": "theirs"}).status == 302
    with at_rest():
        assert db.session.get_one(Training, records.training_id).lecturer == "東の講師"


def test_the_sheet_has_a_line_for_everybody_on_the_roster(cast: Cast, records: Records, client: ClientFor) -> None:
    page = client("clerk").get(f"trainings/{records.training_id}/sheet")
    assert {row[1] for row in page.rows()} >= {
        person.name for person in cast.people.values() if person.producer_id in cast.producer_ids
    }


def test_a_manager_deletes_and_brings_back(records: Records, client: ClientFor) -> None:
    browser, path = client("manager"), f"trainings/{records.training_id}"
    listed = browser.submit(f"{path}/delete", follow=True)
    assert browser.get(path).status == 404
    browser.submit(listed, form=f"form[action$='{records.training_id}/restore']")
    assert browser.get(path).status == 200


@pytest.mark.parametrize("question", ["producer=x", "attendance=king", "from=2026/02/30", "fiscal_year=x", "page=0"])
def test_whatever_stands_in_the_address_is_answered(records: Records, client: ClientFor, question: str) -> None:
    assert client("owner").get(f"trainings/?{question}").status in {200, 422}
