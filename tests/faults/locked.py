"""Somebody else holds the database for longer than anybody waits: ``python -m tests.faults.locked``.

While forty people save at once, others go on reading; whoever saves is answered 503 with what was typed.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from tests.faults.figures import Figure, alone
from tests.faults.served import Server, installed, is_kept

PROMISED = "reads go on, writes 503 with the text, well again without a restart"
HELD_SECONDS = 35  # longer than a writer waits (tracker/database.py)
WRITERS = 40
SLOWEST_READ_SECONDS = 5


def run(folder: Path) -> Iterator[Figure]:
    instance = installed(folder)
    with (
        Server(instance) as server,
        closing(sqlite3.connect(instance / "tracker.sqlite3", isolation_level=None)) as other,
        ThreadPoolExecutor(WRITERS) as pool,
    ):
        person = server.somebody()
        other.execute("BEGIN IMMEDIATE")
        until = time.monotonic() + HELD_SECONDS
        words = "ロックのあいだに打った文"
        sent = [pool.submit(person.another().write, words, seconds=90) for _writer in range(WRITERS)]
        reads: list[tuple[int, float]] = []
        while time.monotonic() < until:
            begun = time.monotonic()
            reads.append((person.read(), time.monotonic() - begun))
            time.sleep(0.1)
        answers = [one.result() for one in sent]
        other.execute("ROLLBACK")
        after = person.write("ロックのあとの宿題")[0]
    said = Counter(status for status, _text in answers)
    shown = all(is_kept(text, words) for _status, text in answers)
    slowest = max(seconds for _status, seconds in reads)
    yield Figure(
        f"database locked for {HELD_SECONDS} s, {WRITERS} save at once",
        PROMISED,
        f"writes {dict(said)}, text shown {shown}; {len(reads)} reads {sorted({status for status, _ in reads})}, the slowest "
        f"{slowest:.1f} s; afterwards {after}",
        set(said) == {503}
        and shown
        and {status for status, _ in reads} == {200}
        and after == 302
        and slowest < SLOWEST_READ_SECONDS,
    )


if __name__ == "__main__":
    sys.exit(alone(run))
