"""``python -m tests.benchmarks.ratios [FOLDER]``: what a page costs at L beside the same page at S, asked by turns.

FOLDER keeps the two databases, whose building takes minutes, for the next time.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import EnvironBuilder

from tests.benchmarks.__main__ import PROGRAMME, say, sign_in
from tests.benchmarks.build import CHALLENGES, COORDINATOR, MANAGER
from tests.benchmarks.measure import call, counting_queries
from tests.benchmarks.sized import sized
from tests.benchmarks.sizes import SIZES, Size
from tracker.database import db
from tracker.web.companies import routes as companies
from tracker.web.paging import page_of

TURNS = 8
Ask = Callable[[], EnvironBuilder]
# Every list fills its page at either size but these: at S there are six companies, and a coordinator has one of them, at L four.
# With six rows a page what is left is what the list costs for what it does not show.
SIX_ROWS = ("company list", "challenge list", "challenges, open")
PAGES = {
    "dashboard": "/",
    "months to close": "/closing/",
    "what was put aside": "/snoozes/",
    "a company's actions": "/actions/?company={company}&status=",
    "a company's outcomes": "/outcomes/?company={company}",
    "Today": "/today/",
    "company page": "/companies/{company}",
    "visit list": "/visits/",
    "a visit's page": "/visits/{visit}",
    "visit form": "/visits/new?company={company}",
    "meeting list": "/meetings/",
    "a meeting's page": "/meetings/{visit}",
    "next actions, open": "/actions/",
    "next actions, all": "/actions/?status=",
    "search": "/search?q=%E5%88%87%E5%89%8A",
    "this week's summary": "/digest/",
    "company list": "/companies/",
    "challenge list": "/challenges/",
    "challenges, open": "/challenges/?status=open",
    "a company's challenges": "/challenges/?company={company}",
    "a challenge's page": "/challenges/{challenge}",
    "outcome list": "/outcomes/",
}
# The page in the middle of a list at L and its last full one; beside both stands the first at S, the only one that is full there.
DEEP = {
    "visit list": ("/visits/?page=", 240, 480),
    "meeting list": ("/meetings/?page=", 240, 480),
    "next actions, open": ("/actions/?status=open&page=", 200, 400),
    "next actions, all": ("/actions/?status=&page=", 640, 1_280),
    "company list": ("/companies/?page=", 40, 80),
    "challenge list": ("/challenges/?page=", 180, 360),
    "challenges, open": ("/challenges/?status=open&page=", 140, 280),
    "outcome list": ("/outcomes/?page=", 200, 400),
}


@dataclass(frozen=True, slots=True)
class House:
    """The application with the data of one size."""

    size: Size
    app: Flask
    engine: Engine

    def asks(self, email: str) -> dict[str, Ask]:
        """Every page and a save, as somebody signed in asks for it."""
        company = 1 + (self.size.years - 1) * self.size.companies
        visit = (company - 1) * 12 + 5
        browser = sign_in(self.app, email)

        def get(path: str) -> Ask:
            address = PROGRAMME + path.format(company=company, visit=visit, challenge=(company - 1) * CHALLENGES + 1)
            return lambda: EnvironBuilder(address, headers={"Cookie": browser.cookie})

        deep = {
            f"{name}, {which} page": path + (str(page) if self.size.years > 1 else "1")
            for name, (path, middle, last) in DEEP.items()
            for which, page in (("middle", middle), ("last", last))
        }
        return {name: get(path) for name, path in (PAGES | deep).items()} | {"save a visit": browser.saving(company)}


def main() -> None:
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else passing)
        houses = [house(SIZES[name], folder / name) for name in ("S", "L")]
        say(f"\n{TURNS} turns; least processor time of one request, statements, size; load average {os.getloadavg()[0]:.1f}")
        for email in (MANAGER, COORDINATOR):
            head = "".join(f"{one.size.name + ': cpu ms':>12}{'queries':>9}{'KB':>7}" for one in houses)
            say(f"\n{email.partition('@')[0]:<32}{head}{'L ÷ S':>8}")
            asks = [one.asks(email) for one in houses]
            compare(asks, houses)
            six = [{f"{name}, 6 rows": asked[name] for name in SIX_ROWS} for asked in asks]
            with patch.object(companies, "CARDS", 6), patch.dict(page_of.__kwdefaults__, size=6):
                compare(six, houses)


def house(size: Size, folder: Path) -> House:
    app = sized(folder, size)
    with app.app_context():
        return House(size, app, db.engine)


def compare(asks: list[dict[str, Ask]], houses: list[House]) -> None:
    for name in asks[0]:
        status = 302 if name == "save a visit" else 200
        said = [_counted(one, asked[name], status) for one, asked in zip(houses, asks, strict=True)]
        least = [float("inf")] * len(houses)
        for _turn in range(TURNS):
            for at, (one, asked) in enumerate(zip(houses, asks, strict=True)):
                environ = asked[name]().get_environ()
                before = time.thread_time()
                call(one.app, environ, status)
                least[at] = min(least[at], (time.thread_time() - before) * 1000)
        columns = "".join(f"{cpu:>12.1f}{queries:>9}{kb:>7.0f}" for cpu, (queries, kb) in zip(least, said, strict=True))
        say(f"{name:<32}{columns}{least[1] / least[0]:>8.2f}")


def _counted(one: House, ask: Ask, status: int) -> tuple[int, float]:
    """The statements of a request and its KB; what is asked for the first time warms the caches as well."""
    call(one.app, ask().get_environ(), status)
    with counting_queries(one.engine) as statements:
        _spent, content = call(one.app, ask().get_environ(), status)
    return len(statements), len(content) / 1024


if __name__ == "__main__":
    main()
