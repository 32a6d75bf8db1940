"""A PostgreSQL database copied and read back by its own tools, and replaced by renaming databases."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from tracker.services.copying import CannotCopy

LONGEST_NAME = 63


@dataclass(frozen=True, slots=True)
class PostgresqlCopies:
    """``url``: the living database; its user may make databases (``ALTER ROLE … CREATEDB``), for the trial of every backup."""

    url: URL
    kind: str = "postgresql"

    def check_there(self) -> None:
        """The server says itself that it has no such database, and makes none."""

    def copy(self, to: Path) -> None:
        self._call("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}", self._said(self.url))

    @contextmanager
    def opened(self, copy: Path) -> Iterator[str]:
        trial = self.url.set(database=self._beside("trial"))
        try:
            self._create(trial)
            self._call(
                "pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={self._said(trial)}", str(copy)
            )
            yield trial.render_as_string(hide_password=False)
        finally:
            self._server(f'DROP DATABASE IF EXISTS "{trial.database}" WITH (FORCE)')

    def is_in_use(self) -> bool:
        if not self._server("SELECT 1 FROM pg_database WHERE datname = :name", name=self.url.database):
            return False
        engine = create_engine(self.url)
        try:
            with engine.connect() as connection:
                return bool(connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")))
        finally:
            engine.dispose()

    def put_in_place(self, opened: str, aside: Path) -> str:
        """Two renames in one transaction; the server refuses them while anybody is connected."""
        there, new = self.url.database, make_url(opened).database
        kept = self._beside("before")
        engine = self._engine_beside()
        try:
            with engine.begin() as connection:
                if connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": there}):
                    connection.execute(text(f'ALTER DATABASE "{there}" RENAME TO "{kept}"'))
                connection.execute(text(f'ALTER DATABASE "{new}" RENAME TO "{there}"'))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") != "55006":  # object_in_use
                raise
            raise CannotCopy(
                "データベースが使われています。先にプログラムを止めてください（例：sudo systemctl stop tracker）。"
                " / The database is in use: stop the program first."
            ) from error
        finally:
            engine.dispose()
        return kept

    def _create(self, database: URL) -> None:
        """Empty, with the letters' order of the living one."""
        ours = self._server("SELECT datcollate, datctype FROM pg_database WHERE datname = :name", name=self.url.database)
        order = f" LC_COLLATE '{ours[0][0]}' LC_CTYPE '{ours[0][1]}'" if ours else ""
        try:
            self._server(f"CREATE DATABASE \"{database.database}\" TEMPLATE template0 ENCODING 'UTF8'{order}")
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") != "42501":  # insufficient_privilege
                raise
            raise CannotCopy(
                f"バックアップを開いて確かめるには、データベースを作る権限が要ります。sudo -u postgres psql -c"
                f" 'ALTER ROLE \"{self.url.username or os.environ.get('USER', '')}\" CREATEDB' を実行してください。"
                " / The user of the database may not make one, in which the backup is opened and checked: allow it."
            ) from error

    def _beside(self, what: str) -> str:
        """A name of the same server that nobody has."""
        end = f"_{what}_{secrets.token_hex(4)}"
        return f"{(self.url.database or '')[: LONGEST_NAME - len(end)]}{end}"

    def _engine_beside(self) -> Any:
        return create_engine(self.url.set(database="postgres"))

    def _server(self, statement: str, **values: Any) -> list[Any]:
        """A statement outside a transaction, from the database that every server has."""
        engine = create_engine(self.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                result = connection.execute(text(statement), values)
                return list(result) if result.returns_rows else []
        finally:
            engine.dispose()

    def _said(self, url: URL) -> str:
        """The address as PostgreSQL's tools read it, without the password, which others would see in the list of processes."""
        return url._replace(drivername="postgresql", password=None).render_as_string()

    def _call(self, tool: str, *arguments: str) -> None:
        given = {"PGPASSWORD": str(self.url.password)} if self.url.password else {}
        try:
            done = subprocess.run(
                [tool, "--no-password", *arguments],
                env={**os.environ, **given},
                capture_output=True,
                encoding="utf-8",
                errors="replace",
            )
        except FileNotFoundError as error:
            raise CannotCopy(
                f"{tool} がありません。PostgreSQLの道具を入れてください（例：sudo apt install postgresql-client）。"
                f" / {tool} is missing: install PostgreSQL's client tools."
            ) from error
        if done.returncode:
            raise CannotCopy(f"{tool} が失敗しました： {done.stderr.strip()} / {tool} failed.")
