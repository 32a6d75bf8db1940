"""Another programme's things: whoever asks, with whatever id and wherever it stands, it is as if there were no such thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from difflib import unified_diff
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, Request
from sqlalchemy import select
from werkzeug.datastructures import ImmutableMultiDict

from tests.auditing import FRESH, Client, Page, fields_of, overlay
from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.house.foreign_ids import NO_ROWS, NOBODYS, NOBODYS_KEY, kind_of, looks_like_an_id, value_of
from tests.house.rights_table import RIGHTS, WHO, YES, Row
from tests.house.test_bad_input import FORM, QUESTIONS, opened_by
from tests.house.test_rights import address, values_of, written
from tests.neighbours import Neighbour
from tests.records import Records
from tracker.database import Base, db
from tracker.services import transaction
from tracker.services.sessions import start_session
from tracker.web.rights import rule_of

At = Callable[[], AbstractContextManager[None]]
# Everybody of ours; the owner is a coordinator here and manages the neighbour's programme.
OURS = [who for column, who in WHO.items() if who and column != "other programme"] + ["manager_producer"]
# the neighbour's names all begin so; that of the programme itself stands in the menu of whoever belongs to it
# the number of a request, which a page of a refusal shows; the key of what a form makes
MADE_ANEW = re.compile(
    r'(?<=：)[0-9a-f]{12}(?=<)|(?<=name="idempotency_key" type="hidden" value=")[^"]+|(?<=name="key" type="hidden" value=")[^"]+'
)
THEIR_WORDS, THEIR_PROGRAMME = "隣の", "架空隣の事業"


def ids_in(app: Flask, endpoint: str) -> list[str]:
    arguments = {name for rule in app.url_map.iter_rules(endpoint) for name in rule.arguments}
    return sorted(arguments - NO_ROWS)


def their_values(neighbour: Neighbour) -> dict[str, Any]:
    return values_of(neighbour.cast, neighbour.records) | {
        "programme_id": neighbour.cast.programme_id,
        "picture_key": neighbour.cast.key("f"),
        "account_id": neighbour.cast["manager"].account_id,
    }


def nobodys_values(theirs: dict[str, Any]) -> dict[str, Any]:
    return {name: NOBODYS if isinstance(value, int) else NOBODYS_KEY for name, value in theirs.items()}


class Told:
    """What an answer told: its status, and its words without what was asked for and what is fresh each time."""

    def __init__(self, browser: Client, method: str, url: str, data: Any = None) -> None:
        with browser.raw.open(url, method=method, data=data) as answer:
            self.status = answer.status_code
            self.location = answer.headers.get("Location") or ""
            self.words = answer.get_data(as_text=True) if answer.mimetype.startswith("text/") else repr(answer.mimetype)
        assert self.status < 500, f"{method} {url}: {self.status}"
        assert THEIR_WORDS not in self.words.replace(THEIR_PROGRAMME, ""), f"{method} {url}"

    def without(self, *asked: object) -> tuple[int, str]:
        """A page that shows again what was asked for tells nobody anything by it."""
        words = MADE_ANEW.sub("x", f"{self.location} {self.words}")
        for one in asked:
            words = re.sub(rf"(?<![0-9a-z]){re.escape(str(one))}(?![0-9a-z])", "#", words)
        return self.status, FRESH.sub("x", words)


def same(told: tuple[int, str], nothing: tuple[int, str], *about: object) -> None:
    """The one answer tells no more than the other; else the lines in which they differ."""
    lines = list(unified_diff(nothing[1].splitlines(), told[1].splitlines(), lineterm="", n=0))
    assert told == nothing, f"{about}: {told[0]}, {nothing[0]}\n" + "\n".join(line[:300] for line in lines)


def of_name(endpoint: str, name: str, values: dict[str, Any]) -> Any:
    return values[RIGHTS[endpoint].names.get(name, name)]


def url_with(app: Flask, endpoint: str, method: str, own: dict[str, Any], others: dict[str, Any], name: str) -> str:
    """The address with ids of ours, but for one."""
    put = RIGHTS[endpoint].names.get(name, name)
    return address(app, endpoint, RIGHTS[endpoint], method, own | {put: others[put]})


def test_every_id_of_an_address_is_of_a_kind_that_is_known_here(
    app: Flask, cast: Cast, records: Records, neighbour: Neighbour
) -> None:
    ours, theirs = values_of(cast, records), their_values(neighbour)
    for endpoint, row in RIGHTS.items():
        for name in ids_in(app, endpoint):
            kind = row.names.get(name, name)
            if kind in {"closed_month", "excused_month", "no_key", "others_passkey", "account_entry_id"}:
                continue
            assert kind in theirs, f"{endpoint}: what is {name}?"
            assert ours[kind] != theirs[kind], f"{endpoint}: {name} is the same on both sides"


def methods_of(row: Row) -> list[str]:
    return [method for method, answers in (("GET", row.get), ("POST", row.post)) if answers]


# Nothing is written by what is refused, so that the addresses of one noun share a database.
def by_noun(endpoints: Iterable[str]) -> dict[str, list[str]]:
    nouns: dict[str, list[str]] = {}
    for endpoint in endpoints:
        nouns.setdefault(endpoint.partition(".")[0], []).append(endpoint)
    return nouns


PROGRAMME_PAGES = [endpoint for endpoint, row in RIGHTS.items() if YES not in (row.get or row.post or ())[6:7]]


NOUNS = by_noun(PROGRAMME_PAGES)
# What is not there any more is taken back already: not refused, and nothing written.
ALIKE = {("exhibitions.drop_attendance", "attendance_id"), ("cases.revoke_reason", "reason_id")}
# A device chooses the keys of its drafts, which nobody can guess: a new one begins a draft, a neighbour's is nothing.
CHOSEN = {("drafts.save", "key"), ("drafts.hand_over", "key")}


@pytest.mark.parametrize("noun", NOUNS)
def test_the_id_of_a_neighbours_thing_is_the_id_of_nothing(
    noun: str, app: Flask, client: ClientFor, cast: Cast, records: Records, neighbour: Neighbour, at_rest: At
) -> None:
    own, theirs = values_of(cast, records), their_values(neighbour)
    nobodys = nobodys_values(theirs)
    browsers = {who: client(who) for who in OURS}
    tokens = {who: browser.csrf_token() for who, browser in browsers.items()}
    before = written(at_rest)
    for endpoint in NOUNS[noun]:
        for method, name in product(methods_of(RIGHTS[endpoint]), ids_in(app, endpoint)):
            asked = (of_name(endpoint, name, theirs), of_name(endpoint, name, nobodys))
            urls = [url_with(app, endpoint, method, own, others, name) for others in (theirs, nobodys)]
            for who, browser in browsers.items():
                data = {"csrf_token": tokens[who]} if method == "POST" else None
                told, nothing = (Told(browser, method, url, data) for url in urls)
                assert told.status in {403, 404} or (endpoint, name) in ALIKE, (endpoint, method, name, who, told.status)
                if (endpoint, name) not in CHOSEN:
                    same(told.without(*asked), nothing.without(*asked), endpoint, method, name, who)
                if (endpoint, name) in ALIKE:
                    browser.raw.get("/account/password").close()  # shows what was said of it, so that no later page does
    assert written(at_rest) == before


# No member of the neighbour's programme, each with other rights here: nobody's membership is asked after these.
OUTSIDE = ("manager", "clerk", "administrator")


@pytest.mark.parametrize("noun", NOUNS)
def test_the_neighbours_programme_itself_is_no_programme(
    noun: str, app: Flask, client: ClientFor, cast: Cast, records: Records, neighbour: Neighbour, at_rest: At
) -> None:
    """With its own ids and with ours, whoever of ours asks; whoever belongs to both sees there no thing of ours."""
    own, theirs = values_of(cast, records), their_values(neighbour)
    browsers = {who: client(who) for who in (*OUTSIDE, "owner")}
    tokens = {who: browser.csrf_token() for who, browser in browsers.items()}
    slugs = (neighbour.cast.slug, "nothing")
    before = written(at_rest)
    for endpoint in NOUNS[noun]:
        if not any("programme" in rule.arguments for rule in app.url_map.iter_rules(endpoint)):
            continue
        for method in methods_of(RIGHTS[endpoint]):
            ours_there = address(app, endpoint, RIGHTS[endpoint], method, own)
            theirs_there = address(app, endpoint, RIGHTS[endpoint], method, theirs)
            for who, url in product(OUTSIDE, (ours_there, theirs_there)):
                data = {"csrf_token": tokens[who]} if method == "POST" else None
                told, nothing = (Told(browsers[who], method, in_programme(url, slug), data) for slug in slugs)
                assert told.status == nothing.status == 404, (endpoint, method, who, told.status)
                same(told.without(*slugs), nothing.without(*slugs), endpoint, method, who)
            if ids_in(app, endpoint):
                data = {"csrf_token": tokens["owner"]} if method == "POST" else None
                seen = Told(browsers["owner"], method, in_programme(ours_there, neighbour.cast.slug), data)
                assert seen.status in {403, 404}, (endpoint, method, seen.status)
    assert written(at_rest) == before


def in_programme(url: str, slug: str) -> str:
    return re.sub(r"^/p/r8(?=/)", f"/p/{slug}", url).replace("programme=r8", f"programme={slug}")


# --- behind the question mark ------------------------------------------------------------------------------------


class Asking(ImmutableMultiDict[str, str]):
    """What a request carried, and which names the program asked of it."""

    asked: set[str] = set()

    def __getitem__(self, name: Any) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.asked.add(name)  # type: ignore[arg-type]
        return super().__contains__(name)

    def get(self, name: Any, *args: Any, **options: Any) -> Any:
        self.asked.add(name)
        return super().get(name, *args, **options)

    def getlist(self, name: Any, *args: Any, **options: Any) -> Any:
        self.asked.add(name)
        return super().getlist(name, *args, **options)


class Listening(Request):
    parameter_storage_class = Asking


def asked_names(browser: Client, method: str, url: str, data: Any = None) -> set[str]:
    """The names that the program looked for in this request; one is sent, since an empty form is not looked into."""
    app = browser.app
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "request_class", type("Listening", (Listening, app.request_class), {}))
        Asking.asked.clear()
        url = url if method == "POST" else url + ("&" if "?" in url else "?") + "unknown=1"
        browser.raw.open(url, method=method, data=data).close()
    return {name for name in Asking.asked if isinstance(name, str)} - {"unknown", "csrf_token"}


def with_question(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    kept = [one for one in parts.query.split("&") if one and not one.startswith(f"{name}=")]
    return f"{parts.path}?{'&'.join([*kept, f'{name}={value}'])}"


READ = by_noun(endpoint for endpoint, row in RIGHTS.items() if row.get)


@pytest.mark.parametrize("noun", READ)
def test_a_question_with_the_id_of_a_neighbours_thing_is_answered_like_one_with_the_id_of_nothing(
    noun: str, app: Flask, client: ClientFor, cast: Cast, records: Records, neighbour: Neighbour, at_rest: At
) -> None:
    own, theirs = values_of(cast, records), their_values(neighbour)
    nobodys = nobodys_values(theirs)
    for endpoint in READ[noun]:
        row = replace(RIGHTS[endpoint], query=RIGHTS[endpoint].query | QUESTIONS.get(endpoint, {}))
        url = address(app, endpoint, row, "GET", own)
        names = asked_names(client(opened_by(row)), "GET", url)
        kinds = {name: kind for name in sorted(names) if not name.startswith("keep-") and (kind := kind_of(endpoint, name))}
        for who in {opened_by(row), "owner"} if kinds else ():
            browser = client(who)
            for name, kind in kinds.items():
                value, other = value_of(kind, theirs), value_of(kind, nobodys)
                told, nothing = (Told(browser, "GET", with_question(url, name, one)) for one in (value, other))
                same(told.without(value, other), nothing.without(value, other), endpoint, who, name)


def test_the_trail_of_a_neighbours_record_is_the_trail_of_nothing(client: ClientFor, cast: Cast, neighbour: Neighbour) -> None:
    """An id alone may be that of anything of ours as well; with its noun it is one record's."""
    for who in ("manager", "auditor", "owner"):
        asked = (neighbour.records.visit_id, NOBODYS)
        told, nothing = (Told(client(who), "GET", f"/p/r8/audit/?noun=visit&id={one}") for one in asked)
        same(told.without(*asked), nothing.without(*asked), who)


# --- in a form ---------------------------------------------------------------------------------------------------


def strays() -> list[str]:
    """Rows that belong to two programmes: by a column of their own, and by what they point to."""
    programme_of: dict[str, dict[Any, int]] = {}
    found = []
    for table in Base.metadata.sorted_tables:
        # a composite key goes by the id in it: its other columns only say that both sides have one programme
        links = {
            column.name: key.column.table.name
            for column in table.c
            for key in column.foreign_keys
            if key.column.name == "id" and not column.name.endswith("_by_id")
        }
        key = next(iter(table.primary_key.columns)).name
        known: dict[Any, int] = {}
        for line in db.session.execute(select(table)).mappings():
            owners = {
                line[name] for name, other in links.items() if other == "programme" and line[name] and name == "programme_id"
            }
            owners |= {programme_of.get(other, {}).get(line[name]) for name, other in links.items() if other != "programme"}
            owners -= {None}
            if len(owners) > 1:
                found.append(f"{table.name} {line[key]}")
            if owners and len(table.primary_key.columns) == 1:
                known[line[key]] = min(owners)
        programme_of[table.name] = known if table.name not in {"account", "organisation"} else {}
    return found


def test_no_row_of_the_two_houses_belongs_to_both(cast: Cast, neighbour: Neighbour, at_rest: At) -> None:
    with at_rest():
        assert strays() == []


def fields_on(page: Page) -> dict[str, list[str]]:
    """The names of the page's forms and what each offers."""
    found: dict[str, list[str]] = {}
    for form in page.select(FORM):
        for tag in form.find_all(["input", "select", "textarea"]):
            if tag.get("name"):
                options = tag.find_all("option") if tag.name == "select" else [tag]
                found.setdefault(str(tag["name"]), []).extend(str(one.get("value") or "") for one in options)
    return found


@pytest.mark.parametrize("endpoint", [endpoint for endpoint, row in RIGHTS.items() if row.post])
def test_a_form_with_the_id_of_a_neighbours_thing_is_answered_like_one_with_the_id_of_nothing(
    endpoint: str, app: Flask, client: ClientFor, cast: Cast, records: Records, neighbour: Neighbour, at_rest: At
) -> None:
    row, own, theirs = RIGHTS[endpoint], values_of(cast, records), their_values(neighbour)
    nobodys = nobodys_values(theirs)
    row = replace(row, query=row.query | QUESTIONS.get(endpoint, {}))
    who = opened_by(row)
    browser = client(who)
    url = address(app, endpoint, row, "POST", own)
    page = browser.get(address(app, endpoint, row, "GET", own)) if row.get else None
    shown = fields_on(page) if page and page.is_html else {}
    asked = asked_names(browser, "POST", url, {"csrf_token": "none", "unknown": "1"}) if not shown else set()
    fields = {name for name, values in shown.items() if looks_like_an_id(name, values)}
    fields |= {name for name in asked if looks_like_an_id(name, []) or name in {"company", "case", "visit"}}
    for name in sorted(fields - {"csrf_token"}):
        kind = kind_of(endpoint, name)
        if kind is None or name.startswith("keep-"):
            continue
        before = written(at_rest)
        answers = []
        for values in (nobodys, theirs):
            value = value_of(kind, values)
            page = browser.get(address(app, endpoint, row, "GET", own)) if row.get else None
            if page is not None and not page.select(FORM):
                break  # it was taken without that field, and cannot be done twice
            form = next((one for one in page.select(FORM) if one.select(f'[name="{name}"]')), page.form()) if page else None
            sent = overlay(fields_of(form) if form else overlay({}, {"csrf_token": browser.csrf_token()}), {name: value})  # type: ignore[arg-type]
            where = str((form.get("action") if form else None) or url)
            told = Told(browser, "POST", where if where.startswith("/") else url, sent)
            answers.append((told, value))
        with at_rest():
            assert strays() == [], (name, [told.status for told, _value in answers])
        if len(answers) == 2 and all(told.status >= 400 for told, _value in answers):
            (nothing, other), (told, value) = answers
            same(told.without(value, other), nothing.without(value, other), name)
            assert written(at_rest) == before, name
        elif len(answers) == 2:
            assert answers[0][0].status == answers[1][0].status, name


# --- who has no place here ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", NOUNS)
def test_whose_account_is_closed_and_whose_time_is_over_get_nothing(
    noun: str, app: Flask, client: ClientFor, cast: Cast, records: Records, neighbour: Neighbour, at_rest: At
) -> None:
    closed, over = client("deactivated"), Client(app)
    over.carry(token_of(app, neighbour))
    token = over.csrf_token()
    before = written(at_rest)
    for endpoint in NOUNS[noun]:
        rule = rule_of(app, endpoint)
        for method in methods_of(RIGHTS[endpoint]) if rule and rule.act else ():
            url = address(app, endpoint, RIGHTS[endpoint], method, values_of(cast, records))
            answer = Told(over, method, url, {"csrf_token": token} if method == "POST" else None)
            assert answer.status == 404, (endpoint, method)
            answer = Told(closed, method, url)
            assert answer.status == (401 if method == "POST" else 302), (endpoint, method)
            assert method == "POST" or answer.location.startswith("/sign-in?"), endpoint
    assert written(at_rest) == before


def token_of(app: Flask, neighbour: Neighbour) -> str:
    with app.app_context(), transaction.writing():
        return start_session(account_id=neighbour.expired.account_id, now=NOW, is_trusted=True)


def test_the_administrator_opens_no_content_anywhere() -> None:
    """By the table; that the table is right is what ``test_rights.py`` asks."""
    column = list(WHO).index("administrator")
    opened = {
        endpoint
        for endpoint, row in RIGHTS.items()
        for answers in (row.get, row.post)
        if answers and answers[column] == YES and answers[1] != YES
    }
    assert opened == {
        *("programmes.new", "audit.installation", "audit.check_installation"),
        *("audit.show_installation", "members.person"),
        *("members.installation", "members.add_person", "members.deactivate", "members.reactivate"),
        *("members.print_code_for", "members.reset_second_factor_of"),
    }


def test_the_administrators_pages_tell_nothing_of_what_is_inside_a_programme(
    app: Flask, client: ClientFor, cast: Cast, records: Records
) -> None:
    content = {
        cast.asahi.name,
        cast.minato.name,
        "新しい治具の開発",
        "工場長に工程の話を聞いた",
        "内輪の覚え書き",
        "段取り替えが長い",
    }
    browser = client("administrator")
    column = list(WHO).index("administrator")
    for endpoint, row in RIGHTS.items():
        if row.get and row.get[column] == YES and endpoint != "calendars.show":
            words = Told(browser, "GET", address(app, endpoint, row, "GET", values_of(cast, records))).words
            assert not [one for one in content if one in words], endpoint
