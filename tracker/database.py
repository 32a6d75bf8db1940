"""The database handle: naming of constraints, connection settings, and the column types that models share."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, MetaData, TypeDecorator, event, text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from tracker.waiting import WaitingRoom

WRITES = "tracker_writes"
PATIENCE_MS = "tracker_patience_ms"
BUSY_TIMEOUT_MS = 30_000
# Of the threads of a server's process as many wait for the lock of an SQLite database; the others go on reading.
WAITING_WRITERS = 4
# A PostgreSQL on a machine that is gone says nothing at all: how long a connection waits before that is an outage.
SECONDS_TO_CONNECT = 5
_REACHING_POSTGRESQL = {
    "connect_timeout": SECONDS_TO_CONNECT,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
_waiting = WaitingRoom(places=WAITING_WRITERS, patience_seconds=2)
_OPTIONS = "tracker_options"  # of a transaction that is about to begin


class Base(DeclarativeBase):
    """The registry of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; databases without zones get it as UTC and give it back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(enum: type[StrEnum]) -> Enum:
    """A column that holds one of an enum's values as text, checked by the database."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda members: [member.value for member in members],
        name=enum.__name__.lower(),
    )


def attach(app: Flask, address: str) -> None:
    """Give an application the database at an SQLAlchemy address."""
    # the connection that was used last is taken first: each keeps pages of its own in memory, and few are needed at once
    options: dict[str, Any] = {"pool_use_lifo": True}
    if address.startswith("postgresql"):
        options |= {"pool_pre_ping": True, "connect_args": _REACHING_POSTGRESQL}
    app.config.update(SQLALCHEMY_DATABASE_URI=address, SQLALCHEMY_ENGINE_OPTIONS=options)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def prepare_engine(engine: Engine) -> None:
    """Make an SQLite engine durable and honest about transactions; PostgreSQL is told how long a reader waits for writing."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        _begin_in_the_dialect(engine.dialect)
    else:
        event.listen(engine, "do_connect", _connect_postgresql)
        event.listen(engine, "begin", _begin_postgresql)
        _roll_back_what_is_gone(engine.dialect)


def _set_up_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says, not where the driver guesses
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def overwrite_what_is_erased(session: Any) -> None:
    """From now on this connection writes over what it no longer needs; PostgreSQL does so when it vacuums."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete=ON"))


def empty_write_ahead_log(engine: Engine) -> None:
    """Move SQLite's log into its file and cut it, as far as nobody reads from it; the next checkpoint does the rest."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def _begin_in_the_dialect(dialect: Any) -> None:
    """Where SQLAlchemy has a place for it: with a listener on the engine every statement would look for listeners of its own."""
    if dialect.do_begin is _begin_sqlite:
        return
    set_options = dialect.set_connection_execution_options

    def note_options(connection: Connection, options: Mapping[str, Any]) -> None:
        if WRITES in options:
            connection.info[_OPTIONS] = options
        set_options(connection, options)

    dialect.do_begin, dialect.set_connection_execution_options = _begin_sqlite, note_options


def _begin_sqlite(connection: PoolProxiedConnection) -> None:
    """A writer takes its lock before it reads: a deferred transaction that turns writer fails at once, whatever the timeout."""
    options: Mapping[str, Any] = connection.info.pop(_OPTIONS, {})
    if not options.get(WRITES):
        connection.execute("BEGIN")
        return
    patience = options.get(PATIENCE_MS)
    with _waiting.place():
        if patience is None:
            connection.execute("BEGIN IMMEDIATE")
            return
        connection.execute(f"PRAGMA busy_timeout={int(patience)}")
        try:
            connection.execute("BEGIN IMMEDIATE")
        finally:
            connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _roll_back_what_is_gone(dialect: Any) -> None:
    """Where the server has ended a connection there is nothing to take back: it did so itself.

    Else an error of the clearing up would take the place of the answer that says so, with what was typed.
    """
    gone = dialect.loaded_dbapi.OperationalError

    def roll_back(connection: Any) -> None:
        try:
            connection.rollback()
        except gone:
            connection.close()  # the pool sees by this that it is of no use

    dialect.do_rollback = roll_back


def _connect_postgresql(_dialect: Dialect, _entry: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
    import tracker.silence as silence  # noqa: PLC0415 - no start on SQLite waits for PostgreSQL's library

    return silence.connect(*arguments, **named)


def _begin_postgresql(connection: Connection) -> None:
    patience = dict(connection.get_execution_options()).get(PATIENCE_MS)
    if patience is not None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(patience)}")
