"""A database that can only be read: ``python -m tests.faults.read_only`` (as root: the server runs as somebody else).

As after a restore by root the files of the database belong to somebody else. Reading goes on, a save is answered 503 with what
was typed, and all is well again as soon as the files are given back, without a restart.
"""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.faults.figures import Figure, alone
from tests.faults.full_disk import READS
from tests.faults.served import Server, installed, is_kept

NOBODY = pwd.getpwnam("nobody")


def run(folder: Path) -> Iterator[Figure]:
    instance = installed(folder)
    files = [instance, *instance.rglob("*")]
    as_nobody = ("setpriv", f"--reuid={NOBODY.pw_uid}", f"--regid={NOBODY.pw_gid}", "--clear-groups")
    give(files, NOBODY.pw_uid)
    server = Server(instance, before=as_nobody)
    with server:
        person = server.somebody()
        before = person.write("書けるうちの宿題")[0]
    give(instance.glob("tracker.sqlite3*"), 0)
    with server:
        words = "読むだけのときに打った文"
        writes = [person.write(words) for _turn in range(20)]
        reads = [person.read(path) for path in READS * 4]
        give(instance.glob("tracker.sqlite3*"), NOBODY.pw_uid)
        again = [person.write("また書けるときの宿題")[0] for _turn in range(40)]
    shown = all(is_kept(text, words) for _status, text in writes)
    yield Figure(
        "database read-only",
        "reads go on, writes 503 with the text, well again without a restart",
        f"writes {sorted({status for status, _ in writes})}, text shown {shown}; reads {sorted(set(reads))}; "
        f"given back {sorted(set(again))}, the last {again[-1]}",
        before == 302
        and {status for status, _ in writes} == {503}
        and shown
        and set(reads) == {200}
        and set(again[20:]) == {302},
    )


def give(files: Iterable[Path], owner: int) -> None:
    for file in files:
        os.chown(file, owner, -1)


if __name__ == "__main__":
    sys.exit(alone(run))
