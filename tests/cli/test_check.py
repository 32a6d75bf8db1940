"""``flask check``: one sentence a finding, and an exit code that a timer can go by."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from tests.cast import Cast
from tests.happenings import unguard
from tests.records import PICTURE_AT, Records
from tracker.config import Config
from tracker.database import db
from tracker.models import AuditEntry, AuditText
from tracker.queries import upkeep

At = Callable[[], AbstractContextManager[None]]


def check(app: Flask, *arguments: str) -> tuple[int, list[str]]:
    result = app.test_cli_runner().invoke(args=["check", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output.strip().splitlines()


def test_a_whole_installation_is_said_to_be_so(app: Flask, cast: Cast) -> None:
    code, lines = check(app)
    assert (code, lines) == (0, ["問題はありません。 / Everything is as it should be."])


def test_little_room_is_said_and_is_no_damage(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "disk_usage", lambda _folder: SimpleNamespace(total=1000, free=99))
    code, lines = check(app)
    assert code == 0
    assert lines[0].startswith("ディスクの空きが残り9%です")


def test_a_changed_trail_and_its_missing_guards_are_named(app: Flask, cast: Cast, writing: At) -> None:
    with writing():
        unguard()
        third = list(db.session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)))[2]
        db.session.execute(update(AuditEntry).where(AuditEntry.id == third).values(reason="後から書いた理由"))
        db.session.execute(update(AuditText).where(AuditText.entry_id == third + 1).values(after="別の文"))
    code, lines = check(app)
    assert code == 1
    assert [line for line in lines if f"番号{third}で切れている" in line]
    assert [line for line in lines if f"番号{third + 1}の文" in line]
    assert [line for line in lines if "守る仕組みがない： tr_audit_entry" in line]


def test_a_row_that_names_nothing_is_named(app: Flask, cast: Cast, at_rest: At) -> None:
    with app.app_context(), db.engine.connect() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE assignment DROP CONSTRAINT fk_assignment_enrolment_id"))
            connection.execute(
                text(
                    "ALTER TABLE assignment ADD CONSTRAINT fk_assignment_enrolment_id"
                    " FOREIGN KEY (enrolment_id) REFERENCES enrolment (id) NOT VALID"
                )
            )
            connection.commit()
        else:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute("UPDATE assignment SET enrolment_id = 999999 WHERE id = 1")
            raw.execute("PRAGMA foreign_keys=ON")
    code, lines = check(app)
    assert code == 1
    assert [line for line in lines if "参照先がない行： assignment" in line and "enrolment" in line]


def test_an_attachment_whose_file_is_gone_or_changed_is_named(app: Flask, config: Config, records: Records) -> None:
    file = config.attachments / PICTURE_AT
    file.write_bytes(b"\xff\xd8 something else")
    code, lines = check(app)
    assert code == 1
    assert [line for line in lines if f"中身が保存したときと違う添付： {records.attachment_id} " in line]
    assert not [line for line in check(app, "--quick")[1] if "中身が" in line]
    file.unlink()
    assert [line for line in check(app, "--quick")[1] if f"ファイルのない添付： {records.attachment_id} " in line]


def lone_file(app: Flask, config: Config) -> Path | None:
    """The database's file, which nobody has open any more; a server keeps its own files."""
    if not config.database_url.startswith("sqlite"):
        return None
    with app.app_context():
        db.engine.dispose()
    return Path(config.database_url.removeprefix("sqlite:///"))


def test_a_database_that_is_not_there_is_said_and_none_is_made(app: Flask, cast: Cast, config: Config) -> None:
    if (there := lone_file(app, config)) is None:
        return
    for file in there.parent.glob(f"{there.name}*"):
        file.unlink()
    code, lines = check(app)
    assert code == 1
    assert "データベースがありません" in lines[0] and "バックアップから戻すか" in lines[0]
    assert "upgrade" not in lines[0]
    assert not there.exists()


def test_of_a_file_that_is_no_database_check_and_backup_say_the_same(
    app: Flask, cast: Cast, config: Config, tmp_path: Path
) -> None:
    if (there := lone_file(app, config)) is None:
        return
    for file in there.parent.glob(f"{there.name}-*"):
        file.unlink()
    there.write_bytes(b"no database" * 1000)
    code, lines = check(app)
    assert (code, len(lines)) == (1, 1)
    assert "データベースを読めません。バックアップから戻してください。" in lines[0]
    place = tmp_path / "backups"
    place.mkdir()
    result = app.test_cli_runner().invoke(args=["backup", str(place / "backup.tar")])
    assert isinstance(result.exception, SystemExit)
    assert (result.exit_code, result.output.strip().splitlines()) == (1, lines)
    assert list(place.iterdir()) == []
