"""A power cut in the middle of writing: however much of the log reached the disk, SQLite opens clean with whole commits."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from tracker.database import prepare_engine

COMMITS = 4
HEADER, FRAME_HEADER = 32, 24
FRAME = FRAME_HEADER + 512


@pytest.fixture
def torn(tmp_path: Path) -> tuple[bytes, bytes]:
    """A database and its log as they lie on the disk after some commits that no checkpoint has moved yet."""
    file = tmp_path / "whole.sqlite3"
    with closing(sqlite3.connect(file)) as small:
        small.execute("PRAGMA page_size=512")  # so that every byte can be tried
        small.execute("PRAGMA journal_mode=WAL")
    engine = create_engine(f"sqlite:///{file}")
    prepare_engine(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT)")
        connection.commit()
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.commit()
        for number in range(COMMITS):
            connection.exec_driver_sql("INSERT INTO note (words) VALUES (?)", ("話" * (40 * number + 1),))
            connection.commit()
        taken = file.read_bytes(), Path(f"{file}-wal").read_bytes()
    engine.dispose()
    return taken


def test_a_write_ahead_log_cut_anywhere_opens_clean(torn: tuple[bytes, bytes], tmp_path: Path) -> None:
    """Around every frame and at every 29th byte; ``python -m tests.faults.cut_log`` takes every byte of a larger one."""
    database, log = torn
    file = tmp_path / "cut.sqlite3"
    file.write_bytes(database)
    around = {start + near for start in range(HEADER, len(log) + 1, FRAME) for near in (-1, 0, 1, FRAME_HEADER)}
    seen = [
        ids_after(file, log[:length] + tail)
        for length in sorted(around | set(range(0, len(log) + 1, 29)))
        for tail in (b"", b"\xff" * 100)
        if length <= len(log)
    ]
    assert seen == sorted(seen)
    assert {len(ids) for ids in seen} == set(range(COMMITS + 1))
    assert all(ids == list(range(1, len(ids) + 1)) for ids in seen)


def ids_after(file: Path, log: bytes) -> list[int]:
    """What is there once the database was opened with this log, and found sound."""
    Path(f"{file}-shm").unlink(missing_ok=True)
    Path(f"{file}-wal").write_bytes(log)
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [row[0] for row in opened.execute("SELECT id FROM note ORDER BY id")]
