"""Databases of the tests: made once by the real migrations, then copied; SQLite files, or databases of a PostgreSQL server."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import flask_migrate
from flask import Flask
from sqlalchemy import create_engine, make_url

from tracker.application import create_app
from tracker.config import Config
from tracker.services import transaction

Made = TypeVar("Made")


class Templates:
    """The templates of one worker: ``empty`` is migrated and nothing else, others are filled from it."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self.folder = folder
        self.server = server
        self.engine = create_engine(server, isolation_level="AUTOCOMMIT") if server else None
        self.prefix = f"tracker_test_{os.getpid()}_{secrets.token_hex(3)}"
        self.made: dict[str, str] = {}
        self.filled: dict[str, object] = {}
        self.acts: dict[str, Callable[[], object]] = {}

    def fill(self, name: str, act: Callable[[], Made], *, base: str = "empty") -> Made:
        """Make a template by an act in one transaction on a copy of another, once, and return what the act returned.

        A second act under the same name is a fault: which of them a test reads would hang on what ran before it.
        """
        assert getattr(self.acts.setdefault(name, act), "__code__", act) is getattr(act, "__code__", act), f"{name} is taken"
        if name not in self.filled:
            self._make("empty", None)
            self._make(name, base)
            with self._application(self.made[name]) as app, app.app_context(), transaction.writing():
                self.filled[name] = act()
            self._settle(name)
        return self.filled[name]  # type: ignore[return-value]

    @contextmanager
    def copy(self, name: str, file: Path) -> Iterator[str]:
        """The address of a copy that is the test's own: at ``file`` on SQLite, dropped afterwards on PostgreSQL."""
        if name == "empty":
            self._make("empty", None)
        if self.server is None:
            shutil.copyfile(self._file(name), file)
            yield f"sqlite:///{file}"
            return
        database = f"{self.prefix}_{secrets.token_hex(4)}"
        self._create(database, self._database(name))
        yield self._url(database)
        self._run(f'DROP DATABASE "{database}" WITH (FORCE)')

    def remove(self) -> None:
        if self.engine is not None:
            for name in self.made:
                self._run(f'DROP DATABASE IF EXISTS "{self._database(name)}" WITH (FORCE)')
            self.engine.dispose()

    def _make(self, name: str, source: str | None) -> None:
        if name in self.made:
            return
        if self.server is None:
            url = f"sqlite:///{self._file(name)}"
            if source is not None:
                shutil.copyfile(self._file(source), self._file(name))
        else:
            url = self._url(self._database(name))
            self._create(self._database(name), self._database(source) if source else None)
        if source is None:
            with self._application(url) as app, app.app_context():
                flask_migrate.upgrade()
        self.made[name] = url
        self._settle(name)

    def _settle(self, name: str) -> None:
        """One file is the whole database: what the write-ahead log holds goes into it."""
        if self.server is None:
            engine = create_engine(self.made[name])
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()

    @contextmanager
    def _application(self, url: str) -> Iterator[Flask]:
        app = create_app(Config(instance=self.folder, database_url=url, secret_key="the key of the templates", testing=True))
        yield app
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"

    def _database(self, name: str) -> str:
        return f"{self.prefix}_{name}"

    def _url(self, database: str) -> str:
        assert self.server is not None
        return make_url(self.server).set(database=database).render_as_string(hide_password=False)

    def _create(self, database: str, source: str | None) -> None:
        """File by file, which takes half of what the default does: that writes each page of a copy into the log as well."""
        self._run(f'CREATE DATABASE "{database}"' + (f' TEMPLATE "{source}" STRATEGY FILE_COPY' if source else ""))

    def _run(self, statement: str) -> None:
        assert self.engine is not None
        with self.engine.connect() as connection:
            connection.exec_driver_sql(statement)
