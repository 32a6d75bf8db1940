"""What `run.py` does with the data: made once, copied before a change, filled with the demonstration on the first start alone."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path

import pytest

from set_up import database
from set_up.words import Stop


def at_revision(file: Path, revision: str) -> None:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)")
        connection.execute("DELETE FROM alembic_version")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
        connection.commit()


def interrupted(instance: Path) -> None:
    raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "versions"
    folder.mkdir()
    (folder / "a.py").write_text('revision = "a1"\ndown_revision = None\n')
    (folder / "b.py").write_text('revision: str = "b2"\ndown_revision: str | None = "a1"\n')
    monkeypatch.setattr(database, "MIGRATIONS", folder)
    return folder


@pytest.fixture
def instance(tmp_path: Path, migrations: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    (tmp_path / "instance").mkdir()
    return tmp_path / "instance"


@pytest.fixture
def asked(instance: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that were run; `db upgrade` really leaves a database at the newest revision."""
    commands: list[tuple[str, ...]] = []

    def flask(*arguments: str, **environment: str) -> str:
        commands.append(arguments)
        if arguments == ("db", "upgrade"):
            at_revision(instance / "tracker.sqlite3", "b2")
        return "manager@example.jp\n" if arguments == ("demo",) else ""

    monkeypatch.setattr(database, "flask", flask)
    return commands


def test_the_newest_revision_is_the_one_that_no_other_builds_on(migrations: Path) -> None:
    assert database.revisions() == ({"a1", "b2"}, {"b2"})


def test_a_first_start_makes_the_database_and_loads_the_demonstration(instance: Path, asked: list[tuple[str, ...]]) -> None:
    database.prepare_database(instance, with_demo=True)
    assert asked == [("db", "upgrade"), ("demo",)]


def test_a_database_that_is_no_file_of_ours_says_its_revision_to_a_program_that_does_not_know_it(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = instance / "elsewhere.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite+pysqlite:///{file}")
    monkeypatch.setenv("TRACKER_INSTANCE", str(instance))
    there = database.database_file(instance)
    assert there is None, "as with PostgreSQL"
    assert database.stored_revision(there) is None
    at_revision(file, "of a newer program")
    assert database.stored_revision(there) == "of a newer program"
    with pytest.raises(Stop, match="belongs to a newer version"):
        database.prepare_database(instance, with_demo=False)


def test_a_second_start_runs_no_command_at_all(instance: Path, asked: list[tuple[str, ...]]) -> None:
    database.prepare_database(instance, with_demo=True)
    asked.clear()
    database.prepare_database(instance, with_demo=True)
    assert asked == []


def test_a_database_that_was_there_before_gets_no_demonstration(instance: Path, asked: list[tuple[str, ...]]) -> None:
    at_revision(instance / "tracker.sqlite3", "a1")
    database.prepare_database(instance, with_demo=True)
    assert asked == [("db", "upgrade")]


def test_a_demonstration_that_was_declined_is_not_loaded_later(instance: Path, asked: list[tuple[str, ...]]) -> None:
    database.prepare_database(instance, with_demo=False)
    database.prepare_database(instance, with_demo=True)
    assert asked == [("db", "upgrade")]


def test_a_demonstration_that_was_cut_short_is_loaded_at_the_next_start(
    instance: Path, asked: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = database.load_demo
    monkeypatch.setattr(database, "load_demo", interrupted)
    with pytest.raises(KeyboardInterrupt):
        database.prepare_database(instance, with_demo=True)
    monkeypatch.setattr(database, "load_demo", whole)
    database.prepare_database(instance, with_demo=True)
    assert asked == [("db", "upgrade"), ("demo",)]


def test_the_random_password_is_shown_once_and_kept_nowhere(
    instance: Path, asked: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    database.prepare_database(instance, with_demo=True)
    shown = re.search(r"accounts \(password: (\S{4}-\S{4}-\S{4})\)\nmanager@example.jp", capsys.readouterr().out)
    assert shown
    assert not [file for file in instance.rglob("*") if file.is_file() and shown[1].encode() in file.read_bytes()]
    database.prepare_database(instance, with_demo=True)
    again = capsys.readouterr().out
    assert "as shown at the first start" in again
    assert "manager@example.jp" in again
    assert shown[1] not in again


def test_a_password_that_is_given_later_goes_to_the_demonstration_and_to_no_other_data(
    instance: Path, asked: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "a password given later")
    at_revision(instance / "tracker.sqlite3", "b2")
    database.prepare_database(instance, with_demo=True)
    assert asked == []
    (instance / "demo-accounts.txt").write_text("manager@example.jp\n")
    database.prepare_database(instance, with_demo=True)
    assert asked == [("demo",)]
    assert "(password: a password given later)\nmanager@example.jp" in capsys.readouterr().out


def test_data_of_a_newer_version_is_left_alone(instance: Path, asked: list[tuple[str, ...]]) -> None:
    at_revision(instance / "tracker.sqlite3", "z9")
    with pytest.raises(Stop, match=r"belongs to a newer version \(z9\)"):
        database.prepare_database(instance, with_demo=True)
    assert asked == []


def test_data_is_copied_whole_before_an_update_even_what_lies_in_the_log(instance: Path, asked: list[tuple[str, ...]]) -> None:
    file = instance / "tracker.sqlite3"
    at_revision(file, "a1")
    with contextlib.closing(sqlite3.connect(file)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE note (text)")
        writer.execute("INSERT INTO note VALUES ('聞く・聴く')")
        writer.commit()
        database.prepare_database(instance, with_demo=True)
    (copy,) = (instance / "backups").iterdir()
    with contextlib.closing(sqlite3.connect(copy)) as reader:
        assert reader.execute("SELECT text FROM note").fetchall() == [("聞く・聴く",)]
        assert reader.execute("SELECT version_num FROM alembic_version").fetchall() == [("a1",)]


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:////srv/tracker/t.sqlite3", Path("/srv/tracker/t.sqlite3")),
        ("sqlite:////srv/t.sqlite3?timeout=5", Path("/srv/t.sqlite3")),
        ("postgresql+psycopg://tracker@db/tracker", None),
    ],
)
def test_another_database_is_honoured(instance: Path, monkeypatch: pytest.MonkeyPatch, url: str, file: Path | None) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert database.database_file(instance) == file
