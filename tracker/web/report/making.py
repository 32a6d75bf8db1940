"""A report that takes longer than two seconds is made in a process of its own, and a page says how far it is."""

from __future__ import annotations

import json
import os
import secrets
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
from tracker.domain.errors import NotFound
from tracker.queries.report_events import count_report_events
from tracker.web import viewing

LARGE = 4_000  # visits and meetings: about two seconds
KEPT_SECONDS = 60 * 60
KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Making:
    """A report that is being made: how much of a hundred is done, and whether it came to nothing."""

    folder: Path
    asked: dict[str, Any]

    @property
    def share(self) -> int:
        path = self.folder / "share"
        return int(path.read_text("utf-8") or 0) if path.exists() else 0

    @property
    def has_failed(self) -> bool:
        return (self.folder / "failed").exists()

    @property
    def is_done(self) -> bool:
        return self.file.exists()

    @property
    def file(self) -> Path:
        return self.folder / "report.xlsx"


def is_large(whole: Period) -> bool:
    """Whether a report of these days is made apart."""
    return count_report_events(viewing.viewer(), whole) > LARGE


def begin(whole: Period, as_of: date) -> str:
    """Start making the report for the viewer; returns its key. What nobody fetched in an hour goes."""
    config: Config = current_app.config["TRACKER"]
    _sweep(config.reports)
    key = secrets.token_hex(KEY_LENGTH // 2)
    folder = config.reports / key
    folder.mkdir(parents=True, mode=0o700)
    viewer = viewing.viewer()
    assert whole.ends_on is not None  # asking.days: a report is of a period that ends
    asked = {
        "starts_on": whole.starts_on.isoformat(),
        "ends_on": whole.ends_on.isoformat(),
        "as_of": as_of.isoformat(),
        "made_at": viewing.now().isoformat(),
        "viewer": {**asdict(viewer), "roles": sorted(role.value for role in viewer.roles)},
    }
    (folder / "asked.json").write_text(json.dumps(asked, ensure_ascii=False), "utf-8")
    environment = {"TRACKER_INSTANCE": str(config.instance), "DATABASE_URL": config.database_url, "SECRET_KEY": config.secret_key}
    subprocess.Popen(
        [sys.executable, "-m", "tracker.report_process", str(folder)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    return key


def find(key: str) -> Making:
    """What the viewer has begun under the key; NotFound for another's, and for what was fetched already."""
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
