"""Every number that is a link leads to as many rows as it says, on every page, in both languages.

A list says itself that it is what a number counts (``data-counted``, of ``templates/components/table.html`` and others): by the
place of a page that the number leads to, or by nothing where the whole page is about it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from tests.auditing import Client, Page
from tests.databases import Templates
from tests.journeys.demonstration import demonstration, endpoint_of, reader

PAGES = {"manager": 2, "coordinator": 1, "clerk": 1}  # of one kind, those that are linked first
NUMBERS = 2  # of one kind on pages of one kind: the largest
COUNTER = re.compile(r"(?<![\d/:.,])([\d,]+)(?:/\d+)?\s?(?:件|回|社|人|名|か月|か所|組|行|欄)(?=$|[\s）]|あります|のうち)")
SHARE = re.compile(r"訪問の合間 \d+/([\d,]+)")
BARE = re.compile(r"(?:^|\s)([\d,]+)$")
# What is no count of rows, by the page and the words before and behind the number, and why.
NO_COUNTS = {
    ("trainings.index", r"^[\d,]+$"): "minutes of trainings",
    ("producers.index", r"（\d+人）も表示"): "those whom the list shows beside the others",
    ("diaries.show", r"円$"): "an amount",
    ("form_templates.preview", r"^\d+欄$"): "cells, of which one line holds as many as it says",
    ("digests.show", r"^ほか\d+件$"): "those beyond the lines shown, of which the list has all",
}
FILES = {"form_templates.original", "report.download", "report.table", "report.tables", "static"}
Kind = tuple[str, str, str]


@dataclass(frozen=True)
class Number:
    """A number on a page, and the address behind it."""

    page: str
    words: str
    count: int
    address: str


@pytest.fixture(scope="module")
def app(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with demonstration(templates, tmp_path_factory.mktemp("numbers") / "instance") as made:
        yield made


def words_of(link: object) -> str:
    return re.sub(r"\s+", " ", " ".join(link.itertext())).strip()  # type: ignore[attr-defined]


def pages_of(app: Flask, client: Client, most: int) -> Iterator[tuple[str, Page]]:
    """The first pages of every kind that links lead to, with the kind."""
    waiting, seen = ["/programmes"], set()
    opened: defaultdict[str, int] = defaultdict(int)
    while waiting:
        path = waiting.pop(0)
        endpoint = endpoint_of(app, path)
        if path in seen or endpoint in FILES or opened[endpoint] >= most:
            continue
        seen.add(path)
        page = client.get(path)
        if page.location:
            waiting.append(urljoin(path, page.location))
        if page.status != 200 or not page.is_html:
            continue
        opened[endpoint] += 1
        yield endpoint, page
        for link in page.tree.xpath("//main//a[@href] | //nav//a[@href]"):
            address = urljoin(path, link.get("href"))
            if address.startswith("/"):
                waiting.append(urlsplit(address)._replace(fragment="").geturl())


def numbers_on(endpoint: str, page: Page) -> Iterator[Number]:
    for link in page.tree.xpath("//main//a[@href]"):
        words = words_of(link)
        if any(endpoint == where and re.search(pattern, words) for where, pattern in NO_COUNTS):
            continue
        for found in COUNTER.findall(words) or SHARE.findall(words) or BARE.findall(words):
            yield Number(page.url, words, int(found.replace(",", "")), urljoin(page.url, link.get("href")))


def rows_behind(client: Client, address: str) -> int | None:
    """How many rows the list at an address has, page after page; None where there is no list that says that it is counted."""
    path, _hash, place = address.partition("#")
    rows = 0
    while path:
        page = client.get(path)
        lists = page.tree.xpath("//main//*[@data-counted]")
        asked = [one for one in lists if one.get("data-counted") in {place, ""}]
        chosen = [one for one in asked if one.get("data-counted") == place] or asked
        if not chosen and not page.tree.xpath("//main//*[contains(@class, 'empty-state')]"):
            return None
        rows += sum(len(one.xpath(".//*[@data-row]") or one) for one in chosen)
        further = page.tree.xpath("//main//a[@rel='next']")
        path = urljoin(path, further[0].get("href")) if further else ""
    return rows


@pytest.mark.parametrize("person", PAGES)
def test_every_number_leads_to_as_many_rows_as_it_says(app: Flask, person: str) -> None:
    client, english = reader(app, person), reader(app, person).speak("en")
    kinds: defaultdict[Kind, set[Number]] = defaultdict(set)
    wrong, read = [], set()
    for endpoint, page in pages_of(app, client, PAGES[person]):
        numbers = list(numbers_on(endpoint, page))
        for number in numbers:
            there = endpoint_of(app, number.address.partition("#")[0])
            kinds[endpoint, re.sub(r"[\d,]+", "9", number.words), there].add(number)
        if numbers and endpoint not in read:  # of the first page of its kind: the templates are the same
            read.add(endpoint)
            wrong += unlike(numbers, Page(english.raw.get(page.url), page.url))
    assert len(kinds) > 20
    for of_kind in kinds.values():
        for number in sorted(of_kind, key=lambda one: -one.count)[:NUMBERS]:
            rows = rows_behind(client, number.address)
            if rows != number.count and (rows, number.count) != (None, 0):
                wrong.append(f"{number.page}: 「{number.words}」 leads to {rows} rows ({number.address})")
    assert not wrong, "\n" + "\n".join(wrong)


def unlike(numbers: list[Number], page: Page) -> Iterator[str]:
    """Which numbers the same page in English does not say with the same address."""
    said = defaultdict(set)
    for link in page.tree.xpath("//main//a[@href]"):
        said[urljoin(page.url, link.get("href"))] |= {
            int(one.replace(",", "")) for one in re.findall(r"\d[\d,]*", words_of(link))
        }
    for number in numbers:
        if number.count not in said[number.address]:
            yield f"{number.page} in English: {number.address} says {sorted(said[number.address])}, not {number.count}"
