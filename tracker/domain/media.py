"""What a file is, by its content, whatever its name says: the kinds that are kept, and why others are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tracker.domain import boxes, office, pictures, recordings
from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE


@dataclass(frozen=True, slots=True)
class MediaType:
    """A kind of file that is kept: its name in headers, the ending that its file gets, and how it is shown."""

    name: str
    ending: str
    other_endings: tuple[str, ...] = ()
    is_picture: bool = False  # every browser shows it
    is_sound: bool = False

    def fits(self, ending: str) -> bool:
        return ending.lower() in (self.ending, *self.other_endings)


JPEG = MediaType("image/jpeg", "jpg", ("jpeg", "jpe", "jfif"), is_picture=True)
PNG = MediaType("image/png", "png", is_picture=True)
WEBP = MediaType("image/webp", "webp", is_picture=True)
HEIC = MediaType("image/heic", "heic", ("heif", "hif"))
PDF = MediaType("application/pdf", "pdf")
XLSX = MediaType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
DOCX = MediaType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
PPTX = MediaType("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx")
TEXT = MediaType("text/plain", "txt", ("csv", "tsv", "md", "log"))
M4A = MediaType("audio/mp4", "m4a", ("mp4", "aac", "3gp"), is_sound=True)
WEBM = MediaType("audio/webm", "webm", ("weba",), is_sound=True)
OGG = MediaType("audio/ogg", "ogg", ("oga", "opus"), is_sound=True)
MP3 = MediaType("audio/mpeg", "mp3", is_sound=True)
WAV = MediaType("audio/wav", "wav", is_sound=True)
MEDIA_TYPES = (JPEG, PNG, WEBP, HEIC, PDF, XLSX, DOCX, PPTX, TEXT, M4A, WEBM, OGG, MP3, WAV)

EMPTY = N_("ファイルが空です。中身のあるファイルを選んでください。")
TOO_LARGE = N_(
    "ファイルが大きすぎます（%(size)s MB）。%(limit)s MB以下にしてから選んでください。"
    "写真は、画面から撮ると自動で小さくなります。"
)
TOO_LARGE_UNPACKED = N_("展開すると大きすぎるファイルです。不要なシートや画像を減らすか、PDFにしてから選んでください。")
UNKNOWN = N_(
    "この種類のファイルは添付できません。写真（JPEG・PNG・WebP・HEIC）、PDF、Excel・Word・PowerPoint（マクロなし）、"
    "テキスト・CSV、録音（m4a・mp3・wav・ogg・webm）を選んでください。"
)
OLD_OFFICE = N_(
    "古い形式（.xls・.doc・.ppt）か、パスワード付きのファイルです。パスワードを外して .xlsx・.docx・.pptx で保存し直すか、"
    "PDFにしてから選んでください。"
)
MACROS = N_("マクロを含むファイルは添付できません。マクロを外して保存し直すか、PDFにしてから選んでください。")
FILM = N_("動画は添付できません。写真か録音にしてください。")
BROKEN = N_("ファイルが途中で切れているか、壊れています。開けることを確かめてから、もう一度選んでください。")

# Control characters; the last four are what cp932 makes of bytes that it has no character for.
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\uf8f0-\uf8f3]")
_OFFICE = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX, "ppt/presentation.xml": PPTX}
_BARE: Mapping[str, Callable[[bytes], bytes]] = {
    JPEG.name: pictures.bare_jpeg,
    PNG.name: pictures.bare_png,
    WEBP.name: pictures.bare_webp,
    HEIC.name: boxes.bare_heif,
}


def check_media(content: bytes) -> MediaType:
    """What the file is; RuleBroken on ``file`` for what is empty, too large, cut off, unsafe or of no kind that is kept."""
    if not content:
        raise RuleBroken(EMPTY, field="file")
    if len(content) > MAX_BYTES:
        raise too_large(len(content))
    try:
        found = _sniff(content)
        if found is None:
            raise RuleBroken(UNKNOWN, field="file")
        _check_whole(content, found)
    except boxes.Damaged as error:
        raise RuleBroken(BROKEN, field="file") from error
    return found


def without_place(content: bytes, kind: MediaType) -> bytes:
    """A picture without what the camera wrote about place, time and device; which way is up is kept. Other files as they are.

    For files that :func:`check_media` let pass: never hands back a picture that it could not clean.
    """
    try:
        return _BARE[kind.name](content) if kind.name in _BARE else content
    except boxes.Damaged as error:
        raise RuleBroken(BROKEN, field="file") from error


def too_large(size: int) -> RuleBroken:
    """The refusal of a file of ``size`` bytes."""
    return RuleBroken(TOO_LARGE, field="file", size=-(-size // MEGABYTE), limit=MAX_BYTES // MEGABYTE)


def _sniff(content: bytes) -> MediaType | None:
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"RIFF"):
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(content[8:12])
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content.startswith(office.OLD_OR_LOCKED):
        raise RuleBroken(OLD_OFFICE, field="file")
    if content[4:8] == b"ftyp":
        return _boxed(content)
    return _sound(content) or (PDF if b"%PDF-" in content[:1024] else None) or (TEXT if _is_text(content) else None)


def _boxed(content: bytes) -> MediaType | None:
    if boxes.is_heif(content):
        return HEIC
    if content[8:12] == b"avif":
        return None
    if boxes.has_pictures(content):
        raise RuleBroken(FILM, field="file")
    return M4A


def _sound(content: bytes) -> MediaType | None:
    if content.startswith(b"OggS"):
        return OGG
    if recordings.is_webm(content):
        if recordings.is_film(content):
            raise RuleBroken(FILM, field="file")
        return WEBM
    return MP3 if recordings.is_mp3(content) else None


def _is_text(content: bytes) -> bool:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # What a browser could take for a page or a drawing with scripts is no plain text.
        return not text.lstrip().startswith("<") and _NOT_IN_TEXT.search(text) is None
    return False


def _office(content: bytes) -> MediaType | None:
    package = office.read_package(content)
    if package is None:
        return None
    if package.is_bomb:
        raise RuleBroken(TOO_LARGE_UNPACKED, field="file")
    if package.has_macros:
        raise RuleBroken(MACROS, field="file")
    return next((kind for part, kind in _OFFICE.items() if part in package.parts), None)


def _check_whole(content: bytes, kind: MediaType) -> None:
    """Damaged where the end is missing, of the kinds that say where they end."""
    if kind.name in _BARE:
        _BARE[kind.name](content)
    elif kind is PDF and b"%%EOF" not in content[-2048:]:
        raise boxes.Damaged
    elif kind is OGG:
        recordings.check_ogg(content)
    elif kind is WAV:
        recordings.check_wave(content)
