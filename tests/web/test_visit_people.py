"""Who is named in the form of a visit: who recorded the day already, and who can have been there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_visit
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.models import Producer

At = Callable[[], AbstractContextManager[None]]
TODAY = date(2026, 11, 24)
SAID = {"cases-0-phases": ["listen"], "cases-0-facts": "架空の社長の話", "next_answer": "open"}


def test_the_form_says_who_recorded_the_day_and_to_the_writer_that_it_was_them(
    cast: Cast, client: ClientFor, writing: At
) -> None:
    with writing():
        visit_id = make_visit(cast.asahi, now=NOW, on=TODAY, status=EventStatus.SCHEDULED, who=[cast.producer_id("owner")])
    url = f"visits/new?company={cast.asahi.enrolment_id}"
    assert client("owner").submit(f"visits/{visit_id}/log", SAID).status == 302
    assert "あなたが記録しました。" in client("owner").get(url).main
    assert "担い手01さんが記録しました。" in client("sub").get(url).main


def test_who_has_left_the_roster_is_offered_neither_as_there_nor_as_owner(cast: Cast, client: ClientFor, writing: At) -> None:
    def offered() -> set[str]:
        page = client("owner").get(f"visits/new?company={cast.asahi.enrolment_id}")
        return {str(one["value"]) for one in page.select("[name=others], [name='actions-0-owner_id'] option")}

    left, stays = str(cast.producer_id("fifth")), str(cast.producer_id("sixth"))
    assert {left, stays} <= offered()
    with writing():
        db.session.get_one(Producer, int(left)).ends_on = date(2026, 11, 17)
    assert left not in offered()
    assert stays in offered()
