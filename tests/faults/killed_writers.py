"""The server is killed while four people save, round after round: ``python -m tests.faults.killed_writers [ROUNDS]`` (20).

What was acknowledged must be there; what was not is sent again under its key and is there once. After every round the database,
its references and the audit trail are clean and the server answers again; a backup is taken under the writers of each round,
and the last one goes back into an empty place.
"""

from __future__ import annotations

import http.client
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.faults.figures import Figure, alone
from tests.faults.served import ADD_ACTION, Person, Server, flask, installed

ROUNDS, WRITERS, AT_LEAST = 20, 4, 110  # acknowledged a round: over twenty rounds more than 2,000
UP_AGAIN_SECONDS = 5


class Writer:
    """Saves until no answer comes: what was acknowledged, and what was sent last without an answer."""

    def __init__(self, person: Person, name: str) -> None:
        self.person = person
        self.name = name
        self.acknowledged: list[str] = []
        self.unanswered: dict[str, str] = {}

    def work(self) -> None:
        number = 0
        while True:
            number += 1
            fields = self.person.action(f"{self.name}-{number}")
            try:
                status, _text = self.person.ask("POST", ADD_ACTION, fields)
            except (OSError, http.client.HTTPException):
                self.unanswered = fields
                return
            if status != 302:
                raise RuntimeError(f"a save was answered {status}")
            self.acknowledged.append(fields["what"])


def run(folder: Path, rounds: int = ROUNDS) -> Iterator[Figure]:
    instance, backups, empty = installed(folder), folder / "backups", folder / "empty"
    backups.mkdir()
    server = Server(instance)
    ups = [server.start()]
    person = server.somebody()
    acknowledged: list[str] = []
    again: list[str] = []
    with ThreadPoolExecutor(WRITERS) as pool:
        for number in range(rounds):
            writers = [Writer(person.another(), f"{number}-{writer}") for writer in range(WRITERS)]
            working = [pool.submit(one.work) for one in writers]
            while sum(len(one.acknowledged) for one in writers) < AT_LEAST:
                time.sleep(0.02)
            flask(instance, "backup", str(backups / f"{number}.tar"))
            server.kill()
            for one in working:
                one.result()
            ups.append(server.start())
            flask(instance, "check", "--quick")
            acknowledged += [words for one in writers for words in one.acknowledged]
            for one in writers:
                again.append(one.unanswered["what"])
                if person.ask("POST", ADD_ACTION, one.unanswered)[0] != 302:
                    raise RuntimeError("what was sent again was not taken")
    server.stop()
    kept = stored_once(instance)
    lost, doubled = set(acknowledged) - kept.keys(), [words for words in (*acknowledged, *again) if kept.get(words, 0) > 1]
    yield Figure(
        f"kill -9 under {WRITERS} writers, {rounds} rounds",
        f"none of at least {AT_LEAST * rounds} lost; integrity and references clean",
        f"acknowledged {len(acknowledged):,}, lost {len(lost)}; database, references and trail clean after every round",
        not lost and len(acknowledged) >= AT_LEAST * rounds,
    )
    yield Figure(
        "up again after it",
        f"within {UP_AGAIN_SECONDS} s",
        f"the slowest of {len(ups)} starts answered after {max(ups):.1f} s",
        max(ups) < UP_AGAIN_SECONDS,
    )
    yield Figure(
        "sent again after a lost answer",
        "one record",
        f"{len(again)} sent again under their key, {len(doubled)} doubled, {len(set(again) - kept.keys())} missing",
        not doubled and set(again) <= kept.keys(),
    )
    said = flask(empty, "restore", str(backups / f"{rounds - 1}.tar")).splitlines()[-1]
    yield Figure(
        "backups under the writers",
        "every one opened and checked",
        f"{len(list(backups.iterdir()))}; the last in an empty place: {said}",
        True,
    )


def stored_once(instance: Path) -> dict[str, int]:
    """What is there, and how often."""
    engine = create_engine(f"sqlite:///{instance / 'tracker.sqlite3'}")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT what, count(*) FROM next_action GROUP BY what"))
        kept = {str(what): int(times) for what, times in rows}
    engine.dispose()
    return kept


def stored(instance: Path) -> set[str]:
    return set(stored_once(instance))


if __name__ == "__main__":
    sys.exit(alone(lambda folder: run(folder, int(sys.argv[1]) if sys.argv[1:] else ROUNDS)))
