"""What is made of a report that takes longer than two seconds is made in a process of its own; a page says how far it is."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app

from tracker.config import ROOT, Config
from tracker.domain.calendar import Period
from tracker.domain.errors import NotFound, RuleBroken
from tracker.queries.report_events import count_report_events
from tracker.rows.report import ReportDaysRow
from tracker.web import viewing

LARGE = 4_000  # visits and meetings: about two seconds
KEPT_SECONDS = 60 * 60
SILENT_SECONDS = 5 * 60  # whoever says nothing for so long was ended
KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Making:
    """What is being made: how much of a hundred is done, whether it came to nothing, and what came of it."""

    folder: Path
    asked: dict[str, Any]

    @property
    def key(self) -> str:
        return self.folder.name

    @property
    def task(self) -> str:
        return str(self.asked["task"])

    @property
    def more(self) -> dict[str, Any]:
        more: dict[str, Any] = self.asked["more"]
        return more

    @property
    def days(self) -> ReportDaysRow:
        starts_on, ends_on, as_of = (date.fromisoformat(self.asked[name]) for name in ("starts_on", "ends_on", "as_of"))
        return ReportDaysRow(self.asked["fiscal_year"], Period(starts_on, ends_on), as_of)

    @property
    def share(self) -> int:
        path = self.folder / "share"
        return int(path.read_text("utf-8") or 0) if path.exists() else 0

    @property
    def has_failed(self) -> bool:
        silent = time.time() - max(path.stat().st_mtime for path in (self.folder, *self.folder.glob("share"))) > SILENT_SECONDS
        return not self.is_done and (silent or (self.folder / "failed").exists())

    @property
    def refusal(self) -> RuleBroken | None:
        """The rule for which it came to nothing."""
        path = self.folder / "refused"
        return pickle.loads(path.read_bytes()) if path.exists() else None

    @property
    def is_done(self) -> bool:
        return (self.folder / "done").exists()

    @property
    def file(self) -> Path:
        return self.folder / "file"

    def result(self, page: int | None = None) -> Any:
        """The rows that were made; of a preview a page, beyond the end the last."""
        pages = len(list(self.folder.glob("result-*")))
        name = "result" if page is None else f"result-{min(page, pages)}"
        return pickle.loads((self.folder / name).read_bytes())


def is_large(days: ReportDaysRow) -> bool:
    """Whether what is made of a report of these days is made apart."""
    return count_report_events(viewing.viewer(), days.whole) > LARGE


def made(task: str, days: ReportDaysRow, *, afresh: bool = False, **more: Any) -> Making:
    """What was made, or is being made, for the viewer: begun where nothing of the kind is there, or it came to nothing.

    What nobody fetched in an hour goes.
    """
    config: Config = current_app.config["TRACKER"]
    _sweep(config.reports)
    viewer = viewing.viewer()
    assert days.whole.ends_on is not None  # asking.days: a report is of a period that ends
    asked = {
        "task": task,
        "more": more,
        "fiscal_year": days.fiscal_year,
        "starts_on": days.whole.starts_on.isoformat(),
        "ends_on": days.whole.ends_on.isoformat(),
        "as_of": days.as_of.isoformat(),
        "viewer": {**asdict(viewer), "roles": sorted(role.value for role in viewer.roles)},
    }
    told = json.dumps(asked, ensure_ascii=False, sort_keys=True)
    folder = config.reports / hashlib.sha256(f"{config.secret_key}{told}".encode()).hexdigest()[:KEY_LENGTH]
    making = Making(folder, asked)
    if afresh or (folder.exists() and making.has_failed):
        put_away(making)
    try:
        folder.mkdir(parents=True, mode=0o700)
    except FileExistsError:  # asked for twice, made once
        return making
    asked["made_at"] = viewing.now().isoformat()
    part = folder / "asked.part"
    part.write_text(json.dumps(asked, ensure_ascii=False), "utf-8")
    part.replace(folder / "asked.json")
    environment = {"TRACKER_INSTANCE": str(config.instance), "DATABASE_URL": config.database_url, "SECRET_KEY": config.secret_key}
    subprocess.Popen(
        [sys.executable, "-m", "tracker.report_process", str(folder)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    return making


def find(key: str) -> Making:
    """What is made for the viewer under the key; NotFound for another's, and for what was fetched already."""
    viewer = viewing.viewer()
    folder = current_app.config["TRACKER"].reports / key
    if len(key) != KEY_LENGTH or not key.isalnum() or not (folder / "asked.json").is_file():
        raise NotFound
    asked = json.loads((folder / "asked.json").read_text("utf-8"))
    if (asked["viewer"]["account_id"], asked["viewer"]["programme_id"]) != (viewer.account_id, viewer.programme_id):
        raise NotFound
    return Making(folder, asked)


def put_away(making: Making) -> None:
    """The next one is made anew: in the meantime somebody may have mended what was missing."""
    shutil.rmtree(making.folder, ignore_errors=True)


def _sweep(reports: Path) -> None:
    for folder in reports.glob("*"):
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
