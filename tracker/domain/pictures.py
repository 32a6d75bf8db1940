"""Pictures without what the camera wrote into them: place, time, device, thumbnails, and whatever hangs behind the picture."""

from __future__ import annotations

import re
import zlib
from struct import error as struct_error
from struct import pack, unpack_from

from tracker.domain.boxes import Damaged

_ENTROPY_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_EXIF = b"Exif\0\0"
_ORIENTATION = 0x0112
_WRITTEN_INTO_PNG = (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_WEBP_SAYS_EXIF_OR_XMP = 0x08 | 0x04


def bare_jpeg(content: bytes) -> bytes:
    """The picture and its colours, which way is up, and nothing else; Damaged where it cannot be followed to its end.

    Of the application segments JFIF, the colour profile and Adobe's are kept. What a phone hangs behind the end (a second
    picture, a moving one, each with its own place) goes.
    """
    try:
        return _bare_jpeg(content)
    except (IndexError, struct_error) as error:
        raise Damaged from error


def _bare_jpeg(content: bytes) -> bytes:
    kept = [content[:2]]
    upright, is_drawn, at = 1, False, 2
    while True:
        if content[at] != 0xFF:
            raise Damaged
        while content[at] == 0xFF:  # any number of fill bytes may stand before a marker
            at += 1
        marker, at = content[at], at + 1
        if marker == 0xD9:
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            raise Damaged
        length = int(unpack_from(">H", content, at)[0])
        segment = content[at + 2 : at + length]
        if length < 2 or len(segment) != length - 2:
            raise Damaged
        if marker == 0xE1:
            upright = _orientation(segment) or upright
        elif _is_kept(marker, segment):
            kept.append(b"\xff" + bytes((marker,)) + content[at : at + length])
        at += length
        if marker == 0xDA:
            end = _ENTROPY_ENDS.search(content, at)
            if end is None:
                raise Damaged
            kept.append(content[at : end.start()])
            is_drawn, at = True, end.start()
    if not is_drawn:
        raise Damaged
    if upright != 1:
        kept.insert(2 if kept[1][1] == 0xE0 else 1, _only_orientation(upright))
    return b"".join((*kept, b"\xff\xd9"))


def _is_kept(marker: int, segment: bytes) -> bool:
    """All that draws; of what applications write (APP1 to APP15, comments) the colours alone."""
    if marker == 0xE2:
        return segment.startswith(b"ICC_PROFILE\0")
    return marker in (0xE0, 0xEE) or not (0xE1 <= marker <= 0xEF or marker == 0xFE)


def _orientation(exif: bytes) -> int | None:
    """Which way is up, 1 to 8, in an Exif block; None where it does not say."""
    if not exif.startswith(_EXIF):
        return None
    tiff = exif[len(_EXIF) :]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    try:
        first = unpack_from(f"{order}I", tiff, 4)[0]
        for number in range(unpack_from(f"{order}H", tiff, first)[0]):
            tag, _type, _count, value = unpack_from(f"{order}HHIH", tiff, first + 2 + number * 12)
            if tag == _ORIENTATION and 1 <= value <= 8:
                return int(value)
    except struct_error:
        return None
    return None


def _only_orientation(value: int) -> bytes:
    block = _EXIF + b"MM\0\x2a" + pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
    return b"\xff\xe1" + pack(">H", len(block) + 2) + block


def bare_png(content: bytes) -> bytes:
    """The picture without Exif, texts and time, up to its end; Damaged where a part is cut off or its check sum is wrong."""
    kept, at, name = [content[:8]], len(_PNG_SIGNATURE), b""
    while name != b"IEND":
        if at + 12 > len(content):
            raise Damaged
        length = int(unpack_from(">I", content, at)[0])
        chunk = content[at : at + 12 + length]
        if len(chunk) != 12 + length or zlib.crc32(chunk[4:-4]) != unpack_from(">I", chunk, 8 + length)[0]:
            raise Damaged
        if not name and chunk[4:8] != b"IHDR":
            raise Damaged
        name = chunk[4:8]
        if name not in _WRITTEN_INTO_PNG:
            kept.append(chunk)
        at += len(chunk)
    return b"".join(kept)


def bare_webp(content: bytes) -> bytes:
    """The picture without Exif and XMP, up to its end; Damaged where it is shorter than it says."""
    if len(content) < 20:
        raise Damaged
    end = 8 + int(unpack_from("<I", content, 4)[0])
    if end > len(content):
        raise Damaged
    kept, at = [b"WEBP"], 12
    while at + 8 <= end:
        length = int(unpack_from("<I", content, at + 4)[0])
        chunk = content[at : at + 8 + length + length % 2]
        if at + 8 + length > end:
            raise Damaged
        if chunk[:4] == b"VP8X" and length:
            chunk = chunk[:8] + bytes((chunk[8] & ~_WEBP_SAYS_EXIF_OR_XMP,)) + chunk[9:]
        if chunk[:4] not in (b"EXIF", b"XMP "):
            kept.append(chunk)
        at += 8 + length + length % 2
    body = b"".join(kept)
    return b"RIFF" + pack("<I", len(body)) + body
