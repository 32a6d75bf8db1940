"""Others open a filled form: LibreOffice comes to the sums of today, a validator finds nothing new."""

from __future__ import annotations

import csv
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from tests.forms import BORDERED, DAY, PLAIN, cell, form, relations, row, sheet
from tracker.rows.forms import Band, BandColumn, BandEntry, CellEntry, Filling
from tracker.workbooks.forms import fill_form

EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
SHAPE = (
    f'<xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main"><xdr:twoCellAnchor>'
    "<xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
    "<xdr:to><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>7</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="丸"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr>'
    '<a:prstGeom prst="ellipse"><a:avLst/></a:prstGeom></xdr:spPr></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>'
)
MERGES = '<mergeCells count="2"><mergeCell ref="C3:D3"/><mergeCell ref="A7:B7"/></mergeCells>'
LISTS = (
    '<conditionalFormatting sqref="B2:B3"><cfRule type="expression" dxfId="0" priority="1"><formula>B2&gt;$B$4</formula></cfRule>'
    '</conditionalFormatting><dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="C2:C3">'
    '<formula1>"診断,企て"</formula1></dataValidation></dataValidations>'
)
FORM = form(
    {
        "様式": sheet(
            row(1, cell("A1", "企業"), cell("B1", "回数"), cell("C1", "段階"), cell("E1", style=DAY)),
            row(2, cell("A2"), cell("B2", 1), cell("C2"), cell("E2", 1, formula="B2/SUM(B$2:B$3)")),
            row(3, cell("A3"), cell("B3"), cell("C3"), cell("D3"), cell("E3", 0, formula="B3/SUM(B$2:B$3)")),
            row(4, cell("A4", "計", style=PLAIN), cell("B4", 1, formula="SUM(B2:B3)"), cell("E4", 1, formula="SUM(E2:E3)")),
            row(7, cell("A7", style=BORDERED)),
            after=MERGES + LISTS + '<drawing r:id="rId1"/>',
        ),
        "集計": sheet(
            row(1, cell("A1", 2, formula="様式!B4*2", style=PLAIN), cell("B1", 1, formula="COUNTA(回数)", style=PLAIN))
        ),
    },
    names='<definedName name="回数">様式!$B$2:$B$3</definedName>',
    parts={
        "xl/worksheets/_rels/sheet1.xml.rels": relations({"rId1": ("drawing", "../drawings/drawing1.xml")}),
        "xl/drawings/drawing1.xml": SHAPE,
        "xl/calcChain.xml": '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<c r="E2" i="11"/><c r="E3" i="11"/><c r="B4" i="11"/><c r="E4" i="11"/><c r="A1" i="12"/><c r="B1" i="12"/>'
        "</calcChain>",
    },
    types={
        "xl/drawings/drawing1.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
        "xl/calcChain.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml",
    },
)
VISITS = (12, 11, 9, 7, 6)


@pytest.fixture(scope="module")
def filled() -> bytes:
    entries = tuple(BandEntry(f"{number}社", (f"{number}社", visits, "診断")) for number, visits in enumerate(VISITS, 1))
    band = Band("企業", "様式", 2, 2, (BandColumn("A"), BandColumn("B"), BandColumn("C")), entries)
    result = fill_form(FORM, Filling((CellEntry("様式", "A7", "=1+1 と _x0041_"),), (band,)))
    assert (result.untaken, result.unfitted) == ((), ())
    return result.content


def test_libreoffice_opens_it_and_comes_to_the_sums_of_what_was_written(filled: bytes, tmp_path: Path) -> None:
    file = tmp_path / "filled.xlsx"
    file.write_bytes(filled)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", EVERY_SHEET, "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True)
    first, second = (
        list(csv.reader(StringIO((tmp_path / f"filled-{name}.csv").read_text(encoding="utf-8")))) for name in ("様式", "集計")
    )
    total = sum(VISITS)
    companies = [[f"{number}社", str(visits)] for number, visits in enumerate(VISITS, 1)]
    assert [line[:2] for line in first[1:7]] == [*companies, ["計", str(total)]]
    assert [round(float(line[4]) * total) for line in first[1:7]] == [*VISITS, total]
    assert first[9][0] == "=1+1 と _x0041_"
    assert second == [[str(total * 2), str(len(VISITS))]]


def test_a_validator_finds_nothing_that_was_not_in_the_blank_form(filled: bytes, tmp_path: Path) -> None:
    found = []
    for name, content in (("blank", FORM), ("filled", filled)):
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(content)
        errors = OpenXmlValidator().validate(str(file)).errors
        found.append({(one.part_uri, one.description) for one in errors if "inline-string" not in one.description})
    assert found[1] <= found[0]
