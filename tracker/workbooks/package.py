"""Checks an uploaded file as a zip of parts before any library reads it: what it is, how large it gets, what it hides."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from struct import error as struct_error
from struct import unpack_from
from typing import BinaryIO
from xml.etree import ElementTree

from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_

MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 10 * MEGABYTE
MAX_UNPACKED_BYTES = 100 * MEGABYTE
MAX_PARTS = 1000
MAX_RATIO = 300
SMALL_PART_BYTES = MEGABYTE
"""Below this size the ratio says nothing: an empty sheet of formats packs a hundredfold."""

CONTENT_TYPES = "[Content_Types].xml"
MAIN_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_ZIP_START = b"PK\x03\x04"
_ZIP_ENTRY = b"PK\x01\x02"
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_EBCDIC_XML_START = b"\x4c\x6f\xa7\x94"
_CHUNK = 256 * 1024
_OVERLAP = 4 * len("<!DOCTYPE")
_DECLARED_ENCODING = re.compile(rb"^[\xef\xbb\xbf\xff\xfe\s]*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)[\"']")
_PLAIN_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii", b"ascii"}
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MACRO_NAMES = re.compile(r"vbaproject|/macrosheets/|/dialogsheets/", re.IGNORECASE)
_MACRO_TYPES = re.compile(r"macroenabled|vbaproject|macrosheet|dialogsheet")

NOT_EXCEL = N_("Excelブック（.xlsx）として読めません。Excelで「Excelブック（*.xlsx）」として保存し直してから選んでください。")
BROKEN = N_(
    "ファイルが壊れているようです。Excelで開けることを確かめ、「Excelブック（*.xlsx）」として保存し直してから選んでください。"
)
OLD_EXCEL = N_("古い形式（.xls）のファイルです。Excelで開き、「Excelブック（*.xlsx）」として保存し直してから選んでください。")
BINARY_EXCEL = N_(
    "バイナリ形式（.xlsb）のファイルです。Excelで開き、「Excelブック（*.xlsx）」として保存し直してから選んでください。"
)
STRICT_EXCEL = N_(
    "「Strict Open XML」形式のファイルです。Excelで開き、「Excelブック（*.xlsx）」として保存し直してから選んでください。"
)
ENCRYPTED = N_("パスワード付きのファイルは読み取れません。Excelでパスワードを外して保存し直してから選んでください。")
MACROS = N_("マクロを含むファイルは受け付けていません。Excelで「Excelブック（*.xlsx）」として保存し直してから選んでください。")
EMPTY = N_("ファイルが空です。中身のあるExcelブック（.xlsx）を選んでください。")
TOO_LARGE = N_("ファイルが大きすぎます。%(limit)s MB以下のExcelブックにしてから選んでください。")
TOO_LARGE_UNPACKED = N_(
    "ファイルの中身を展開すると大きすぎます。要らないシート、書式、画像を削除し、小さくしてから選んでください。"
)
TOO_MANY_PARTS = N_(
    "ファイルの中の部品（シート、画像など）が%(limit)s個を超えています。要らないシートや画像を削除してから選んでください。"
)
UNSAFE_DECLARATION = N_(
    "安全でない記述（DTD・エンティティ宣言）がファイルの「%(part)s」に含まれているため、読み込みませんでした。"
    "Excelで開き、新しいブックに表を貼り付けて保存してから選んでください。"
)
ODD_ENCODING = N_(
    "ファイルの「%(part)s」が通常と違う文字コードで書かれているため、読み込みませんでした。"
    "Excelで開き、「Excelブック（*.xlsx）」として保存し直してから選んでください。"
)


def refusal(sentence: str, **params: object) -> RuleBroken:
    """The file was refused: the sentence belongs beside the field it was chosen in."""
    return RuleBroken(sentence, field="file", **params)


@dataclass(frozen=True, slots=True)
class CheckedPackage:
    """The bytes of a workbook whose every part was inflated, counted and looked through; ``parts`` are their names."""

    content: bytes
    parts: tuple[str, ...]
    has_formulas: bool


def check_package(source: bytes | BinaryIO, *, file_name: str, max_xml_bytes: int = MAX_UNPACKED_BYTES) -> CheckedPackage:
    """Read ``source`` and refuse, in words, whatever is not a plain, finite .xlsx without macros, DTDs and passwords.

    ``max_xml_bytes`` bounds the parts that a reader builds trees of, all together: they cost it seconds, a picture nothing.
    """
    content = _bytes_of(source)
    _check_first_bytes(content, file_name)
    if content.count(_ZIP_ENTRY) > MAX_PARTS:
        raise refusal(TOO_MANY_PARTS, limit=MAX_PARTS)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
        _check_entries(entries)
        has_formulas = _look_through(content, entries, max_xml_bytes)
        _check_kind(content)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct_error,
        ElementTree.ParseError,
        ValueError,
        NotImplementedError,
        KeyError,
    ) as error:
        raise refusal(BROKEN) from error
    return CheckedPackage(content, tuple(entry.filename for entry in entries), has_formulas)


def _bytes_of(source: bytes | BinaryIO) -> bytes:
    content = source if isinstance(source, bytes) else source.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise refusal(TOO_LARGE, limit=MAX_FILE_BYTES // MEGABYTE)
    return content


def _check_first_bytes(content: bytes, file_name: str) -> None:
    if not content:
        raise refusal(EMPTY)
    if content.startswith(_OLE_START):
        raise refusal(ENCRYPTED if _ENCRYPTED_STREAM in content else OLD_EXCEL)
    if not content.startswith(_ZIP_START):
        raise refusal(NOT_EXCEL)
    if file_name.lower().rstrip(". ").endswith((".xlsm", ".xltm", ".xlam")):
        raise refusal(MACROS)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_PARTS:
        raise refusal(TOO_MANY_PARTS, limit=MAX_PARTS)
    seen: set[str] = set()
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise refusal(ENCRYPTED)
        name = entry.orig_filename
        steps = name.rstrip("/").split("/")
        escapes = "\\" in name or "\0" in name or ":" in name or "" in steps or "." in steps or ".." in steps
        if escapes or name.lower() in seen or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refusal(BROKEN)
        seen.add(name.lower())
    if any(_MACRO_NAMES.search(f"/{name}") for name in seen):
        raise refusal(MACROS)
    if CONTENT_TYPES.lower() not in seen:
        raise refusal(NOT_EXCEL)


def _look_through(content: bytes, entries: list[zipfile.ZipInfo], max_xml_bytes: int) -> bool:
    """Inflate every part for real: the sizes that a zip declares are claims, and so are names. Says whether formulas were met."""
    total = total_of_xml = 0
    has_formulas = False
    for entry in entries:
        size, checksum, tail, is_xml = 0, 0, b"", False
        for chunk in _inflate(content, entry):
            if not size:
                is_xml = _is_xml(chunk)
                _check_encoding(chunk, entry.filename)
            size += len(chunk)
            total += len(chunk)
            total_of_xml += len(chunk) if is_xml else 0
            too_dense = size > SMALL_PART_BYTES and size > MAX_RATIO * max(entry.compress_size, 1)
            if total > MAX_UNPACKED_BYTES or total_of_xml > max_xml_bytes or too_dense:
                raise refusal(TOO_LARGE_UNPACKED)
            checksum = zlib.crc32(chunk, checksum)
            letters = _letters(tail + chunk)
            _check_declarations(letters, entry.filename)
            has_formulas = has_formulas or (is_xml and _FORMULA.search(letters) is not None)
            tail = (tail + chunk)[-_OVERLAP:]
        if size != entry.file_size or checksum != entry.CRC:
            raise refusal(BROKEN)
    return has_formulas


def _inflate(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in chunks, straight from its place in the file, as long as its stream goes on."""
    name_length, extra_length = unpack_from("<HH", content, entry.header_offset + 26)
    start = entry.header_offset + 30 + name_length + extra_length
    packed = memoryview(content)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        for offset in range(0, len(packed), _CHUNK):
            yield bytes(packed[offset : offset + _CHUNK])
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for offset in range(0, len(packed), _CHUNK):
        pending = bytes(packed[offset : offset + _CHUNK])
        while pending:
            chunk = inflater.decompress(pending, _CHUNK)
            pending = inflater.unconsumed_tail
            if chunk:
                yield chunk
    if rest := inflater.flush():
        yield rest
    if not inflater.eof:
        raise zipfile.BadZipFile(f"the stream of {entry.filename} has no end")


def _letters(chunk: bytes) -> bytes:
    """ASCII text in UTF-8, UTF-16 or UTF-32 of any byte order is the same letters once the zero bytes are gone."""
    return chunk.replace(b"\0", b"") if b"\0" in chunk else chunk


def _is_xml(first_chunk: bytes) -> bool:
    letters = _letters(first_chunk).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return not letters or letters.startswith(b"<")


def _check_encoding(first_chunk: bytes, part: str) -> None:
    """Only UTF-8 and UTF-16 are looked through for declarations, so a part that a parser would read otherwise is refused."""
    declared = _DECLARED_ENCODING.match(_letters(first_chunk[:1024]))
    if first_chunk.startswith(_EBCDIC_XML_START) or (declared and declared[1].strip().lower() not in _PLAIN_ENCODINGS):
        raise refusal(ODD_ENCODING, part=part)


def _check_declarations(letters: bytes, part: str) -> None:
    if b"<!DOCTYPE" in letters or b"<!ENTITY" in letters:
        raise refusal(UNSAFE_DECLARATION, part=part)


def _check_kind(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        overrides = [
            (node.get("PartName", ""), node.get("ContentType", "").strip().lower())
            for node in ElementTree.fromstring(archive.read(CONTENT_TYPES))
        ]
        types = {content_type for _, content_type in overrides}
        if any("sheet.binary." in content_type for content_type in types):
            raise refusal(BINARY_EXCEL)
        if any(_MACRO_TYPES.search(content_type) for content_type in types):
            raise refusal(MACROS)
        main = [name for name, content_type in overrides if content_type == MAIN_CONTENT_TYPE]
        if not main:
            raise refusal(NOT_EXCEL)
        if _STRICT_NAMESPACE in archive.read(main[0].lstrip("/")):
            raise refusal(STRICT_EXCEL)
