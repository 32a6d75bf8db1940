"""Bad input is never a fault of the program: any address and any form takes anything, and says what it cannot take."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote

import pytest
from flask import Flask

from tests.auditing import Page, overlay
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.house.rights_table import RIGHTS, WHO, YES, Row
from tests.house.test_rights import address, values_of
from tests.records import Records

HUGE = 10**30
# what stands behind the question mark of our lists, and what nobody would put there
ASKED = (
    "company",
    "case",
    "producer",
    "owner",
    "page",
    "fiscal_year",
    "as_of",
    "month",
    "from",
    "to",
    "status",
    "mode",
    "kind",
    "q",
)
NASTY = [str(HUGE), "-1", "0", "9999-99-99", "9999-12-31", "0001-01-01", "0000-13", "%00", "あ", "' OR 1=1 --", "１２", ""]
# what nobody can have meant, for every field of a form at once
FILLINGS = {
    "nothing": "",
    "a null": "\x00",
    "a huge number": str(HUGE),
    "a negative number": "-1",
    "full-width digits": "２０２６",
    "a day that there is not": "2026-02-30",
    "the last day of all": "9999-12-31",
    "a line break and a tab": "一行目\r\n二行目\t",
    "half a character": "\udc80".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "right to left": "\u202e逆さ\u202c",
    "signs of HTML": "<script>alert(1)</script>\"'&",
    "signs of a formula": "=1+1",
    "very many letters": "長" * 20_000,
}

FORM = "main form[method=post]"
ROW = re.compile(r"-[0-9]+-")
# where the form comes only after a question
QUESTIONS = {
    "visits.move": {"to": "other_enrolment_id"},
    "meetings.new": {"company": "enrolment_id"},
    "meetings.schedule": {"company": "enrolment_id"},
    "staffing.hand_over": {"to_producer_id": "producer_id", "from_on": "2026-12-01"},
}


def opened_by(row: Row) -> str | None:
    """Whoever of the cast may write here, else whoever may read: a manager where that does, and where nobody of them may."""
    answers = dict(zip(WHO, row.post or row.get or (), strict=True))
    return next((WHO[column] for column in ("manager", "administrator", *WHO) if answers.get(column) == YES), WHO["manager"])


@pytest.mark.parametrize("endpoint", [endpoint for endpoint, row in RIGHTS.items() if row.get])
def test_an_address_takes_any_id_any_question_and_whatever_its_filters_offer(
    endpoint: str, app: Flask, client: ClientFor, cast: Cast, records: Records
) -> None:
    row = RIGHTS[endpoint]
    browser = client(opened_by(row))
    values = values_of(cast, records)
    url = address(app, endpoint, row, "GET", values)
    browser.slug = cast.slug
    bare = url.split("?")[0]
    for nasty in NASTY:
        asked = "&".join(f"{name}={quote(nasty, safe='%')}" for name in ASKED)
        page = browser.get(f"{bare}?{asked}")
        assert page.status < 500
    for name, value in last_choices(page):
        assert browser.get(f"{bare}?{name}={quote(value)}").status == 200
    unknown = address(
        app, endpoint, row, "GET", {name: value if name == "month" else 2**31 - 2 for name, value in values.items()}
    )
    if unknown.split("?")[0] != url.split("?")[0]:
        assert browser.get(unknown).status == 404
        for part in (str(HUGE), "-1", "x", "%00"):
            assert browser.get(unknown.replace(str(2**31 - 2), part)).status == 404


@pytest.mark.parametrize("endpoint", [endpoint for endpoint, row in RIGHTS.items() if row.get and row.post])
def test_a_form_takes_anything_and_says_what_it_cannot_take(
    endpoint: str, app: Flask, client: ClientFor, cast: Cast, records: Records
) -> None:
    row = RIGHTS[endpoint]
    asks = QUESTIONS.get(endpoint, {})
    url = address(app, endpoint, replace(row, query=row.query | asks), "GET", values_of(cast, records))
    browser = client(None if endpoint == "sign_in.show" else opened_by(row))
    page = None
    for filling in FILLINGS.values():
        page = page or browser.get(url)
        if not page.select(FORM):
            break  # the act was done and cannot be done twice
        seen = browser.submit(page, filled(page, filling))
        assert seen.status < 500
        answer = seen.response
        if seen.status != 302:
            # what the page hides is somebody's doing, not a mistake: any answer will do that is none of a fault
            sent = overlay(page.fields(), filled(page, filling, hidden=True))
            answer = browser.raw.post(page.action(), data=sent)
            answer.close()  # a file that is handed out is closed with its answer
            assert answer.status_code < 500
        if answer.status_code == 302:
            page = None  # it was taken: what the form says next is another thing


def last_choices(page: Page) -> list[tuple[str, str]]:
    """What each list of the page's filters offers last: a choice that narrows."""
    lists = page.select("main form[method=get] select[name]")
    return [(str(one["name"]), str(one.find_all("option")[-1]["value"])) for one in lists]


def filled(page: Page, value: str, *, hidden: bool = False) -> list[tuple[str, str]]:
    """Every field of the page's form with the same value; a file stays unsent."""
    unsent = {"file"} if hidden else {"file", "hidden"}
    named = {
        str(tag["name"]): value
        for tag in page.form().find_all(["input", "select", "textarea"])
        if tag.get("name") and tag.get("name") != "csrf_token" and tag.get("type") not in unsent
    }
    rows = [name for name in named if ROW.search(name)]  # and rows of a list that nobody can count
    named |= {ROW.sub(f"-{number}-", name, count=1): value for name in rows for number in ("²", "9" * 5_000)}
    return list(named.items())
