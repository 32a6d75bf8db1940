"""今週のまとめ as a page and as the mail that `flask remind` sends: the same numbers, each leading to its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.auditing import Page
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.happenings import add_companies
from tests.mail_servers import Postbox, listening
from tests.records import Records, make_action
from tracker.domain.calendar import Month
from tracker.services import accounts
from tracker.services.month_closes import close_month

At = Callable[[], AbstractContextManager[None]]
BASE = "https://tracker.example.jp"
LEFT_OPEN = r"\d+社が未締め・月末から\d+日経過"


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    with listening() as box:
        app.config["TRACKER"] = replace(app.config["TRACKER"], base_url=BASE, mail=box.settings)
        yield box


def remind(app: Flask, *options: str) -> tuple[int, str]:
    run = app.test_cli_runner().invoke(args=["remind", *options])
    return run.exit_code, run.output


def links_of(soup: BeautifulSoup) -> list[tuple[str, str]]:
    return [(re.sub(r"\s+", "", link.get_text()), str(link["href"])) for link in soup.select("ul a, h3 a")]


def of_mail(box: Postbox, address: str, kind: str) -> tuple[str, BeautifulSoup]:
    for message in box.taken:
        text, html = (part.get_content() for part in message.iter_parts())
        if message["To"] == address and f"digest/?kind={kind}" in text:
            return text, BeautifulSoup(html, "lxml")
    raise AssertionError(f"no mail to {address}")


def test_in_english_what_is_counted_is_said_once(cast: Cast, records: Records, client: ClientFor) -> None:
    main = client("manager").speak("en").get("digest/?kind=manager").main
    assert re.search(r"Visits \(by company\): \d+(?! visit)\b", main)
    assert re.search(r"Meetings: \d+(?! meeting)\b", main)


@pytest.mark.parametrize(("person", "kind"), [("manager", "manager"), ("owner", "lead")])
def test_the_mail_has_the_numbers_and_links_of_the_page(
    person: str, kind: str, cast: Cast, records: Records, app: Flask, client: ClientFor, postbox: Postbox
) -> None:
    assert remind(app)[0] == 0
    text, html = of_mail(postbox, cast[person].email, kind)
    page = client(person).get(f"digest/?kind={kind}")
    main = BeautifulSoup(str(page.one("main")), "lxml")
    assert len(links_of(main)) > 6
    assert links_of(html) == [(words, BASE + url) for words, url in links_of(main)]
    for part in html.select("h3"):
        assert part.select_one("a")["href"] in text  # type: ignore[index]
    assert "内輪の覚え書き" not in text + str(html)


def test_next_actions_overdue_are_named_on_the_page_and_in_the_mail_by_company_and_day_alone(
    cast: Cast, app: Flask, client: ClientFor, postbox: Postbox, writing: At
) -> None:
    with writing():
        make_action(cast.asahi, now=NOW, what="見積書の清書", due_on=date(2026, 11, 16))
    page = client("manager").get("digest/?kind=manager")
    lines = [one for one in page.select("main li") if one.select_one("a[href*='actions/?company=']")]
    assert [cast.asahi.name in one.get_text() and "期限 11/16" in one.get_text() for one in lines] == [True]
    assert "見積書の清書・期限 11/16" in lines[0].get_text()
    remind(app)
    text, html = of_mail(postbox, cast["manager"].email, "manager")
    assert "期限 11/16" in text
    assert "見積書の清書" not in text + str(html), "a mail lies where the program no longer guards it"


def number(page: Page, title: str) -> int:
    found = re.search(rf"{re.escape(title)}\W+(\d+)", page.main)
    return int(found[1]) if found else 0


def test_the_numbers_are_those_of_the_pages_and_of_the_lists_that_they_lead_to(
    cast: Cast, records: Records, client: ClientFor
) -> None:
    manager, owner = client("manager"), client("owner")
    whole, mine = manager.get("digest/"), owner.get("digest/")
    assert number(whole, "訪問回数（企業単位）") == int(manager.get("").words(".number-tile__number")[0].split()[0]) > 0
    assert whole.words("main h3 a") == manager.get("").words(".attention__count")
    assert number(mine, "自分の宿題") == number(owner.get("today/"), "自分の宿題") > 0
    link = next(str(one["href"]) for one in mine.select("main li a") if "mine=y" in str(one["href"]))
    assert len(owner.get(link).select(".action-list > li, main table tbody tr, main .tap-list > li")) == number(
        mine, "自分の宿題"
    )


def test_a_second_call_sends_nothing_and_a_language_is_the_person_s_own(
    cast: Cast, app: Flask, postbox: Postbox, writing: At
) -> None:
    with writing():
        accounts.choose_language(cast.viewer("owner"), locale="en")
    remind(app)
    first = len(postbox.taken)
    assert remind(app)[0] == 0 and remind(app, "--waiting")[0] == 0
    assert len(postbox.taken) == first > 0
    assert "This week" in of_mail(postbox, cast["owner"].email, "lead")[0]
    assert "今週のまとめ" in of_mail(postbox, cast["colleague"].email, "lead")[0]


def test_without_a_mail_server_the_digest_is_a_page(app: Flask, client: ClientFor) -> None:
    code, said = remind(app)
    assert (code, "SMTP_HOST" in said) == (0, True)
    assert "メールは送られません" in client("manager").get("digest/").main


def test_everybody_turns_their_own_mail_off_and_on_and_a_manager_sends_again_what_failed(
    records: Records, client: ClientFor
) -> None:
    owner = client("owner")
    page = owner.get("/account/subscriptions")
    assert "いまの設定：受け取る" in page.main
    owner.submit(page, form="main form[action$=digest]")
    assert "いまの設定：受け取らない" in owner.get("/account/subscriptions").main
    manager = client("manager")
    page = manager.get("digest/mails")
    assert ("550 no such user" in page.main, "失敗" in page.main) == (True, True)
    manager.submit(page)
    page = manager.get("digest/mails")
    assert ("次の送信のときに送ります" in page.main, page.select("main form")) == (True, [])


@pytest.mark.parametrize("more", [0, 60])
def test_an_open_month_is_said_alike_on_the_dashboard_in_the_digest_in_its_mail_and_where_it_is_closed(
    more: int, cast: Cast, app: Flask, client: ClientFor, postbox: Postbox, writing: At
) -> None:
    with writing():
        add_companies(cast, more)
        close_month(
            cast.viewer("manager"),
            enrolment_id=cast.asahi.enrolment_id,
            month=Month(2026, 10),
            remark="確かめた",
            today=NOW.date(),
            now=NOW,
        )
    manager = client("manager")
    remind(app)
    mail = of_mail(postbox, cast["manager"].email, "manager")[1]
    group = manager.get("?attention=open_month")
    said = re.findall(LEFT_OPEN, group.main)
    assert re.findall(LEFT_OPEN, manager.get("").main)[:5] == said[:5]
    for soup in (BeautifulSoup(manager.get("digest/").text, "lxml"), mail):
        assert re.findall(LEFT_OPEN, soup.get_text()) == said[:5]
    assert len(group.select(".attention li")) == 7
    line = group.select(".attention li")[-1]
    assert f"{1 + more}社が未締め・月末から24日経過" in line.get_text()
    assert "架空マネージャー" in line.get_text()
    closing = manager.get(str(line.select("a")[0]["href"]))
    assert f"{2 + more}社のうち1社を締めた" in closing.main
    assert f"{2 + more}社のうち1社" in manager.get("closing/").main
    assert client("owner").get("").select("#attention-open_month") == []
