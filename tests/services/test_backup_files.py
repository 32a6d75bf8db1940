"""The file of a backup: whatever is spoilt in it is noticed before anything is put back."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker.services.backup_files import About, Read, read_backup, write_backup
from tracker.services.copying import CannotCopy

NAME = f"ab/{'c' * 32}"
ABOUT = About(datetime(2026, 11, 29, tzinfo=UTC), "sqlite", "0028", {"visit": 3, "company": 1})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "files" / "ab").mkdir(parents=True)
    (tmp_path / "files" / NAME).write_bytes(b"a picture" * 200)
    (tmp_path / "database").write_bytes(b"a database" * 500)
    with (tmp_path / "backup.tar").open("wb") as out:
        names = [NAME, f"ab/{'d' * 32}"]
        write_backup(out, ABOUT, database=tmp_path / "database", folder=tmp_path / "files", names=names, key=tmp_path / "none")
    return tmp_path / "backup.tar"


def test_what_was_written_is_read_and_unpacked(file: Path, tmp_path: Path) -> None:
    read = read_backup(file, into=tmp_path / "into")
    assert read.about == ABOUT
    assert read.files == {NAME: hashlib.sha256(b"a picture" * 200).hexdigest()}
    assert not read.has_key
    assert (tmp_path / "into" / "database").read_bytes() == b"a database" * 500
    assert (tmp_path / "into" / "attachments" / NAME).read_bytes() == b"a picture" * 200


def test_a_byte_that_is_spoilt_anywhere_is_noticed_or_of_no_meaning(file: Path) -> None:
    whole, content = read_backup(file), file.read_bytes()

    def read_spoilt(at: int) -> Read | None:
        file.write_bytes(content[:at] + bytes([content[at] ^ 0x20]) + content[at + 1 :])
        try:
            return read_backup(file)
        except CannotCopy:
            return None

    told = [read for at in range(0, len(content), 37) if (read := read_spoilt(at)) is not None]
    # a picture is held against its row's digest; counts and day are in the text that says what the backup is about
    assert all(read.sha256 == whole.sha256 for read in told)
    assert any(read.files != whole.files for read in told)


def test_a_backup_that_ends_early_is_noticed_wherever_it_ends(file: Path) -> None:
    content = file.read_bytes()
    end = len(content.rstrip(b"\0"))
    for at in range(0, end - 300, 97):
        file.write_bytes(content[:at])
        with pytest.raises(CannotCopy):
            read_backup(file)
