"""``python -m tests.benchmarks.submissions [INSTANCE]``: one year of size L handed in, its file taken again, what changed since.

Each in a process of its own, as ``tracker.report_process`` makes it: processor seconds, peak memory. With INSTANCE the newest
year in the database that lies there, which gets the submission; else in one that is built for it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from tests.benchmarks.build import NOW
from tests.benchmarks.report import AS_OF, alone, peak, say
from tests.benchmarks.sized import KEY, sized
from tests.benchmarks.sizes import SIZES
from tracker.config import Config
from tracker.database import db
from tracker.domain.access import Viewer, operator
from tracker.handing_in import Words, hand_in, tell_changes
from tracker.queries.programmes import find_programme_id
from tracker.queries.report import get_report
from tracker.queries.submissions import get_submitted_file, list_submissions
from tracker.report_process import bare_app
from tracker.services import transaction

MOVED = 2_000


class Taken(NamedTuple):
    seconds: float
    megabytes: float
    what: str


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name)
        sized(folder, replace(SIZES["L"], years=1))
        say(f"{'what':<44}{'processor s':>12}{'peak MB':>9}")
        for words, what in STEPS.items():
            taken = alone(_measured, folder, what)
            say(f"{words:<44}{taken.seconds:>12.1f}{taken.megabytes:>9.0f}  {taken.what}")


def _measured(folder: Path, what: Callable[[Viewer, Path], str]) -> Taken:
    config = Config(folder, f"sqlite:///{folder}/bench.sqlite3", KEY, secure_cookies=False)
    with bare_app(config).app_context():
        started = time.process_time()
        said = what(operator(find_programme_id("y2026")), folder)
        return Taken(time.process_time() - started, peak(), said)


def _read(viewer: Viewer, _folder: Path) -> str:
    return f"{len(get_report(viewer, as_of=AS_OF).visits):,} visits"


def _hand_in(viewer: Viewer, folder: Path) -> str:
    report = get_report(viewer, as_of=AS_OF)
    hand_in(viewer, report, Words("年度の報告", AS_OF, "", None, None), attachments=folder, today=AS_OF, now=NOW)
    (row, *_rest) = list_submissions(viewer)
    return f"{row.row_count:,} rows, a file of {row.file_size / 2**20:.1f} MB"


def _take_again(viewer: Viewer, _folder: Path) -> str:
    (row, *_rest) = list_submissions(viewer)
    return f"{len(get_submitted_file(viewer, row.submission_id)) / 2**20:.1f} MB"


def _compare(viewer: Viewer, _folder: Path) -> str:
    (row, *_rest) = list_submissions(viewer)
    return f"{len(tell_changes(viewer, get_report(viewer, as_of=AS_OF), row.submission_id)):,} rows differ"


def _compare_moved(viewer: Viewer, folder: Path) -> str:
    """Where many visits were moved by an hour since; the change goes again."""
    moved = text(
        "UPDATE visit SET start_time = '08:08:00.000000' WHERE id IN (SELECT id FROM visit ORDER BY id DESC LIMIT :many)"
    )
    with transaction.writing():
        db.session.execute(moved, {"many": MOVED})
        said = _compare(viewer, folder)
        db.session.rollback()
    return said


STEPS: dict[str, Callable[[Viewer, Path], str]] = {
    "reading the report alone": _read,
    "handing it in": _hand_in,
    "taking its file again": _take_again,
    "what changed since: nothing": _compare,
    f"what changed since: {MOVED:,} visits": _compare_moved,
}


if __name__ == "__main__":
    main()
