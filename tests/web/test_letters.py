"""The pages after a visit: the letter with its link, sent with one tap, 先方確認 with both versions side by side."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.records import Records

At = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def owner(client: ClientFor) -> Client:
    return client("owner")


@pytest.fixture
def letter(records: Records) -> str:
    return f"visits/{records.visit_id}/letter"


@pytest.fixture
def confirm(records: Records) -> str:
    return f"visits/{records.visit_id}/confirm"


def test_a_held_visit_leads_to_its_letter_and_no_other_does(owner: Client, records: Records, client: ClientFor) -> None:
    shown = owner.get(f"visits/{records.visit_id}")
    assert shown.links()["先方へのメール"].endswith("/letter")
    for other in (records.scheduled_visit_id, records.draft_visit_id):
        assert "先方へのメール" not in owner.get(f"visits/{other}").links()
        assert owner.get(f"visits/{other}/letter").status == 404
    assert "先方へのメール" not in client("clerk").get(f"visits/{records.visit_id}").links()


def test_the_letter_is_filled_in_and_its_link_says_the_same_where_it_fits(owner: Client, letter: str) -> None:
    page = owner.get(f"{letter}?language=en")
    fields = page.fields()
    assert fields["to"] == "contact1@example.com"
    assert "次回は現場を観る" in fields["body"]
    assert "内輪の覚え書き" not in page.html
    link = urlsplit(str(page.one("[data-letter-link]")["href"]))
    sent = parse_qs(link.query)
    assert (link.scheme, link.path) == ("mailto", "contact1@example.com")
    assert sent["subject"] == [fields["subject"]]
    assert sent["body"][0].replace("\r\n", "\n") == fields["body"]
    assert page.one("[data-letter-long]").has_attr("hidden")


def test_a_long_letter_says_so_and_its_link_carries_the_subject(owner: Client, letter: str) -> None:
    page = owner.get(letter)
    assert set(parse_qs(urlsplit(str(page.one("[data-letter-link]")["href"])).query)) == {"subject"}
    assert page.one("[data-letter-fits]").has_attr("hidden")
    assert not page.one("[data-letter-long]").has_attr("hidden")


def test_without_javascript_the_link_follows_what_was_typed(owner: Client, letter: str) -> None:
    page = owner.submit(letter, {"body": "一行目\n二行目 & <三>", "to": "", "subject": "件名"})
    assert page.status == 200
    link = str(page.one("[data-letter-link]")["href"])
    assert parse_qs(urlsplit(link).query) == {"subject": ["件名"], "body": ["一行目\r\n二行目 & <三>"]}
    assert page.fields()["body"].replace("\r\n", "\n") == "一行目\n二行目 & <三>"


def test_sent_is_one_tap_and_can_be_taken_back(owner: Client, letter: str, records: Records) -> None:
    shown = owner.submit(letter, {"body": "直した文面"}, button=("sent", "1"), follow=True)
    assert "2026年11月24日(火) 10:00（担い手01）" in shown.main
    shown = owner.submit(letter, button=("not_sent", "1"), follow=True)
    assert "送信の記録はありません" in shown.main


def test_a_confirmation_stands_on_the_visit_and_in_the_story(owner: Client, confirm: str, cast: Cast) -> None:
    shown = owner.submit(confirm, {"confirmed_by_name": "製造部長", "confirmed_on": "R8.11.20"}, follow=True)
    assert "製造部長、2026年11月20日(金)" in shown.main
    assert "先方確認：製造部長、2026年11月20日(金)" in owner.get(f"companies/{cast.asahi.enrolment_id}").main
    shown = owner.submit(confirm, {"confirmed_by_name": "", "confirmed_on": ""}, follow=True)
    assert "先方確認：" not in owner.get(f"companies/{cast.asahi.enrolment_id}").main


def test_two_writers_see_both_versions(owner: Client, client: ClientFor, confirm: str) -> None:
    first, second = owner.get(confirm), client("sub")
    assert second.submit(confirm, {"confirmed_by_name": "社長", "confirmed_on": "2026/11/20"}).status == 302
    page = owner.submit(first, {"confirmed_by_name": "製造部長", "confirmed_on": "2026/11/20"})
    assert page.status == 409
    assert "社長" in page.main
    shown = owner.submit(page, {"keep-confirmed_by_name": "mine"}, follow=True)
    assert "製造部長、2026年11月20日(金)" in shown.main


def test_a_day_before_the_visit_is_refused_at_its_field(owner: Client, confirm: str) -> None:
    page = owner.submit(confirm, {"confirmed_by_name": "製造部長", "confirmed_on": "2026/10/13"})
    assert page.status == 422
    assert "から今日までの日付にしてください" in page.errors()[0]
