"""The pages of the market's voice: one after the other at the stand, bad input at its field, deleted and brought back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.field_records import make_exhibition
from tests.records import Records
from tracker.database import db
from tracker.domain.exhibitions import VisitorKind
from tracker.models import MarketFeedback

At = Callable[[], AbstractContextManager[None]]
GOOD = {"words": "取っ手がもう少し太ければ買う", "visitor_kind": "buyer", "heard_on": "2026/10/08", "visitor": "工具の担当"}


def stored(at_rest: At) -> int:
    with at_rest():
        return db.session.scalar(select(func.count()).select_from(MarketFeedback)) or 0


def test_one_after_the_other_keeps_the_company_and_counts_each_once(
    cast: Cast, records: Records, client: ClientFor, at_rest: At
) -> None:
    browser, there = client("owner"), stored(at_rest)
    page = browser.get(f"voices/new?exhibition={records.exhibition_id}")
    who = {"who": str(cast.asahi.enrolment_id)}
    again = browser.submit(page, GOOD | who, button=("another", "1"), follow=True)
    assert again.fields()["who"] == who["who"]
    assert again.fields()["words"] == ""
    browser.submit(page, GOOD | who, button=("another", "1"))  # the first tap once more
    shown = browser.submit(again, GOOD | {"words": "色は黒がよい"}, follow=True)
    assert stored(at_rest) == there + 2
    assert all(words in shown.main for words in ("取っ手がもう少し太ければ買う", "色は黒がよい"))
    narrowed = browser.get(f"voices/?company={cast.asahi.enrolment_id}&kind=buyer")
    assert str(there - 1 + 2) in narrowed.words(".filter-bar__count")[0]  # one of those there is deleted


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"words": " 　\n"}, "words"),
        ({"words": "あ" * 20_001}, "words"),
        ({"visitor_kind": None}, "visitor_kind"),
        ({"visitor_kind": "king"}, "visitor_kind"),
        ({"heard_on": "2026/11/25"}, "heard_on"),
        ({"heard_on": "2026/02/30"}, "heard_on"),
        ({"who": "99999999"}, "who"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_what_was_typed_stays(
    cast: Cast, records: Records, client: ClientFor, at_rest: At, given: dict[str, str | None], field: str
) -> None:
    there = stored(at_rest)
    typed = GOOD | {"who": str(cast.asahi.enrolment_id)} | given
    page = client("owner").submit(f"voices/new?exhibition={records.exhibition_id}", typed)
    assert page.status == 422
    assert page.words(f"#{field}-error")
    assert "工具の担当" in page.html
    assert stored(at_rest) == there


def test_without_an_exhibition_the_page_asks_and_at_one_without_a_company_of_ours_there_is_nothing(
    cast: Cast, records: Records, client: ClientFor, writing: At
) -> None:
    with writing():
        theirs = make_exhibition(cast.programme_id, cast.minato, now=NOW, name="架空の他社展")
    browser = client("owner")
    asked = browser.get("voices/new")
    assert any(str(link).endswith(f"exhibition={records.exhibition_id}") for link in asked.links().values())
    assert browser.get(f"voices/new?exhibition={theirs}").status == 404


def test_a_voice_is_corrected_and_two_editors_see_both_texts(
    cast: Cast, records: Records, client: ClientFor, at_rest: At
) -> None:
    first, second, path = client("owner"), client("manager"), f"voices/{records.voice_id}/edit"
    mine, theirs = first.get(path), second.get(path)
    assert second.submit(theirs, {"words": "重すぎる"}).status == 302
    clash = first.submit(mine, {"words": "軽すぎる", "visitor_kind": "end_user"})
    assert clash.status == 409
    assert {"重すぎる", "軽すぎる"} <= set(clash.words(".conflict__value"))
    assert first.submit(clash, {"keep-words": "theirs", "keep-visitor_kind": "mine"}).status == 302
    with at_rest():
        row = db.session.get_one(MarketFeedback, records.voice_id)
        assert (row.words, row.visitor_kind) == ("重すぎる", VisitorKind.END_USER)


def test_a_manager_deletes_and_brings_back(records: Records, client: ClientFor) -> None:
    browser, path = client("manager"), f"voices/{records.voice_id}"
    listed = browser.submit(f"{path}/delete", follow=True)
    assert browser.get(f"{path}/edit").status == 404
    browser.submit(listed, form=f"form[action$='{records.voice_id}/restore']")
    assert browser.get(f"{path}/edit").status == 200


@pytest.mark.parametrize("question", ["company=x", "exhibition=99999999999999999999", "kind=king", "case=x", "page=0"])
def test_whatever_stands_in_the_address_is_answered(records: Records, client: ClientFor, question: str) -> None:
    assert client("owner").get(f"voices/?{question}").status in {200, 422}
