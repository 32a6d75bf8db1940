"""The files of attachments on the disk: whole or not at all, and there before their row is."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tracker.database import db
from tracker.domain.attachments import StoredFile, file_name_of
from tracker.domain.media import XLSX, MediaType, check_media, without_place
from tracker.models import Attachment, FormVersion

STILL_BEING_WRITTEN_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Files that no row names (a save that ended between file and row), and rows whose file is gone: of attachments, of forms."""

    files_without_row: tuple[str, ...]
    rows_without_file: tuple[int, ...]
    forms_without_file: tuple[int, ...] = ()


def store(folder: Path, content: bytes, *, file_name: str) -> StoredFile:
    """Check what the file is, take place and device out of pictures, and put it on the disk under a random name.

    Written to a name of its own, synchronised, renamed, and the folder synchronised: when this returns, a power cut cannot take
    it. RuleBroken on ``file`` for what is not kept.
    """
    media = check_media(content)
    return _put(folder, without_place(content, media), file_name=file_name, media=media)


def store_form(folder: Path, content: bytes, *, file_name: str) -> StoredFile:
    """Put an uploaded form on the disk, byte for byte, that its reader has checked: it keeps more than an attachment may."""
    return _put(folder, content, file_name=file_name, media=XLSX)


def _put(folder: Path, content: bytes, *, file_name: str, media: MediaType) -> StoredFile:
    name = secrets.token_hex(16)
    stored_name = f"{name[:2]}/{name}"
    _write(folder / stored_name, content)
    return StoredFile(stored_name, file_name_of(file_name, media), media.name, len(content), hashlib.sha256(content).hexdigest())


def discard(folder: Path, stored: StoredFile) -> None:
    """Take a file away that no row came to name."""
    (folder / stored.stored_name).unlink(missing_ok=True)


def compare(folder: Path, *, now: float | None = None) -> Disagreement:
    """What disk and database disagree about; a file younger than a day may still be waiting for its row."""
    now = time.time() if now is None else now
    files = dict(_files(folder))
    rows, forms = ({name: row_id for row_id, name, _digest in _kept(model)} for model in (Attachment, FormVersion))
    named = rows.keys() | forms.keys()
    old = (name for name, written in files.items() if name not in named and now - written > STILL_BEING_WRITTEN_SECONDS)
    gone = (tuple(sorted(row_id for name, row_id in of.items() if name not in files)) for of in (rows, forms))
    return Disagreement(tuple(sorted(old)), *gone)


def list_changed(folder: Path) -> tuple[int, ...]:
    """The attachments whose file is there, but is not what was kept: each file is read and its digest compared."""
    return _changed(folder, Attachment)


def list_changed_forms(folder: Path) -> tuple[int, ...]:
    """The same of the versions of forms."""
    return _changed(folder, FormVersion)


def _changed(folder: Path, model: type[Attachment] | type[FormVersion]) -> tuple[int, ...]:
    kept = _kept(model)
    return tuple(row_id for row_id, name, digest in kept if (path := folder / name).is_file() and _digest_of(path) != digest)


def _kept(model: type[Attachment] | type[FormVersion]) -> list[tuple[int, str, str]]:
    columns: Any = select(model.id, model.stored_name, model.digest)
    return [tuple(row) for row in db.session.execute(columns.where(model.stored_name.is_not(None)).order_by(model.id))]


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove(folder: Path, names: tuple[str, ...]) -> None:
    """Take files away that :func:`compare` found without a row."""
    for name in names:
        (folder / name).unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[tuple[str, float]]:
    for path in folder.glob("??/*"):
        yield path.relative_to(folder).as_posix(), path.stat().st_mtime


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _synchronise(path.parent)
        _synchronise(path.parent.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _synchronise(folder: Path) -> None:
    """The names in a folder onto the disk; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
