"""A browser for tests that audits every page it is given, and sends forms as they stand on the page."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from lxml.html import HtmlElement
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.page_rules import faults_of_headers, faults_of_page, parse, what_is_read

Values = Mapping[str, Any] | Sequence[tuple[str, Any]]

# what differs each time a page is made: a token, a key of a record that is to come
FRESH = re.compile(r'(?<=value=")[^"]{32,}(?=")')
# The pages are the same whatever the database: they are audited where the tests run on SQLite, as all of them do first.
IS_AUDITING = not os.environ.get("TEST_DATABASE_URL")
# pages without a fault, by what is the same each time they are made: most are given to many tests
faultless: set[bytes] = set()


class Page:
    """An answer: ``status``, ``text`` (what is read), ``select(css)``, ``rows()`` of a table, ``json``."""

    def __init__(self, response: TestResponse, url: str) -> None:
        self.response = response
        self.url = url
        self.status = response.status_code
        self.headers = response.headers
        self.location: str | None = response.headers.get("Location")
        self.is_html = response.mimetype == "text/html" and bool(response.data)
        self.html: str = response.get_data(as_text=True) if self.is_html else ""

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "lxml")

    @cached_property
    def tree(self) -> HtmlElement:
        """For what every page is asked: a soup is easier to read, and costs many times as much."""
        return parse(self.html)

    @property
    def json(self) -> Any:
        return self.response.get_json()

    @property
    def data(self) -> bytes:
        return self.response.data

    @cached_property
    def text(self) -> str:
        """What is read on the page, blanks joined, without scripts and templates."""
        return what_is_read(self.tree) if self.is_html else ""

    @property
    def main(self) -> str:
        """What is read in the page's main part: no menu, no footer."""
        main = self.soup.find("main")
        return re.sub(r"\s+", " ", main.get_text(" ")).strip() if main else ""

    def faults(self) -> list[str]:
        """What is wrong with the page itself (``tests/page_rules.py``)."""
        seen = sha256(FRESH.sub("x", self.html).encode()).digest()
        if seen in faultless:
            return []
        faults = faults_of_page(self.tree)
        if not faults:
            faultless.add(seen)
        return faults

    @property
    def heading(self) -> str:
        return self.words("h1")[0]

    def select(self, css: str) -> list[Tag]:
        return list(self.soup.select(css))

    def one(self, css: str) -> Tag:
        """The only element of that selector."""
        found = self.select(css)
        assert len(found) == 1, f"{len(found)} of {css} on {self.url}"
        return found[0]

    def words(self, css: str) -> list[str]:
        return [re.sub(r"\s+", " ", tag.get_text(" ")).strip() for tag in self.select(css)]

    def links(self) -> dict[str, str]:
        """The links of the page by their words."""
        return {re.sub(r"\s+", " ", tag.get_text(" ")).strip(): str(tag["href"]) for tag in self.select("a[href]")}

    def rows(self, css: str = "main table") -> list[list[str]]:
        """The words of the cells of every body row of the tables."""
        return [
            [re.sub(r"\s+", " ", cell.get_text(" ")).strip() for cell in row.find_all(["th", "td"])]
            for row in self.select(f"{css} tbody tr")
        ]

    def errors(self) -> list[str]:
        """What the page says is wrong: the summary on top."""
        return self.words(".error-summary li") or self.words("[role=alert]")

    def form(self, selector: str = "main form[method=post]") -> Tag:
        """The first form of that selector."""
        found = self.select(selector)
        assert found, f"no {selector} on {self.url} ({self.status}): {self.text[:300]}"
        return found[0]

    def fields(self, selector: str = "main form[method=post]") -> MultiDict[str, str]:
        """What a browser would send if the form were sent as it stands."""
        return fields_of(self.form(selector))

    def action(self, selector: str = "main form[method=post]") -> str:
        return urljoin(self.url, str(self.form(selector).get("action") or ""))


def fields_of(form: Tag) -> MultiDict[str, str]:
    """The successful controls of a form, buttons apart."""
    fields: MultiDict[str, str] = MultiDict()
    for tag in form.find_all(["input", "select", "textarea"]):
        name = tag.get("name")
        if not name or tag.has_attr("disabled"):
            continue
        if tag.name == "textarea":
            fields.add(str(name), tag.get_text().replace("\r\n", "\n").removeprefix("\n"))
        elif tag.name == "select":
            _add_chosen(fields, str(name), tag)
        elif tag.get("type") in {"checkbox", "radio"}:
            if tag.has_attr("checked"):
                fields.add(str(name), str(tag.get("value", "on")))
        elif tag.get("type") not in {"submit", "button", "reset", "image", "file"}:
            fields.add(str(name), str(tag.get("value", "")))
    return fields


def _add_chosen(fields: MultiDict[str, str], name: str, select: Tag) -> None:
    options = select.find_all("option")
    chosen = [option for option in options if option.has_attr("selected")]
    if not chosen and not select.has_attr("multiple"):
        chosen = options[:1]
    for option in chosen:
        fields.add(name, str(option.get("value", option.get_text())))


def overlay(fields: MultiDict[str, str], values: Values) -> MultiDict[str, Any]:
    """The fields with some of them filled in: a list gives several values, None takes the field away."""
    sent: MultiDict[str, Any] = MultiDict(fields)
    for name, value in MultiDict(values).items() if isinstance(values, Sequence) else values.items():
        sent.poplist(name)
        if value is not None:
            sent.setlist(name, list(value) if isinstance(value, list | tuple | set) else [value])
    return sent


class Client:
    """A browser. Addresses that do not start with a slash are in the person's programme: ``get("companies/1")``."""

    def __init__(self, app: Flask, *, slug: str = "r8") -> None:
        self.app = app
        self.slug = slug
        self.raw = app.test_client()
        self._tokens: dict[str, str] = {}  # by what the session keeps of them

    def carry(self, token: str) -> None:
        """Be signed in with a session that is in the database."""
        with self.raw.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True

    def speak(self, language: str) -> Client:
        """Read in a language from now on."""
        with self.raw.session_transaction() as session:
            session["locale"] = language
        return self

    def path(self, url: str) -> str:
        return url if url.startswith(("/", "http:")) else f"/p/{self.slug}/{url}"

    def get(self, url: str, **options: Any) -> Page:
        return self._open("GET", url, **options)

    def post(self, url: str, data: Values | bytes | None = None, *, csrf: bool = True, **options: Any) -> Page:
        """Send fields, with a valid token unless ``csrf`` is False; bytes are sent as they are."""
        if isinstance(data, bytes):
            return self._open("POST", url, data=data, **options)
        fields: MultiDict[str, Any] = overlay(MultiDict(), data or {})
        if csrf and "csrf_token" not in fields:
            fields.add("csrf_token", self.csrf_token())
        return self._open("POST", url, data=fields, **options)

    def submit(
        self,
        url: str | Page,
        data: Values | None = None,
        *,
        form: str = "main form[method=post]",
        button: tuple[str, str] | None = None,
        follow: bool = False,
        **options: Any,
    ) -> Page:
        """Open the page, fill the form in and send it to where it goes; ``follow`` a redirect with a GET."""
        page = url if isinstance(url, Page) else self.get(url)
        assert page.form(form).get("method", "get").lower() == "post"  # type: ignore[union-attr]
        sent = overlay(page.fields(form), data or {})
        if button is not None:
            sent.add(*button)
        answer = self._open("POST", page.action(form), data=sent, **options)
        return self.follow(answer) if follow else answer

    def follow(self, page: Page) -> Page:
        """Where a redirect leads."""
        while page.status in {301, 302, 303, 307, 308}:
            assert page.location is not None
            page = self.get(urljoin(page.url, page.location))
        return page

    def csrf_token(self) -> str:
        """A token of this browser's session, as any page of ours would carry it."""
        if (kept := self._token_kept()) not in self._tokens:
            page = self.follow(self.get("/account/password"))
            token = page.tree.find(".//form[@method='post']//input[@name='csrf_token']").get("value")
            self._tokens[kept := self._token_kept()] = token
        return self._tokens[kept]

    def _token_kept(self) -> str:
        with self.raw.session_transaction() as session:
            return str(session.get("csrf_token", ""))

    def _open(self, method: str, url: str, **options: Any) -> Page:
        path = self.path(url)
        if path.startswith("http:"):
            split = urlsplit(path)
            path = split.path + (f"?{split.query}" if split.query else "")
        response = self.raw.open(path, method=method, **options)
        page = Page(response, path)
        faults = faults_of_headers(response) + (page.faults() if IS_AUDITING and page.is_html and page.status != 304 else [])
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400 and method != "HEAD":
            assert not faults, f"{method} {path} ({page.status}): " + "; ".join(faults)
        response.close()
        return page
