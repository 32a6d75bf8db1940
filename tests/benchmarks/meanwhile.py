"""``python -m tests.benchmarks.meanwhile [FOLDER]``: what others' pages take at size L while the report is made, and without.

FOLDER may hold a ``bench.sqlite3`` of size L that was built before. The report is asked for as somebody at a desk does, and the
pages go on until it is there.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.__main__ import PROGRAMME, say, sign_in
from tests.benchmarks.board import getter
from tests.benchmarks.build import COORDINATOR, MANAGER
from tests.benchmarks.serving import serving
from tests.benchmarks.sized import KEY, sized
from tests.benchmarks.sizes import SIZES
from tracker.config import ROOT
from tracker.domain.calendar import tokyo_day
from tracker.web import assets
from tracker.web.viewing import system_clock

COMPANY = 1 + (SIZES["L"].years - 1) * SIZES["L"].companies  # the first of the newest year
PAGES = ("/today/", "/visits/", f"/companies/{COMPANY}", "/")
ROUNDS = 25
REPORTS = 2
Looks = dict[str, Callable[[], float]]
Times = dict[str, list[float]]
PAUSE = 0.05  # between two rounds, as nobody presses without end


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made)
        app = sized(folder, SIZES["L"], clock=system_clock)
        assets.prepare(folder / "assets", compress=False)
        assets.pack_static(ROOT / "static", folder / "assets")
        clerk, coordinator = (sign_in(app, who).cookie for who in (MANAGER, COORDINATOR))
        program = {"TRACKER_INSTANCE": str(folder), "SECRET_KEY": KEY, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        with serving("wsgi:app", "/healthz", **program) as ours:
            looks = {path: getter(ours, PROGRAMME + path, coordinator) for path in PAGES}
            _rounds(looks, ROUNDS)  # what is asked for the first time warms the caches
            today = tokyo_day(datetime.now(UTC))
            for back in range(REPORTS):
                _say_both(_rounds(looks, ROUNDS), _while_made(looks, ours, clerk, today - timedelta(days=back)))


def _round(looks: Looks, into: Times) -> None:
    for path, look in looks.items():
        into[path].append(look())
    time.sleep(PAUSE)


def _rounds(looks: Looks, times: int) -> Times:
    taken: Times = {path: [] for path in looks}
    for _time in range(times):
        _round(looks, taken)
    return taken


def _while_made(looks: Looks, address: str, cookie: str, day: date) -> Times:
    """The pages' times from the moment in which the workbook is asked for until it is there."""
    taken: Times = {path: [] for path in looks}
    place, started = _asked(address, f"{PROGRAMME}/report/download?as_of={day}", cookie), time.monotonic()
    while _asked(address, place, cookie) == place:
        _round(looks, taken)
    say(f"the workbook as of {day} was there after {time.monotonic() - started:.0f} s")
    return taken


def _asked(address: str, path: str, cookie: str) -> str:
    """Where an answer leads; to itself while it is to be waited for."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status not in (200, 302, 303):
        raise RuntimeError(f"{path} answered {answer.status}")
    return answer.getheader("Location") or path


def _say_both(alone: Times, beside: Times) -> None:
    say(f"{'median of':<16}{'alone ms':>10}{'beside ms':>11}{'times':>7}{'slowest beside':>16}")
    for path, usual in alone.items():
        middle, other = statistics.median(usual), statistics.median(beside[path])
        say(f"{path:<16}{middle:>10.1f}{other:>11.1f}{other / middle:>7.2f}{max(beside[path]):>16.1f}")


if __name__ == "__main__":
    main()
