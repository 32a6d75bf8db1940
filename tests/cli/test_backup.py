"""``flask backup`` and ``flask restore``: the drill, on both databases."""

from __future__ import annotations

import io
import json
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, select, text, update

from tests.cast import Cast
from tests.conftest import NOW, Clock
from tests.fingerprints import Fingerprint, Shape, fingerprint, shape_of
from tests.happenings import unguard
from tests.records import PICTURE_AT, Records
from tracker.cli.another import database_at
from tracker.config import Config
from tracker.database import db
from tracker.domain.backups import file_name
from tracker.domain.calendar import TOKYO
from tracker.models import AuditEntry, Company, Programme
from tracker.queries.integrity import count_rows, stored_revision
from tracker.services import sqlite_copies
from tracker.services.attachment_files import list_kept
from tracker.services.backup_files import About, write_backup
from tracker.services.copying import CannotCopy
from tracker.services.database_copies import copies_of
from tracker.services.transaction import writing as in_transaction

At = Callable[[], AbstractContextManager[None]]
TRAIL = {"audit_entry", "audit_text", "audit_head"}  # a restore is an entry of it


def run(app: Flask, *arguments: str | Path) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=[str(one) for one in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def stop(app: Flask) -> None:
    """No connection is left, as where the program has ended."""
    with app.app_context():
        db.engine.dispose()


def now_there(app: Flask, shape: Shape | None = None) -> Fingerprint:
    with app.app_context():
        return fingerprint(db.engine, shape)


def without_trail(found: Fingerprint) -> Fingerprint:
    return {table: one for table, one in found.items() if table not in TRAIL}


def rename_a_company(app: Flask, name: str) -> None:
    with app.app_context(), in_transaction():
        db.session.execute(update(Company).where(Company.id == 1).values(name=name))


@pytest.fixture(scope="module")
def once() -> dict[str, bytes]:
    """The backup of the full house, which is the same for every test."""
    return {}


@pytest.fixture
def made(app: Flask, config: Config, records: Records, tmp_path: Path, once: dict[str, bytes]) -> Path:
    file = tmp_path / "backup.tar"
    if not once:
        code, said = run(app, "backup", file)
        assert code == 0, said
        once["content"] = file.read_bytes()
    file.write_bytes(once["content"])
    return file


@contextmanager
def kept_aside(config: Config, said: str) -> Iterator[str]:
    """The address of the database that a restore has kept, which goes after the test."""
    (aside,) = config.instance.glob("before-restore-*")
    assert str(aside) in said
    if config.database_url.startswith("sqlite"):
        yield f"sqlite:///{aside / sqlite_copies.NAME}"
        return
    name = said.rsplit("、", 1)[1].split(" ")[0]
    yield make_url(config.database_url).set(database=name).render_as_string(hide_password=False)
    engine = create_engine(config.database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}"'))
    engine.dispose()


def test_a_backup_under_writers_comes_back_as_it_was_with_every_count_and_hash(
    app: Flask, config: Config, records: Records, tmp_path: Path
) -> None:
    """The drill: while somebody writes, a backup; then the data is spoilt, and what was saved comes back."""
    done = threading.Event()
    begun = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            rename_a_company(app, f"架空製作所{number}")
            number += 1
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(30)
    try:
        code, said = run(app, "backup", tmp_path / "backup.tar")
    finally:
        done.set()
        writer.join()
    assert code == 0, said
    assert (tmp_path / "backup.tar").stat().st_mode & 0o777 == 0o600
    before = now_there(app)
    with tarfile.open(tmp_path / "backup.tar") as tar:
        told = json.loads(tar.extractfile("about.json").read())  # type: ignore[union-attr]
    assert told["rows"] == {table: count for table, (count, _hash) in before.items()}

    with app.app_context():
        name = db.session.scalar(select(Company.name).where(Company.id == 1))
        db.session.remove()
    rename_a_company(app, "まちがえた名前")
    picture = (config.attachments / PICTURE_AT).read_bytes()
    (config.attachments / PICTURE_AT).write_bytes(b"spoilt")
    stop(app)
    code, said = run(app, "restore", tmp_path / "backup.tar", "--replace")
    assert code == 0, said
    with kept_aside(config, said):
        pass
    after = now_there(app)
    assert {table for table in after if after[table] != before[table]} <= {
        "company",
        "search_text",
        *TRAIL,
    }  # what was written on
    with app.app_context():
        back = db.session.scalar(select(Company.name).where(Company.id == 1))
        db.session.remove()
    assert back != "まちがえた名前"
    assert back is not None and (back.startswith("架空製作所") or back == name)
    assert (config.attachments / PICTURE_AT).read_bytes() == picture
    assert run(app, "check")[0] == 0


def test_what_was_there_before_a_restore_lies_aside_whole(app: Flask, config: Config, made: Path) -> None:
    rename_a_company(app, "戻す前の名前")
    extra = config.attachments / "ab" / ("a" * 32)
    extra.parent.mkdir()
    extra.write_bytes(b"of the time after the backup")
    (config.instance / "secret_key").write_text("the key before")
    before = now_there(app)
    stop(app)
    code, said = run(app, "restore", made, "--replace")
    assert code == 0, said
    assert not extra.exists()
    (aside,) = config.instance.glob("before-restore-*")
    assert (aside / "attachments" / "ab" / ("a" * 32)).read_bytes() == b"of the time after the backup"
    assert (aside / "secret_key").read_text() == "the key before"
    with kept_aside(config, said) as old, app.app_context(), database_at(old):
        assert fingerprint(db.engine) == before


def test_a_living_database_is_not_replaced_unless_one_says_so(app: Flask, made: Path) -> None:
    before = now_there(app)
    code, said = run(app, "restore", made)
    assert code == 1
    assert "--replace" in said
    assert now_there(app) == before


def test_a_database_that_is_in_use_is_not_replaced(app: Flask, config: Config, made: Path) -> None:
    """On SQLite; PostgreSQL waits five seconds for others to leave before it refuses the renaming."""
    if not config.database_url.startswith("sqlite"):
        return
    before = now_there(app)
    stop(app)
    with app.app_context(), db.engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM company"))
        code, said = run(app, "restore", made, "--replace")
    assert code == 1
    assert "先にプログラムを止めてください" in said
    assert now_there(app) == before
    assert not [*config.instance.glob(".restore-*"), *config.instance.glob("before-restore-*")]


@pytest.mark.parametrize("cut", [0, 100, 700, 5_000, -1_500])
def test_a_backup_that_is_cut_off_or_spoilt_changes_nothing(app: Flask, config: Config, made: Path, cut: int) -> None:
    before = now_there(app)
    content = made.read_bytes()
    made.write_bytes(content[:cut] if cut >= 0 else content[: len(content) // 2] + b"spoilt" + content[len(content) // 2 + 6 :])
    stop(app)
    code, said = run(app, "restore", made, "--replace")
    assert code == 1
    assert "バックアップ" in said
    assert now_there(app) == before


@pytest.mark.parametrize("name", ["../../evil", "attachments/../evil", "/etc/evil", "attachments/ab/evil.py"])
def test_a_backup_that_names_other_places_is_none(app: Flask, config: Config, made: Path, name: str, tmp_path: Path) -> None:
    pack(made, lambda members: [*members[:-1], (name, b"evil"), members[-1]])
    stop(app)
    code, said = run(app, "restore", made, "--replace")
    assert code == 1
    assert "読めません" in said
    assert not list(tmp_path.rglob("*evil*"))


def test_a_backup_of_a_newer_version_is_refused(app: Flask, made: Path) -> None:
    spoil(made, revision="9999")
    stop(app)
    code, said = run(app, "restore", made, "--replace")
    assert code == 1
    assert "新しい版のもので（9999）" in said


def test_a_backup_of_an_older_version_is_brought_to_this_one_before_it_is_put_in_place(
    app: Flask, config: Config, records: Records, tmp_path: Path
) -> None:
    copies = copies_of(config.database_url)
    copies.copy(tmp_path / "database")
    with app.app_context(), copies.opened(tmp_path / "database") as url:
        with database_at(url):
            names = [kept.name for kept in list_kept() if not kept.is_form]  # there were no forms then
            db.session.remove()
            flask_migrate.downgrade(revision="0027")
            shape = shape_of(db.engine)
            before = fingerprint(db.engine, shape)
            about = About(NOW, copies.kind, stored_revision(), count_rows())
        copies_of(url).copy(tmp_path / "older")
    with (tmp_path / "backup.tar").open("wb") as out:
        write_backup(
            out, about, database=tmp_path / "older", folder=config.attachments, names=names, key=config.instance / "secret_key"
        )
    stop(app)
    code, said = run(app, "restore", tmp_path / "backup.tar", "--replace")
    assert code == 0, said
    assert "この版の形にしました： 0027 →" in said
    with kept_aside(config, said):
        pass
    assert without_trail(now_there(app, shape)) == without_trail(before)


def test_a_restore_stands_in_the_trail_that_it_put_back(
    app: Flask, config: Config, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "kanrisha")
    stop(app)
    code, said = run(app, "restore", made, "--replace")
    assert code == 0, said
    with kept_aside(config, said), app.app_context():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "restore_backup")).all()
        assert {entry.programme_id for entry in entries} == set(db.session.scalars(select(Programme.id)))
        assert {entry.reason for entry in entries} == {f"backup.tar ({NOW.astimezone(TOKYO):%Y-%m-%d %H:%M}) kanrisha"}
        db.session.remove()
    assert run(app, "check")[0] == 0


def test_a_backup_of_another_kind_of_database_is_refused(app: Flask, made: Path) -> None:
    spoil(made, kind="oracle")
    stop(app)
    code, said = run(app, "restore", made, "--replace")
    assert code == 1
    assert "oracle のもので" in said


def test_a_backup_that_lacks_rows_is_refused(app: Flask, made: Path) -> None:
    before = now_there(app)
    with tarfile.open(made) as tar:
        rows = json.loads(tar.extractfile("about.json").read())["rows"]  # type: ignore[union-attr]
    spoil(made, rows=rows | {"visit": rows["visit"] + 1})
    stop(app)
    code, said = run(app, "restore", made, "--replace")
    assert code == 1
    assert "行の数が違う表： visit" in said
    assert now_there(app) == before


def spoil(made: Path, **changed: object) -> None:
    pack(made, lambda members: [("about.json", json.dumps(json.loads(members[0][1]) | changed).encode()), *members[1:]])


def pack(made: Path, change: Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]]) -> None:
    with tarfile.open(made) as tar:
        members = [(member.name, tar.extractfile(member).read()) for member in tar]  # type: ignore[union-attr]
    with tarfile.open(made, "w") as tar:
        for name, content in change(members):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def test_data_that_is_not_whole_gets_no_backup_unless_one_says_so(
    app: Flask, config: Config, records: Records, writing: At, tmp_path: Path
) -> None:
    with writing():
        unguard()
        third = list(db.session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)))[2]
        db.session.execute(update(AuditEntry).where(AuditEntry.id == third).values(reason="後から書いた理由"))
    (config.attachments / PICTURE_AT).unlink()
    code, said = run(app, "backup", tmp_path / "backup.tar")
    assert code == 1
    assert f"番号{third}で切れている" in said
    assert "ファイルのない添付" in said
    assert sorted(one.name for one in tmp_path.iterdir()) == ["instance"]
    assert not config.last_backup.exists()
    code, said = run(app, "backup", tmp_path / "backup.tar", "--as-it-is")
    assert code == 1
    assert (tmp_path / "backup.tar").exists()
    assert not config.last_backup.exists()


def test_a_backup_that_lies_in_the_folder_of_the_data_alone_is_not_told_as_one(
    app: Flask, config: Config, cast: Cast, tmp_path: Path
) -> None:
    assert run(app, "backup", config.instance / "before.tar")[0] == 0
    assert not config.last_backup.exists()
    assert run(app, "backup", config.instance / "before.tar", "--copy-to", tmp_path)[0] == 0
    assert config.last_backup.exists()


def test_backups_in_a_folder_are_rotated_and_copied_elsewhere(
    app: Flask, config: Config, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    old = [file_name(NOW - timedelta(days=days)) for days in range(1, 5)]
    for folder in (here, there):
        for name in old:
            (folder / name).touch()
        (folder / "notes.txt").touch()
    later = file_name(NOW + timedelta(minutes=5))  # of a clock that was wrong
    (here / later).touch()
    code, said = run(app, "backup", here, "--keep", "2,0,0", "--copy-to", there)
    assert code == 0, said
    new = file_name(NOW)
    assert {one.name for one in here.iterdir()} == {new, later, old[0], "notes.txt"}
    assert {one.name for one in there.iterdir()} == {new, old[0], "notes.txt"}
    assert (here / new).read_bytes() == (there / new).read_bytes()
    assert json.loads(config.last_backup.read_text()) == {"made_at": NOW.isoformat(), "place": str((here / new).resolve())}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["backup", "{}/nowhere/b.tar"], "に書けません"),
        (["backup", "{}/b.tar", "--keep", "7,4,12"], "あるフォルダにしてください"),
        (["backup", "{}", "--keep", "weekly"], "7,4,12"),
        (["backup", "{}/b.tar", "--copy-to", "{}/nowhere"], "がありません"),
    ],
)
def test_a_place_that_cannot_be_used_is_said_and_nothing_is_left(
    app: Flask, cast: Cast, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    code, said = run(app, *[one.format(tmp_path) for one in arguments])
    assert code == 1
    assert sentence in said
    assert sorted(one.name for one in tmp_path.iterdir()) == ["instance"]


def test_a_restore_into_an_empty_place_needs_no_flag(app: Flask, config: Config, made: Path, tmp_path: Path) -> None:
    """SQLite: a new server, to which nothing but the program and the backup was brought."""
    if not config.database_url.startswith("sqlite"):
        return
    before = now_there(app)
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "secret_key").write_text("made at the first start")
    (config.instance / "secret_key").write_text("the key of the data")
    assert run(app, "backup", made)[0] == 0
    app.config["TRACKER"] = Config(instance=empty, database_url=f"sqlite:///{empty / 'tracker.sqlite3'}", secret_key="another")
    code, said = run(app, "restore", made)
    assert code == 0, said
    assert "残しました" not in said
    assert sorted(one.name for one in empty.iterdir()) == ["attachments", "secret_key", "tracker.sqlite3"]
    assert [one for one in empty.rglob("*") if one.is_file() and one.stat().st_mode & 0o077] == []
    with app.app_context(), database_at(app.config["TRACKER"].database_url):
        assert without_trail(fingerprint(db.engine)) == without_trail(before)
    assert (empty / "attachments" / PICTURE_AT).read_bytes() == (config.attachments / PICTURE_AT).read_bytes()


def test_a_restore_that_dies_before_the_rename_leaves_the_program_working(
    app: Flask, config: Config, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite: the old file has a second name by then, and still its own."""
    if not config.database_url.startswith("sqlite"):
        return
    before = now_there(app)
    stop(app)

    def dies(*_arguments: object) -> None:
        raise CannotCopy("the power is gone")

    monkeypatch.setattr(sqlite_copies, "second_name", dies)
    assert run(app, "restore", made, "--replace")[0] == 1
    assert now_there(app) == before
    assert run(app, "check")[0] == 0
