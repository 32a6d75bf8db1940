"""A power cut while writing: ``python -m tests.faults.cut_log``.

The write-ahead log of the program's own database, as some saves left it, is cut at every byte of its frames' headers and at some
between, with and without rubbish behind; each time the database is opened, checked whole, and holds whole saves.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.faults.figures import Figure, alone
from tests.faults.served import Server, installed

SAVES = 6
HEADER, FRAME_HEADER, PAGE = 32, 24, 4096
BETWEEN = 997


def run(folder: Path) -> Iterator[Figure]:
    instance = installed(folder)
    database = instance / "tracker.sqlite3"
    with Server(instance) as server:
        person = server.somebody()
        with closing(sqlite3.connect(database)) as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            for number in range(SAVES):
                person.write(f"宿題{number}")
            place = folder / "cut"
            place.mkdir()
            shutil.copy(database, place)
            log = Path(f"{database}-wal").read_bytes()
    seen = [saves_after(place / database.name, log[:length] + tail) for length in cuts(len(log)) for tail in (b"", b"\xff" * 500)]
    whole = all(found == list(range(len(found))) for found in seen)
    yield Figure(
        "write-ahead log cut anywhere",
        "opens clean",
        f"{len(seen):,} cuts of a log of {len(log):,} bytes, opened and checked: {len(set(map(len, seen)))} states, "
        f"all of whole saves: {whole}",
        whole and {len(found) for found in seen} == set(range(SAVES + 1)),
    )


def cuts(length: int) -> list[int]:
    frame = FRAME_HEADER + PAGE
    heads = {start + byte for start in range(HEADER, length + 1, frame) for byte in range(-2, FRAME_HEADER + 2)}
    return sorted(byte for byte in heads | set(range(0, length + 1, BETWEEN)) if byte <= length)


def saves_after(database: Path, log: bytes) -> list[int]:
    Path(f"{database}-shm").unlink(missing_ok=True)
    Path(f"{database}-wal").write_bytes(log)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        if opened.execute("PRAGMA quick_check").fetchall() != [("ok",)] or opened.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"damaged after {len(log)} bytes of the log")
        rows = opened.execute("SELECT what FROM next_action WHERE what LIKE '宿題%' ORDER BY id").fetchall()
    return [int(what.removeprefix("宿題")) for (what,) in rows]


if __name__ == "__main__":
    sys.exit(alone(run))
