"""Whoever keeps the server sees in the log that somebody tries the doors: a line for each refusal, and nobody's data in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator

import pytest

from tests.auditing import Client, Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.records import Records
from tracker.logs import JsonLines, as_text

Lines = Callable[[], list[dict[str, object]]]
Ask = Callable[[Client, Cast], Page]
# who asks, for what, and what the log says of it: why, of which endpoint
REFUSED: dict[str, tuple[str | None, Ask, tuple[str, str]]] = {
    "an act that is not theirs": ("owner", lambda browser, _: browser.get("settings"), ("forbidden", "programmes.edit")),
    "a record of another team": (
        *("colleague", lambda browser, cast: browser.get(f"companies/{cast.asahi.enrolment_id}/summary")),
        ("hidden", "companies.summary"),
    ),
    "a company of another programme": (
        *("manager", lambda browser, cast: browser.get(f"companies/{cast.elsewhere.enrolment_id}")),
        ("hidden", "companies.show"),
    ),
    "another programme": ("stranger", lambda browser, _: browser.get("/p/r8/settings"), ("hidden", "programmes.edit")),
    "a page of the administrator": ("manager", lambda browser, _: browser.get("/people"), ("hidden", "members.installation")),
    "something sent without a session": (None, lambda browser, _: browser.post("/p/r8/settings"), ("sign_in", "programmes.edit")),
    "a form without its token": (
        *("manager", lambda browser, _: browser.post("settings", csrf=False)),
        ("token", "programmes.edit"),
    ),
    "what another site's page sends": (
        *("manager", lambda browser, _: browser.post("settings", headers={"Sec-Fetch-Site": "cross-site"})),
        ("origin", "programmes.edit"),
    ),
    "a wrong password": (
        None,
        lambda browser, cast: browser.submit("/sign-in", {"email": cast["owner"].email, "password": "まちがい-合言葉"}),
        ("password", "sign_in.show"),
    ),
    "a wrong password of somebody signed in": (
        "owner",
        lambda browser, _: browser.submit(
            "/account/password", {"current_password": "x", "password": "新-合言葉-山-川", "again": "新-合言葉-山-川"}
        ),
        ("password", "account.change_password"),
    ),
    "a wrong code": (
        None,
        lambda browser, _: browser.submit("/sign-in/code", {"code": "AAAA-BBBB-CCCC"}),
        ("code", "sign_in.enter_code"),
    ),
    "a wrong passkey": (
        None,
        lambda browser, _: browser.post("/sign-in/passkey", {"passkey": "{}"}),
        ("passkey", "sign_in.passkey"),
    ),
    "a calendar that there is not": (None, lambda browser, _: browser.get("/calendar/abc.ics"), ("code", "calendars.show")),
    "a host that is not ours": (
        # for such a host there is no page of ours, so nothing to audit
        *(None, lambda browser, _: Page(browser.raw.get("/healthz", headers={"Host": "elsewhere.example"}), "/healthz")),
        ("host", "-"),
    ),
}


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Lines]:
    caplog.set_level(logging.WARNING, logger="tracker")
    yield lambda: [line for record in caplog.records if (line := json.loads(JsonLines().format(record))).get("refused")]


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_one_line_that_says_what_was_refused_and_names_nobody(
    name: str,
    client: ClientFor,
    cast: Cast,
    records: Records,
    lines: Lines,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    who, ask, (why, endpoint) = REFUSED[name]
    browser = client(who)
    if why == "host":
        monkeypatch.setitem(browser.app.config, "TRUSTED_HOSTS", ["localhost"])
    if who is not None:
        browser.csrf_token()
    page = ask(browser, cast)
    (line,) = lines()
    assert line["says"] == "refused" and f"refused: {why} at {endpoint}" in caplog.messages
    assert (line["level"], line["refused"], line["endpoint"]) == ("warning", why, endpoint)
    assert line["request"] == page.headers["X-Request-ID"]
    assert line.keys() == {"at", "level", "logger", "process", "says", "request", "refused", "endpoint", "method"}
    said = json.dumps(line, ensure_ascii=False)
    assert not any(word in said for person in cast.people.values() for word in (person.email, person.name))


def test_guessing_is_seen_and_so_is_that_it_is_stopped(client: ClientFor, cast: Cast, lines: Lines) -> None:
    for _attempt in range(6):
        client(None).submit("/sign-in", {"email": cast["owner"].email, "password": "まちがい-合言葉"})
    assert [line["refused"] for line in lines()] == ["password"] * 5 + ["throttled"]


def test_what_everybody_meets_in_a_day_is_no_refusal(client: ClientFor, cast: Cast, records: Records, lines: Lines) -> None:
    client(None).get("/p/r8/")
    client("owner").get("nothing")
    client("owner").get("companies/")
    client("manager").submit("settings", {"name": ""})
    assert lines() == []


def test_whoever_started_the_program_by_hand_reads_the_number_of_a_page_beside_what_was_refused(
    client: ClientFor, caplog: pytest.LogCaptureFixture
) -> None:
    settings = as_text()["formatters"]["line"]
    line = settings.pop("()")(**settings)
    page = client("owner").get("settings")
    (record,) = [one for one in caplog.records if one.name == "tracker.refusals"]
    assert line.format(record).endswith(f" [{page.headers['X-Request-ID']}] refused: forbidden at programmes.edit")
    plain = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, "Worker failed to boot", None, None)
    assert line.format(plain).endswith(" [-] Worker failed to boot")
