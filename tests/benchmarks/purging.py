"""``python -m tests.benchmarks.purging [DATABASE]``: how long others wait for a save while a year of size L is purged.

``flask purge`` takes away the first of three years under four people who save next actions in the last one. It is killed in
between and called again. DATABASE is a finished one of size L; without it one is built, which takes minutes.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from sqlalchemy import text

from tests.benchmarks.__main__ import PROGRAMME, say
from tests.benchmarks.build import LAST_FISCAL_YEAR
from tests.benchmarks.crowd import ADD, COMPANIES, FIRST, action, enter, late
from tests.benchmarks.sized import KEY, sized
from tests.benchmarks.sizes import SIZES
from tests.faults.served import ROOT, Person, Server
from tracker.database import db
from tracker.services.transaction import writing

PEOPLE, THINKS_SECONDS = 4, 0.2
KILLED_AFTER_SECONDS = 20
LONGEST_MS = 2_000  # as long as somebody waits for a place among those who save (tracker/database.py)
LONG_AGO = 2015
PURGED = f"y{LAST_FISCAL_YEAR - SIZES['L'].years + 1}"


def main(database: str | None) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tracker.sqlite3"
        if database:
            shutil.copy(database, file)
        with sized(Path(folder), SIZES["L"], file=file.name).app_context(), writing():
            age()
        with Server(Path(folder), SECRET_KEY=KEY, WEB_CONCURRENCY="2") as server:
            return purge_beside(server)


def age() -> None:
    """The first year is long over; nothing of it was handed in."""
    years = {"year": LONG_AGO, "first": f"{LONG_AGO}-04-01", "last": f"{LONG_AGO + 1}-03-31", "slug": PURGED}
    named = "fiscal_year = :year, contract_starts_on = :first, contract_ends_on = :last"
    db.session.execute(text(f"UPDATE programme SET {named} WHERE slug = :slug"), years)


def purge_beside(server: Server) -> int:
    person, token = enter(server)
    over = Event()
    with ThreadPoolExecutor(PEOPLE) as pool:
        alone = [pool.submit(save, Person(server.port, person.cookie), token, over) for _one in range(PEOPLE)]
        time.sleep(KILLED_AFTER_SECONDS)
        over.set()
        usual = sorted(ms for one in alone for ms in one.result()[0])
        over.clear()
        beside = [pool.submit(save, Person(server.port, person.cookie), token, over) for _one in range(PEOPLE)]
        begun = time.monotonic()
        first = start(server)
        time.sleep(KILLED_AFTER_SECONDS)
        first.kill()
        first.wait()
        said, _none = start(server).communicate()
        seconds = time.monotonic() - begun
        over.set()
        times = sorted(ms for one in beside for ms in one.result()[0])
        refused = sorted({status for one in [*alone, *beside] for status in one.result()[1]})
    say(said.strip().splitlines()[-2])
    checked = start(server, "check").communicate()[0].strip().splitlines()[-1]
    for name, waits in (("alone", usual), ("beside the purge", times)):
        say(
            f"{name}: {len(waits)} saves, median {statistics.median(waits):.0f} ms, "
            f"p99 {late(waits):.0f} ms, most {waits[-1]:.0f} ms"
        )
    say(f"purged in {seconds:.0f} s, killed once after {KILLED_AFTER_SECONDS} s; other answers than saved: {refused or 'none'}")
    say(f"flask check: {checked}")
    is_met = times[-1] < LONGEST_MS and not refused
    say(f"{'met' if is_met else 'MISSED':<7} no save waits longer than {LONGEST_MS} ms: {times[-1]:.0f} ms")
    return 0 if is_met else 1


def save(person: Person, token: str, over: Event) -> tuple[list[float], list[int]]:
    """The milliseconds of each, and the answers that were no save."""
    times, refused, number = [], [], 0
    while not over.wait(THINKS_SECONDS):
        number += 1
        begun = time.perf_counter()
        status, _page = person.ask("POST", PROGRAMME + ADD.format(company=FIRST + number % COMPANIES), action(token))
        times.append((time.perf_counter() - begun) * 1000)
        if status != 302:
            refused.append(status)
    return times, refused


def start(server: Server, *command: str) -> subprocess.Popen[str]:
    """The purge, or another command of the program."""
    asked = command or ("purge", "--programme", PURGED, "--reason", "保存期間が過ぎたため", "--year", str(LONG_AGO))
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", *asked],
        cwd=ROOT,
        env=server.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if sys.argv[1:] else None))
