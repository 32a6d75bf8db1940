"""A database that is locked, full, read-only or damaged: reading goes on, what was typed is shown, no restart mends it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.auditing import Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tracker import database
from tracker.config import Config
from tracker.database import db

TYPED = "消えてはならない宿題"
ONE_PAGE = 4096


@pytest.fixture
def opens_with(app: Flask) -> Callable[..., Callable[[], None]]:
    """Every new connection runs a statement first; what is returned puts that right again, for new connections only."""

    def listen(statement: str) -> Callable[[], None]:
        def run(connection: sqlite3.Connection, _entry: object) -> None:
            connection.execute(statement)

        with app.app_context():
            engine = db.engine
        engine.dispose()
        event.listen(engine, "connect", run)
        return lambda: event.remove(engine, "connect", run)

    return listen


@pytest.fixture
def save(client: ClientFor, cast: Cast) -> Callable[..., Page]:
    manager = client("manager")
    form = manager.get(f"actions/new?company={cast.asahi.enrolment_id}")

    def send(words: str = TYPED) -> Page:
        return manager.submit(form, {"what": words, "owner_name": "架空の人", "due_on": "2026-12-24", "idempotency_key": ""})

    return send


def reads(client: ClientFor) -> set[int]:
    manager = client("manager")
    return {manager.get(path).status for path in ("companies/", "actions/", "visits/")}


def test_while_somebody_else_holds_the_lock(
    client: ClientFor, config: Config, app: Flask, save: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = client("manager")
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    with app.app_context():
        db.engine.dispose()
    with closing(sqlite3.connect(config.instance / "tracker.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = save()
        assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
        assert TYPED in refused.main
        assert reader.get("companies/").status == 200
        other.execute("ROLLBACK")
    assert save().status == 302


def test_without_room_on_the_disk(client: ClientFor, save: Callable[..., Page], opens_with: Callable[..., Any]) -> None:
    make_room = opens_with("PRAGMA max_page_count=1")  # no page more than there are
    refused = next(page for page in (save(f"{TYPED}{number}") for number in range(200)) if page.status != 302)
    assert refused.status == 507
    assert TYPED in refused.main
    make_room()
    assert reads(client) == {200}
    assert save().status == 302


def test_while_it_is_read_only(client: ClientFor, save: Callable[..., Page], opens_with: Callable[..., Any]) -> None:
    reader = client("manager")
    make_writable = opens_with("PRAGMA query_only=ON")
    refused = save()
    assert refused.status == 503
    assert TYPED in refused.main
    assert reader.get("companies/").status == 200
    make_writable()
    assert save().status == 503  # by the connection that is read-only for its life: it goes with the refusal
    assert save().status == 302


def test_while_it_is_away_who_reads_is_told_to_come_again_and_who_saves_sees_the_text(
    client: ClientFor, config: Config, app: Flask, save: Callable[..., Page]
) -> None:
    reader, file = client("manager"), config.instance / "tracker.sqlite3"
    with app.app_context():
        db.engine.dispose()
    aside = file.rename(file.with_name("aside"))
    file.mkdir()  # what cannot be opened
    read = reader.get("companies/")
    assert read.status == 503
    assert "いま開けません" in read.main
    assert "保存" not in read.main
    refused = save()
    assert refused.status == 503
    assert "いま保存できません" in refused.main
    assert TYPED in refused.main
    file.rmdir()
    aside.rename(file)
    assert reads(client) == {200}
    assert save().status == 302


def test_a_damaged_page_is_said_in_words_and_found_by_the_check(
    client: ClientFor, config: Config, app: Flask, save: Callable[..., Page]
) -> None:
    assert save().status == 302
    file = config.instance / "tracker.sqlite3"
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = opened.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'next_action'").fetchone()
    with file.open("r+b") as bytes_of_it:
        bytes_of_it.seek((page - 1) * ONE_PAGE)
        bytes_of_it.write(b"\xa5" * ONE_PAGE)
    with app.app_context():
        db.engine.dispose()
    refused = save("二つ目の宿題")
    assert refused.status == 500
    assert "バックアップから戻す" in refused.main
    assert "二つ目の宿題" in refused.main
    assert client("manager").get("companies/").status == 200
    checked = app.test_cli_runner().invoke(args=["check"])
    assert checked.exit_code == 1
    assert "データベースの破損" in checked.output
    assert "Traceback" not in checked.output


def test_where_not_even_the_session_can_be_read_there_is_a_page_for_anybody(
    client: ClientFor, config: Config, app: Flask, cast: Cast
) -> None:
    manager = client("manager").speak("en")
    file = config.instance / "tracker.sqlite3"
    with app.app_context():
        db.engine.dispose()
    file.write_bytes(b"\xa5" * ONE_PAGE)
    page = manager.get("companies/")
    assert page.status == 500
    assert "backup" in page.main
    assert manager.get("/healthz").status == 503
    checked = app.test_cli_runner().invoke(args=["check"])
    assert (checked.exit_code, checked.output.startswith("Error: データベースを読めません")) == (1, True)
