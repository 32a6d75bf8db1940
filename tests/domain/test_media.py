"""What a file is by its content, what is refused and with which words, and pictures without place and device."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain import media
from tracker.domain.errors import RuleBroken
from tracker.domain.media import MediaType, check_media, without_place

PLACE = b"35.7N 139.3E"


def exif(orientation: int = 1) -> bytes:
    return b"Exif\0\0MM\0\x2a" + pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0) + PLACE


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes((marker,)) + pack(">H", len(body) + 2) + body


JFIF, SCAN, END = segment(0xE0, b"JFIF\0"), segment(0xDA, b"\0" * 10) + b"\x12\xff\x00\xff\xd0\x34" * 9, b"\xff\xd9"


def jpeg(*between: bytes, behind: bytes = b"") -> bytes:
    return b"\xff\xd8" + JFIF + b"".join(between) + segment(0xDB, b"\0" * 65) + SCAN + END + behind


def chunk(name: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))


def png(*between: bytes) -> bytes:
    drawn = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + b"".join((*between, drawn, chunk(b"IEND", b"")))
    )


def riff(form: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    body = form + b"".join(name + pack("<I", len(of)) + of + b"\0" * (len(of) % 2) for name, of in chunks)
    return b"RIFF" + pack("<I", len(body)) + body


def webp() -> bytes:
    return riff(b"WEBP", (b"VP8X", b"\x0c" + b"\0" * 9), (b"VP8L", b"\x2f" * 5), (b"EXIF", exif()), (b"XMP ", PLACE))


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return pack(">I", len(body) + 8) + kind + body


def heic(*, in_idat: bool = False) -> bytes:
    written = b"\0\0\0\0" + exif()
    head = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    items = box(b"iinf", b"\0\0\0\0\0\1", box(b"infe", b"\2\0\0\0", pack(">HH", 7, 0), b"Exif\0"))

    def meta(offset: int) -> bytes:
        place = pack(">HHHHII", 7, 1 if in_idat else 0, 0, 1, offset, len(written))
        iloc = box(b"iloc", b"\1\0\0\0\x44\0", pack(">H", 1), place)
        return box(b"meta", b"\0\0\0\0", items, iloc, *([box(b"idat", written)] if in_idat else []))

    offset = 0 if in_idat else len(head) + len(meta(0)) + 8
    return head + meta(offset) + box(b"mdat", b"picture" if in_idat else written + b"picture")


def mp4(*handlers: bytes, brand: bytes = b"M4A ") -> bytes:
    tracks = [box(b"trak", box(b"hdlr", b"\0" * 8, handler, b"\0" * 12)) for handler in handlers]
    return box(b"ftyp", brand + b"\0\0\0\0isom") + box(b"moov", *tracks) + box(b"mdat", b"sound")


def webm(codec: bytes = b"A_OPUS") -> bytes:
    return b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + b"\x86" + bytes((0x80 | len(codec),)) + codec


def ogg(first: bytes = b"OpusHead\1\1") -> bytes:
    return b"".join(b"OggS" + b"\0" * 22 + bytes((1, len(body))) + body for body in (first, b"sound" * 9))


def wav() -> bytes:
    return riff(b"WAVE", (b"fmt ", b"\1\0\1\0" + b"\0" * 12), (b"data", b"\0\1" * 20))


def office(main: str, *, types: str = "<Types/>", **more: str) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"[Content_Types].xml": types, main: "<x/>", **more}.items():
            archive.writestr(name, text)
    return content.getvalue()


PDF = b"%PDF-1.7\n" + b"1 0 obj\n" * 400 + b"%%EOF\n"
MP3 = b"ID3\4\0\0\0\0\0\x0a" + b"\0" * 10 + b"\xff\xfb\x90\x44" + b"\0" * 400
WHOLE: dict[str, tuple[bytes, MediaType]] = {
    "jpeg": (jpeg(segment(0xE1, exif(6))), media.JPEG),
    "png": (png(), media.PNG),
    "webp": (webp(), media.WEBP),
    "heic": (heic(), media.HEIC),
    "pdf": (PDF, media.PDF),
    "xlsx": (office("xl/workbook.xml"), media.XLSX),
    "docx": (office("word/document.xml"), media.DOCX),
    "pptx": (office("ppt/presentation.xml"), media.PPTX),
    "utf-8": ("会社名,値\r\n".encode("utf-8-sig"), media.TEXT),
    "cp932": ("㈱会社名,値\r\n".encode("cp932"), media.TEXT),
    "utf-16": ("会社名\t値\r\n".encode("utf-16"), media.TEXT),
    "m4a": (mp4(b"soun"), media.M4A),
    "3gp": (mp4(b"soun", brand=b"3gp4"), media.M4A),
    "webm": (webm(), media.WEBM),
    "ogg": (ogg(), media.OGG),
    "mp3": (MP3, media.MP3),
    "wav": (wav(), media.WAV),
}
REFUSED = {
    "nothing": (b"", media.EMPTY),
    "eleven megabytes": (PDF + b"\0" * media.MAX_BYTES, media.TOO_LARGE),
    "a page": (b"\xef\xbb\xbf  <!doctype html><script>1</script>", media.UNKNOWN),
    "a drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", media.UNKNOWN),
    "a program": (b"MZ\x90\0\3\0\0\0", media.UNKNOWN),
    "an AVIF": (box(b"ftyp", b"avif\0\0\0\0mif1") + box(b"mdat", b""), media.UNKNOWN),
    "an archive": (office("readme.txt").replace(b"[Content_Types].xml", b"another-name-of-x1!"), media.UNKNOWN),
    "an old or locked workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, media.OLD_OFFICE),
    "macros": (office("xl/workbook.xml", **{"xl/vbaProject.bin": "x"}), media.MACROS),
    "macros under another name": (office("xl/workbook.xml", types="<T c='…sheet.macroEnabled.main+xml'/>"), media.MACROS),
    "a bomb": (office("xl/workbook.xml", **{"xl/big.xml": "0" * (101 * media.MEGABYTE)}), media.TOO_LARGE_UNPACKED),
    "a film": (mp4(b"soun", b"vide", brand=b"mp42"), media.FILM),
    "a film of the browser": (webm(b"V_VP9"), media.FILM),
    "an Ogg film": (ogg(b"\x80theora"), media.BROKEN),
    "a wrong check sum": (png().replace(b"IDAT", b"IDAX"), media.BROKEN),
}
SAYS_WHERE_IT_ENDS = ("jpeg", "png", "webp", "heic", "pdf", "xlsx", "docx", "pptx", "m4a", "ogg", "wav")


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_is_what_its_content_is(name: str) -> None:
    content, kind = WHOLE[name]
    assert check_media(content) is kind


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_kept_is_refused_in_words_that_say_what_to_do(name: str) -> None:
    content, sentence = REFUSED[name]
    with pytest.raises(RuleBroken) as refused:
        check_media(content)
    assert (refused.value.sentence, refused.value.field) == (sentence, "file")


@pytest.mark.parametrize("name", SAYS_WHERE_IT_ENDS)
def test_a_file_that_is_cut_off_is_refused(name: str) -> None:
    content, _kind = WHOLE[name]
    for end in range(12, len(content) - 7, 3):
        with pytest.raises(RuleBroken):
            check_media(content[:end])


@given(st.binary(max_size=400), st.sampled_from([content[:40] for content, _kind in WHOLE.values()] + [b""]))
def test_whatever_is_sent_is_kept_or_refused_and_nothing_else_happens(content: bytes, beginning: bytes) -> None:
    try:
        kind = check_media(beginning + content)
    except RuleBroken:
        return
    assert check_media(without_place(beginning + content, kind)) is kind


@given(st.data(), st.sampled_from(sorted(WHOLE)))
def test_a_file_with_a_wrong_byte_is_kept_or_refused_and_nothing_else_happens(data: st.DataObject, name: str) -> None:
    content = bytearray(WHOLE[name][0])
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        kind = check_media(bytes(content))
    except RuleBroken:
        return
    assert check_media(without_place(bytes(content), kind)) is kind


@pytest.mark.parametrize(
    "content",
    [
        jpeg(segment(0xE1, exif())),
        jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE)),
        jpeg(segment(0xED, PLACE), segment(0xFE, PLACE)),
        jpeg(b"\xff\xff" + segment(0xE1, exif())),
        jpeg(segment(0xE1, b"Exif\0\0MM\0\x2a\xff\xff\xff\xf0" + PLACE)),
        jpeg(segment(0xE2, b"MPF\0" + PLACE), behind=jpeg(segment(0xE1, exif()))),
        jpeg(behind=box(b"ftyp", b"mp42") + PLACE * 1000),
        png(chunk(b"eXIf", exif()[6:]), chunk(b"iTXt", b"XML:com.adobe.xmp\0" + PLACE), chunk(b"tEXt", b"Comment\0" + PLACE)),
        png() + PLACE,
        webp(),
        webp() + PLACE,
        heic(),
        heic(in_idat=True),
    ],
)
def test_no_picture_keeps_where_it_was_taken(content: bytes) -> None:
    assert PLACE in content
    kind = check_media(content)
    bare = without_place(content, kind)
    assert PLACE not in bare
    assert check_media(bare) is kind
    assert without_place(bare, kind) == bare


@given(st.integers(2, 8), st.sampled_from(("MM", "II")))
def test_which_way_is_up_is_kept(orientation: int, order: str) -> None:
    little = b"Exif\0\0II\x2a\0" + pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0) + PLACE
    bare = without_place(jpeg(segment(0xE1, exif(orientation) if order == "MM" else little)), media.JPEG)
    assert exif(orientation).removesuffix(PLACE) in bare
    assert bare.startswith(b"\xff\xd8" + JFIF)


def test_colours_are_kept() -> None:
    colours = (segment(0xE2, b"ICC_PROFILE\0\1\1colours"), segment(0xEE, b"Adobe\0"))
    bare = without_place(jpeg(*colours), media.JPEG)
    assert all(one in bare for one in colours)


def test_a_picture_without_anything_written_into_it_stays_as_it_is() -> None:
    made: tuple[Callable[[], bytes], ...] = (jpeg, png)
    for content in made:
        assert without_place(content(), check_media(content())) == content()


@pytest.mark.parametrize("name", ["pdf", "xlsx", "m4a", "utf-8"])
def test_other_files_are_kept_byte_for_byte(name: str) -> None:
    content, kind = WHOLE[name]
    assert without_place(content, kind) == content
