"""The pages of outcomes: bad input at its field, once however often sent, two editors, deleted and brought back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor, Clock
from tests.field_records import make_challenge
from tests.records import Records, make_outcome
from tracker.database import db
from tracker.domain.outcomes import OutcomeKind
from tracker.models import Outcome

At = Callable[[], AbstractContextManager[None]]
GOOD = {"kind": "prototype", "outcome_on": "2026/11/20", "description": "試作品が1つできた"}


def stored(at_rest: At) -> int:
    with at_rest():
        return db.session.scalar(select(func.count()).select_from(Outcome)) or 0


def new(cast: Cast) -> str:
    return f"outcomes/new?company={cast.asahi.enrolment_id}"


def test_an_outcome_is_recorded_and_stands_in_the_story_and_the_list(cast: Cast, client: ClientFor) -> None:
    browser = client("owner")
    page = browser.submit(new(cast), GOOD, follow=True)
    assert "試作品が1つできた" in page.main
    assert browser.get("outcomes/").rows()[0][1] == cast.asahi.name


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": None}, "kind"),
        ({"kind": "king"}, "kind"),
        ({"kind": "other"}, "kind_detail"),
        ({"kind_detail": "特許"}, "kind_detail"),
        ({"outcome_on": "2026/11/25"}, "outcome_on"),
        ({"outcome_on": "2026/02/30"}, "outcome_on"),
        ({"outcome_on": ""}, "outcome_on"),
        ({"description": "　 "}, "description"),
        ({"description": "あ" * 10_001}, "description"),
        ({"case_id": "x"}, "case_id"),
        ({"case_id": "99999999999999999999"}, "case_id"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_what_was_typed_stays(
    cast: Cast, client: ClientFor, at_rest: At, given: dict[str, str | None], field: str
) -> None:
    page = client("owner").submit(new(cast), GOOD | {"evidence": "写真は棚の中"} | given)
    assert page.status == 422
    assert page.words(f"#{field}-error")
    assert "写真は棚の中" in page.html
    assert stored(at_rest) == 0


def test_a_case_of_another_company_is_refused_at_its_field(cast: Cast, client: ClientFor, at_rest: At) -> None:
    page = client("manager").submit(new(cast), GOOD | {"case_id": str(cast.minato.case_id)})
    assert page.status == 422
    assert page.words("#case_id-error")
    assert stored(at_rest) == 0


def test_the_company_is_asked_first_among_those_that_one_may_log_for(cast: Cast, client: ClientFor, at_rest: At) -> None:
    browser = client("owner")
    asked = browser.get("outcomes/new")
    assert asked.words(".choose-list a") == [f"{cast.asahi.name} 担当"]
    page = browser.get(str(asked.one(".choose-list a")["href"]))
    assert page.words(".form-subject strong") == [cast.asahi.name]
    assert browser.get(f"outcomes/new?company={cast.minato.enrolment_id}").status == 404
    assert browser.post(f"outcomes/new?company={cast.minato.enrolment_id}", GOOD).status == 404
    assert stored(at_rest) == 0


def test_the_form_offers_the_cases_and_challenges_of_its_company_alone(
    cast: Cast, records: Records, client: ClientFor, writing: At
) -> None:
    with writing():
        theirs = make_challenge(cast.minato, now=NOW, title="よその課題")
    browser = client("manager")
    for address in (new(cast), f"outcomes/{records.outcome_id}"):
        page = browser.get(address)
        assert page.words("[name=challenges] + label") != []
        assert "よその課題" not in page.main
        assert [str(option["value"]) for option in page.select("#case_id option")] == ["0", *map(str, cast.asahi.case_ids)]
        refused = browser.submit(page, GOOD | {"challenges": [str(theirs)]})
        assert refused.status == 422


def test_a_double_tap_makes_one_outcome(cast: Cast, client: ClientFor, at_rest: At) -> None:
    browser = client("owner")
    page = browser.get(new(cast))
    assert [browser.submit(page, GOOD).status for _ in range(2)] == [302, 302]
    assert stored(at_rest) == 1


def test_two_editors_see_both_texts_and_one_chooses(cast: Cast, records: Records, client: ClientFor, at_rest: At) -> None:
    first, second, path = client("owner"), client("manager"), f"outcomes/{records.outcome_id}"
    mine, theirs = first.get(path), second.get(path)
    assert second.submit(theirs, {"description": "2つできた", "evidence": "棚の写真"}).status == 302
    clash = first.submit(mine, {"description": "3つできた", "kind": "product"})
    assert clash.status == 409
    assert "架空マネージャー" in clash.main
    assert {"2つできた", "3つできた"} <= set(clash.words(".conflict__value"))
    assert first.submit(clash, {"keep-description": "theirs", "keep-kind": "mine", "keep-evidence": "theirs"}).status == 302
    with at_rest():
        row = db.session.get_one(Outcome, records.outcome_id)
        assert (row.description, row.evidence, row.kind) == ("2つできた", "棚の写真", OutcomeKind.PRODUCT)


def test_a_manager_deletes_on_a_page_of_its_own_and_brings_back(
    cast: Cast, records: Records, client: ClientFor, at_rest: At
) -> None:
    browser = client("manager")
    asked = browser.get(f"outcomes/{records.outcome_id}/delete")
    assert cast.asahi.name in asked.main
    listed = browser.submit(asked, follow=True)
    assert listed.status == 200
    assert browser.get(f"outcomes/{records.outcome_id}").status == 404
    restored = browser.submit(listed, form=f"main form[action$='{records.outcome_id}/restore']", follow=True)
    assert restored.status == 200
    assert browser.get(f"outcomes/{records.outcome_id}").status == 200


def test_after_thirty_days_it_is_said_that_it_is_too_late(
    cast: Cast, records: Records, client: ClientFor, clock: Clock, at_rest: At
) -> None:
    clock.set(NOW + timedelta(days=30, seconds=1))
    browser = client("manager")
    assert browser.get("outcomes/").select("form[action$=restore]") == []
    answer = browser.post(f"outcomes/{records.deleted_outcome_id}/restore")
    assert "30日を過ぎた" in browser.follow(answer).main
    with at_rest():
        assert db.session.get_one(Outcome, records.deleted_outcome_id).deleted_at is not None


def test_the_count_is_that_of_the_rows_and_nothing_found_is_said(cast: Cast, writing: At, client: ClientFor) -> None:
    with writing():
        for _ in range(52):
            make_outcome(cast.asahi, now=NOW)
        make_outcome(cast.minato, now=NOW, kind=OutcomeKind.EXHIBITION)
    browser = client("clerk")
    first, last = browser.get("outcomes/"), browser.get("outcomes/?page=3")
    assert (first.words(".field__error"), last.words(".field__error")) == ([], [])
    assert (len(first.rows()), len(last.rows())) == (25, 3)
    assert "53" in first.words(".filter-bar__count")[0]
    assert "2" in first.words(".filter-bar__count")[0].split("53")[1]
    assert [link["href"] for link in first.select(".filter-bar__count a")] == ["#outcomes", "#companies"]
    shares = first.select("h2#companies + ul a")
    assert [share.text for share in shares] == [f"{cast.asahi.name} 52件", f"{cast.minato.name} 1件"]
    assert [row[1] for row in browser.get(str(shares[1]["href"])).rows()] == [cast.minato.name]
    narrowed = browser.get("outcomes/?kind=exhibition")
    assert [row[1] for row in narrowed.rows()] == [cast.minato.name]
    assert "見つかりません" in browser.get("outcomes/?kind=scenario").main


@pytest.mark.parametrize("question", ["kind=king", "company=x", "company=99999999999999999999", "page=0", "page=x", "case=x"])
def test_whatever_stands_in_the_address_is_answered(cast: Cast, records: Records, client: ClientFor, question: str) -> None:
    assert client("owner").get(f"outcomes/?{question}").status == 200


def test_an_outcome_shows_its_files_and_takes_more(cast: Cast, records: Records, client: ClientFor) -> None:
    page = client("owner").get(f"outcomes/{records.outcome_id}")
    link = next(one for one in page.select("main a.button") if "写真・ファイルを添付" in one.text)
    assert str(link["href"]).endswith(f"attachments/new?kind=outcome&subject={records.outcome_id}")
    assert client("owner").get(str(link["href"])).status == 200
