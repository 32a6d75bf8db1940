"""Forms as other programs save them: filled like any other, and nothing but the sheet that was written into is touched."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from lxml import etree

from tests.forms import BOXED, DECLARATION, MAIN, OFFICE, PACKAGE, cell, changed, form, packed, parts_of, row, sheet
from tests.workbooks.test_form_sample import SAMPLE
from tracker.domain.form_mapping import FormMapping
from tracker.rows.forms import CellEntry, Filling, FormBook
from tracker.workbooks.form_places import open_by_sheet
from tracker.workbooks.forms import fill_form, read_form

WORDS = "=1+1 と\n改行、㈱"


def boxed(*labels: str) -> str:
    """Lines of a label and a box beside it, as cells without the look of a certain program."""
    return "".join(row(at, cell(f"A{at}", label, style=BOXED), cell(f"B{at}", style=BOXED)) for at, label in enumerate(labels, 1))


def google() -> bytes:
    """As Google Sheets exports: relations in an order of their own, a drawing without shapes, shared strings."""
    lines = (
        '<row r="1" ht="15.75" customHeight="1"><c r="A1" s="5" t="s"><v>0</v></c><c r="B1" s="5"/></row>'
        '<row r="2"><c r="A2" s="5" t="s"><v>1</v></c><c r="B2" s="5"><f>LEN(B1)</f><v>0</v></c></row>'
    )
    first = sheet(
        lines,
        before='<sheetPr><outlinePr summaryBelow="0" summaryRight="0"/></sheetPr><sheetViews><sheetView workbookViewId="0"/>'
        '</sheetViews><sheetFormatPr customHeight="1" defaultColWidth="12.63" defaultRowHeight="15.75"/>',
        after='<drawing r:id="rId1"/>',
    )
    made = parts_of(form({"シート1": first}, shared=["<t>氏名</t>", "<t>文字数</t>"]))
    rels = made["xl/_rels/workbook.xml.rels"].decode()
    nodes = etree.fromstring(rels.encode())
    nodes[:] = sorted(nodes, key=lambda node: node.get("Type", "").endswith("/worksheet"))  # sheets last
    drawing = 'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    return packed(
        {
            **made,
            "xl/_rels/workbook.xml.rels": etree.tostring(nodes, xml_declaration=True, encoding="UTF-8", standalone=True),
            "xl/drawings/drawing1.xml": f"{DECLARATION}<xdr:wsDr {drawing}/>",
            "xl/worksheets/_rels/sheet1.xml.rels": f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship '
            f'Id="rId1" Type="{OFFICE}/drawing" Target="../drawings/drawing1.xml"/></Relationships>',
        }
    )


def wps() -> bytes:
    """As WPS saves: an extension and parts of its own, and every target begins at the root of the package."""
    own = 'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
    made = parts_of(form({"Sheet1": sheet(boxed("氏名", "住所"))}))
    text = made["xl/worksheets/sheet1.xml"].decode().replace("<worksheet ", f"<worksheet {own} ", 1)
    text = text.replace(
        "</worksheet>", '<extLst><ext uri="{x}"><etc:cellprop><etc:c r="B1"/></etc:cellprop></ext></extLst></worksheet>'
    )
    rels = made["xl/_rels/workbook.xml.rels"].decode().replace('Target="', 'Target="/xl/')
    return packed(
        {
            **made,
            "xl/worksheets/sheet1.xml": text,
            "xl/_rels/workbook.xml.rels": rels,
            "docProps/app.xml": "<Properties><Application>WPS 表格</Application></Properties>",
            "customXml/item1.xml": "<woProps/>",
        }
    )


def shuffled() -> bytes:
    """Tabs in another order than their parts and their relations, a hidden one and a very hidden one between."""
    titles = {"表紙": "年度", "裏": "内部", "別紙": "備考", "奥": "計算"}
    made = form({title: sheet(boxed(label)) for title, label in titles.items()}, states={"裏": "hidden", "奥": "veryHidden"})
    parts = parts_of(made)
    book = etree.fromstring(parts["xl/workbook.xml"])
    tabs = book.find(f"{{{MAIN}}}sheets")
    assert tabs is not None
    tabs[:] = reversed(tabs)
    return packed({**parts, "xl/workbook.xml": etree.tostring(book, xml_declaration=True, encoding="UTF-8", standalone=True)})


def libreoffice(folder: Path) -> bytes:
    """The sample as LibreOffice saves it."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [
        "soffice",
        "--headless",
        profile,
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder),
        str(SAMPLE),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return (folder / SAMPLE.name).read_bytes()


def labels(book: FormBook) -> list[str]:
    return [f"{one.title}!{place.ref} {place.label}" for one in open_by_sheet(FormMapping(), book) for place in one.places]


@pytest.mark.parametrize(
    ("content", "title", "places"),
    [
        (google(), "シート1", ["シート1!B1 氏名"]),
        (wps(), "Sheet1", ["Sheet1!B1 氏名", "Sheet1!B2 住所"]),
        (shuffled(), "別紙", ["別紙!B1 備考", "表紙!B1 年度"]),
    ],
    ids=["google", "wps", "shuffled"],
)
def test_a_form_of_another_program_is_read_filled_and_otherwise_left_alone(content: bytes, title: str, places: list[str]) -> None:
    assert labels(read_form(content)) == places
    result = fill_form(content, Filling((CellEntry(title, "B1", WORDS),)))
    assert result.untaken == ()
    filled = read_form(result.content).sheet(title)
    assert filled is not None and filled.cell("B1").shown == WORDS
    touched = [
        name for name in changed(content, result.content) if name != "xl/workbook.xml"
    ]  # it says that all is calculated anew
    assert touched == ["xl/worksheets/sheet3.xml" if title == "別紙" else "xl/worksheets/sheet1.xml"]


def test_a_form_that_libreoffice_saved_has_the_same_places_and_is_filled(tmp_path: Path) -> None:
    content = libreoffice(tmp_path)
    found = labels(read_form(content))
    assert found == labels(read_form(SAMPLE.read_bytes()))
    title = read_form(content).sheets[0].title
    result = fill_form(content, Filling((CellEntry(title, "F5", WORDS), CellEntry(title, "A10", 6))))
    assert result.untaken == ()
    filled = read_form(result.content).sheets[0]
    assert [filled.cell(ref).shown for ref in ("F5", "A10")] == [WORDS, "6"]
    assert set(changed(content, result.content)) <= {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
