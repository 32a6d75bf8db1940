"""Every page that links lead to, for every role, on a phone: nothing for axe to find, nothing too wide.

In English as well, for the width: the elements, of which axe speaks, are the same in both. Both languages go by one map of the
pages: to follow the links of everybody takes a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from types import SimpleNamespace
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.auditing import Client
from tests.databases import Templates
from tests.journeys.conftest import Visitor, serving
from tests.journeys.demonstration import PEOPLE, demonstration, endpoint_of, reader, token_of
from tests.rosters import workbook
from tracker.web.report import making

TRIED = 5  # of one page that is there for many things, so many are opened, and the longest is looked at
# No pages, or pages that no link leads to.
NOT_LINKED = {
    "calendars.show",
    "health.show",
    "static",
    "diaries.download",
    "travel.deleted",
    "sign_in.show",
    "programmes.home",
}
# What a device asks for by itself, and pages of what the demonstration does not hold; each has tests of its own.
NOT_LINKED |= {"search.names"}  # suggestions, which a field asks for
NOT_LINKED |= {"programmes.enter"}  # whoever is in the demonstration is in no other programme
NOT_LINKED |= {"field.cards", "field.icon", "field.manifest", "field.service_worker", "field.session"}
NOT_LINKED |= {"attachments.delete", "attachments.edit", "attachments.show", "attachments.view", "visits.type_up"}
NOT_LINKED |= {"meetings.type_up", "merges.companies", "redactions.show"}
NOT_LINKED |= {"retention.lift"}  # the demonstration holds nothing
NOT_LINKED |= {
    "assessments.look",  # single scores, which no round of the demonstration announced
    "assessments.scores",
    "diaries.approve",
    "diaries.take_back",
    "diaries.unlock",
    "exhibitions.link_visit",
    "hand_log.kept",
    "hand_log.undo",
}
NOT_LINKED |= {"assessments.close"}  # 公開: no round of the demonstration lies between its end and its showing
NOT_LINKED |= {"producers.take_back"}  # nobody of the demonstration leaves
NOT_LINKED |= {"members.reactivate"}  # nor is an account of it closed
NOT_LINKED |= {"settlements.settle_late_meeting", "settlements.settle_late_visit"}  # nor does a record of it come late
NOT_LINKED |= {"visits.reinstate", "meetings.reinstate"}  # nothing of it was called off
NOT_LINKED |= {"report.fetch"}  # what was made apart, where report.wait leads by itself
# What is no page, but must be there for whoever is shown a link to it.
FILES = {"form_templates.original", "report.download", "report.table", "report.tables"}
FILES |= {"submissions.download", "submissions.download_form"}
NOT_LINKED |= {"drafts.decide", "drafts.hand_over", "drafts.show", "unassigned.assign", "unassigned.index"}
# Before signing in, and once a second factor is set up: test_accounts.py goes there.
NOT_LINKED |= {"sign_in.choose_password", "sign_in.enter_code", "sign_in.forgot", "sign_in.second"}
NOT_LINKED |= {"account.remove_app", "account.remove_second_factor", "account.renew_codes"}
NOT_LINKED |= {"members.reset_second_factor", "members.reset_second_factor_of"}
# Where a browser makes and shows passkeys: test_passkeys.py goes there.
NOT_LINKED |= {
    "account.new_passkey",
    "account.rename_passkey",
    "account.remove_passkey",
    "sign_in.passkey",
    "sign_in.second_passkey",
}
NARROW = ("", "visits/", "companies/", "visits/new", "staffing/")
# Forms sent empty: each must answer 422.
EMPTIED = (
    "account.change_password",
    "actions.new",
    "assessments.edit_item",
    "assessments.new",
    "cases.new",
    "companies.new",
    "meetings.edit",
    "meetings.new",
    "meetings.schedule",
    "members.new",
    "months.excuse",
    "outcomes.new",
    "producers.edit",
    "producers.new",
    "programmes.edit",
    "roster.new",
    "staffing.edit",
    "visits.edit",
    "visits.new",
    "visits.schedule",
)
# What begins with the company: links from a company's meetings lead on, and the crawl need not have come by there.
ASKS_FIRST = {"meetings.schedule": "meetings/schedule?company=1"}
EMPTY_AND_SEND = """form => {
    for (const field of form.elements) {
        if (field.type === 'checkbox' || field.type === 'radio') field.checked = false;
        else if (field.tagName === 'SELECT') field.selectedIndex = -1;
        else if (field.type !== 'hidden' && 'value' in field && field.tagName !== 'BUTTON') field.value = '';
    }
    form.noValidate = true;
    HTMLFormElement.prototype.submit.call(form);
}"""


@dataclass
class Show:
    """The demonstration on a server, and a phone for each person and language."""

    app: Flask
    address: str
    browser: Browser
    made: list[str]  # what is too new to stand first in a list: a meeting that is to come, a roster that waits
    visitors: dict[tuple[str, str], Visitor] = field(default_factory=dict)
    maps: dict[str, dict[str, str]] = field(default_factory=dict)
    dead: list[str] = field(default_factory=list)

    def phone(self, person: str, language: str) -> Visitor:
        """Each person has one phone a language, and stays signed in."""
        if (person, language) not in self.visitors:
            visitor = Visitor(self.browser, self.app, self.address, "phone")
            visitor.carry(token_of(self.app, person), language=language)
            self.visitors[person, language] = visitor
        return self.visitors[person, language]

    def map(self, person: str) -> dict[str, str]:
        """By endpoint the longest page of those that links lead the person to."""
        if person not in self.maps:
            self.maps[person] = crawl(self, person)
        return self.maps[person]


def crawl(show: Show, person: str) -> dict[str, str]:
    """Follow every link from the first page on, a few a page; what the client is given is audited by the way."""
    app, client = show.app, reader(show.app, person)
    longest: dict[str, tuple[int, str]] = {}
    opened: dict[str, set[str]] = {}
    linked_on: dict[str, str] = {}
    anchors: dict[str, str] = {}
    ids: dict[str, set[str]] = {}
    waiting = ["/programmes", *(show.made if person == "manager" else ())]
    while waiting:
        path = waiting.pop(0)
        endpoint = endpoint_of(app, path)
        there = opened.setdefault(endpoint, set())
        if endpoint in NOT_LINKED or path in there or len(there) >= (1 if endpoint in FILES else TRIED):
            continue
        there.add(path)
        page = client.get(path)
        if page.location:
            linked_on.setdefault(urljoin(path, page.location), path)
            waiting.append(urljoin(path, page.location))
            continue
        if page.status != 200:
            show.dead.append(f"{path} (linked on {linked_on[path]}) answers {page.status} to {person}")
            continue
        if page.is_html:
            ids[path] = {str(tag["id"]) for tag in page.select("[id]")}
            longest[endpoint] = max(longest.get(endpoint, (0, "")), (len(page.html), path))
            found = [urljoin(path, str(tag["href"])) for tag in page.select("a[href]")]
            anchors |= dict.fromkeys((one for one in found if urlsplit(one).fragment), path)
            for one in (urlsplit(one)._replace(fragment="").geturl() for one in found if one.startswith("/")):
                linked_on.setdefault(one, path)
                waiting.append(one)
    for address, path in anchors.items():
        where, _hash, anchor = address.partition("#")
        if where in ids and anchor not in ids[where]:
            show.dead.append(f"{address} (linked on {path}) names a place that is not there, to {person}")
    return {endpoint: path for endpoint, (_length, path) in sorted(longest.items())}


def prepare(client: Client) -> list[str]:
    """What the year leaves out: a meeting to come, one of each thing that can be put back, a roster and a report that wait."""
    page = client.submit("meetings/schedule?company=1", {"meeting_on": "2026-12-08"})
    assert page.location is not None, page.text[:300]
    made = [page.location]
    for url in ("visits/1/delete", "meetings/1/delete", "actions/1/delete", "outcomes/1/delete"):
        page = client.submit(url, {"change_reason": "二重の記録だった"})  # its month is closed
        assert page.status == 302, f"{url}: {page.status} {page.text[:300]}"
    file = (BytesIO(workbook()), "名簿.xlsx")
    page = client.submit("roster/new", {"file": [file]}, content_type="multipart/form-data")
    assert page.location is not None, page.text[:300]
    return [*made, page.location, wait_for_a_large_report(client)]


def wait_for_a_large_report(client: Client) -> str:
    """The page of a report that is made apart, and never comes to its end."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(making, "LARGE", 0)
        patched.setattr(making, "subprocess", SimpleNamespace(Popen=lambda *_asked, **_more: None, DEVNULL=None))
        page = client.get("report/download?as_of=2026-10-31")
    assert page.location is not None, page.text[:300]
    return page.location


@pytest.fixture(scope="module")
def show(templates: Templates, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    with demonstration(templates, tmp_path_factory.mktemp("show") / "instance") as app, serving(app) as address:
        made = Show(app, address, browser, made=prepare(reader(app, "manager")))
        yield made
        for visitor in made.visitors.values():
            visitor.close()


@pytest.fixture(scope="module", params=["ja", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_links_lead_somebody_to_every_page_there_is(show: Show) -> None:
    reached = {endpoint for person in ("manager", "administrator", "coordinator") for endpoint in show.map(person)}
    pages = {str(rule.endpoint) for rule in show.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    missing = pages - reached - NOT_LINKED - FILES
    assert not missing, "\n".join(sorted(missing))


@pytest.mark.parametrize("person", PEOPLE)
def test_no_link_leads_to_a_page_that_the_reader_may_not_open(show: Show, person: str) -> None:
    show.map(person)
    dead = [one for one in show.dead if one.endswith(f" to {person}")]
    assert not dead, "\n" + "\n".join(dead)


@pytest.mark.parametrize("person", PEOPLE)
def test_no_page_is_too_wide_for_a_phone_or_has_anything_for_axe_to_find(show: Show, person: str, language: str) -> None:
    """Axe looks at a page once, for the manager first; the width is measured for everybody, in English once."""
    seen = set(show.map("manager")) if person != "manager" else set()
    visitor = show.phone(person, language)
    faults = []
    for endpoint, path in show.map(person).items():
        if language != "ja" and endpoint in seen:
            continue
        visitor.open(path)
        assert visitor.page.locator("html").get_attribute("lang") == language
        if language == "ja" and endpoint not in seen:
            faults += [f"{path}: {violation}" for violation in visitor.violations()]
        if (wide := visitor.too_wide()) > 0:
            faults.append(f"{path}: {wide} px too wide")
    assert not faults, "\n" + "\n".join(faults)
    assert visitor.complaints == []


def test_the_main_pages_fit_the_narrowest_phone(show: Show, language: str) -> None:
    visitor = show.phone("manager", language)
    size = visitor.page.viewport_size
    assert size is not None
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    wide = {}
    for url in (*NARROW, show.map("manager")["companies.show"]):
        visitor.open(url)
        wide[url] = visitor.too_wide()
    visitor.page.set_viewport_size(size)
    assert {url: pixels for url, pixels in wide.items() if pixels > 0} == {}


def test_a_form_sent_empty_is_refused_on_a_page_as_good_as_any(show: Show, language: str) -> None:
    visitor = show.phone("manager", language)
    faults = []
    for endpoint in EMPTIED:
        path = ASKS_FIRST.get(endpoint) or show.map("manager")[endpoint]
        visitor.open(path)
        with visitor.page.expect_navigation() as sent:
            visitor.page.locator("main form[method=post]").first.evaluate(EMPTY_AND_SEND)
        answer = sent.value
        if answer is None or answer.status != 422:
            faults.append(f"{path}: sent empty, answers {answer.status if answer else None}")
            continue
        if language == "ja":
            faults += [f"{path} refused: {violation}" for violation in visitor.violations()]
        if (wide := visitor.too_wide()) > 0:
            faults.append(f"{path} refused: {wide} px too wide")
    assert not faults, "\n" + "\n".join(faults)
    assert visitor.complaints == []


def test_pages_that_say_no_are_as_good_as_any(show: Show, language: str) -> None:
    nobody = Visitor(show.browser, show.app, show.address, "phone")
    nobody.carry("nobody's session", language=language)
    faults = []
    for visitor, url, status in (
        (show.phone("manager", language), "companies/999999", 404),
        (show.phone("manager", language), "/nowhere", 404),
        (show.phone("auditor", language), "settings", 403),
        (nobody, "/sign-in", 200),
    ):
        answer = visitor.page.goto(visitor.path(url))
        assert answer is not None
        assert answer.status == status
        faults += [f"{url} ({status}): {violation}" for violation in visitor.violations()]
        if visitor.too_wide() > 0:
            faults.append(f"{url}: too wide")
    nobody.close()
    assert not faults, "\n" + "\n".join(faults)
