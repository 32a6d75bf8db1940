"""The boxes of MP4 and HEIF files: whole or cut off, picture or sound, and HEIF without what the camera wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from struct import error as struct_error
from struct import unpack_from

_HANDLER = re.compile(rb"hdlr.{8}(vide|soun)", re.DOTALL)
_PICTURES = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif")
_MOST_BOXES = 100_000  # of a file of ten megabytes; a fragmented recording of an hour has some thousands


class Damaged(ValueError):
    """The file is cut off or broken: it cannot be followed to its end."""


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int  # of what is in it
    end: int


def is_heif(content: bytes) -> bool:
    """Whether the brands say: a picture of this family, and not an AVIF."""
    end = int.from_bytes(content[:4], "big")
    brands = {content[8:12], *(content[at : at + 4] for at in range(16, min(end, 256), 4))}
    return content[8:12] in _PICTURES and b"avif" not in brands


def has_pictures(content: bytes) -> bool:
    """Whether an MP4 is a film rather than a recording; Damaged where it is cut off or has neither."""
    handlers = {
        found
        for box in _boxes(content, 0, len(content))
        if box.kind == b"moov"
        for found in _HANDLER.findall(content, box.start, box.end)
    }
    if not handlers:
        raise Damaged
    return b"vide" in handlers


def bare_heif(content: bytes) -> bytes:
    """The picture with its Exif and XMP overwritten by zeros (which way is up is said elsewhere); Damaged where it is cut off."""
    tops = {box.kind: box for box in _boxes(content, 0, len(content))}
    meta = tops.get(b"meta")
    if meta is None:
        raise Damaged
    inner = {box.kind: box for box in _boxes(content, meta.start + 4, meta.end)}
    bare = bytearray(content)
    try:
        written = set(_written_items(content, inner.get(b"iinf")))
        for start, length in _places(content, inner.get(b"iloc"), inner.get(b"idat"), written):
            if start + length > len(content):
                raise Damaged
            bare[start : start + length] = bytes(length)
    except struct_error as error:
        raise Damaged from error
    return bytes(bare)


def _boxes(content: bytes, at: int, end: int) -> Iterator[_Box]:
    for _number in range(_MOST_BOXES):
        if at == end:
            return
        if at + 8 > end:
            raise Damaged
        size, kind, head = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        elif size == 0:  # up to the end
            size = end - at
        if size < head or at + size > end:
            raise Damaged
        yield _Box(kind, at + head, at + size)
        at += size
    raise Damaged


def _written_items(content: bytes, iinf: _Box | None) -> Iterator[int]:
    """The numbers of the items that are Exif or XMP."""
    if iinf is None:
        return
    count_size = 2 if content[iinf.start] == 0 else 4
    for entry in _boxes(content, iinf.start + 4 + count_size, iinf.end):
        version = content[entry.start]
        if entry.kind != b"infe" or version < 2:
            continue
        number, kind_at = _read(content, entry.start + 4, 2 if version == 2 else 4)
        if content[kind_at + 2 : kind_at + 6] in (b"Exif", b"mime"):
            yield number


def _places(content: bytes, iloc: _Box | None, idat: _Box | None, wanted: set[int]) -> Iterator[tuple[int, int]]:
    """Where the extents of the wanted items lie: start and length."""
    if iloc is None:
        return
    version = content[iloc.start]
    sizes, more_sizes = unpack_from("BB", content, iloc.start + 4)
    offset_size, length_size, base_size = sizes >> 4, sizes & 15, more_sizes >> 4
    index_size = more_sizes & 15 if version in (1, 2) else 0
    id_size = 2 if version < 2 else 4
    count, at = _read(content, iloc.start + 6, id_size)
    for _item in range(count):
        number, at = _read(content, at, id_size)
        method = 0
        if version in (1, 2):
            method, at = _read(content, at, 2)
        _reference, at = _read(content, at, 2)
        base, at = _read(content, at, base_size)
        if method & 15 == 1 and idat is not None:
            base += idat.start
        extents, at = _read(content, at, 2)
        for _extent in range(extents):
            _index, at = _read(content, at, index_size)
            offset, at = _read(content, at, offset_size)
            length, at = _read(content, at, length_size)
            if at > iloc.end:
                raise Damaged
            if number in wanted:
                yield base + offset, length or len(content) - base - offset


def _read(content: bytes, at: int, size: int) -> tuple[int, int]:
    """A number of ``size`` bytes (none is 0), and where it ends."""
    if at + size > len(content):
        raise Damaged
    return int.from_bytes(content[at : at + size], "big"), at + size
