"""The server is told to reload under load: ``python -m tests.faults.reloaded``. No request may be lost.

HUP starts new workers, and the old ones end what they have begun. New code is loaded by a restart (``preload_app``), not by this.
"""

from __future__ import annotations

import http.client
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from tests.faults.figures import Figure, alone
from tests.faults.served import Person, Server, installed

READERS, WRITERS, RELOADS = 6, 2, 5
BETWEEN_SECONDS = 4


def run(folder: Path) -> Iterator[Figure]:
    over = Event()

    def ask(person: Person, *, writes: bool) -> Counter[str]:
        said: Counter[str] = Counter()
        while not over.is_set():
            try:
                said[str(person.write("入れ替えのあいだの宿題")[0] if writes else person.read())] += 1
            except (OSError, http.client.HTTPException) as error:
                said[type(error).__name__] += 1
        return said

    with Server(installed(folder)) as server, ThreadPoolExecutor(READERS + WRITERS) as pool:
        person, before = server.somebody(), set(server.processes())
        asking = [pool.submit(ask, person.another(), writes=number < WRITERS) for number in range(READERS + WRITERS)]
        for _reload in range(RELOADS):
            time.sleep(BETWEEN_SECONDS)
            server.tell(signal.SIGHUP)
        time.sleep(BETWEEN_SECONDS)
        over.set()
        said = sum((one.result() for one in asking), Counter[str]())
        renewed = len(before & set(server.processes())) == 1  # the server itself
    yield Figure(
        f"reloaded {RELOADS} times under load",
        "no request is lost",
        f"answers {dict(said)}; all workers are new: {renewed}",
        set(said) == {"200", "302"} and renewed,
    )


if __name__ == "__main__":
    sys.exit(alone(run))
