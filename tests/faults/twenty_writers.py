"""Twenty people save without a pause: ``python -m tests.faults.twenty_writers [WRITES]``, 10,000 unless given.

Through the real server; none may be told that the database is locked, and every one that was acknowledged is there.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from tests.faults.figures import Figure, alone
from tests.faults.killed_writers import stored
from tests.faults.served import Person, Server, installed

WRITERS, WRITES = 20, 10_000


def run(folder: Path, writes: int = WRITES) -> Iterator[Figure]:
    instance = installed(folder)
    with Server(instance) as server, ThreadPoolExecutor(WRITERS) as pool:
        person = server.somebody()
        numbers = count()  # one iterator for all: each number is drawn once

        def work(tab: Person) -> list[tuple[str, int, float]]:
            done = []
            while (number := next(numbers)) < writes:
                begun = time.monotonic()
                status, _text = tab.write(f"宿題{number}")
                done.append((f"宿題{number}", status, time.monotonic() - begun))
            return done

        begun = time.monotonic()
        done = [one for part in pool.map(work, [person.another() for _writer in range(WRITERS)]) for one in part]
        seconds = time.monotonic() - begun
    said = Counter(status for _words, status, _seconds in done)
    lost = {words for words, status, _seconds in done if status == 302} - stored(instance)
    waits = sorted(spent for _words, _status, spent in done)
    yield Figure(
        f"{WRITERS} writers at once, {len(done):,} writes",
        'none is told "database is locked", none lost',
        f"answers {dict(said)}, lost {len(lost)}; {len(done) / seconds:.0f} a second, "
        f"median {waits[len(waits) // 2] * 1000:.0f} ms, p99 {waits[int(len(waits) * 0.99)] * 1000:.0f} ms",
        set(said) == {302} and not lost,
    )


if __name__ == "__main__":
    sys.exit(alone(lambda folder: run(folder, int(sys.argv[1]) if sys.argv[1:] else WRITES)))
