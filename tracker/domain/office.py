"""Office files by their content: what they are, whether they carry macros, how large they are unpacked. Nothing is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from struct import error as struct_error

from tracker.domain.boxes import Damaged

OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, .doc, .ppt; and the new ones behind a password
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_PARTS = 5_000
_MAX_CONTENT_TYPES = 1024 * 1024
_CONTENT_TYPES = "[Content_Types].xml"
_MACROS = ("vbaproject", "vbadata", "macrosheets/", "activex/")


@dataclass(frozen=True, slots=True)
class Package:
    """What the directory of the package says: names of its parts, bytes when unpacked, whether anything in it runs."""

    parts: frozenset[str]
    unpacked: int
    has_macros: bool

    @property
    def is_bomb(self) -> bool:
        return len(self.parts) > MAX_PARTS or self.unpacked > MAX_UNPACKED_BYTES


def read_package(content: bytes) -> Package | None:
    """The package in a zip archive; None for an archive of another kind. Damaged where it is cut off or broken."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            names = frozenset(entry.filename for entry in entries)
            if _CONTENT_TYPES not in names:
                return None
            with archive.open(_CONTENT_TYPES) as part:
                types = part.read(_MAX_CONTENT_TYPES).lower()
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError, struct_error) as error:
        raise Damaged from error
    has_macros = b"macroenabled" in types or b"vbaproject" in types
    has_macros = has_macros or any(sign in name.lower() for name in names for sign in _MACROS)
    return Package(names, unpacked, has_macros)
