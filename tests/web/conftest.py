"""What is made apart from the server: begun without a process, and made when a test says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tracker import report_process
from tracker.config import Config
from tracker.web.report import making


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every report is a large one; the folders of those that were begun, whose process did not start."""
    folders: list[Path] = []
    monkeypatch.setattr(making, "LARGE", -1)
    monkeypatch.setattr(making.subprocess, "Popen", lambda command, **_more: folders.append(Path(command[-1])))
    return folders


@pytest.fixture
def make(app: Flask, config: Config, begun: list[Path], monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """What the process of the last one that was begun does."""
    monkeypatch.setattr(report_process, "bare_app", lambda _config: app)
    monkeypatch.setattr(report_process, "read_config", lambda: config)

    def made() -> Path:
        report_process.main(begun[-1])
        return begun[-1]

    return made
