"""``python -m tests.benchmarks.crowd [MINUTES [DATABASE]]``: fifty people at size L under gunicorn, for 15 minutes unless given.

Each thinks three seconds, and one request of five saves. Errors, locks, the time of reads beside their median at rest, and the
memory of the server after the first minute, each minute and at the end; then a line a goal: whether it is met. DATABASE is a
finished one of size L; without it one is built, which takes minutes.
"""

from __future__ import annotations

import random
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from werkzeug.datastructures import MultiDict

from tests.benchmarks.__main__ import PROGRAMME, say
from tests.benchmarks.build import MANAGER, PASSWORD
from tests.benchmarks.sized import KEY, sized
from tests.benchmarks.sizes import SIZES
from tests.faults.served import Person, Server

PEOPLE, THINKS_SECONDS, ONE_WRITES_OF = 50, 3.0, 5
TIMES_THE_MEDIAN, FLAT, MINUTE = 10, 1.10, 60.0
FIRST, COMPANIES = 4_001, 2_000  # the enrolments of the last year
ADD = "/actions/new?company={company}"
READS = (
    "/today/",
    "/",
    "/companies/{company}",
    "/visits/",
    "/meetings/",
    "/actions/?company={company}",
    "/companies/",
    "/search?q=%E5%88%87%E5%89%8A",
    "/visits/new?company={company}",
)


class Visitor:
    """One of the fifty: what they asked, in milliseconds by what it was, and what went wrong."""

    def __init__(self, person: Person, token: str, number: int) -> None:
        self.person, self.token, self.dice = person, token, random.Random(number)
        self.reads: list[float] = []
        self.writes: list[float] = []
        self.wrong: list[str] = []

    def visit(self, until: float) -> None:
        time.sleep(self.dice.uniform(0, THINKS_SECONDS))
        while time.monotonic() < until:
            self.once()
            time.sleep(self.dice.uniform(0.5, 1.5) * THINKS_SECONDS)

    def once(self) -> None:
        company = FIRST + self.dice.randrange(COMPANIES)
        is_write = self.dice.randrange(ONE_WRITES_OF) == 0
        path = PROGRAMME + (ADD if is_write else self.dice.choice(READS)).format(company=company)
        begun = time.perf_counter()
        try:
            status, _text = self.person.ask("POST", path, action(self.token)) if is_write else self.person.ask("GET", path)
        except OSError as error:
            self.wrong.append(f"{path}: {type(error).__name__}")
            return
        (self.writes if is_write else self.reads).append((time.perf_counter() - begun) * 1000)
        if status != (302 if is_write else 200):
            self.wrong.append(f"{path}: {status}")


def action(token: str) -> dict[str, str]:
    return {
        "csrf_token": token,
        "idempotency_key": secrets.token_hex(16),
        "what": f"図面を見直して送る {secrets.token_hex(4)}",
        "owner_id": "",
        "owner_name": "架空の人",
        "due_on": "2027-06-30",
        "case_id": "",
    }


def main(minutes: float, database: str | None) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tracker.sqlite3"
        if database:
            shutil.copy(database, file)
        sized(Path(folder), SIZES["L"], file=file.name)
        with Server(Path(folder), SECRET_KEY=KEY, WEB_CONCURRENCY="2") as server:
            return crowd(server, minutes)


def crowd(server: Server, minutes: float) -> int:
    person, token = enter(server)
    idle = at_rest(person)
    say(f"at rest: median of reads {idle:.0f} ms, memory {memory(server):.0f} MB")
    visitors = [Visitor(Person(server.port, person.cookie), token, number) for number in range(PEOPLE)]
    begun = time.monotonic()
    with ThreadPoolExecutor(PEOPLE) as pool:
        working = [pool.submit(one.visit, begun + minutes * 60) for one in visitors]
        time.sleep(min(MINUTE, minutes * 30))
        grown = [memory(server)]
        while (left := begun + minutes * 60 - time.monotonic()) > 1:
            time.sleep(min(MINUTE, left))
            grown.append(memory(server))
        for one in working:
            one.result()
    reads = sorted(ms for one in visitors for ms in one.reads)
    writes = sorted(ms for one in visitors for ms in one.writes)
    wrong = [words for one in visitors for words in one.wrong]
    say(f"{PEOPLE} people, {minutes:g} min: {len(reads)} reads, {len(writes)} writes")
    for name, times in (("reads", reads), ("writes", writes)):
        say(f"{name}: median {statistics.median(times):.0f} ms, p99 {late(times):.0f} ms, most {times[-1]:.0f} ms")
    say(f"memory after the first minute and each further one: {', '.join(f'{one:.0f}' for one in grown)} MB")
    for words in sorted(set(wrong))[:10]:
        say(f"  {words}")
    locks, ratio, growth = [words for words in wrong if words.endswith(" 503")], late(reads) / idle, grown[-1] / grown[0]
    goals = (
        ("no error", f"{len(wrong)}", not wrong),
        ("nobody is told that the database is locked", f"{len(locks)}", not locks),
        (f"p99 of reads at most {TIMES_THE_MEDIAN} times the median at rest", f"{ratio:.1f} times", ratio <= TIMES_THE_MEDIAN),
        (f"memory at most {FLAT:.2f} times that after the first minute", f"{growth:.2f} times", growth <= FLAT),
    )
    for goal, found, is_met in goals:
        say(f"{'met' if is_met else 'MISSED':<7} {goal}: {found}")
    return 0 if all(is_met for _goal, _found, is_met in goals) else 1


def late(times: list[float]) -> float:
    """The 99th of a hundred, of times in order."""
    return times[int(len(times) * 0.99)]


def enter(server: Server) -> tuple[Person, str]:
    """A manager, who sees every company, signed in, and the token of their forms."""
    person = Person(server.port)
    fields: MultiDict[str, str] = person.form("/sign-in")
    fields["email"], fields["password"] = MANAGER, PASSWORD
    if (status := person.ask("POST", "/sign-in", fields)[0]) != 302:
        raise RuntimeError(f"{MANAGER} cannot sign in: {status}")
    return person, person.form(f"{PROGRAMME}/visits/new?company={FIRST}")["csrf_token"]


def at_rest(person: Person) -> float:
    """The median of all reads, one after the other."""
    times = []
    for turn in range(6):
        for path in READS:
            begun = time.perf_counter()
            person.ask("GET", PROGRAMME + path.format(company=FIRST + turn))
            if turn:
                times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def memory(server: Server) -> float:
    """Of the server and its workers, what they share divided among them (PSS), in MB."""
    return sum(
        int(line.split()[1]) / 1000
        for process in server.processes()
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        if line.startswith("Pss:")
    )


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 15, sys.argv[2] if sys.argv[2:] else None))
