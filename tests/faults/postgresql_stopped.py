"""A PostgreSQL is stopped, killed, or stands still under load, and is there again: ``python -m tests.faults.postgresql_stopped``.

The cluster is the script's own. While it is away whoever saves is answered 503 with what was typed and sends it again, as a
person would; whoever reads is answered 503 in words. As soon as it is back all goes on without a restart of the program. What
was acknowledged is there, and what was sent again is there once: also what a connection that was cut left in doubt.
"""

from __future__ import annotations

import http.client
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from sqlalchemy import create_engine, text

from tests.faults.clusters import Cluster, running
from tests.faults.figures import Figure, alone
from tests.faults.served import ADD_ACTION, Person, Server, installed, is_kept

WRITERS, READERS, ROUNDS = 4, 4, 5
BEFORE_SECONDS, AWAY_SECONDS, CUTS, BETWEEN_CUTS_SECONDS = 3, 8, 100, 0.2
SLOWEST_SECONDS, WELL_AGAIN_SECONDS = 10, 10
SAYS = "いま開けません"
PATHS = ("/p/demo/companies/", "/p/demo/", "/p/demo/today/", "/p/demo/visits/")
CUT_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'tracker' AND pid <> pg_backend_pid()"


@dataclass(slots=True)
class Seen:
    """By one of the people: answers, those that did not say what they must, the slowest, the last that refused."""

    said: Counter[str] = field(default_factory=Counter)
    wordless: int = 0
    slowest: float = 0
    refused_at: float = 0
    acknowledged: list[str] = field(default_factory=list)

    def note(self, person: Person, method: str, path: str, fields: dict[str, str] | None) -> str:
        begun = time.monotonic()
        try:
            status, page = person.ask(method, path, fields)
        except (OSError, http.client.HTTPException) as error:
            status, page = 0, ""
            self.said[type(error).__name__] += 1
        else:
            self.said[str(status)] += 1
        self.slowest = max(self.slowest, time.monotonic() - begun)
        if status == 503:
            self.refused_at = time.monotonic()
            self.wordless += not is_kept(page, fields["what"] if fields else SAYS)
        return str(status)


def write(person: Person, name: str, over: Event) -> Seen:
    """Each until it is taken: again under the same key, as by the button of the page that refused."""
    seen, number = Seen(), 0
    while not over.is_set():
        number += 1
        fields = person.action(f"{name}-{number}")
        while (status := seen.note(person, "POST", ADD_ACTION, fields)) != "302" and not over.is_set():
            time.sleep(0.2)
        if status == "302":
            seen.acknowledged.append(fields["what"])
    return seen


def read(person: Person, over: Event) -> Seen:
    seen, number = Seen(), 0
    while not over.is_set():
        number += 1
        if seen.note(person, "GET", PATHS[number % len(PATHS)], None) != "200":
            time.sleep(0.2)
    return seen


class Load:
    """What the writers and the readers saw, when they are over."""

    def __init__(self) -> None:
        self.writing: list[Future[Seen]] = []
        self.reading: list[Future[Seen]] = []

    def told(self) -> str:
        return "; ".join(
            f"{name} {dict(sum((one.said for one in seen), Counter()))}, without {what} {sum(one.wordless for one in seen)}, "
            f"the slowest {max(one.slowest for one in seen):.1f} s"
            for name, what, seen in (("writes", "the text", results(self.writing)), ("reads", "words", results(self.reading)))
        )

    def were_told(self) -> bool:
        """Everybody was answered in time: what they wanted, or 503 with what belongs on it; nobody anything else."""
        kinds = ((self.writing, "302"), (self.reading, "200"))
        return all(
            set(one.said) <= {well, "503"} and not one.wordless and one.slowest < SLOWEST_SECONDS
            for futures, well in kinds
            for one in results(futures)
        )

    def refused_at(self) -> float:
        return max(one.refused_at for one in results([*self.writing, *self.reading]))

    def acknowledged(self) -> list[str]:
        return [words for one in results(self.writing) for words in one.acknowledged]


def results(futures: list[Future[Seen]]) -> list[Seen]:
    return [one.result() for one in futures]


@contextmanager
def load(person: Person, name: str) -> Iterator[Load]:
    over, people = Event(), Load()
    with ThreadPoolExecutor(WRITERS + READERS) as pool:
        people.writing = [pool.submit(write, person.another(), f"{name}-{writer}", over) for writer in range(WRITERS)]
        people.reading = [pool.submit(read, person.another(), over) for _reader in range(READERS)]
        try:
            time.sleep(BEFORE_SECONDS)
            yield people
            time.sleep(BEFORE_SECONDS)
        finally:
            over.set()


def run(folder: Path) -> Iterator[Figure]:
    (folder / "postgresql").mkdir()
    with running(folder / "postgresql") as cluster:
        address = cluster.create("tracker")
        with Server(installed(folder, DATABASE_URL=address), DATABASE_URL=address) as server:
            before, person = server.processes(), server.somebody()
            acknowledged: list[str] = []
            for words, end, bring_back in (
                ("stopped at once", cluster.stop, cluster.start),
                ("its first process killed", cluster.kill, cluster.start),
                ("standing still (SIGSTOP of all its processes)", cluster.stand_still, cluster.move_again),
            ):
                yield away(person, words, end, bring_back, acknowledged)
            yield cut(cluster, person, acknowledged)
            same = server.processes() == before
        kept = stored_once(address)
    lost, doubled = set(acknowledged) - kept.keys(), [words for words, times in kept.items() if times > 1]
    yield Figure(
        "what was acknowledged under all of this",
        "none lost, none doubled, no restart of the program",
        f"{len(acknowledged):,} acknowledged, {len(lost)} lost, {len(doubled)} doubled; the same processes: {same}",
        not lost and not doubled and same,
    )


def away(
    person: Person, words: str, end: Callable[[], None], bring_back: Callable[[], object], acknowledged: list[str]
) -> Figure:
    lates = []
    with load(person, words) as people:
        for number in range(ROUNDS):
            if number:
                time.sleep(BEFORE_SECONDS)
            end()
            time.sleep(AWAY_SECONDS)
            bring_back()
            back = time.monotonic()
            while person.read() != 200:
                time.sleep(0.1)
            lates.append(time.monotonic() - back)
    acknowledged += people.acknowledged()
    return Figure(
        f"PostgreSQL {words} under {WRITERS} writers and {READERS} readers, {ROUNDS} times {AWAY_SECONDS} s",
        f"503 with the text, 503 in words, no answer after {SLOWEST_SECONDS} s, well again within {WELL_AGAIN_SECONDS} s",
        f"{people.told()}; well again after {max(lates):.1f} s",
        people.were_told() and max(lates) < WELL_AGAIN_SECONDS,
    )


def cut(cluster: Cluster, person: Person, acknowledged: list[str]) -> Figure:
    """Every connection of the program ends in the middle of whatever it does."""
    with load(person, "cut") as people:
        for _cut in range(CUTS):
            cluster.run(CUT_ALL)
            time.sleep(BETWEEN_CUTS_SECONDS)
        last = time.monotonic()
    acknowledged += people.acknowledged()
    late = people.refused_at() - last
    return Figure(
        f"every connection ended (pg_terminate_backend) {CUTS} times under the same load",
        "taken, or 503 with the text; read, or 503 in words; well again at once",
        f"{people.told()}; {'no refusal' if late < 0 else f'the last refusal {late:.1f} s'} after the last",
        people.were_told() and late < SLOWEST_SECONDS / 5,
    )


def stored_once(address: str) -> dict[str, int]:
    """What is there, and how often."""
    engine = create_engine(address)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT what, count(*) FROM next_action GROUP BY what"))
        kept = {str(what): int(times) for what, times in rows if str(what)[-1:].isdigit()}
    engine.dispose()
    return kept


if __name__ == "__main__":
    sys.exit(alone(run))
