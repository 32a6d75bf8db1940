"""Forms as odd as they come: what is in them is kept, what cannot be is refused in one sentence."""

from __future__ import annotations

import pytest

from tests.forms import cell, changed, form, packed, parts_of, row, sheet
from tracker.domain.errors import RuleBroken
from tracker.rows.forms import Band, BandColumn, BandEntry, CellEntry, Filling
from tracker.workbooks.forms import fill_form, read_form
from tracker.workbooks.forms import words as said
from tracker.workbooks.opening import NO_SHEETS

TITLES = ("O'Neil's 様式", "😀", "a!b", "「第3号」 (案)")


@pytest.mark.parametrize("title", TITLES)
def test_a_sheet_is_found_whatever_its_name_is(title: str) -> None:
    quoted = title.replace("'", "''")
    content = form(
        {
            title: sheet(row(1, cell("A1"), cell("B1", 0, formula="A1*2"))),
            "計": sheet(row(1, cell("A1", 0, formula=f"'{quoted}'!B1"))),
        },
        names=f"<definedName name=\"場所\">'{quoted}'!$A$1</definedName>",
    )
    read = read_form(content)
    assert (read.names[0].sheet, read.names[0].problem) == (title, None)
    result = fill_form(content, Filling((CellEntry(title, "A1", 4),)))
    assert result.untaken == ()
    assert b"<v>0</v>" not in parts_of(result.content)["xl/worksheets/sheet2.xml"]  # its old sum is gone


def test_targets_that_begin_at_the_root_of_the_package_are_followed() -> None:
    content = form({"様式": sheet(row(1, cell("A1")))})
    parts = parts_of(content)
    rels = parts["xl/_rels/workbook.xml.rels"].decode().replace('Target="', 'Target="/xl/')
    odd = packed({**parts, "xl/_rels/workbook.xml.rels": rels})
    assert changed(odd, fill_form(odd, Filling((CellEntry("様式", "A1", "値"),))).content) == ["xl/worksheets/sheet1.xml"]


def test_a_workbook_without_a_sheet_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        read_form(form({}))
    assert refused.value.sentence == NO_SHEETS


def test_three_hundred_sheets_are_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        read_form(form({f"表{number}": sheet() for number in range(300)}))
    assert refused.value.sentence == said.TOO_MANY_SHEETS


@pytest.mark.parametrize("number", ["1048577", "99999999999", "-1", "x"])
def test_a_row_beyond_the_sheet_is_read_as_nothing_or_refused(number: str) -> None:
    try:
        read = read_form(form({"様式": sheet(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>')}))
    except RuleBroken as refused:
        assert refused.field == "file"
    else:
        assert read.sheets[0].used is None


def test_blanks_that_a_cell_keeps_are_kept() -> None:
    text = '<c r="A1" t="inlineStr"><is><t xml:space="preserve">  前後  </t></is></c>'
    content = form({"様式": sheet(row(1, text, cell("B1")))})
    result = fill_form(content, Filling((CellEntry("様式", "B1", "値"),)))
    assert text.encode() in parts_of(result.content)["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_stays_hidden(state: str) -> None:
    content = form({"様式": sheet(row(1, cell("A1"))), "裏": sheet(row(1, cell("A1")))}, states={"裏": state})
    result = fill_form(content, Filling((CellEntry("裏", "A1", "値"),)))
    assert changed(content, result.content) == ["xl/worksheets/sheet2.xml"]
    assert not read_form(result.content).sheets[1].is_visible


def test_a_band_over_a_merged_block_writes_what_can_be_written_and_names_the_rest() -> None:
    content = form(
        {
            "様式": sheet(
                *[row(number, cell(f"A{number}"), cell(f"B{number}")) for number in (1, 2, 3)],
                after='<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>',
            )
        }
    )
    entries = tuple(BandEntry(label, (label, number)) for number, label in enumerate(("ア社", "イ社", "ウ社"), 1))
    result = fill_form(content, Filling(bands=(Band("企業", "様式", 1, 3, (BandColumn("A"), BandColumn("B")), entries),)))
    assert [(one.ref, one.label, one.why.sentence) for one in result.untaken] == [("A2", "イ社", said.COVERED)]
    read = read_form(result.content).sheets[0]
    assert [read.cell(ref).shown for ref in ("A1", "B2", "A3")] == ["ア社", "2", "ウ社"]


def test_threaded_comments_connections_and_embedded_objects_stay_the_same_bytes() -> None:
    more: dict[str, str | bytes] = {
        "xl/threadedComments/threadedComment1.xml": "<ThreadedComments/>",
        "xl/persons/person.xml": "<personList/>",
        "xl/connections.xml": "<connections/>",
        "xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    }
    content = form({"様式": sheet(row(1, cell("A1")))}, parts=more)
    assert changed(content, fill_form(content, Filling((CellEntry("様式", "A1", "値"),))).content) == ["xl/worksheets/sheet1.xml"]
