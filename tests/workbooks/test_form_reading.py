"""An uploaded form is read to what can be tied, or refused in one sentence that says what to do."""

from __future__ import annotations

from datetime import date

import pytest

from tests.forms import (
    BORDERED,
    DAY,
    PLAIN,
    SHARE,
    UNLOCKED,
    cell,
    form,
    packed,
    parts_of,
    row,
    sheet,
)
from tracker.domain.errors import RuleBroken
from tracker.domain.grid import Block, Cell
from tracker.rows.forms import CellKind
from tracker.workbooks.forms import read_form
from tracker.workbooks.forms import words as said
from tracker.workbooks.package import BROKEN, ENCRYPTED, MACROS, UNSAFE_DECLARATION

PROTECTED = '<sheetProtection sheet="1" insertRows="0"/>'


def test_sheets_are_read_with_texts_kinds_and_formulas() -> None:
    read = read_form(
        form(
            {
                "様式第３": sheet(
                    row(1, cell("A1", "支援実績報告書"), cell("B1", 45_910, style=DAY), cell("C1", 1, style=SHARE)),
                    row(
                        3, '<c r="A3" t="s"><v>0</v></c>', cell("B3", 4, formula="SUM(C1:C2)"), '<c r="C3" t="e"><v>#N/A</v></c>'
                    ),
                ),
                "隠し": sheet(),
            },
            shared=['<r><t>実施</t></r><r><rPr><b/></rPr><t>機関</t></r><rPh sb="0" eb="2"><t>ジッシ</t></rPh>'],
            states={"隠し": "veryHidden"},
        )
    )
    first, second = read.sheets
    assert (first.title, first.is_visible, first.used) == ("様式第３", True, Block(1, 1, 3, 3))
    assert (second.is_visible, second.used) == (False, None)
    shown = {ref: (first.cell(ref).shown, first.cell(ref).kind) for ref in ("A1", "B1", "C1", "A3", "C3", "B9")}
    assert shown == {
        "A1": ("支援実績報告書", CellKind.TEXT),
        "B1": ("令和7年9月10日", CellKind.DATE),
        "C1": ("100%", CellKind.NUMBER),
        "A3": ("実施機関", CellKind.TEXT),
        "C3": ("#N/A", CellKind.ERROR),
        "B9": ("", CellKind.BLANK),
    }
    assert first.cell("B3").is_formula
    assert first.cell("B1").shows_dates and not first.cell("A1").shows_dates


def test_places_that_the_file_leaves_to_be_counted_are_counted() -> None:
    read = read_form(
        form({"表": sheet("<row><c/><c t='inlineStr'><is><t>二</t></is></c></row><row r='5'><c><v>3</v></c></row>")})
    )
    assert {cell.ref: cell.shown for cell in read.sheets[0].cells.values()} == {"A1": "", "B1": "二", "A5": "3"}


def test_days_are_counted_from_the_first_day_of_the_workbook() -> None:
    day = (date(2025, 9, 10) - date(1904, 1, 1)).days
    read = read_form(form({"表": sheet(row(1, cell("A1", day, style=DAY)))}, properties='<workbookPr date1904="1"/>'))
    assert read.sheets[0].cell("A1").shown == "令和7年9月10日"


def test_merged_blocks_cover_all_but_their_first_cell() -> None:
    merges = '<mergeCells count="1"><mergeCell ref="B2:D3"/></mergeCells>'
    read = read_form(form({"表": sheet(row(2, cell("B2"), cell("C2")), after=merges)})).sheets[0]
    assert [read.cell(ref).is_covered for ref in ("B2", "C2", "D3", "E3")] == [False, True, True, False]
    assert read.used == Block(2, 2, 3, 4)


def test_a_merge_over_the_whole_sheet_costs_no_more_than_its_cells() -> None:
    merges = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert read_form(form({"表": sheet(row(2, cell("B2")), after=merges)})).sheets[0].cell("B2").is_covered


def test_on_a_protected_sheet_the_unlocked_cells_that_want_a_value_are_proposed() -> None:
    read = read_form(
        form(
            {
                "保護": sheet(
                    row(
                        1,
                        cell("A1", "名称"),
                        cell("B1", style=UNLOCKED),
                        cell("C1", "円", style=UNLOCKED),
                        cell("D1", 0, style=UNLOCKED),
                    ),
                    row(2, cell("A2", style=UNLOCKED), cell("B2", style=UNLOCKED), cell("C2", style=BORDERED)),
                    row(3, cell("A3", style=UNLOCKED), hidden="1"),
                    before='<cols><col min="5" max="6" width="3" style="3"/></cols>',
                    after=PROTECTED + '<mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>',
                ),
                "自由": sheet(row(1, cell("A1", style=PLAIN))),
            }
        )
    )
    protected, free = read.sheets
    assert [one.ref for one in protected.proposals] == ["B1", "D1", "A2"]
    assert (protected.is_protected, protected.may_insert_rows, free.is_protected, free.may_insert_rows) == (
        True,
        True,
        False,
        True,
    )
    assert [protected.cell(ref).is_unlocked for ref in ("C1", "C2", "E9", "G9")] == [True, False, True, False]
    assert free.cell("Z9").is_unlocked and not free.proposals


def test_a_list_says_its_values_wherever_they_stand() -> None:
    lists = (
        '<dataValidations count="3"><dataValidation type="list" sqref="A1 C1:C9">'
        '<formula1>"中間, 最終"</formula1></dataValidation>'
        '<dataValidation type="list" sqref="B1"><formula1>選択肢</formula1></dataValidation>'
        '<dataValidation type="list" sqref="D1"><formula1>INDIRECT($A$1)</formula1></dataValidation></dataValidations>'
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1">'
        '<x14:dataValidation type="list">'
        "<x14:formula1><xm:f>'一 覧'!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>E1</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext></extLst>"
    )
    read = read_form(
        form(
            {
                "表": sheet(row(1, *(cell(f"{letter}1") for letter in "ABDE")), after=lists),
                "一 覧": sheet(row(1, cell("A1", "有")), row(3, cell("A3", "無"))),
            },
            names="<definedName name=\"選択肢\">'一 覧'!$A$1:$A$1</definedName>",
        )
    ).sheets[0]
    assert [read.cell(f"{letter}1").choices for letter in "ABCDE"] == [
        ("中間", "最終"),
        ("有",),
        ("中間", "最終"),
        None,
        ("有", "無"),
    ]
    assert read.cell("C9").choices == ("中間", "最終") and read.cell("C10").choices is None


def test_names_say_where_they_point_or_why_nowhere() -> None:
    names = {
        "機関": "'様式第３'!$A$1",
        "全体": "様式第３!$A$1:$B$2",
        "壊れ": "#REF!",
        "他所": "[1]表!$A$1",
        "値": "12",
        "式": "OFFSET(様式第３!$A$1,1,1)",
        "離れ": "様式第３!$A$1,様式第３!$C$1",
        "無い": "消えた表!$A$1",
        "_xlnm.Print_Area": "様式第３!$A$1:$B$2",
    }
    written = "".join(f'<definedName name="{name}">{text}</definedName>' for name, text in names.items())
    written += (
        '<definedName name="局所" localSheetId="0">様式第３!$B$1</definedName><definedName name="隠" hidden="1">1</definedName>'
    )
    read = read_form(form({"様式第３": sheet(row(1, cell("A1")))}, names=written))
    assert {name.name: name.block.ref if name.block else name.problem for name in read.names} == {
        "機関": "A1",
        "全体": "A1:B2",
        "壊れ": said.NAME_IS_BROKEN,
        "他所": said.NAME_LEAVES_THE_BOOK,
        "値": said.NAME_IS_NO_PLACE,
        "式": said.NAME_IS_NO_PLACE,
        "離れ": said.NAME_IS_SEVERAL,
        "無い": said.NAME_HAS_NO_SHEET,
        "局所": "B1",
    }
    assert read.names[-1].scope == "様式第３"


def test_sizes_are_kept_for_drawing() -> None:
    read = read_form(
        form(
            {
                "表": sheet(
                    row(1, cell("A1"), ht="30", customHeight="1"),
                    before='<sheetFormatPr defaultColWidth="9" defaultRowHeight="13.2"/>'
                    '<cols><col min="1" max="2" width="2.6"/></cols>',
                )
            }
        )
    ).sheets[0]
    columns = read.columns_at(2)
    assert columns is not None and read.columns_at(3) is None
    assert (columns.width, read.lines[1].height, read.default_width, read.default_height) == (2.6, 30.0, 9.0, 13.2)


PLAIN_FORM = form({"表": sheet(row(1, cell("A1", "名称")))})


def with_part(name: str, content: str | bytes) -> bytes:
    return packed({**parts_of(PLAIN_FORM), name: content})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (form({f"表{number}": sheet() for number in range(101)}), said.TOO_MANY_SHEETS),
        (with_part("_xmlsignatures/sig1.xml", "<Signature/>"), said.SIGNED),
        (with_part("xl/vbaProject.bin", b"x"), MACROS),
        (with_part("customXml/item1.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), UNSAFE_DECLARATION),
        (with_part("xl/worksheets/sheet1.xml", "<worksheet>"), BROKEN),
        (with_part("xl/worksheets/sheet1.xml", "<x/>"), BROKEN),
        (form({"表": sheet(row(2, cell("A2")), row(1, cell("A1")))}), BROKEN),
        (form({"表": sheet(row(1, cell("B1"), cell("A1")))}), BROKEN),
        (form({"表": sheet(row(1, cell("A2")))}), BROKEN),
        (form({"表": sheet(before='<cols><col min="x" max="2" width="2.6"/></cols>')}), BROKEN),
        (form({"表": sheet(row(1, cell("A1", formula="1+" * 10_001)))}), said.TOO_MANY_FORMULAS),
        (form({"表": sheet(row(1, *['<c><f t="array" ref="A1:XFD1">1</f></c>'] * 1500))}), said.TOO_MANY_FORMULAS),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), ENCRYPTED),
    ],
)
def test_what_cannot_be_read_or_kept_is_refused_in_words(content: bytes, sentence: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_form(content)
    assert (refused.value.sentence, refused.value.field) == (sentence, "file")


def test_connections_controls_and_embedded_objects_are_no_macros() -> None:
    harmless = {
        "xl/connections.xml": "<connections/>",
        "xl/activeX/activeX1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
    }
    assert read_form(packed({**parts_of(PLAIN_FORM), **harmless})).sheets[0].cell("A1").shown == "名称"


def test_a_place_on_no_sheet_is_an_error_of_the_program() -> None:
    read = read_form(PLAIN_FORM).sheets[0]
    assert read.at(Cell(1, 1)).ref == "A1"
    with pytest.raises(ValueError, match="is no cell"):
        read.cell("A0")
