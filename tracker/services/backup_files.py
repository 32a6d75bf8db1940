"""The one file of a backup: a tar of what it is about, the database, the attachments and the key that signs the cookies."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO

from tracker.services.attachment_files import digest_of
from tracker.services.copying import CannotCopy

FORMAT = 1
_ABOUT, _DATABASE, _KEY, _FILES, _END = "about.json", "database.gz", "secret_key", "attachments/", "end"
_FILE = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")
_LARGEST_ABOUT = 2**20
_AT_ONCE = 2**20


@dataclass(frozen=True, slots=True)
class About:
    """What a backup says of itself; ``rows`` are counted by table."""

    made_at: datetime
    kind: str
    revision: str
    rows: dict[str, int]


@dataclass(slots=True)
class Read:
    """What was read out of a backup: the SHA-256 of everything as it came; ``told``: the one that the database should have."""

    about: About
    told: str
    sha256: str = ""
    files: dict[str, str] = field(default_factory=dict)
    has_key: bool = False


def write_backup(out: BinaryIO, about: About, *, database: Path, folder: Path, names: Iterable[str], key: Path) -> None:
    """A name whose file is gone is left out: whoever checks the backup tells it."""
    with tarfile.open(fileobj=out, mode="w") as tar:
        said = _to_json(about) | {"sha256": digest_of(database)}
        _add(tar, _ABOUT, json.dumps(said, ensure_ascii=False, indent=1).encode())
        packed = database.with_suffix(".gz")
        with database.open("rb") as plain, gzip.open(packed, "wb", compresslevel=4) as gz:
            shutil.copyfileobj(plain, gz, _AT_ONCE)
        tar.add(packed, _DATABASE, recursive=False)
        packed.unlink()
        if key.is_file():
            tar.add(key, _KEY, recursive=False)
        for name in names:
            if (folder / name).is_file():
                tar.add(folder / name, _FILES + name, recursive=False)
        _add(tar, _END, b"")


def read_backup(path: Path, *, into: Path | None = None) -> Read:
    """Read a backup through; where a folder is given, put into it ``database``, ``attachments/`` and ``secret_key``.

    CannotCopy for what is no backup, is cut off, or whose database is not the one that was written.
    """
    try:
        with tarfile.open(path, mode="r|") as tar:
            read = _read(tar, into)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, ValueError, KeyError, StopIteration) as error:
        raise CannotCopy(
            f"「{path}」はこのプログラムのバックアップとして読めません（途中で切れているか、壊れています）。別のバックアップを使ってください。"
            f" / '{path}' cannot be read as a backup of this program: use another."
        ) from error
    if read.sha256 != read.told:
        raise CannotCopy(
            f"「{path}」の中のデータベースが、書いたときと違います。別のバックアップを使ってください。"
            f" / The database in '{path}' is not the one that was written: use another."
        )
    return read


def _read(tar: tarfile.TarFile, into: Path | None) -> Read:
    members = iter(tar)
    first = next(members)
    if first.name != _ABOUT or first.size > _LARGEST_ABOUT:
        raise ValueError(first.name)
    with _opened(tar, first) as file:
        said = json.loads(file.read())
        read = Read(_from_json(said), said["sha256"])
    for member in members:
        with _opened(tar, member) as file:
            if member.name == _DATABASE:
                with gzip.open(file) as plain:
                    read.sha256 = _take(plain, into and into / "database")  # type: ignore[arg-type]
            elif member.name == _END:
                return read
            elif member.name == _KEY:
                _take(file, into and into / _KEY)
                read.has_key = True
            elif member.name.startswith(_FILES) and _FILE.fullmatch(name := member.name.removeprefix(_FILES)):
                read.files[name] = _take(file, into and into / _FILES / name)
            else:
                raise ValueError(member.name)
    raise EOFError


@contextmanager
def _opened(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[IO[bytes]]:
    """Plain files alone: no links, no folders."""
    file = tar.extractfile(member) if member.isreg() else None
    if file is None:
        raise ValueError(member.name)
    with file:
        yield file


def _take(file: IO[bytes], to: Path | None) -> str:
    """The SHA-256 of what comes, written on the way to a file of the owner's alone where one is named."""
    digest = hashlib.sha256()
    if to is not None:
        to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(to, "xb", opener=partial(os.open, mode=0o600)) if to is not None else io.BytesIO() as out:
        while part := file.read(_AT_ONCE):
            digest.update(part)
            if to is not None:
                out.write(part)
    return digest.hexdigest()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _to_json(about: About) -> dict[str, object]:
    return {
        "format": FORMAT,
        "made_at": about.made_at.isoformat(),
        "kind": about.kind,
        "revision": about.revision,
        "rows": about.rows,
    }


def _from_json(said: dict[str, object]) -> About:
    if said["format"] != FORMAT:
        raise ValueError(said["format"])
    rows = said["rows"]
    if not isinstance(rows, dict):
        raise ValueError(rows)
    return About(
        made_at=datetime.fromisoformat(str(said["made_at"])),
        kind=str(said["kind"]),
        revision=str(said["revision"]),
        rows={str(table): int(count) for table, count in rows.items()},
    )
