"""Files that nobody should send, made part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from tests.domain.test_media import jpeg, png, segment

ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
WORKBOOK = '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>'


def zipped(parts: Iterable[tuple[str, bytes | str]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def workbook(*more: tuple[str, bytes | str], types: str = TYPES, main: str = WORKBOOK) -> bytes:
    return zipped([("[Content_Types].xml", types), ("xl/workbook.xml", main), *more])


# Neither an attachment nor a workbook to be read.
REFUSED: dict[str, bytes] = {
    "nothing": b"",
    "a bomb": workbook(("xl/media/a.png", bytes(101 * 1024 * 1024))),
    "a bomb within a zip": workbook(
        ("xl/media/a.zip", zipped([("a", bytes(40 * 1024 * 1024))]) * 3), ("b", bytes(120 * 1024 * 1024))
    ),
    "entities upon entities": workbook(main=ENTITIES + WORKBOOK),
    "an entity from outside": workbook(main=OUTSIDE + WORKBOOK),
    "entities in the types": workbook(types=ENTITIES + TYPES),
    "entities in sixteen bits": workbook(("xl/a.xml", (ENTITIES + "<a/>").encode("utf-16"))),
    "five thousand entries": workbook(*((f"xl/{number}.xml", b"") for number in range(5_000))),
    "a path that climbs": workbook(("../../../../tmp/evil.xml", b"<a/>")),
    "a path from the root": workbook(("/etc/cron.d/evil", b"x")),
    "a path of Windows": workbook(("C:\\Windows\\evil.xml", b"x")),
    "macros": workbook(("xl/vbaProject.bin", b"x")),
    "a zip of anything": zipped([("evil.exe", b"MZ")]),
    "a zip cut off": workbook()[:-40],
    "a program": b"MZ\x90\x00\x03" + bytes(200),
    "a program of Linux": b"\x7fELF\x02\x01\x01" + bytes(200),
    "a script in a drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a page that is called a photo": b"<!doctype html><script>alert(1)</script>",
    "a film": b"\0\0\0\x18ftypavif" + bytes(40),
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "half a photo": jpeg()[:-4],
    "a photo of a header alone": b"\xff\xd8\xff",
    "a drawing of a header alone": b"\x89PNG\r\n\x1a\n",
    "a GIF": b"GIF89a\x01\0\x01\0\0\0\0;",
    "a class of Java": b"\xca\xfe\xba\xbe" + bytes(60),
    "a disk of nothing": bytes(4096),
}
# Beside a record a workbook is kept byte for byte and read by nobody here: what its parts say is no matter until it is imported.
UNREAD = {name for name in REFUSED if name.startswith(("entities", "an entity", "a path"))}
# Kept as what they are, whatever they are called; never run.
POLYGLOTS: dict[str, tuple[bytes, str, str]] = {
    "a photo with a script in its comment": (jpeg(segment(0xFE, b"<script>alert(1)</script>")), "a.html", "image/jpeg"),
    "a photo with PHP in its comment": (jpeg(segment(0xFE, b"<?php system($_GET[0]);?>")), "a.php", "image/jpeg"),
    "a photo that is called a page": (jpeg(), "a.svg", "image/jpeg"),
    "a drawing that is called a program": (png(), "setup.exe", "image/png"),
    "a script that is called a photo": (b"alert(1)//", "a.png", "text/plain"),
    "a paper that is a page": (b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF\n", "a.html", "application/pdf"),
    "orders of a spreadsheet": ("=cmd|' /C calc'!A0,値".encode(), "a.csv", "text/plain"),
}
NAMES = {
    "a path that climbs": "../../../../etc/passwd.jpg",
    "a path of Windows that climbs": "..\\..\\Windows\\win.jpg",
    "a path from the root": "/etc/cron.d/a.jpg",
    "a disk": "C:\\a.jpg",
    "a share": "\\\\evil.example\\share\\a.jpg",
    "a reserved name": "CON.jpg",
    "another reserved name": "aux.jpg",
    "a port": "COM1.jpg",
    "a hidden file": ".htaccess",
    "dots alone": "...",
    "two endings": "a.jpg.php",
    "a blank at the end": "a.jpg ",
    "a dot at the end": "a.jpg.",
    "another stream": "a.jpg::$DATA",
    "five thousand letters": "a" * 5_000 + ".jpg",
    "an override of direction": "請求\u202egpj.exe",
    "emoji": "📷🏭.jpg",
    "quotes and semicolons": 'a";x=".jpg',
    "a percent": "%2e%2e%2fa.jpg",
    "a shell": "$(id);`id`|x.jpg",
    "markup": "<img src=x onerror=alert(1)>.jpg",
    "full-width slashes": "／etc／passwd.jpg",
    "letters in pieces": "か\u3099.jpg",
}
