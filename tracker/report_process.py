"""``python -m tracker.report_process FOLDER``: makes of a large report what is asked for, in a process of its own.

The folder holds what is asked (``asked.json``). How far it is stands in ``share``, what came of it in ``file`` or as rows in
``result`` (of a preview ``result-1`` and so on, a page each), ``done`` when all of it is there, and ``failed`` where it came to
nothing, with ``refused`` where a rule says why. Database and instance come by the environment, as for the server.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from tracker.config import Config, read_config
from tracker.database import attach
from tracker.domain.access import Viewer
from tracker.domain.calendar import Period, tokyo_day
from tracker.domain.errors import RuleBroken
from tracker.domain.roles import Role
from tracker.handing_in import Words, hand_in, tell_changes
from tracker.queries.form_templates import get_form
from tracker.queries.report import get_report
from tracker.rows.report import ReportRow
from tracker.rows.report_preview import previews
from tracker.rows.submissions import ChangePlaces, ChangesRow
from tracker.workbooks.form_filling import preview_form
from tracker.workbooks.forms import read_form
from tracker.workbooks.report import sheet_as_csv, write_report, write_zip

READ = 45  # of a hundred: what reading takes
POLITENESS = 10


def main(folder: Path) -> None:
    """Make what the folder asks for; it is left with that, or with the mark of a failure."""
    try:
        config = read_config()
        with bare_app(config).app_context():
            _make(_Asked(folder, config.attachments))
        (folder / "done").touch()
    except RuleBroken as refused:
        (folder / "refused").write_bytes(pickle.dumps(refused))
        (folder / "failed").touch()
    except BaseException:
        (folder / "failed").touch()
        raise


def bare_app(config: Config) -> Flask:
    """What reads the database, and nothing else: pages and their libraries would be a third of the memory."""
    app = Flask("tracker", instance_path=str(config.instance))
    attach(app, config.database_url)
    return app


class _Asked:
    """What the folder asks for."""

    def __init__(self, folder: Path, attachments: Path) -> None:
        asked = json.loads((folder / "asked.json").read_text("utf-8"))
        roles = frozenset(Role(role) for role in asked["viewer"].pop("roles"))
        self.folder, self.attachments = folder, attachments
        self.task: str = asked["task"]
        self.more: dict[str, Any] = asked["more"]
        self.viewer = replace(Viewer(**asked["viewer"]), roles=roles)
        self.starts_on, self.ends_on, self.as_of = (date.fromisoformat(asked[name]) for name in ("starts_on", "ends_on", "as_of"))
        self.now = datetime.fromisoformat(asked["made_at"])

    def tell(self, share: int) -> None:
        part = self.folder / "share.part"
        part.write_text(str(share), "utf-8")
        part.replace(self.folder / "share")

    def told(self, done: int, of: int) -> None:
        """So many sheets of so many are written."""
        self.tell(READ + (100 - READ) * done // of)

    def keep(self, result: Any, name: str = "result") -> None:
        """For the server's own processes: nobody else writes into the folder."""
        (self.folder / name).write_bytes(pickle.dumps(result))


def _make(asked: _Asked) -> None:
    asked.tell(0)
    report = get_report(asked.viewer, as_of=asked.as_of, whole=Period(asked.starts_on, asked.ends_on))
    asked.tell(READ)
    TASKS[asked.task](asked, report)
    asked.tell(100)


def _workbook(asked: _Asked, report: ReportRow) -> None:
    with (asked.folder / "file").open("wb+") as file:
        write_report(report, file, made_at=asked.now, told=asked.told)


def _csv(asked: _Asked, report: ReportRow) -> None:
    with (asked.folder / "file").open("wb+") as file:
        if asked.more["code"]:
            file.write(sheet_as_csv(asked.more["code"], report))
        else:
            write_zip(report, file)


def _preview(asked: _Asked, report: ReportRow) -> None:
    for number, page in enumerate(previews(report, read_at=asked.now), start=1):
        asked.keep(page, f"result-{number}")


def _changes(asked: _Asked, report: ReportRow) -> None:
    changes = tell_changes(asked.viewer, report, asked.more["submission_id"])
    asked.keep(ChangesRow(changes, ChangePlaces.of(report), asked.now))


def _submission(asked: _Asked, report: ReportRow) -> None:
    words = Words(**{**asked.more, "handed_in_on": date.fromisoformat(asked.more["handed_in_on"])})
    today = tokyo_day(asked.now)
    made = hand_in(asked.viewer, report, words, attachments=asked.attachments, today=today, now=asked.now, told=asked.told)
    asked.keep(made)


def _form(asked: _Asked, report: ReportRow) -> None:
    row = get_form(asked.viewer, asked.more["form_id"])
    content = (asked.attachments / row.shown.stored_name).read_bytes()
    preview = preview_form(
        row.shown.mapping, content, read_form(content), report, row.fixed_values, read_at=asked.now, told=asked.told
    )
    asked.keep(preview)


TASKS: dict[str, Callable[[_Asked, ReportRow], None]] = {
    "workbook": _workbook,
    "csv": _csv,
    "preview": _preview,
    "changes": _changes,
    "submission": _submission,
    "form": _form,
}

if __name__ == "__main__":
    with suppress(OSError, AttributeError):  # Windows has no such call
        os.nice(POLITENESS)
    main(Path(sys.argv[1]))
