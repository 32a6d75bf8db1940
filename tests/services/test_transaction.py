"""Writing begins before anything is read, and ends with everything or nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, func, select, update
from sqlalchemy.exc import OperationalError

from tests.cast import Cast
from tests.conftest import ClientFor
from tracker import silence
from tracker.database import SECONDS_TO_CONNECT, WRITES, attach, db, prepare_engine
from tracker.domain.errors import Conflict, RuleBroken
from tracker.models import Account, AuditEntry, Programme
from tracker.services import audit, transaction
from tracker.services.outages import Outage, outage_of
from tracker.services.transaction import writing as in_transaction

At = Callable[[], AbstractContextManager[None]]


def count_entries() -> int:
    return db.session.scalar(select(func.count(AuditEntry.id))) or 0


def name_of(account_id: int) -> str:
    return db.session.scalars(select(Account.name).where(Account.id == account_id)).one()


def test_a_writer_on_sqlite_holds_the_lock_before_it_has_read_or_written_anything(tmp_path: Path) -> None:
    file = tmp_path / "writers.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    prepare_engine(engine)
    with engine.connect() as reader:
        reader.exec_driver_sql("CREATE TABLE note (text)")
        reader.commit()
    with (
        engine.connect().execution_options(**{WRITES: True}) as writer,
        contextlib.closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other,
    ):
        writer.begin()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        writer.rollback()
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    engine.dispose()


def test_what_postgresql_has_ended_is_rolled_back_without_an_error_and_used_no_more() -> None:
    engine = create_engine("postgresql+psycopg://nobody@127.0.0.1/nowhere")
    prepare_engine(engine)

    class Ended:
        closed = False

        def rollback(self) -> None:
            raise engine.dialect.loaded_dbapi.OperationalError("terminating connection due to administrator command")

        def close(self) -> None:
            self.closed = True

    connection = Ended()
    engine.dialect.do_rollback(connection)  # type: ignore[arg-type]
    assert connection.closed


def test_a_postgresql_that_says_nothing_is_given_up_soon_and_is_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Flask("far away")
    attach(app, "postgresql+psycopg://nobody@192.0.2.1/nowhere")
    asked: dict[str, object] = {}

    def say_nothing(**how: object) -> None:
        asked.update(how)
        raise db.engine.dialect.loaded_dbapi.OperationalError("connection timeout expired")

    with app.app_context():
        monkeypatch.setattr(silence, "connect", say_nothing)
        with pytest.raises(OperationalError) as refused:
            db.engine.connect()
    assert asked["connect_timeout"] == SECONDS_TO_CONNECT <= 10
    assert {"keepalives_idle", "tcp_user_timeout"} <= asked.keys()
    assert outage_of(refused.value) is Outage.BUSY


def test_a_reader_on_sqlite_takes_no_lock(tmp_path: Path) -> None:
    file = tmp_path / "readers.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    prepare_engine(engine)
    with engine.connect() as reader, contextlib.closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
        reader.exec_driver_sql("SELECT 1")
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    engine.dispose()


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
def test_every_connection_to_sqlite_is_durable_and_keeps_its_references(tmp_path: Path, pragma: str, value: object) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'durable.sqlite3'}")
    prepare_engine(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()


def test_a_request_that_writes_has_begun_to_write_before_its_first_look_at_the_database(
    app: Flask, client: ClientFor, cast: Cast
) -> None:
    manager = client("manager")
    token = manager.csrf_token()
    begun: list[bool] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "begin", lambda connection: begun.append(bool(connection.get_execution_options().get(WRITES))))
    assert manager.post("settings", {"csrf_token": token}).status == 422
    assert begun[0] is True
    begun.clear()
    assert manager.get("settings").status == 200
    assert True not in begun


def test_what_was_read_before_writing_began_is_read_again(app: Flask, cast: Cast) -> None:
    with app.app_context():
        account = db.session.get_one(Account, cast["owner"].account_id)
        with db.engine.connect().execution_options(**{WRITES: True}) as somebody_else:
            somebody_else.execute(update(Account).where(Account.id == account.id).values(name="改名"))
            somebody_else.commit()
        assert account.name == "担い手01"
        transaction.begin_writing()
        assert account.name == "改名"
        transaction.abandon()


def test_a_change_and_its_entry_are_committed_together(app: Flask, cast: Cast, at_rest: At) -> None:
    manager = cast.viewer("manager")
    with app.app_context(), in_transaction():
        before = count_entries()
        account = db.session.get_one(Account, cast["owner"].account_id)
        account.name = "改名"
        audit.note(manager, "rename", account)
        assert count_entries() == before
    with at_rest():
        assert (name_of(cast["owner"].account_id), count_entries()) == ("改名", before + 1)


def test_an_exception_leaves_neither_the_change_nor_its_entry(app: Flask, cast: Cast, at_rest: At) -> None:
    with at_rest():
        before = count_entries()
    with app.app_context(), pytest.raises(RuleBroken), in_transaction():
        account = db.session.get_one(Account, cast["owner"].account_id)
        account.name = "改名"
        audit.note(cast.viewer("manager"), "rename", account)
        db.session.flush()
        raise RuleBroken("いけません")
    with at_rest():
        assert (name_of(cast["owner"].account_id), count_entries()) == ("担い手01", before)


def test_what_was_noted_before_abandoning_is_not_in_the_next_commit(app: Flask, cast: Cast, at_rest: At) -> None:
    with app.app_context():
        before = count_entries()
        transaction.begin_writing()
        account = db.session.get_one(Account, cast["owner"].account_id)
        audit.note(cast.viewer("manager"), "rename", account)
        transaction.abandon()
        transaction.begin_writing()
        db.session.get_one(Account, cast["sub"].account_id).name = "改名"
        transaction.commit()
    with at_rest():
        assert (name_of(cast["sub"].account_id), count_entries()) == ("改名", before)


def test_a_row_that_was_saved_meanwhile_is_a_conflict_and_nothing_is_written(app: Flask, cast: Cast, at_rest: At) -> None:
    with app.app_context():
        transaction.begin_writing()
        programme = db.session.get_one(Programme, cast.programme_id)
        meanwhile = update(Programme).where(Programme.id == programme.id).values(version=Programme.version + 1)
        db.session.execute(meanwhile, execution_options={"synchronize_session": False})
        programme.name = "遅れて保存"
        audit.note(cast.viewer("manager"), "set_up_programme", programme)
        with pytest.raises(Conflict, match="ほかの人が先に保存しました"):
            transaction.commit()
        transaction.commit()
    with at_rest():
        programme = db.session.get_one(Programme, cast.programme_id)
        assert (programme.name, programme.version) == ("架空伴走支援事業", 1)
        assert db.session.scalars(select(AuditEntry.act).where(AuditEntry.act == "set_up_programme")).all() == []
