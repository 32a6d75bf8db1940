"""``python -m tests.benchmarks S`` (or L): server time, queries and bytes of the main pages, beside an empty Flask page."""

from __future__ import annotations

import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from http.cookies import SimpleCookie
from itertools import count
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import Client, EnvironBuilder

from tests.auditing import fields_of
from tests.benchmarks.build import MANAGER, NOW, PASSWORD, SELDOM
from tests.benchmarks.measure import Figures, empty_page, measure
from tests.benchmarks.sized import sized
from tests.benchmarks.sizes import SIZES, Size
from tracker.database import db
from tracker.domain.dates import parse_day
from tracker.domain.same_day import SameDay

PROGRAMME = "/p/y2026"
# what a word costs follows from how often it stands somewhere: in every note, in one of eleven, seldom, never
SEARCHES = {"every note": "工程", "one of eleven": "切削", "seldom": SELDOM, "no note": "溶接", "two words": "歯車 塗装"}


def main() -> None:
    size = SIZES[sys.argv[1] if len(sys.argv) > 1 else "S"]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        app = sized(Path(folder), size)
        say(f"size {size.name}: {size.companies:,} companies, {size.producers:,} producers, {size.years} year(s),")
        say(f"  {size.visits:,} visits and as many meetings, built in {time.perf_counter() - started:.1f} s")
        report(pages(app, size), empty_page(300))


def pages(app: Flask, size: Size) -> list[Figures]:
    browser = sign_in(app)
    with app.app_context():
        engine = db.engine
    company = 1 + (size.years - 1) * size.companies
    few = 100 if size.name == "S" else 30

    def get(path: str) -> Callable[[], EnvironBuilder]:
        return lambda: EnvironBuilder(f"{PROGRAMME}{path}", headers={"Cookie": browser.cookie})

    figures = [
        measure("dashboard", app, engine, get("/"), times=few if size.name == "S" else 5),
        measure("company page", app, engine, get(f"/companies/{company}"), times=few),
        measure("visit list (50 rows)", app, engine, get("/visits/"), times=few),
        measure("visit form", app, engine, get(f"/visits/new?company={company}"), times=few),
        measure("save a visit", app, engine, browser.saving(company), times=few, status=302),
        *(
            measure(f"search: {words}", app, engine, get(f"/search?q={quote(asked)}"), times=few)
            for words, asked in SEARCHES.items()
        ),
        measure("workbook", app, engine, get("/report/download?as_of=2027-03-31"), times=5 if size.name == "S" else 1),
    ]
    return figures


class Browser:
    """A signed-in browser: its cookie, and the form of a visit as it would send it."""

    def __init__(self, app: Flask) -> None:
        self.client = Client(app)
        self.cookie = ""

    def remember(self, set_cookie: list[str]) -> None:
        for line in set_cookie:
            for name, morsel in SimpleCookie(line).items():
                self.cookie = f"{name}={morsel.value}"

    def page(self, path: str) -> MultiDict[str, str]:
        from bs4 import BeautifulSoup  # noqa: PLC0415

        answer = self.client.get(path, headers={"Cookie": self.cookie})
        self.remember(answer.headers.getlist("Set-Cookie"))
        forms = BeautifulSoup(answer.text, "html.parser").select("main form[method=post]")
        return fields_of(forms[0])

    def saving(self, company: int) -> Callable[[], EnvironBuilder]:
        """Each record on a day of its own, apart from whatever was there on it."""
        path = f"{PROGRAMME}/visits/new?company={company}"
        fields = self.page(path)
        today = parse_day(fields["visit_on"], today=NOW.date())
        days = (today - timedelta(days=before) for before in count())

        def one() -> EnvironBuilder:
            data = MultiDict(fields)
            data["visit_on"] = next(days).isoformat()
            data["same_day"] = SameDay.SEPARATE.value
            data["idempotency_key"] = secrets.token_hex(16)
            data["next_answer"] = "open"
            data.setlist("cases-0-phases", ["listen", "observe"])
            data["cases-0-facts"] = f"社長から事業の経緯を聞き、現場の工程を見た。{secrets.token_hex(4)}"
            return EnvironBuilder(path, method="POST", data=data, headers={"Cookie": self.cookie})

        return one


def sign_in(app: Flask, email: str = MANAGER) -> Browser:
    browser = Browser(app)
    fields = browser.page("/sign-in")
    fields["email"], fields["password"] = email, PASSWORD
    answer = browser.client.post("/sign-in", data=fields, headers={"Cookie": browser.cookie})
    if answer.status_code != 302:
        raise RuntimeError(f"the benchmark cannot sign in: {answer.status}")
    browser.remember(answer.headers.getlist("Set-Cookie"))
    return browser


def report(figures: list[Figures], empty: Figures) -> None:
    """A line a page; the ratio is of the minima, which other work on the machine moves least."""
    say(f"\n{'page':<24}{'cpu ms':>9}{'minimum ms':>12}{'median ms':>11}{'p99 ms':>9}{'queries':>9}{'KB':>9}{'× empty page':>14}")
    for row in (empty, *figures):
        ratio = row.minimum_ms / empty.minimum_ms
        times = f"{row.cpu_ms:>9.2f}{row.minimum_ms:>12.2f}{row.median_ms:>11.2f}{row.p99_ms:>9.2f}"
        say(f"{row.name:<24}{times}{row.queries:>9}{row.size / 1024:>9.1f}{ratio:>14.1f}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
