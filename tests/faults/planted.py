"""``python -m tests.faults.planted [WORD|FROM-TO ...]``: every fault, or some of them, planted one at a time.

Some: those whose name holds a word, or by the numbers that are printed before them, so that a run that was stopped goes on.
Each is put into a copy of the tree, in which the tests that it names must then fail: a fault that they do not see survives, and
the command answers 1. So it does where a fault has no place any more, or where those tests fail without any fault.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from tests.faults.faults_to_plant import FAULTS, Edit, Fault
from tests.faults.figures import workshop

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = (".git", ".venv", "instance", ".*_cache", ".hypothesis")
# What every run imports and no fault touches: imported once, and there in every process that is forked from this one.
_LIBRARIES = (
    *("alembic", "argon2", "brotli", "bs4", "email_validator", "flask_babel", "flask_compress", "flask_login", "flask_migrate"),
    *(
        "flask_sqlalchemy",
        "flask_wtf",
        "jpholiday",
        "lxml.html",
        "openpyxl",
        "sqlalchemy.dialects.sqlite",
        "whitenoise",
        "wtforms",
    ),
)


@dataclass(slots=True, eq=False)  # pytest keeps its plugins in sets
class Outcome:
    """``failed``: the tests that ran and failed. ``code`` is pytest's: 0 all passed, 1 some failed, others: not run."""

    failed: list[str] = field(default_factory=list)
    code: int = -1

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.failed:
            self.failed.append(report.nodeid)


def places(edit: Edit, root: Path = ROOT) -> int:
    """How often the text that a fault changes stands in its file."""
    return (root / edit.file).read_text("utf-8").count(edit.old)


@contextmanager
def planted(fault: Fault, tree: Path) -> Iterator[None]:
    """The tree with the fault in it; afterwards it is sound again, to the times of its files."""
    for edit in fault.edits:
        path = tree / edit.file
        path.write_text(path.read_text("utf-8").replace(edit.old, edit.new), "utf-8")
    try:
        yield
    finally:
        for edit in fault.edits:
            shutil.copy2(ROOT / edit.file, tree / edit.file)


def ask(tree: Path, tests: Sequence[str], *, to_the_end: bool = False) -> Outcome:
    """Run tests of a tree in a process of its own, up to the first that fails."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_run, args=(there, tree, tests, to_the_end))
    process.start()
    there.close()
    try:
        return Outcome(*here.recv())
    except EOFError:
        return Outcome()
    finally:
        process.join()


def _run(answer: Connection, tree: Path, tests: Sequence[str], to_the_end: bool) -> None:
    os.chdir(tree)
    os.environ.pop("TEST_DATABASE_URL", None)
    sys.path[:] = [str(tree), *(path for path in sys.path if path not in ("", str(ROOT)))]
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]
    # A fault is younger than what was compiled of its file, and what is compiled of it is not kept.
    sys.dont_write_bytecode = not to_the_end
    outcome: Any = Outcome()
    with (tree / "answer.txt").open("w", encoding="utf-8") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", *(() if to_the_end else ("-x",))]
        outcome.code = int(pytest.main([*options, *tests], plugins=[outcome]))
    answer.send((outcome.failed, outcome.code))


def verdict(fault: Fault, tree: Path) -> tuple[bool, str]:
    """Whether the fault is seen, and by which test or why not."""
    if any(places(edit, tree) != 1 for edit in fault.edits):
        return False, "HAS NO PLACE: what it changes does not stand in its file once"
    with planted(fault, tree):
        outcome = ask(tree, fault.tests)
    if outcome.failed:
        return True, outcome.failed[0]
    if outcome.code == 0:
        return False, "SURVIVES: " + ", ".join(fault.tests)
    return False, f"NOT ASKED: pytest answered {outcome.code}\n{(tree / 'answer.txt').read_text('utf-8')[-2000:]}"


def chosen(words: Sequence[str]) -> list[tuple[int, Fault]]:
    """The faults with their numbers: all, or those that a word or a range of numbers names."""
    ranges = [range(int(first), int(last) + 1) for word in words for first, last in re.findall(r"\A(\d+)-(\d+)\Z", word)]
    return [
        (number, fault)
        for number, fault in enumerate(FAULTS, start=1)
        if not words or any(word in fault.name for word in words) or any(number in one for one in ranges)
    ]


def main(words: list[str]) -> int:
    faults = chosen(words)
    for library in _LIBRARIES:
        importlib.import_module(library)
    with workshop() as folder:
        tree = folder / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*LEFT_OUT))
        sound = ask(tree, sorted({test for _number, fault in faults for test in fault.tests}), to_the_end=True)
        if sound.code != 0:
            sys.stdout.write(f"without a fault: {(tree / 'answer.txt').read_text('utf-8')[-4000:]}\n")
            return 1
        missed = 0
        for number, fault in faults:
            started = time.monotonic()
            is_seen, by = verdict(fault, tree)
            missed += not is_seen
            took = f"{time.monotonic() - started:5.1f} s"
            sys.stdout.write(f"{'red' if is_seen else 'MISSED':<7}{number:3} {took}  {fault.name}: {by}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(faults) - missed} of {len(faults)} planted faults were seen\n")
    return 1 if missed or not faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
