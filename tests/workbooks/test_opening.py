"""A stranger's workbook is read to its values, or refused in one sentence that says what to do."""

from __future__ import annotations

import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table

from tracker.domain.errors import RuleBroken
from tracker.workbooks import opening, package
from tracker.workbooks.opening import OpenedWorkbook, Uncalculated, open_workbook

DATA = Path(__file__).parent.parent / "data"
SHEET = "xl/worksheets/sheet1.xml"
MAIN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def good_workbook() -> bytes:
    """A workbook with many kinds of parts: shared strings, table, comment, chart, link, properties."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "支援企業"
    for row in (("企業名", "回数"), ("架空製作所", 3), ("架空木工", 4)):
        sheet.append(row)
    sheet["A1"].comment = Comment("覚え書き", "担当")
    sheet["A2"].hyperlink = "https://example.jp/"
    sheet.add_table(Table(displayName="一覧", ref="A1:B3"))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3))
    sheet.add_chart(chart, "D2")
    book.custom_doc_props.append(openpyxl.packaging.custom.StringProperty(name="種類", value="名簿"))
    parts = parts_of(saved(book))
    first = re.search(r'<c r="A1"[^>]*>.*?</c>', parts[SHEET].decode())
    assert first is not None
    parts[SHEET] = parts[SHEET].replace(first[0].encode(), b'<c r="A1" t="s"><v>0</v></c>')
    parts["xl/sharedStrings.xml"] = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1">'
        '<si><t>企業名</t><rPh sb="0" eb="3"><t>キギョウメイ</t></rPh></si></sst>'
    ).encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )
    return zipped(parts)


def saved(book: openpyxl.Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, content)
    return target.getvalue()


def with_parts(**changes: bytes) -> bytes:
    return zipped(parts_of(good_workbook()) | changes)


def with_sheet(xml: str) -> bytes:
    return with_parts(**{SHEET: xml.encode()})


def refusal_of(content: bytes, file_name: str = "名簿.xlsx") -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        open_workbook(content, file_name=file_name)
    assert caught.value.field == "file"
    assert str(caught.value).endswith("。")
    return caught.value


PART_NAMES = sorted(parts_of(good_workbook()))
XML_PARTS = [name for name in PART_NAMES if name.endswith((".xml", ".rels", ".vml"))]


def test_the_values_of_every_sheet_come_out() -> None:
    book = open_workbook(good_workbook(), file_name="名簿.xlsx")
    assert [sheet.title for sheet in book.sheets] == ["支援企業"]
    assert book.sheets[0].rows == (("企業名", "回数"), ("架空製作所", 3), ("架空木工", 4))


def test_a_stream_is_read_like_bytes() -> None:
    content = good_workbook()
    assert open_workbook(BytesIO(content), file_name="a.xlsx") == open_workbook(content, file_name="a.xlsx")


@pytest.mark.parametrize("name", ["roster-r7.xlsx", "roster-sample.xlsx"])
def test_the_rosters_open(name: str) -> None:
    with (DATA / name).open("rb") as stream:
        book = open_workbook(stream, file_name=name)
    assert [(sheet.title, len(sheet.rows)) for sheet in book.sheets] == [("支援企業", 10), ("担い手", 11), ("案件", 8)]


# --- what the file is ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", package.EMPTY),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), package.OLD_EXCEL),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), package.ENCRYPTED),
        ("企業名,回数\n架空製作所,3\n".encode("cp932"), package.NOT_EXCEL),
        (b"%PDF-1.7", package.NOT_EXCEL),
        (b"<html><table></table></html>", package.NOT_EXCEL),
        (b"PK\x03\x04" + bytes(100), package.BROKEN),
        (zipped({"readme.txt": b"hello"}), package.NOT_EXCEL),
        (good_workbook()[:-200], package.BROKEN),
        (b"x" * (package.MAX_FILE_BYTES + 1), package.TOO_LARGE),
    ],
)
def test_what_is_no_xlsx_is_told_apart(content: bytes, sentence: str) -> None:
    assert refusal_of(content).sentence == sentence


def test_a_file_named_like_a_macro_workbook_is_refused_for_its_macros() -> None:
    assert refusal_of(good_workbook(), "名簿.XLSM").sentence == package.MACROS


def test_a_file_name_cannot_make_a_text_into_a_workbook() -> None:
    assert refusal_of(b"text", "名簿.xlsx").sentence == package.NOT_EXCEL


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("spreadsheetml.sheet.main+xml", "wordprocessingml.document.main+xml", package.NOT_EXCEL),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            package.MACROS,
        ),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
            package.BINARY_EXCEL,
        ),
        ("</Types>", '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>', package.MACROS),
        (
            "</Types>",
            '<Override PartName="/a.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/></Types>',
            package.MACROS,
        ),
    ],
)
def test_the_content_types_decide_what_it_is(old: str, new: str, sentence: str) -> None:
    types = parts_of(good_workbook())["[Content_Types].xml"].decode()
    assert old in types
    assert refusal_of(with_parts(**{"[Content_Types].xml": types.replace(old, new).encode()})).sentence == sentence


@pytest.mark.parametrize(
    "name", ["xl/vbaProject.bin", "XL/VBAPROJECT.BIN", "xl/macrosheets/sheet1.xml", "xl/vbaProjectSignature.bin"]
)
def test_a_part_with_macros_is_refused_though_no_type_says_so(name: str) -> None:
    assert refusal_of(with_parts(**{name: b"x"})).sentence == package.MACROS


def test_the_strict_dialect_that_would_read_as_empty_is_refused() -> None:
    workbook = parts_of(good_workbook())["xl/workbook.xml"]
    strict = workbook.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    assert refusal_of(with_parts(**{"xl/workbook.xml": strict})).sentence == package.STRICT_EXCEL


# --- declarations -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("part", XML_PARTS)
def test_a_dtd_is_refused_in_every_part_and_encoding(part: str, encoding: str) -> None:
    text = parts_of(good_workbook())[part].decode("utf-8-sig")
    _, declaration, body = text.partition("?>") if text.startswith("<?xml") else ("", "", text)
    declared = "" if not declaration else f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")[:6]}"?>'
    refused = refusal_of(with_parts(**{part: (declared + DOCTYPE + body).encode(encoding)}))
    if encoding.startswith("utf-32") and declared:
        assert refused.sentence in {package.UNSAFE_DECLARATION, package.ODD_ENCODING}
    else:
        assert (refused.sentence, refused.params) == (package.UNSAFE_DECLARATION, {"part": part})


@pytest.mark.parametrize("part", [name for name in XML_PARTS if name != package.CONTENT_TYPES])
def test_an_entity_in_a_part_without_a_known_extension_is_refused_too(part: str) -> None:
    renamed = {(name if name != part else name + ".bin"): content for name, content in parts_of(good_workbook()).items()}
    renamed[part + ".bin"] = DOCTYPE.encode() + renamed[part + ".bin"]
    assert refusal_of(zipped(renamed)).sentence == package.UNSAFE_DECLARATION


@pytest.mark.parametrize("before", [0, 1, 262_143, 262_140, 262_139, 262_144, 500_000])
def test_a_dtd_is_found_wherever_the_chunks_are_cut(before: int) -> None:
    noise = bytes(33 + (place * 7919 + place // 91) % 57 for place in range(before))
    for encoding in ("utf-8", "utf-16-le"):
        content = noise.decode().encode(encoding) + "<!DOCTYPE x>".encode(encoding)
        assert refusal_of(with_parts(**{"xl/media/image1.png": content})).sentence == package.UNSAFE_DECLARATION


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "shift_jis", "iso-8859-1", "x-made-up"])
def test_a_part_in_an_encoding_that_could_hide_a_dtd_is_refused(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
    body = (MAIN + "<sheetData/></worksheet>").encode()
    refused = refusal_of(with_parts(**{SHEET: declared + body}))
    assert (refused.sentence, refused.params) == (package.ODD_ENCODING, {"part": SHEET})
    ebcdic = f'<?xml version="1.0" encoding="cp037"?>{DOCTYPE}'.encode("cp037")
    assert refusal_of(with_parts(**{SHEET: ebcdic})).sentence == package.ODD_ENCODING


def test_text_that_only_speaks_of_a_dtd_is_a_value() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "<!DOCTYPE html> と <!ENTITY は文字"
    assert open_workbook(saved(book), file_name="a.xlsx").sheets[0].rows == (("<!DOCTYPE html> と <!ENTITY は文字",),)


# --- the zip ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/passwd", "xl\\sheet.xml", "C:/a.xml", "xl//a.xml", "xl/./a.xml", "xl/../a.xml"]
)
def test_a_path_that_leads_elsewhere_is_refused(name: str) -> None:
    assert refusal_of(with_parts(**{name: b"x"})).sentence == package.BROKEN


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [SHEET, SHEET.upper()])
def test_two_parts_of_one_name_are_refused_since_programs_differ_in_which_they_read(name: str) -> None:
    content = zipped([*parts_of(good_workbook()).items(), (name, b"<a/>")])
    assert refusal_of(content).sentence == package.BROKEN


def test_more_than_a_thousand_parts_are_refused() -> None:
    many = parts_of(good_workbook()) | {f"xl/media/image{number}.png": b"" for number in range(package.MAX_PARTS)}
    assert refusal_of(zipped(many)).sentence == package.TOO_MANY_PARTS


def test_a_part_locked_with_a_zip_password_is_refused() -> None:
    content = bytearray(good_workbook())
    central = content.index(b"PK\x01\x02")
    content[central + 8] |= 1
    assert refusal_of(bytes(content)).sentence == package.ENCRYPTED


def test_a_bomb_is_refused_by_what_it_unpacks_to() -> None:
    assert refusal_of(with_parts(**{"xl/media/a.png": bytes(101 * package.MEGABYTE)})).sentence == package.TOO_LARGE_UNPACKED


def test_more_xml_than_can_be_read_within_seconds_is_refused_before_it_is_read() -> None:
    merges = "".join(f'<mergeCell ref="A{number * 7919 % 99991}:B{number}"/>' for number in range(400_000))
    assert refusal_of(with_sheet(f"{MAIN}<sheetData/>{merges}</worksheet>")).sentence == package.TOO_LARGE_UNPACKED
    blank_first = " " * package.MEGABYTE + "<a/>" * 3_000_000
    assert refusal_of(with_parts(**{"xl/sharedStrings.xml": blank_first.encode()})).sentence == package.TOO_LARGE_UNPACKED


def test_a_bomb_that_declares_a_small_size_is_inflated_for_real_and_refused() -> None:
    name = "xl/media/image1.png"
    content = bytearray(with_parts(**{name: bytes(150 * package.MEGABYTE)}))
    local, central = content.index(name.encode()) - 30, content.rindex(name.encode()) - 46
    struct.pack_into("<I", content, local + 22, 10)
    struct.pack_into("<I", content, central + 24, 10)
    assert refusal_of(bytes(content)).sentence == package.TOO_LARGE_UNPACKED


def test_a_part_longer_than_it_declares_is_refused() -> None:
    content = bytearray(good_workbook())
    central = content.rindex(SHEET.encode()) - 46
    (size,) = struct.unpack_from("<I", content, central + 24)
    struct.pack_into("<I", content, central + 24, size - 5)
    assert refusal_of(bytes(content)).sentence == package.BROKEN


def test_many_parts_sharing_one_stream_count_each_time_they_are_inflated() -> None:
    """Overlapping entries: a small file whose every entry points to the same megabytes."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    payload = bytes(ord("a") + place % 23 for place in range(4096)) * 1024
    packed = stream.compress(payload) + stream.flush()
    name = b"a" * 12
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, zlib.crc32(payload), len(packed), len(payload), 12, 0) + name
    entries = b"".join(
        struct.pack(
            *("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, zlib.crc32(payload), len(packed), len(payload)),
            *(12, 0, 0, 0, 0, 0, 0),
        )
        + (f"{number:012d}".encode() if number else b"[Content_Types].xml"[:12])
        for number in range(200)
    )
    body = local + packed
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 200, 200, len(entries), len(body), 0)
    assert refusal_of(body + entries + end).sentence in {package.TOO_LARGE_UNPACKED, package.NOT_EXCEL}


# --- the sheets ---------------------------------------------------------------------------------------------------


def test_a_dimension_that_lies_changes_nothing() -> None:
    rows = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row></sheetData>'
    for dimension in ("A1", "A1:XFD1048576"):
        content = with_sheet(f'{MAIN}<dimension ref="{dimension}"/>{rows}</worksheet>')
        assert open_workbook(content, file_name="a.xlsx").sheets[0].rows == ((1,), (2,))


def test_rows_are_counted_as_they_come() -> None:
    def sheet_of(count: int) -> bytes:
        rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, count + 1))
        return with_sheet(f'{MAIN}<dimension ref="A1:A2"/><sheetData>{rows}</sheetData></worksheet>')

    assert len(open_workbook(sheet_of(opening.MAX_ROWS), file_name="a.xlsx").sheets[0].rows) == opening.MAX_ROWS
    refused = refusal_of(sheet_of(opening.MAX_ROWS + 1))
    assert (refused.sentence, refused.params) == (opening.TOO_MANY_ROWS, {"sheet": "支援企業", "limit": "5,000"})


def test_a_value_in_the_last_row_of_excel_is_refused_and_a_blank_row_there_is_not() -> None:
    blank = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576" customHeight="1" ht="12"></row>'
    book = open_workbook(with_sheet(f"{MAIN}<sheetData>{blank}</sheetData></worksheet>"), file_name="a.xlsx")
    assert book.sheets[0].rows == ((1,),)
    far = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    assert refusal_of(with_sheet(f"{MAIN}<sheetData>{far}</sheetData></worksheet>")).sentence == opening.TOO_MANY_ROWS


def test_a_row_number_beyond_any_sheet_ends_in_a_sentence() -> None:
    far = '<row r="99999999999"><c r="A1"><v>1</v></c></row>'
    assert refusal_of(with_sheet(f"{MAIN}<sheetData>{far}</sheetData></worksheet>")).sentence == opening.TOO_MANY_ROWS


def test_columns_and_cells_are_bounded() -> None:
    wide = '<row r="1"><c r="XFD1"><v>1</v></c></row>'
    assert refusal_of(with_sheet(f"{MAIN}<sheetData>{wide}</sheetData></worksheet>")).sentence == opening.TOO_MANY_COLUMNS
    cells = "".join(f'<row r="{row}"><c r="XFD{row}"/></row>' for row in range(1, 30))
    assert refusal_of(with_sheet(f"{MAIN}<sheetData>{cells}</sheetData></worksheet>")).sentence == opening.TOO_MANY_CELLS


@pytest.mark.parametrize(
    "tail",
    [
        '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="a"/></hyperlinks>',
        '<conditionalFormatting sqref="A1:XFD1048576"/>',
        '<dataValidations count="1"><dataValidation type="list" sqref="A1:XFD1048576"/></dataValidations>',
    ],
)
def test_a_range_over_a_whole_sheet_is_not_expanded(tail: str) -> None:
    content = with_sheet(f'{MAIN}<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>{tail}</worksheet>')
    started = time.process_time()
    assert open_workbook(content, file_name="a.xlsx").sheets[0].rows == ((1,),)
    assert time.process_time() - started < 5


def test_external_links_are_not_followed_and_do_no_harm() -> None:
    parts = parts_of(good_workbook())
    link = (
        '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><externalBook r:id="rId1"/></externalLink>'
    )
    target = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" '
        'Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    parts["xl/externalLinks/externalLink1.xml"] = link.encode()
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = target.encode()
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" '
        'Target="externalLinks/externalLink1.xml"/></Relationships>'
    )
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", relation.encode())
    reference = b'<externalReferences><externalReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId99"/></externalReferences></workbook>'  # noqa: E501
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</workbook>", reference)
    assert open_workbook(zipped(parts), file_name="a.xlsx").sheets[0].rows[1] == ("架空製作所", 3)


def test_a_formula_nobody_calculated_is_told_apart_from_an_empty_cell() -> None:
    cells = (
        '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+2</f></c><c r="C1"/>'
        '<c r="D1" t="str"><f>IF(1,"")</f><v></v></c><c r="E1"><v>5</v></c>'
    )
    content = with_sheet(f'{MAIN}<sheetData><row r="1">{cells}</row></sheetData></worksheet>')
    assert open_workbook(content, file_name="a.xlsx").sheets[0].rows == ((2, Uncalculated("=1+2"), None, "", 5),)


def test_the_epoch_of_a_workbook_made_on_an_old_mac_is_kept() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert book.active is not None
    book.active["A1"] = datetime(2025, 6, 9)  # noqa: DTZ001
    opened = open_workbook(saved(book), file_name="a.xlsx")
    assert opened.epoch == datetime(1904, 1, 1)  # noqa: DTZ001
    assert opened.sheets[0].rows == ((datetime(2025, 6, 9),),)  # noqa: DTZ001


def test_hidden_sheets_are_marked() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("控え").sheet_state = "hidden"
    opened = open_workbook(saved(book), file_name="a.xlsx")
    assert [(sheet.title, sheet.visible) for sheet in opened.sheets] == [("Sheet", True), ("控え", False)]


# --- damage -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", SHEET, "xl/sharedStrings.xml"]
)
@pytest.mark.parametrize("damage", [lambda content: content[: len(content) // 2], lambda content: b"", lambda content: b"<a><b>"])
def test_a_damaged_part_ends_in_a_sentence(part: str, damage: Callable[[bytes], bytes]) -> None:
    assert refusal_of(with_parts(**{part: damage(parts_of(good_workbook())[part])})).sentence in {
        package.BROKEN,
        opening.NO_SHEETS,
    }


@pytest.mark.parametrize("value", ["9" * 5000, "1e400", "x", "-1"])
def test_a_number_that_is_none_ends_in_a_value_or_a_sentence(value: str) -> None:
    content = with_sheet(f'{MAIN}<sheetData><row r="1"><c r="A1"><v>{value}</v></c></row></sheetData></worksheet>')
    assert _opened_or_refused(content)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_with_any_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert _opened_or_refused(bytes(content))


GOOD = good_workbook()


def _opened_or_refused(content: bytes) -> bool:
    try:
        return isinstance(open_workbook(content, file_name="a.xlsx"), OpenedWorkbook)
    except RuleBroken as refused:
        return refused.field == "file"
