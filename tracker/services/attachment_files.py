"""The files of attachments on the disk: whole or not at all, and there before their row is."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from tracker.database import db
from tracker.domain.attachments import StoredFile, file_name_of
from tracker.domain.media import XLSX, MediaType, check_media, without_place
from tracker.models import Attachment, FormVersion
from tracker.services.copying import second_name

STILL_BEING_WRITTEN_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What a row says of its file: where it lies in the folder, and the SHA-256 of what is in it; of an attachment, or a form."""

    row_id: int
    name: str
    digest: str
    is_form: bool = False


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Files that no row names (a save that ended between file and row), and rows whose file is gone."""

    files_without_row: tuple[str, ...]
    rows_without_file: tuple[KeptFile, ...]


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


def discard_unnamed(folder: Path, stored: StoredFile) -> None:
    """The same after a save that kept an earlier file instead: sent twice, it is there once."""
    if db.session.scalar(select(Attachment.id).where(Attachment.stored_name == stored.stored_name)) is None:
        discard(folder, stored)


def compare(folder: Path, *, now: float | None = None) -> Disagreement:
    """What disk and database disagree about; a file younger than a day may still be waiting for its row."""
    now = time.time() if now is None else now
    rows, files = list_kept(), dict(_files(folder))
    named = {kept.name for kept in rows}
    old = (name for name, written in files.items() if name not in named and now - written > STILL_BEING_WRITTEN_SECONDS)
    return Disagreement(tuple(sorted(old)), tuple(kept for kept in rows if kept.name not in files))


def list_kept() -> tuple[KeptFile, ...]:
    """Every file that a row names, those of attachments first."""
    attachments = select(Attachment.id, Attachment.stored_name, Attachment.digest).order_by(Attachment.id)
    forms = select(FormVersion.id, FormVersion.stored_name, FormVersion.digest).order_by(FormVersion.id)
    return (
        *(KeptFile(row_id, name, digest) for row_id, name, digest in db.session.execute(attachments) if name and digest),
        *(KeptFile(row_id, name, digest, is_form=True) for row_id, name, digest in db.session.execute(forms)),
    )


def list_changed(folder: Path) -> tuple[KeptFile, ...]:
    """The rows whose file is there, but is not what was kept: each file is read and its digest compared."""
    return tuple(kept for kept in list_kept() if (path := folder / kept.name).is_file() and digest_of(path) != kept.digest)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove(folder: Path, names: tuple[str, ...]) -> None:
    """Take files away that :func:`compare` found without a row."""
    for name in names:
        (folder / name).unlink(missing_ok=True)


def take_aside(folder: Path, aside: Path) -> None:
    """Every file under a second name, so that what is put back over it takes nothing away."""
    for name, _written in _files(folder):
        second_name(folder / name, aside / name)


def put_back(folder: Path, unpacked: Path) -> None:
    """The files of a backup into their places; what is there already and the same stays."""
    for name, _written in list(_files(unpacked)):
        place = folder / name
        if not place.is_file() or digest_of(place) != digest_of(unpacked / name):
            place.parent.mkdir(parents=True, exist_ok=True)
            with (unpacked / name).open("rb+") as file:
                os.fsync(file.fileno())
            (unpacked / name).replace(place)
            synchronise(place.parent)


def keep_only(folder: Path, names: Collection[str]) -> None:
    """Take away what a restored database does not know; it lies aside."""
    remove(folder, tuple(name for name, _written in list(_files(folder)) if name not in names))


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
        synchronise(path.parent)
        synchronise(path.parent.parent)
    finally:
        temporary.unlink(missing_ok=True)


def synchronise(folder: Path) -> None:
    """The names in a folder onto the disk; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
