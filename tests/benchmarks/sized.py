"""The application over a database of one of the two sizes, which is built where the folder has none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from tests.benchmarks.build import NOW, build
from tests.benchmarks.sizes import Size
from tracker.application import create_app
from tracker.config import Config

KEY = "benchmark"


def sized(folder: Path, size: Size, *, file: str = "bench.sqlite3", clock: Callable[[], datetime] = lambda: NOW) -> Flask:
    """Over ``file`` of the folder, brought to the newest revision; building size L takes minutes.

    A server of its own finds ``tracker.sqlite3`` where it is told of the folder alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / file
    is_built = database.exists()
    app = create_app(Config(folder, f"sqlite:///{database}", KEY, secure_cookies=False), clock=clock)
    with app.app_context():
        upgrade()
        if not is_built:
            build(size)
    return app
