"""Recordings of the voice by their content: whole or cut off, and no films among them."""

from __future__ import annotations

import re
from struct import unpack_from

from tracker.domain.boxes import Damaged

_CODEC_OF_FILM = re.compile(rb"\x86[\x80-\xff]V_[A-Z]")
_VOICES = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")
_HEAD_OF_OGG_PAGE = 27
_UNKNOWN_LENGTH = (0, 0xFFFFFFFF)  # of a WAVE file that was written while it was recorded


def is_webm(content: bytes) -> bool:
    return content.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in content[:64]


def is_film(content: bytes) -> bool:
    """Whether a WebM has a track of pictures; tracks are named at its beginning."""
    return _CODEC_OF_FILM.search(content[:65536]) is not None


def check_ogg(content: bytes) -> None:
    """Damaged where a page is cut off, or where the first one is not of a voice."""
    at, is_first = 0, True
    while at < len(content):
        head = content[at : at + _HEAD_OF_OGG_PAGE]
        if len(head) < _HEAD_OF_OGG_PAGE or not head.startswith(b"OggS"):
            raise Damaged
        body = at + _HEAD_OF_OGG_PAGE + head[-1]
        end = body + sum(content[at + _HEAD_OF_OGG_PAGE : body])
        if end > len(content) or (is_first and not content.startswith(_VOICES, body)):
            raise Damaged
        at, is_first = end, False


def check_wave(content: bytes) -> None:
    """Damaged where it is shorter than it says, or has no sound."""
    if len(content) < 12:
        raise Damaged
    size = unpack_from("<I", content, 4)[0]
    if size not in _UNKNOWN_LENGTH and size + 8 > len(content):
        raise Damaged
    if content[12:16] not in (b"fmt ", b"JUNK", b"bext", b"LIST") or b"data" not in content[12:65536]:
        raise Damaged


def is_mp3(content: bytes) -> bool:
    """Whether a frame of layer III stands at the beginning, or behind the tag at the beginning."""
    at = 0
    if content.startswith(b"ID3") and len(content) > 10:
        at = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(content[6:10], (21, 14, 7, 0), strict=True))
        at += len(content[at : at + 4096]) - len(content[at : at + 4096].lstrip(b"\0"))
    head = content[at : at + 3]
    return len(head) == 3 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C
