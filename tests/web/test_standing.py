"""Every form that changes what was handed in, or a closed month, says so beforehand and asks why on the same page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import add_meeting, add_visit
from tests.records import make_outcome
from tests.submission_records import make_submission
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.models import ExcusedMonth
from tracker.services.submission_notes import withdraw_submission

Ways = Callable[[], AbstractContextManager[None]]
HANDED_IN = "この期間は提出済みです（提出第1号「第1四半期の報告」）"
PLANNED = EventStatus.SCHEDULED
# By what is there on the day: the pages that change it, and what each is sent.
FORMS = [
    ("visit", "visits/{}/edit", {"visit_on": "2026/6/11"}),
    ("visit", "visits/{}/delete", {}),
    ("planned visit", "visits/{}/edit", {"visit_on": "2026/6/11"}),
    ("planned visit", "visits/{}/cancel", {"reason": "先方の都合"}),
    ("planned visit", "visits/{}/postpone", {"reason": "先方の都合"}),
    ("meeting", "meetings/{}/edit", {"meeting_on": "2026/6/11"}),
    ("meeting", "meetings/{}/delete", {}),
    ("planned meeting", "meetings/{}/edit", {"meeting_on": "2026/12/11"}),
    ("planned meeting", "meetings/{}/cancel", {"reason": "先方の都合"}),
    ("planned meeting", "meetings/{}/postpone", {"reason": "先方の都合"}),
    ("outcome", "outcomes/{}", {"evidence": "写真"}),
    ("outcome", "outcomes/{}/delete", {}),
    ("excuse", "months/{}/2026-06", {"reason": "先方の休業"}),
    ("excuse", "months/{}/2026-06/withdraw", {}),
]


@pytest.fixture
def make(cast: Cast, writing: Ways) -> Callable[[str, date], int]:
    """A record on a day, by its name; the day is handed in afterwards, up to 30 September."""

    def made(what: str, day: date) -> int:
        with writing():
            made_id = _add(cast, what, day)
        with writing():
            make_submission(cast, now=NOW, until=date(2026, 9, 30))
        return made_id

    return made


def _add(cast: Cast, what: str, day: date) -> int:
    owner = [cast.producer_id("owner")]
    status = PLANNED if what.startswith("planned") else EventStatus.HELD
    if what.endswith("visit"):
        return add_visit(cast.asahi, day, status, people=owner, cases=cast.asahi.case_ids)
    if what.endswith("meeting"):
        return add_meeting([cast.asahi], day, owner, status)
    if what == "outcome":
        return make_outcome(cast.asahi, now=NOW, on=day)
    month = day.replace(day=1)
    db.session.add(
        ExcusedMonth(enrolment_id=cast.asahi.enrolment_id, month_on=month, reason="休業", accepted_by="長", created_at=NOW)
    )
    return cast.asahi.enrolment_id


@pytest.mark.parametrize(("what", "address", "sent"), FORMS, ids=[address for _what, address, _sent in FORMS])
def test_the_form_says_that_it_was_handed_in_and_takes_the_reason_at_once(
    client: ClientFor, make: Callable[[str, date], int], what: str, address: str, sent: dict[str, str]
) -> None:
    browser = client("manager")
    page = browser.get(address.format(make(what, date(2026, 6, 10))))
    assert HANDED_IN in page.main
    refused = browser.submit(page, sent)
    assert refused.status == 422 and "変更する理由を入力してください" in refused.text
    assert browser.submit(page, {**sent, "change_reason": "日付の誤り"}).status == 302


@pytest.mark.parametrize("what", ["visit", "meeting"])
def test_moving_a_record_to_another_company_says_so_too(
    cast: Cast, client: ClientFor, make: Callable[[str, date], int], what: str
) -> None:
    made = make(what, date(2026, 6, 10))
    address = f"visits/{made}/move" if what == "visit" else f"meetings/{made}/sections/{cast.asahi.enrolment_id}/move"
    page = client("manager").get(f"{address}?to={cast.minato.enrolment_id}")
    assert HANDED_IN in page.main and page.one("[name=change_reason]")


@pytest.mark.parametrize("what", ["visit", "planned meeting", "outcome"])
def test_a_day_that_was_not_handed_in_or_is_not_any_more_asks_for_nothing(
    cast: Cast, client: ClientFor, make: Callable[[str, date], int], writing: Ways, what: str
) -> None:
    address, sent = next((address, sent) for of, address, sent in FORMS if of == what)
    browser = client("manager")
    with writing():
        later = _add(cast, what, date(2026, 10, 7))
    inside = make(what, date(2026, 6, 10))
    assert "提出済み" not in browser.get(address.format(later)).main
    with writing():
        withdraw_submission(cast.viewer("clerk"), 1, reason="宛先の誤り", now=NOW)
    page = browser.get(address.format(inside))
    assert "提出済み" not in page.main and browser.submit(page, sent).status == 302
