"""`run.py` as it is used: a first start that makes everything, a second that keeps it, and an end by Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.house.starting import Started, started

PASSWORD = "架空のパスワード-2718"


@pytest.fixture(scope="module")
def database() -> Iterator[dict[str, str]]:
    """``DATABASE_URL`` of a database of its own, where the tests run on PostgreSQL; nothing where they run on SQLite."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        yield {}
        return
    name = f"tracker_start_{os.getpid()}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield {"DATABASE_URL": make_url(server).set(database=name).render_as_string(hide_password=False)}
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("start") / "instance"


@pytest.fixture(scope="module")
def first(place: Path, database: dict[str, str]) -> Iterator[Started]:
    with started(place, DEMO_PASSWORD=PASSWORD, **database) as server:
        yield server


def test_the_first_start_prints_the_address_the_accounts_and_the_password(first: Started) -> None:
    assert f"開くアドレス：http://127.0.0.1:{first.port}/" in first.printed
    assert f"体験用のアカウント（パスワード：{PASSWORD}）" in first.printed
    assert len(re.findall(r"\S+@\S+", first.printed)) >= 4


def test_it_says_that_phones_need_https_and_where_that_is_written(first: Started) -> None:
    assert "スマートフォンで使うには HTTPS が必要です" in first.printed
    assert re.findall(r"docs/[\w/]+\.md", first.printed) == ["docs/ja/deployment.md", "docs/ja/windows.md"]


def test_the_program_answers_without_signing_in_at_its_health_and_sign_in_pages(first: Started) -> None:
    assert first.fetch("/healthz")[0] == 200
    status, page = first.fetch("/sign-in")
    assert status == 200
    assert 'name="email"' in page
    assert 'name="password"' in page


def test_what_is_secret_is_its_owners_alone(first: Started, place: Path) -> None:
    assert (place / "secret_key").stat().st_mode & 0o777 == 0o600
    assert place.stat().st_mode & 0o077 == 0


def test_the_password_is_in_no_file_and_not_in_the_environment_of_the_server(first: Started, place: Path) -> None:
    files = [file for file in place.rglob("*") if file.is_file()]
    assert files
    assert [file for file in files if PASSWORD.encode() in file.read_bytes()] == []
    environment = Path(f"/proc/{first.process.pid}/environ")
    assert not environment.exists() or PASSWORD.encode() not in environment.read_bytes()


def test_the_chart_library_lies_compressed_beside_the_data(first: Started, place: Path) -> None:
    names = {file.suffix for file in (place / "assets").iterdir()}
    assert {".js", ".br", ".gz"} <= names


def test_ctrl_c_ends_it_and_a_second_start_keeps_the_data_and_makes_nothing_anew(
    first: Started, place: Path, database: dict[str, str], contents: Callable[[], int]
) -> None:
    before = contents()
    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(timeout=30) == 0
    made = {file: file.stat().st_mtime_ns for file in (place / "assets").iterdir()}
    with started(place, **database) as second:
        assert second.fetch("/healthz")[0] == 200
        assert not re.search("用意しています|入れています|圧縮しています|作っています|控えました", second.printed)
        assert "体験用のアカウント" in second.printed
        assert PASSWORD not in second.printed
    assert contents() == before > 0
    assert {file: file.stat().st_mtime_ns for file in (place / "assets").iterdir()} == made


@pytest.fixture
def contents(place: Path, database: dict[str, str]) -> Callable[[], int]:
    """Counts the visits that are stored."""

    def count() -> int:
        engine = create_engine(database.get("DATABASE_URL") or f"sqlite:///{place / 'tracker.sqlite3'}")
        with engine.connect() as connection:
            number = connection.execute(text("SELECT count(*) FROM visit")).scalar_one()
        engine.dispose()
        return int(number)

    return count
