"""``python -m tracker.report_process FOLDER``: makes a large report in a process of its own, so that no page waits for it.

The folder holds what is asked (``asked.json``); how far it is stands in ``share``, the workbook in ``report.xlsx`` when it is
whole, and ``failed`` where it came to nothing. Database and instance come by the environment, as for the server.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from flask import Flask

from tracker.config import Config, read_config
from tracker.database import attach
from tracker.domain.access import Viewer
from tracker.domain.calendar import Period
from tracker.domain.roles import Role
from tracker.queries.report import get_report
from tracker.workbooks.report import write_report

READ = 45  # of a hundred: what reading takes
POLITENESS = 10


def main(folder: Path) -> None:
    """Make what the folder asks for; it is left with the workbook, or with the mark of a failure."""
    try:
        with bare_app(read_config()).app_context():
            _make(folder)
    except BaseException:
        (folder / "failed").touch()
        raise


def bare_app(config: Config) -> Flask:
    """What reads the database, and nothing else: pages and their libraries would be a third of the memory."""
    app = Flask("tracker", instance_path=str(config.instance))
    attach(app, config.database_url)
    return app


def _make(folder: Path) -> None:
    asked = json.loads((folder / "asked.json").read_text("utf-8"))
    roles = frozenset(Role(role) for role in asked["viewer"].pop("roles"))
    viewer = replace(Viewer(**asked["viewer"]), roles=roles)
    starts_on, ends_on, as_of = (date.fromisoformat(asked[name]) for name in ("starts_on", "ends_on", "as_of"))
    report = get_report(viewer, as_of=as_of, whole=Period(starts_on, ends_on))
    _tell(folder, READ)
    part = folder / "report.part"
    with part.open("wb+") as file:
        made_at = datetime.fromisoformat(asked["made_at"])
        write_report(report, file, made_at=made_at, told=lambda done, of: _tell(folder, READ + (100 - READ) * done // of))
    part.replace(folder / "report.xlsx")


def _tell(folder: Path, share: int) -> None:
    part = folder / "share.part"
    part.write_text(str(share), "utf-8")
    part.replace(folder / "share")


if __name__ == "__main__":
    with suppress(OSError, AttributeError):  # Windows has no such call
        os.nice(POLITENESS)
    main(Path(sys.argv[1]))
