"""A band grows only where nothing is left to doubt, and then everything that points below it points there still."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.sax.saxutils import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms import BORDERED, PLAIN, UNLOCKED, cell, changed, form, parts_of, relations, row, sheet
from tracker.rows.forms import Band, BandColumn, BandEntry, CellEntry, FilledForm, Filling
from tracker.workbooks.forms import fill_form, read_form
from tracker.workbooks.forms import words as said
from tracker.workbooks.forms.shifts import Shift

SHEET = "xl/worksheets/sheet1.xml"
OTHER = "xl/worksheets/sheet2.xml"
BAND = Band("企業", "様式", 2, 2, (BandColumn("A"), BandColumn("B")), ())


def grown(content: bytes, entries: int = 5, band: Band = BAND, cells: tuple[CellEntry, ...] = ()) -> FilledForm:
    filled = tuple(BandEntry(f"{number}社", (f"{number}社", number)) for number in range(1, entries + 1))
    return fill_form(content, Filling(cells, (replace(band, entries=filled),)))


def form_of(
    *below: str,
    after: str = "",
    before: str = "",
    other: str = "",
    first: str = "",
    last: str = "",
    names: str = "",
    parts: dict[str, str | bytes] | None = None,
    types: dict[str, str] | None = None,
) -> bytes:
    """A heading, a band of two rows, whatever stands ``below`` from row 4 on; ``first`` and ``last`` are cells of the band."""
    return form(
        {
            "様式": sheet(
                row(1, cell("A1", "企業"), cell("B1", "回数")),
                row(2, cell("A2"), cell("B2"), first, ht="20", customHeight="1"),
                row(3, cell("A3"), cell("B3"), last, ht="24", customHeight="1", spans="1:2"),
                *below,
                before=before,
                after=after,
            ),
            "集計": sheet(row(1, cell("A1", style=PLAIN)), after=other),
        },
        names=names,
        parts=parts,
        types=types,
    )


def text_of(result: FilledForm, part: str = SHEET) -> str:
    return parts_of(result.content)[part].decode()


def formulas(result: FilledForm, part: str = SHEET) -> dict[str, str]:
    found = re.findall(r'<c r="(\w+)"[^>]*><f[^>]*>([^<]*)</f>', text_of(result, part))
    return {ref: unescape(text) for ref, text in found}


def attributes(result: FilledForm, name: str, part: str = SHEET) -> list[str]:
    return re.findall(rf'\b{name}="([^"]*)"', text_of(result, part))


def test_new_rows_look_as_the_last_and_what_was_below_is_below() -> None:
    result = grown(form_of(row(4, cell("A4", "計"), cell("B4", 0, formula="SUM(B2:B3)")), row(9, cell("A9", "備考"))))
    read = read_form(result.content).sheets[0]
    assert [read.cell(f"A{number}").shown for number in (1, 2, 6, 7, 12)] == ["企業", "1社", "5社", "計", "備考"]
    assert formulas(result) == {"B7": "SUM(B2:B6)"}
    assert [(line, read.lines[line].height) for line in sorted(read.lines)] == [
        (2, 20.0),
        *((line, 24.0) for line in range(3, 7)),
    ]
    assert (result.unfitted, result.grown[0].rows, result.grown[0].after_row) == ((), 3, 3)


def test_a_form_with_room_enough_is_not_moved() -> None:
    content = form_of(row(4, cell("B4", 0, formula="SUM(B2:B3)")))
    assert grown(content, 2).grown == ()
    assert changed(content, grown(content, 2).content) == ["xl/workbook.xml", SHEET]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SUM(B2:B3)", "SUM(B2:B6)"),
        ("SUM($B$1:$B$3)/B4", "SUM($B$1:$B$6)/B7"),
        ("SUM(B:B)+SUM(1:1)+SUM(2:3)", "SUM(B:B)+SUM(1:1)+SUM(2:6)"),
        ("B1+様式!B4+'様式'!$B$9+集計!B4", "B1+様式!B7+'様式'!$B$12+集計!B4"),
        ('"B4"&B5&[1]様式!B5', '"B4"&B8&[1]様式!B5'),
        ("SUM(B4:B6)+SUM(B1:B1048576)", "SUM(B7:B9)+SUM(B1:B1048576)"),
    ],
)
def test_formulas_move_along_on_every_sheet(before: str, after: str) -> None:
    result = grown(form_of(row(8, cell("B8", 0, formula=before))))
    assert formulas(result) == {"B11": after}
    far = form({"様式": sheet(row(2, cell("A2"))), "集計": sheet(row(8, cell("B8", 0, formula="様式!B4+B4")))})
    assert formulas(grown(far), OTHER) == {"B8": "様式!B7+B4"}


@pytest.mark.parametrize(
    ("upper", "lower", "copies"),
    [
        ("A2&B2", "A3&B3", ["A3&B3", "A4&B4", "A5&B5"]),
        ("B2*$B$9", "B3*$B$9", ["B3*$B$11", "B4*$B$11", "B5*$B$11"]),
        ("B2*B9", "B3*B9", ["B3*B11", "B4*B11", "B5*B11"]),
        ("B2/SUM(B$2:B$3)", "B3/SUM(B$2:B$3)", ["B3/SUM(B$2:B$5)", "B4/SUM(B$2:B$5)", "B5/SUM(B$2:B$5)"]),
        ("SUM(B$2:B2)", "SUM(B$2:B3)", ["SUM(B$2:B3)", "SUM(B$2:B4)", "SUM(B$2:B5)"]),
        ("C1+B2", "C2+B3", ["C2+B3", "C3+B4", "C4+B5"]),
        ("集計!B2", "集計!B3", ["集計!B3", "集計!B4", "集計!B5"]),
        ("ROW()-1", "ROW()-1", ["ROW()-1"] * 3),
        ("", "A3&B3", ["A3&B3", "A4&B4", "A5&B5"]),
    ],
)
def test_formulas_of_the_band_go_on_as_they_did(upper: str, lower: str, copies: list[str]) -> None:
    first = cell("C2", 0, formula=upper) if upper else ""
    result = grown(form_of(first=first, last=cell("C3", 0, formula=lower)), 4)
    assert result.unfitted == ()
    found = formulas(result)
    assert [found[f"C{number}"] for number in (3, 4, 5)] == copies


def test_constants_of_the_band_go_on_as_they_did() -> None:
    lines = [row(number, cell(f"A{number}"), cell(f"C{number}", number - 1), cell(f"D{number}", "円")) for number in (2, 3)]
    lines[1] = lines[1].replace("</row>", f"{cell('E3', '注')}{cell('F3', 9)}</row>")
    read = read_form(grown(form({"様式": sheet(*lines)}), 4).content).sheets[0]
    assert [[read.cell(f"{letter}{line}").shown for letter in "CDEF"] for line in (3, 4, 5)] == [
        ["2", "円", "注", "9"],
        ["3", "円", "", ""],
        ["4", "円", "", ""],
    ]


def test_everything_around_the_rows_moves_along() -> None:
    after = (
        '<sheetProtection sheet="0"/><protectedRanges><protectedRange name="x" sqref="A3:B3 A9"/></protectedRanges>'
        '<autoFilter ref="A1:B3"/>'
        '<mergeCells count="3"><mergeCell ref="A3:B3"/><mergeCell ref="A5:B6"/><mergeCell ref="D1:D9"/></mergeCells>'
        '<conditionalFormatting sqref="B2:B3 B8"><cfRule type="expression" priority="1"><formula>B2&gt;$B$8</formula></cfRule>'
        '</conditionalFormatting><dataValidations count="2">'
        '<dataValidation type="list" sqref="C3"><formula1>$D$9:$D$10</formula1>'
        '</dataValidation><dataValidation type="whole" sqref="B9"><formula1>B8</formula1><formula2>9</formula2></dataValidation>'
        '</dataValidations><hyperlinks><hyperlink ref="A8" location="様式!A9"/></hyperlinks>'
        '<rowBreaks count="2"><brk id="1" man="1"/><brk id="3" man="1"/></rowBreaks>'
        '<colBreaks count="1"><brk id="7" man="1"/></colBreaks><ignoredErrors><ignoredError sqref="A2:B3"/></ignoredErrors>'
        "<extLst><ext><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule><xm:f>様式!$B$8</xm:f></x14:cfRule>"
        "<xm:sqref>B2:B3</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    before = '<sheetViews><sheetView topLeftCell="A8"><selection activeCell="B9" sqref="B9:B10"/></sheetView></sheetViews>'
    other = (
        '<dataValidations><dataValidation type="list" sqref="B9"><formula1>様式!$B$8:$B$9</formula1></dataValidation>'
        '</dataValidations><hyperlinks><hyperlink ref="A8" location="様式!A9"/></hyperlinks>'
    )
    names = (
        '<definedName name="_xlnm.Print_Area" localSheetId="0">\'様式\'!$A$1:$D$3,様式!$A$8:$D$9</definedName>'
        '<definedName name="_xlnm.Print_Titles" localSheetId="0">様式!$1:$1</definedName>'
        '<definedName name="備考">様式!$A$8</definedName><definedName name="相対">様式!A8</definedName>'
    )
    result = grown(form_of(before=f'<dimension ref="A1:D3"/>{before}', after=after, other=other, names=names))
    assert result.unfitted == ()
    text = text_of(result)
    for expected in (
        '<dimension ref="A1:D6"/>', 'topLeftCell="A11"', 'activeCell="B12" sqref="B12:B13"', 'sqref="A3:B6 A12"',
        '<autoFilter ref="A1:B6"/>', '<mergeCells count="6">', '<mergeCell ref="A8:B9"/>', '<mergeCell ref="D1:D12"/>',
        '<mergeCell ref="A6:B6"/>', 'sqref="B2:B6 B11"', "<formula>B2&gt;$B$11</formula>", 'sqref="C3:C6"', 'sqref="B12"',
        "<formula1>$D$12:$D$13</formula1>", "<formula1>B11</formula1><formula2>9</formula2>", 'ref="A11" location="様式!A12"',
        '<brk id="1" man="1"/><brk id="6" man="1"/>', '<brk id="7" man="1"/></colBreaks>', '<ignoredError sqref="A2:B6"/>',
        "<xm:f>様式!$B$11</xm:f>", "<xm:sqref>B2:B6</xm:sqref>",
    ):  # fmt: skip
        assert expected in text, expected
    far = text_of(result, OTHER)
    assert "<formula1>様式!$B$11:$B$12</formula1>" in far and 'sqref="B9"' in far and 'ref="A8" location="様式!A12"' in far
    book = text_of(result, "xl/workbook.xml")
    for expected in ("'様式'!$A$1:$D$6,様式!$A$11:$D$12", "様式!$1:$1<", "様式!$A$11<", "様式!A8<"):
        assert expected in book, expected


DRAWING = '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">{}</xdr:wsDr>'


def anchor(first: int, last: int, look: str = "", inside: str = '<xdr:sp textlink="様式!$A$8"/>') -> str:
    """A shape from row ``first`` to row ``last`` (counted from 0, as drawings do)."""
    ends = (("from", first), ("to", last))
    rows = "".join(f"<xdr:{name}><xdr:col>0</xdr:col><xdr:row>{number}</xdr:row></xdr:{name}>" for name, number in ends)
    return f"<xdr:twoCellAnchor{look}>{rows}{inside}</xdr:twoCellAnchor>"


def drawn(*anchors: str, **kinds: tuple[str, str]) -> dict[str, str | bytes]:
    targets = {"rId1": ("drawing", "../drawings/drawing1.xml"), **kinds}
    return {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(targets),
        "xl/drawings/drawing1.xml": DRAWING.format("".join(anchors)),
    }


def test_drawings_comments_controls_and_tables_move_along() -> None:
    vml = (
        '<xml xmlns:x="urn:x"><v:shape><x:ClientData ObjectType="Note"><br><x:Anchor>\n 1, 15, 7, 10, 3, 15, 9, 4</x:Anchor>'
        "<x:Row>7</x:Row><x:Column>0</x:Column><x:FmlaLink>様式!$A$8</x:FmlaLink></x:ClientData></v:shape></xml>"
    )
    parts = drawn(
        anchor(0, 0),
        anchor(7, 8),
        anchor(0, 7),
        anchor(0, 7, ' editAs="oneCell"'),
        anchor(7, 8, ' editAs="absolute"'),
        rId2=("comments", "../comments1.xml"),
        rId3=("vmlDrawing", "../drawings/vmlDrawing1.vml"),
        rId4=("ctrlProp", "../ctrlProps/ctrlProp1.xml"),
        rId5=("table", "../tables/table1.xml"),
        rId6=("printerSettings", "../printerSettings/printerSettings1.bin"),
    )
    parts |= {
        "xl/comments1.xml": '<comments xmlns="x"><commentList><comment ref="A8"/><comment ref="A1"/></commentList></comments>',
        "xl/drawings/vmlDrawing1.vml": vml,
        "xl/ctrlProps/ctrlProp1.xml": '<formControlPr xmlns="x" objectType="CheckBox" fmlaLink="$A$8"/>',
        "xl/tables/table1.xml": '<table xmlns="x" name="表" displayName="表" ref="A8:B9"><autoFilter ref="A8:B9"/>'
        "<calculatedColumnFormula>B8*2</calculatedColumnFormula></table>",
        "xl/printerSettings/printerSettings1.bin": b"\x00\x01",
        "xl/calcChain.xml": '<calcChain xmlns="x"><c r="B8" i="12"/><c r="B8" i="11"/><c r="C3"/></calcChain>',
    }
    content = form_of(row(8, cell("B8", 1, formula="1+1")), last=cell("C3", 0, formula="B3"), parts=parts)
    result = grown(content)
    assert result.unfitted == ()
    rows = re.findall(r"<xdr:row>(\d+)<", text_of(result, "xl/drawings/drawing1.xml"))
    assert [(int(one), int(other)) for one, other in zip(rows[::2], rows[1::2], strict=True)] == [
        (0, 0), (10, 11), (0, 10), (0, 7), (7, 8),
    ]  # fmt: skip
    assert attributes(result, "textlink", "xl/drawings/drawing1.xml") == ["様式!$A$11"] * 5
    assert attributes(result, "ref", "xl/comments1.xml") == ["A11", "A1"]
    assert attributes(result, "fmlaLink", "xl/ctrlProps/ctrlProp1.xml") == ["$A$11"]
    assert attributes(result, "ref", "xl/tables/table1.xml") == ["A11:B12", "A11:B12"]
    assert ">B11*2<" in text_of(result, "xl/tables/table1.xml")
    moved = (
        vml.replace("1, 15, 7, 10, 3, 15, 9, 4", "1, 15, 10, 10, 3, 15, 12, 4").replace(">7<", ">10<").replace("$A$8", "$A$11")
    )
    assert text_of(result, "xl/drawings/vmlDrawing1.vml") == moved
    chain = re.findall(r'<c r="(\w+)"(?: i="(\d+)")?', text_of(result, "xl/calcChain.xml"))
    assert chain == [("B8", "12"), ("B11", "11"), ("C3", ""), ("C6", "11"), ("C5", "11"), ("C4", "11")]
    assert (
        set(result.changed_parts) == set(changed(content, result.content)) and "xl/media/picture.bin" not in result.changed_parts
    )
    assert "xl/printerSettings/printerSettings1.bin" not in result.changed_parts


CHART = {"xl/charts/chart1.xml": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"}


def test_a_chart_of_what_is_below_reads_it_there_still() -> None:
    chart = '<c:chartSpace xmlns:c="c"><c:f>様式!$B$8:$B$9</c:f><c:f>集計!$B$8</c:f></c:chartSpace>'
    result = grown(form_of(parts={**drawn(anchor(7, 20)), "xl/charts/chart1.xml": chart}, types=CHART))
    assert re.findall("<c:f>(.*?)</c:f>", text_of(result, "xl/charts/chart1.xml")) == ["様式!$B$11:$B$12", "集計!$B$8"]


def test_shared_formulas_below_get_each_their_own_words() -> None:
    lines = [
        row(8, '<c r="B8"><f t="shared" ref="B8:B10" si="0">B4+$B$2</f><v>1</v></c>'),
        row(9, '<c r="B9"><f t="shared" si="0"/><v>2</v></c>'),
        row(10, '<c r="B10"><f t="shared" si="0"/><v>3</v></c>', '<c r="C10"><f t="shared" ref="C10" si="1">1+1</f><v>2</v></c>'),
    ]
    # a reference to one cell of the band is in doubt, one to the heading is not
    assert grown(form_of(*lines)).unfitted[0].why.sentence == said.UNCLEAR_FORMULA
    result = grown(form_of(*(line.replace("$B$2", "$B$1") for line in lines)))
    assert formulas(result) == {"B11": "B7+$B$1", "B12": "B8+$B$1", "B13": "B9+$B$1", "C13": "1+1"}
    assert '<f t="shared" ref="C13" si="1">1+1</f>' in text_of(result)


MERGE = '<mergeCells count="1"><mergeCell ref="{}"/></mergeCells>'
PIVOT = (
    '<pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><worksheetSource sheet="様式"/>'
    "</pivotCacheDefinition>"
)
BLIND_LIST = '<dataValidations><dataValidation sqref="A1"><formula1>INDIRECT(B1)</formula1></dataValidation></dataValidations>'
CHART_OF_BAND = '<c:chartSpace xmlns:c="c"><c:f>様式!$B$2:$B$3</c:f></c:chartSpace>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (form_of(after='<sheetProtection sheet="1"/>'), said.PROTECTED),
        (form_of(after=MERGE.format("C3:C4")), said.MERGED_BLOCK),
        (form_of(after=MERGE.format("A2:A3")), said.MERGED_BLOCK),
        (form_of(row(1_048_575, cell("A1048575"))), said.SHEET_IS_FULL),
        (form_of(last='<c r="C3"><f t="shared" ref="C3" si="0">A3</f></c>'), said.SHARED_FORMULA),
        (form_of(last='<c r="C3"><f t="array" ref="C3">A3</f></c>'), said.ARRAY_FORMULA),
        (form_of(row(8, '<c r="C8"><f t="array" ref="C8">SUM(B2:B3*2)</f></c>')), said.ARRAY_FORMULA),
        (form_of(row(8, '<c r="C8"><f t="dataTable" ref="C8:C9" r1="A1"/></c>')), said.ARRAY_FORMULA),
        (form_of(row(8, cell("C8", formula='INDIRECT("B2")'))), said.POINTS_BY_TEXT),
        (form_of(names='<definedName name="動く">OFFSET(様式!$A$1,1,0)</definedName>'), said.POINTS_BY_TEXT),
        (
            form_of(other=BLIND_LIST),
            said.POINTS_BY_TEXT,
        ),
        (form_of(row(8, cell("C8", formula="B2+B3"))), said.UNCLEAR_FORMULA),
        (form_of(row(8, cell("C8", formula="SUM(様式:集計!B9)"))), said.UNCLEAR_FORMULA),
        (form_of(last=cell("C3", formula="B3*B9")), said.UNCLEAR_FORMULA),
        (form_of(first=cell("C2", formula="B2/SUM(B2:B3)"), last=cell("C3", formula="B3/SUM(B2:B3)")), said.UNCLEAR_FORMULA),
        (form_of(first=cell("C2", formula="B9"), last=cell("C3", formula="B10")), said.UNCLEAR_FORMULA),
        (form_of(parts=drawn(rId2=("pivotTable", "x.xml"))), said.UNKNOWN_PART),
        (form_of(parts={"xl/pivotCache/pivotCacheDefinition1.xml": PIVOT}), said.UNKNOWN_PART),
        (
            form_of(
                parts={
                    **drawn(rId2=("table", "../tables/table1.xml")),
                    "xl/tables/table1.xml": '<table xmlns="x" name="表" ref="A1:B3"/>',
                }
            ),
            said.TABLE,
        ),
        (form_of(parts=drawn(anchor(1, 5, inside="<xdr:graphicFrame/>"))), said.CHART),
        (
            form_of(parts={"xl/charts/chart1.xml": CHART_OF_BAND}, types=CHART),
            said.CHART,
        ),
    ],
)
def test_where_anything_is_in_doubt_the_form_is_filled_to_its_room(content: bytes, sentence: str) -> None:
    result = grown(content, 4)
    (unfitted,) = result.unfitted
    assert (unfitted.band, unfitted.labels, unfitted.why.sentence, result.grown) == ("企業", ("3社", "4社"), sentence, ())
    unfitted.why.sentence % unfitted.why.params  # the words have all they need
    if sentence not in (said.PROTECTED, said.MERGED_BLOCK):
        assert [read_form(result.content).sheets[0].cell(f"A{line}").shown for line in (2, 3)] == ["1社", "2社"]


def test_a_protected_sheet_that_lets_rows_in_grows_and_stays_protected() -> None:
    content = form(
        {
            "様式": sheet(
                *[row(number, cell(f"A{number}", style=UNLOCKED), cell(f"B{number}", style=UNLOCKED)) for number in (2, 3)],
                after='<sheetProtection sheet="1" insertRows="0" hashValue="eA=="/>',
            )
        }
    )
    result = grown(content)
    assert result.unfitted == () and '<sheetProtection sheet="1" insertRows="0" hashValue="eA=="/>' in text_of(result)
    assert [cell.is_unlocked for cell in read_form(result.content).sheets[0].cells.values()] == [True] * 10


def test_a_band_of_several_rows_an_entry_does_not_grow() -> None:
    result = grown(form_of(), 3, replace(BAND, room=1, lines=2))
    assert result.unfitted[0].why.sentence == said.MORE_THAN_ONE_LINE


def test_two_bands_and_cells_between_and_below_grow_apart() -> None:
    content = form(
        {
            "様式": sheet(
                *[row(number, cell(f"A{number}", style=BORDERED), cell(f"B{number}")) for number in (2, 3)],
                row(4, cell("A4", "間"), cell("B4", 0, formula="SUM(B2:B3)")),
                *[row(number, cell(f"A{number}"), cell(f"B{number}")) for number in (6, 7)],
                row(8, cell("A8", "計"), cell("B8", 0, formula="SUM(B6:B7)+B4")),
            )
        }
    )
    entries = tuple(BandEntry(f"{number}社", (f"{number}社", number)) for number in range(1, 5))
    upper, lower = replace(BAND, entries=entries), replace(BAND, name="案件", first_row=6, entries=entries[:3])
    cells = (CellEntry("様式", "A4", "小計"), CellEntry("様式", "A8", "合計"), CellEntry("様式", "A1", "題"))
    for bands in ((upper, lower), (lower, upper)):
        result = fill_form(content, Filling(cells, bands))
        read = read_form(result.content).sheets[0]
        shown = [read.cell(f"A{number}").shown for number in range(1, 12)]
        assert shown == ["題", "1社", "2社", "3社", "4社", "小計", "", "1社", "2社", "3社", "合計"]
        assert formulas(result) == {"B6": "SUM(B2:B5)", "B11": "SUM(B8:B10)+B6"}
    beside = replace(upper, name="横", columns=(BandColumn("D"), BandColumn("E")))
    sentences = [one.why.sentence for one in fill_form(content, Filling(bands=(upper, beside))).unfitted]
    assert sentences == [said.BANDS_OVERLAP] * 2


def test_a_formula_of_the_new_rows_is_calculated_when_the_form_is_opened() -> None:
    result = grown(form_of(first=cell("C2", 1, formula="ROW()-1"), last=cell("C3", 2, formula="ROW()-1")))
    assert '<c r="C6" s="1"><f>ROW()-1</f></c>' in text_of(result)
    assert 'fullCalcOnLoad="1"' in text_of(result, "xl/workbook.xml")


rows = st.integers(1, 40)


@settings(max_examples=60)
@given(st.tuples(rows, rows), st.integers(1, 9), st.integers(0, 5), st.integers(1, 20))
def test_a_block_keeps_what_it_held_and_takes_in_new_rows_only_as_a_whole(
    ends: tuple[int, int], first: int, room: int, rows: int
) -> None:
    shift = Shift("様式", first, first + room, rows)
    before = range(min(ends), max(ends) + 1)
    after = range(shift.row(before[0]), shift.end(before[0], before[-1]) + 1)
    new = set(range(shift.last + 1, shift.last + rows + 1))
    assert {shift.row(number) for number in before} == set(after) - new
    assert new <= set(after) or not new & set(after)
    assert shift.formula(f"SUM(A{before[0]}:A{before[-1]})", "様式") == f"SUM(A{after[0]}:A{after[-1]})"
