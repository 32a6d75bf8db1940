"""``python -m tests.benchmarks.board S`` (or L): the dashboard beside an empty page of Flask, under gunicorn and asked by turns.

The first look makes the lines of all companies, as on a new day; the looks after it are those of the ratio. A folder behind the
size may hold a ``bench.sqlite3`` that was built before.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.__main__ import PROGRAMME, say, sign_in
from tests.benchmarks.build import COORDINATOR, MANAGER
from tests.benchmarks.serving import serving
from tests.benchmarks.sized import KEY, sized
from tests.benchmarks.sizes import SIZES
from tracker.config import ROOT
from tracker.web import assets
from tracker.web.viewing import system_clock

LOOKS = 60


def main() -> None:
    size = SIZES[sys.argv[1] if len(sys.argv) > 1 else "S"]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(made)
        app = sized(folder, size, clock=system_clock)
        assets.prepare(folder / "assets", compress=False)
        assets.pack_static(ROOT / "static", folder / "assets")
        cookies = {who: sign_in(app, who).cookie for who in (MANAGER, COORDINATOR)}
        program = {"TRACKER_INSTANCE": str(folder), "SECRET_KEY": KEY, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        with (
            serving("wsgi:app", "/healthz", **program) as ours,
            serving("tests.benchmarks.bare:app", "/", BENCH_DATABASE=f"{made}/bare.sqlite3") as bare,
        ):
            for who, cookie in cookies.items():
                look = getter(ours, f"{PROGRAMME}/", cookie)
                say(f"{size.name}, {who.partition('@')[0]}: the first look {look():.0f} ms")
                empty = getter(bare, "/", "")
                turns = [(empty(), look()) for _turn in range(LOOKS + 5)][5:]
                report(*zip(*turns, strict=True))


def getter(address: str, path: str, cookie: str) -> Callable[[], float]:
    """Asks for a page over a kept connection; the milliseconds until it is there."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

    def get() -> float:
        try:
            return once()
        except http.client.RemoteDisconnected:  # the server closes a connection that nobody asks on for long
            connection.close()
            return once()

    def once() -> float:
        started = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "identity"})
        answer = connection.getresponse()
        answer.read()
        spent = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return spent

    return get


def report(empty: tuple[float, ...], looks: tuple[float, ...]) -> None:
    for words, of in (("minimum", min), ("median", statistics.median)):
        say(f"  {words}: empty page {of(empty):.2f} ms, dashboard {of(looks):.2f} ms, {of(looks) / of(empty):.1f} times")


if __name__ == "__main__":
    main()
