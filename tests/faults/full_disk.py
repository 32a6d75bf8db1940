"""A disk without room: ``python -m tests.faults.full_disk`` (as root, since it mounts a small file system).

Reading goes on, a save is answered 507 with what was typed, and all is well again as soon as there is room, without a restart.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from tests.faults.figures import Figure, alone
from tests.faults.served import PROGRAMME, Person, Server, installed, is_kept

PROMISED = "reads go on, writes 507 with the text, well again without a restart"
READS = [f"{PROGRAMME}/", f"{PROGRAMME}/companies/", f"{PROGRAMME}/companies/1", f"{PROGRAMME}/actions/", f"{PROGRAMME}/visits/"]
ROOM = 64 * 1024 * 1024


def run(folder: Path) -> Iterator[Figure]:
    with small_disk(folder / "disk", ROOM) as disk:
        shutil.copytree(installed(folder), disk / "instance")
        with Server(disk / "instance") as server:
            person = server.somebody()
            before = person.write("空きのあるうちの宿題")[0]
            fill(disk)
            words = "ディスクがいっぱいのときに打った文"
            refused = until_refused(person, words)
            reads = [person.read(path) for path in READS]
            (disk / "ballast").unlink()
            after = person.write("空きができてからの宿題")[0]
        shown, statuses = all(is_kept(text, words) for _status, text in refused), {status for status, _text in refused}
        yield Figure(
            "disk full",
            PROMISED,
            f"writes {sorted(statuses)}, text shown {shown}; reads {sorted(set(reads))}; with room again {after}",
            before == after == 302 and statuses == {507} and shown and set(reads) == {200},
        )


def until_refused(person: Person, words: str) -> list[tuple[int, str]]:
    """The first five answers that are no success: what the write-ahead log has room for is still kept."""
    answers = (person.write(words) for _turn in range(500))
    return list(islice((one for one in answers if one[0] != 302), 5))


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[Path]:
    """A file system of its own, in memory."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path) -> None:
    """To the last byte."""
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        for size in (1024 * 1024, 4096, 1):
            try:
                while True:
                    ballast.write(b"\0" * size)
            except OSError:
                continue


if __name__ == "__main__":
    sys.exit(alone(run))
