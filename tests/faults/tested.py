"""What is promised and shown by tests, each row with how many of them hold: ``python -m tests.faults.tested [WORD ...]``.

A word chooses the rows that hold it. With the other scripts of this folder it prints every figure of reliability.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.faults.figures import Figure, alone
from tests.faults.served import ROOT

ROWS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "power loss",
        "synchronous=FULL on every connection; an attachment is on the disk before its row",
        ("services/test_transaction.py", "services/test_attachments.py"),
    ),
    ("write-ahead log cut at any byte", "opens clean", ("services/test_cut_log.py",)),
    ("two people at once against a rule over rows", "the rule stays", ("services/test_*races.py",)),
    ("two editors, two tabs", "409 with both texts on every edit form", ("house/test_lost_updates.py",)),
    ("double tap, back button, retry after a lost answer", "one record", ("house/test_sent_twice.py", "house/test_posts.py")),
    ("disk full, read-only, locked, damaged", "said in words, the text kept", ("web/test_outages.py",)),
    ("a PostgreSQL that says nothing", "given up; a slow one is waited for", ("services/test_silence.py",)),
    (
        "session ended, network gone, tab closed, browser or server killed",
        "the typed text is still there",
        ("journeys/test_nothing_typed_is_lost.py", "journeys/test_offline.py", "web/test_drafts.py"),
    ),
    (
        "migrations up and down with data, redacted and purged data too; the steps of an upgrade",
        "no row lost",
        ("house/test_migrations.py", "house/test_upgrade.py"),
    ),
    ("backup and restore", "opened and checked, restored into an empty place", ("cli/test_backup.py",)),
    ("attachment damaged or gone", "found by check", ("cli/test_check.py",)),
    ("clock and zone, 31 March 23:59 and 1 April", "days of Asia/Tokyo", ("web/test_clock_and_zone.py",)),
    (
        "bad rows in an import",
        "nothing written, each row named",
        ("attacks/test_imports.py", "web/test_roster.py", "web/test_hand_log.py"),
    ),
    ("mail server down", "tried again later, never twice", ("services/test_digest_mails.py",)),
    ("a purge that is ended on the way", "whole after every step, goes on", ("services/test_purge_steps.py",)),
)


def run(_folder: Path, words: list[str] | None = None) -> Iterator[Figure]:
    for fault, promised, chosen in ROWS:
        if words and not any(word in fault for word in words):
            continue
        files = [str(file) for pattern in chosen for file in sorted((ROOT / "tests").glob(pattern))]
        done = subprocess.run([sys.executable, "-m", "pytest", "-q", *files], cwd=ROOT, capture_output=True, text=True)
        said = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr[-200:]
        passed = re.search(r"(\d+) passed", said)
        yield Figure(fault, promised, f"{passed[1]} tests hold" if passed and not done.returncode else said, not done.returncode)


if __name__ == "__main__":
    sys.exit(alone(lambda folder: run(folder, sys.argv[1:])))
