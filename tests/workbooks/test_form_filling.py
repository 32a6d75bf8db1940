"""A filled form differs from the form in the cells that were tied, and in nothing else."""

from __future__ import annotations

import re
import warnings
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms import (
    BORDERED,
    DAY,
    PLAIN,
    UNLOCKED,
    cell,
    cells_of,
    changed,
    form,
    packed,
    parts_of,
    relations,
    row,
    sheet,
)
from tracker.domain.errors import RuleBroken
from tracker.rows.forms import Band, BandColumn, BandEntry, CellEntry, FilledForm, Filling, FormValue
from tracker.workbooks.forms import fill_form, read_form
from tracker.workbooks.forms import words as said

SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK = "xl/workbook.xml"
KEPT = (
    '<mergeCells count="1"><mergeCell ref="B1:C1"/></mergeCells><phoneticPr fontId="1"/>'
    '<conditionalFormatting sqref="A1:A9"><cfRule type="expression" dxfId="0" priority="1"><formula>$B$2&gt;0</formula></cfRule>'
    '</conditionalFormatting><dataValidations count="1"><dataValidation type="list" sqref="B3"><formula1>"中間,最終"</formula1>'
    "</dataValidation></dataValidations><pageMargins left='0.7' right='0.7' top='0.75' bottom='0.75' header='0.3' footer='0.3'/>"
    '<mc:AlternateContent><mc:Choice Requires="x14"><controls><control shapeId="1" r:id="rId1" name="印"/></controls></mc:Choice>'
    '</mc:AlternateContent><extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x14:sparklineGroups>'
    "<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>様式!A1:A2</xm:f><xm:sqref>Z1</xm:sqref></x14:sparkline>"
    "</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
)
FORM = form(
    {
        "様式": sheet(
            row(
                1,
                '<c r="A1" s="1" t="s" ph="1"><v>0</v></c>',
                cell("B1"),
                cell("C1"),
                '<c r="E1" s="1" vm="1"><v>1</v><extLst><ext uri="x"/></extLst></c>',
                spans="1:5",
                ht="30",
            ),
            row(2, cell("A2", "回数"), cell("B2", 3), cell("C2", 6, formula="B2*2")),
            row(3, cell("A3", 45_910, style=DAY), cell("B3", "中間")),
            before='<dimension ref="A1:E3"/><cols><col min="7" max="8" width="3" style="3"/></cols>',
            after=KEPT,
        ),
        "集計": sheet(row(1, cell("A1", 12, formula="様式!C2*2"), cell("B1", 1, formula="1+0"))),
        "無関係": sheet(row(1, cell("A1", 2, formula="1+1"))),
    },
    shared=["<r><t>実施</t></r><r><rPr><b/></rPr><t>機関</t></r>"],
    parts={"xl/calcChain.xml": '<calcChain xmlns="x"><c r="C2" i="11"/><c r="A1" i="12"/></calcChain>'},
)


def filled(content: bytes, *cells: tuple[str, FormValue], title: str = "様式") -> FilledForm:
    return fill_form(content, Filling(tuple(CellEntry(title, ref, value) for ref, value in cells)))


def stored(content: bytes, ref: str) -> tuple[object, str]:
    """Value and type as another reader finds them (it leaves escapes as they are)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it would lose if it saved the form
        found = openpyxl.load_workbook(BytesIO(content))["様式"][ref]
    return found.value, found.data_type


def value_of(content: bytes, ref: str) -> object:
    return stored(content, ref)[0]


def test_nothing_to_write_changes_nothing() -> None:
    assert changed(FORM, fill_form(FORM, Filling()).content) == []
    assert changed(FORM, filled(FORM, ("B1", None), ("Z9", None), ("Z9", "")).content) == []


@pytest.mark.parametrize(
    ("ref", "value", "found"),
    [
        ("B2", "=1+1", "=1+1"),
        ("B2", "-", "-"),
        ("B2", " 前後\r\n改行 ", " 前後\n改行 "),
        ("B2", "制\x00御\x1b文\ud800字\uffff", "制御文字"),
        ("B2", "_x0041_と_x", "_x005F_x0041_と_x"),
        ("B2", 12, 12),
        ("B2", 0.1, 0.1),
        ("B2", Decimal("1E+3"), 1000),
        ("B2", True, True),
        ("A3", date(2026, 1, 23), datetime(2026, 1, 23)),  # noqa: DTZ001 - a cell's day has no zone
        ("B2", date(2026, 1, 23), "2026年1月23日"),
        ("B2", None, None),
        ("J40", "新", "新"),
    ],
)
def test_a_value_is_stored_as_what_it_is(ref: str, value: FormValue, found: object) -> None:
    result = filled(FORM, (ref, value))
    assert result.untaken == ()
    value_now, kind = stored(result.content, ref)
    assert value_now == found and kind != "f"


def test_all_else_in_the_sheet_is_as_it_was() -> None:
    result = filled(FORM, ("A1", "社"), ("B2", 4), ("E1", "x"), ("G2", "列の見た目"), ("D4", 1))
    assert changed(FORM, result.content) == [WORKBOOK, SHEET, "xl/worksheets/sheet2.xml"]
    assert result.changed_parts == (WORKBOOK, SHEET, "xl/worksheets/sheet2.xml")
    old, new = cells_of(FORM), cells_of(result.content)
    assert {ref for ref in new if new[ref] != old.get(ref)} == {"A1", "B2", "C2", "E1", "G2", "D4"}
    text = parts_of(result.content)[SHEET].decode()
    behind, before = (one.split("</sheetData>")[1].replace("'", '"') for one in (text, parts_of(FORM)[SHEET].decode()))
    assert behind == before
    assert '<c r="A1" s="1" t="inlineStr"><is><t>社</t></is></c>' in text
    assert '<c r="E1" s="1" t="inlineStr"><is><t>x</t></is><extLst><ext uri="x"/></extLst></c>' in text
    assert '<c r="G2" s="3" t="inlineStr">' in text
    assert '<row r="4"><c r="D4"><v>1</v></c></row></sheetData>' in text
    assert '<dimension ref="A1:G4"/>' in text


def test_results_that_depend_on_what_was_written_are_dropped_through_the_sheets() -> None:
    result = filled(FORM, ("B2", 4))
    assert b"<f>B2*2</f></c>" in cells_of(result.content)["C2"]
    assert cells_of(result.content, 2)["A1"].endswith(b"<f>\xe6\xa7\x98\xe5\xbc\x8f!C2*2</f></c>")
    assert b"<v>1</v>" in cells_of(result.content, 2)["B1"]
    assert b'fullCalcOnLoad="1"' in parts_of(result.content)[WORKBOOK]


def test_a_form_without_a_dependent_formula_keeps_its_workbook_part() -> None:
    assert changed(FORM, filled(FORM, ("A1", "社")).content) == [SHEET]


@pytest.mark.parametrize(
    ("formulas", "dropped"),
    [
        ({"C1": "合計"}, ["C1"]),
        ({"C1": "SUM(表1[回数])"}, ["C1"]),
        ({"C1": "INDIRECT(D1)", "C2": "C1+1"}, ["C1", "C2"]),
        ({"C1": "SUM(A:A)", "C2": "SUM(2:2)", "C3": "SUM(B:Z)"}, ["C1", "C3"]),
        ({"C1": "SUM(A2:A400)+SUM(A1:AZ99)"}, ["C1"]),
        ({"C1": "相対"}, ["C1"]),
        ({"C1": "SUM(様式:別紙!A1)"}, ["C1"]),
        ({"C1": "[1]様式!A1+別紙!A1"}, []),
        ({f"C{number}": f"C{number - 1}+1" if number > 1 else "A1" for number in range(1, 60)}, [f"C{n}" for n in range(1, 60)]),
    ],
)
def test_what_a_formula_reads_is_followed(formulas: dict[str, str], dropped: list[str]) -> None:
    lines = [row(1, cell("A1", 1), *[cell(ref, 9, formula=text) for ref, text in formulas.items() if ref == "C1"])]
    lines += [row(int(ref[1:]), cell(ref, 9, formula=text)) for ref, text in formulas.items() if ref != "C1"]
    relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/table" Target="../tables/table1.xml'
    content = form(
        {"様式": sheet(*lines), "別紙": sheet()},
        names='<definedName name="合計">様式!$A$1+0</definedName><definedName name="相対">様式!B1</definedName>',
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": f'<x><Relationship Id="r" Type="{relation}"/></x>',
            "xl/tables/table1.xml": '<table xmlns="x" name="表1" displayName="表1" ref="A1:B9" headerRowCount="0"/>',
        },
    )
    result = filled(content, ("A1", 2))
    assert [ref for ref, text in cells_of(result.content).items() if b"<f>" in text and b"<v>" not in text] == dropped


def test_shared_and_array_formulas_lose_their_results_where_they_depend() -> None:
    content = form(
        {
            "様式": sheet(
                row(1, cell("A1", 1), '<c r="B1"><f t="shared" ref="B1:B2" si="0">A1*2</f><v>2</v></c>'),
                row(2, cell("A2", 1), '<c r="B2" t="str"><f t="shared" si="0"/><v>x</v></c>'),
                row(3, '<c r="A3" cm="1"><f t="array" ref="A3:A4">A1:A2</f><v>1</v></c>'),
                row(4, '<c r="A4"><v>1</v></c>', '<c r="B4"><f>A4</f><v>1</v></c>'),
            )
        }
    )
    cells = cells_of(filled(content, ("A2", 5)).content)
    assert [ref for ref in cells if b"<v>" in cells[ref]] == ["A1", "B1", "A2"]
    assert b't="str"' not in cells["B2"]


def test_the_same_filling_gives_the_same_bytes() -> None:
    assert filled(FORM, ("A1", "社")).content == filled(FORM, ("A1", "社")).content


def test_what_a_cell_does_not_take_is_named_and_the_rest_is_written() -> None:
    result = filled(
        FORM, ("C1", "x"), ("C2", 1), ("B3", "途中"), ("A2", "あ" * 32_768), ("A0", 1), ("E1", float("inf")), ("B2", 8)
    )
    assert [(one.ref, one.why.sentence) for one in result.untaken] == [
        ("C1", said.COVERED),
        ("C2", said.FORMULA),
        ("B3", said.NOT_IN_LIST),
        ("A2", said.TOO_LONG),
        ("A0", said.NO_SUCH_CELL),
        ("E1", said.NO_NUMBER),
    ]
    assert result.untaken[2].why.params == {"value": "途中", "choices": "中間、最終"}
    assert value_of(result.content, "B2") == 8 and value_of(result.content, "B3") == "中間"
    assert filled(FORM, ("A1", 1), title="無い").untaken[0].why.sentence == said.NO_SUCH_SHEET
    assert filled(FORM, ("A3", date(1899, 1, 1))).untaken[0].why.sentence == said.NO_DAY


@pytest.mark.parametrize("value", ["最終", None, ""])
def test_a_list_takes_its_values_and_a_blank(value: FormValue) -> None:
    result = filled(FORM, ("B3", value))
    assert result.untaken == () and value_of(result.content, "B3") == (value or None)


def test_a_locked_cell_of_a_protected_sheet_stays_as_it_is() -> None:
    content = form(
        {"様式": sheet(row(1, cell("A1", style=UNLOCKED), cell("B1")), after='<sheetProtection sheet="1" hashValue="eA=="/>')}
    )
    result = filled(content, ("A1", "可"), ("B1", "不可"), ("C1", "不可"))
    assert [one.why.sentence for one in result.untaken] == [said.LOCKED, said.LOCKED]
    assert b'<sheetProtection sheet="1" hashValue="eA=="/>' in parts_of(result.content)[SHEET]
    assert value_of(result.content, "A1") == "可"


def test_a_heading_of_a_table_and_the_results_of_an_array_stay_as_they_are() -> None:
    content = form(
        {
            "様式": sheet(
                row(1, cell("A1", "企業"), cell("C1", "外")),
                row(2, cell("A2"), '<c r="C2"><f t="array" ref="C2:C3">A1:A2</f></c>'),
                row(3, '<c r="C3"><v>1</v></c>'),
            )
        },
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": relations({"rId1": ("table", "../tables/table1.xml")}),
            "xl/tables/table1.xml": '<table xmlns="x" name="表" displayName="表" ref="A1:B9"/>',
        },
    )
    result = filled(content, ("A1", "x"), ("B1", "x"), ("A2", "可"), ("C2", 1), ("C3", 1))
    assert [(one.ref, one.why.sentence) for one in result.untaken] == [
        ("A1", said.HEADING),
        ("B1", said.HEADING),
        ("C2", said.FORMULA),
        ("C3", said.FORMULA),
    ]
    assert value_of(result.content, "A2") == "可"


def test_a_day_is_counted_from_the_first_day_of_the_workbook() -> None:
    content = form({"様式": sheet(row(1, cell("A1", style=DAY)))}, properties='<workbookPr date1904="1"/>')
    result = filled(content, ("A1", date(1904, 1, 2)))
    assert b"<v>1</v>" in cells_of(result.content)["A1"]
    assert filled(content, ("A1", date(1903, 12, 31))).untaken[0].why.sentence == said.NO_DAY


def test_a_sheet_whose_elements_have_prefixes_keeps_them() -> None:
    text = sheet(row(2, cell("A2"))).replace("xmlns=", "xmlns:m=")
    for name in ("worksheet", "sheetData", "row", "c"):
        text = re.sub(rf"(</?){name}\b", rf"\1m:{name}", text)
    result = filled(form({"様式": text}), ("A2", "い"), ("B1", 1))
    written = parts_of(result.content)[SHEET].decode()
    assert '<m:row r="1"><m:c r="B1"><m:v>1</m:v></m:c></m:row>' in written
    assert read_form(result.content).sheets[0].cell("A2").shown == "い"


def band(*labels: str, room: int = 2, lines: int = 1, values: int = 2) -> Band:
    columns = (BandColumn("A"), BandColumn("B", lines - 1))[:values]
    entries = tuple(BandEntry(label, (label, number)[:values]) for number, label in enumerate(labels, 1))
    return Band("企業", "様式", 2, room, columns, entries, lines)


BAND_FORM = form(
    {
        "様式": sheet(
            row(1, cell("A1", "企業"), cell("B1", "回数")),
            *[row(number, cell(f"A{number}", "（例）", style=BORDERED), cell(f"B{number}", 9)) for number in range(2, 6)],
            row(6, cell("A6", "計", style=PLAIN), cell("B6", 36, formula="SUM(B2:B5)")),
        )
    }
)


def grid(content: bytes, columns: str = "AB") -> list[list[object]]:
    read = read_form(content).sheets[0]
    assert read.used is not None
    return [[read.cell(f"{letter}{line}").shown for letter in columns] for line in range(1, read.used.last_row + 1)]


def test_a_band_is_filled_row_by_row_and_its_samples_go() -> None:
    result = fill_form(BAND_FORM, Filling(bands=(band("ア社", "イ社", "ウ社", room=4),)))
    assert grid(result.content) == [["企業", "回数"], ["ア社", "1"], ["イ社", "2"], ["ウ社", "3"], ["", ""], ["計", ""]]
    assert result.unfitted == ()


def test_an_entry_may_take_several_rows() -> None:
    result = fill_form(BAND_FORM, Filling(bands=(band("ア社", "イ社", room=2, lines=2),)))
    assert grid(result.content)[1:5] == [["ア社", "9"], ["（例）", "1"], ["イ社", "9"], ["（例）", "2"]]


texts = st.text(st.characters(codec="utf-8"), max_size=40)


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(["A1", "A2", "B2", "D7", "XFD9"]), texts, min_size=1))
def test_whatever_is_written_is_read_back_and_touches_no_other_cell(values: dict[str, str]) -> None:
    result = filled(FORM, *values.items())
    read = read_form(result.content).sheets[0]
    kept = {ref: "".join(sign for sign in text.replace("\r\n", "\n").replace("\r", "\n")) for ref, text in values.items()}
    for ref, text in kept.items():
        expected = "".join(sign for sign in text if sign in "\t\n" or (sign >= " " and sign not in "\ufffe\uffff"))
        assert read.cell(ref).shown == expected
    old, new = cells_of(FORM), cells_of(result.content)
    assert {ref for ref in old if old[ref] != new[ref]} <= {*values, "C2"}


@settings(max_examples=60)
@given(
    st.sampled_from([SHEET, WORKBOOK, "xl/styles.xml"]),
    st.integers(0, 5_000),
    st.integers(0, 8),
    st.sampled_from(["", "9", "x", "<"]),
)
def test_a_damaged_form_is_filled_or_refused_in_words(part: str, place: int, length: int, instead: str) -> None:
    parts = parts_of(FORM)
    text = parts[part].decode()
    place %= len(text)
    damaged = packed({**parts, part: text[:place] + instead + text[place + length :]})
    try:
        fill_form(damaged, Filling((CellEntry("様式", "B2", 4),), (band("ア社", "イ社", "ウ社"),)))
    except RuleBroken as refused:
        assert refused.field == "file"
