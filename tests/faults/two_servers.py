"""Two servers on one PostgreSQL and one instance folder, as two hosts are: ``python -m tests.faults.two_servers``.

A session that one began is known to the other, and so is its end; a form that reaches both in the same moment makes one record;
when one is killed under load its people go on at the other; wrong passwords count wherever they were tried.
"""

from __future__ import annotations

import http.client
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

from tests.faults.clusters import running
from tests.faults.figures import Figure, alone
from tests.faults.postgresql_stopped import stored_once
from tests.faults.served import ADD_ACTION, MANAGER, Person, Server, installed

PAIRS, WRITERS, BEFORE_SECONDS = 200, 4, 4
WRONG = 5  # in a minute: the account is stopped (tracker/domain/sign_in_attempts.py)


def run(folder: Path) -> Iterator[Figure]:
    (folder / "postgresql").mkdir()
    with running(folder / "postgresql") as cluster:
        address = cluster.create("tracker")
        instance = installed(folder, DATABASE_URL=address)
        with Server(instance, DATABASE_URL=address) as here, Server(instance, DATABASE_URL=address) as there:
            yield one_session(here, there)
            person = here.somebody()
            yield same_moment(person, there, address)
            yield one_dies(person, here, there, address)
            yield wrong_passwords(here, there)


def at(person: Person, server: Server) -> Person:
    """The same browser, whose next request the proxy hands to that server."""
    tab = person.another()
    tab.port = server.port
    return tab


def one_session(here: Server, there: Server) -> Figure:
    person = here.somebody()
    known = at(person, there).read()
    ended = at(person, there).ask("POST", "/sign-out", {"csrf_token": person.action("")["csrf_token"]})[0]
    after = person.read()
    return Figure(
        "two servers: a session",
        "known to both, ended at both at once",
        f"the other answers {known}; signed out there {ended}, here then {after}",
        (known, ended, after) == (200, 302, 302),
    )


def same_moment(person: Person, there: Server, address: str) -> Figure:
    """Each form goes to both at once, as a tap and its retry by another way."""
    together = Barrier(2)
    forms = [person.action(f"同時-{number}") for number in range(PAIRS)]

    def send(tab: Person) -> list[int]:
        answers = []
        for fields in forms:
            together.wait()
            answers.append(tab.ask("POST", ADD_ACTION, fields)[0])
        return answers

    with ThreadPoolExecutor(2) as pool:
        said = set().union(*pool.map(send, (person, at(person, there))))
    kept = stored_once(address)
    doubled = [fields["what"] for fields in forms if kept.get(fields["what"], 0) != 1]
    return Figure(
        f"two servers: {PAIRS} forms sent to both in the same moment",
        "one record each",
        f"answers {sorted(said)}, {len(doubled)} not there once",
        said == {302} and not doubled,
    )


def one_dies(person: Person, here: Server, there: Server, address: str) -> Figure:
    """kill -9 of one under writers of both: what got no answer is sent to the other under its key."""
    over = Event()

    def write(number: int) -> tuple[list[str], int]:
        tab, acknowledged, moved = at(person, (here, there)[number % 2]), list[str](), 0
        while not over.is_set():
            fields = tab.action(f"移動-{number}-{len(acknowledged)}")
            try:
                status, _text = tab.ask("POST", ADD_ACTION, fields)
            except (OSError, http.client.HTTPException):
                tab, moved = at(person, there), moved + 1
                status, _text = tab.ask("POST", ADD_ACTION, fields)
            if status != 302:
                raise RuntimeError(f"a save was answered {status}")
            acknowledged.append(fields["what"])
        return acknowledged, moved

    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(write, number) for number in range(WRITERS)]
        try:
            time.sleep(BEFORE_SECONDS)
            here.kill()
            time.sleep(BEFORE_SECONDS)
        finally:
            over.set()
        done = [one.result() for one in writing]
    here.start()
    kept = stored_once(address)
    acknowledged = [words for several, _times in done for words in several]
    wrong = [words for words in acknowledged if kept.get(words, 0) != 1]
    moved = sum(times for _several, times in done)
    return Figure(
        f"two servers: one is killed under {WRITERS} writers",
        "its people go on at the other, none lost, none doubled",
        f"{len(acknowledged):,} acknowledged, {moved} sent again there, {len(wrong)} not there once",
        bool(acknowledged) and not wrong,
    )


def wrong_passwords(here: Server, there: Server) -> Figure:
    """Last: it stops this machine's address too."""
    statuses = []
    for number in range(WRONG + 1):
        stranger = Person((here, there)[number % 2].port)
        fields = stranger.form("/sign-in")
        fields["email"], fields["password"] = MANAGER, "まちがい-合言葉"
        statuses.append(stranger.ask("POST", "/sign-in", fields)[0])
    return Figure(
        "two servers: wrong passwords at both by turns",
        f"{WRONG} stop the account at both",
        f"answers {statuses}",
        statuses == [422] * WRONG + [429],
    )


if __name__ == "__main__":
    sys.exit(alone(run))
