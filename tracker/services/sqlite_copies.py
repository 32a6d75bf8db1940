"""An SQLite database copied by its own backup, and replaced by a rename."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tracker.services.copying import CannotCopy, second_name

NAME = "tracker.sqlite3"


@dataclass(frozen=True, slots=True)
class SqliteCopies:
    """``file``: the living database."""

    file: Path
    kind: str = "sqlite"

    def check_there(self) -> None:
        """CannotCopy where there is no file: whoever opens it would make an empty one, which looks like a new installation."""
        if not self.file.is_file():
            raise CannotCopy(
                f"データベースがありません（{self.file}）。バックアップから戻すか（flask --app wsgi restore）、"
                "DATABASE_URL と TRACKER_INSTANCE が正しいか確かめてください。"
                " / There is no database: restore a backup, or check DATABASE_URL and TRACKER_INSTANCE."
            )

    def copy(self, to: Path) -> None:
        """One read transaction: what lies in the write-ahead log comes along, and nothing of what is written meanwhile."""
        self.check_there()
        with (
            closing(sqlite3.connect(f"{self.file.as_uri()}?mode=rw", uri=True)) as source,
            closing(sqlite3.connect(to)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file is the whole of it

    @contextmanager
    def opened(self, copy: Path) -> Iterator[str]:
        yield f"sqlite:///{copy}"

    def is_in_use(self) -> bool:
        if not self.file.is_file():
            return False
        with closing(sqlite3.connect(f"{self.file.as_uri()}?mode=rw", uri=True)) as connection:
            try:
                return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
            except sqlite3.DatabaseError:  # damaged: all the more is it kept aside
                return True

    def put_in_place(self, opened: str, aside: Path) -> str:
        """A second name for the old file, then one rename: whatever happens in between, there is a database."""
        new = Path(opened.removeprefix("sqlite:///"))
        kept = aside / NAME
        if self.file.is_file():
            self._let_go()
            second_name(self.file, kept)
            for log in (self.file.with_name(f"{self.file.name}{end}") for end in ("-wal", "-shm")):
                if log.exists():  # of a damaged file, which could not take its log in
                    log.replace(aside / f"{NAME}{log.name.removeprefix(self.file.name)}")
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        new.replace(self.file)
        return str(kept) if kept.exists() else ""

    def _let_go(self) -> None:
        """Take the log into the file, which works only while nobody else has it open."""
        with closing(sqlite3.connect(f"{self.file.as_uri()}?mode=rw", uri=True, timeout=1)) as connection:
            try:
                connection.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
                raise CannotCopy(
                    "データベースが使われています。先にプログラムを止めてください（例：sudo systemctl stop tracker）。"
                    " / The database is in use: stop the program first."
                ) from error
            except sqlite3.DatabaseError:
                return
