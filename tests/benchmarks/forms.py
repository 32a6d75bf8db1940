"""``python -m tests.benchmarks.forms FOLDER OUT``: fills every form of a folder as far as it goes, and asks others about it.

Per form: parts that differ and those that are the same bytes, what was not taken, whether an independent validator finds anything
that it did not find in the blank form, whether LibreOffice opens it and shows an old result anywhere (one that filling changes if
every saved result is taken away), and its pages beside the blank form's as pictures in OUT.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import time
import zipfile
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

from openxml_audit import OpenXmlValidator

from tests.forms import parts_of
from tracker.domain.errors import RuleBroken
from tracker.domain.grid import Block, column_letters
from tracker.rows.forms import Band, BandColumn, BandEntry, CellEntry, CellKind, Filling, FormBook, FormCell, FormSheet, FormValue
from tracker.workbooks.forms import fill_form, read_form

MOST_CELLS = 400
"""Of one sheet: a form of a thousand lines is filled in its first ones."""
ENTRIES = 9
SHEETS_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
RESULT = re.compile(rb"(<f(?:\s[^>]*)?(?:/>|>[^<]*</f>))<v>[^<]*</v>")


def value_for(cell: FormCell, number: int) -> FormValue:
    if cell.choices:
        return next((choice for choice in cell.choices if choice), None)
    return date(2025, 9, 10) if cell.shows_dates else number


def places(sheet: FormSheet) -> list[FormCell]:
    """What a clerk would fill: the unlocked blanks of a protected sheet, else blank merged blocks and blanks with a list."""
    if sheet.is_protected:
        return [sheet.at(cell) for cell in sheet.proposals[:MOST_CELLS]]
    blanks = (
        cell for cell in sheet.cells.values() if cell.kind is CellKind.BLANK and not cell.is_formula and not cell.is_covered
    )
    return [cell for cell in blanks if cell.merged or cell.choices][:MOST_CELLS]


def bands(book: FormBook) -> list[Band]:
    """Names over several rows and columns are taken for lists that repeat."""
    return [
        Band(name.name, name.sheet, name.block.first_row, name.block.last_row - name.block.first_row + 1, columns, ())
        for name in book.names
        if name.sheet and name.block and name.block.first_row < name.block.last_row
        if (columns := columns_of(book, name.sheet, name.block))
    ]


def columns_of(book: FormBook, title: str, block: Block) -> tuple[BandColumn, ...]:
    sheet = book.sheet(title)
    cells = [cell for cell in block.cells() if cell.row == block.first_row]
    return tuple(BandColumn(column_letters(cell.column)) for cell in cells if sheet and not sheet.at(cell).is_covered)


def filling_for(book: FormBook) -> Filling:
    lists = []
    for band in bands(book):
        sheet = book.sheet(band.sheet)
        assert sheet is not None
        cells = [sheet.cell(f"{column.letters}{band.first_row}") for column in band.columns]
        entries = [
            BandEntry(f"{number}件目", tuple(value_for(cell, number) for cell in cells)) for number in range(1, ENTRIES + 1)
        ]
        lists.append(Band(band.name, band.sheet, band.first_row, band.room, band.columns, tuple(entries)))
    taken = [(band.sheet, band.first_row, band.last_row) for band in lists]
    singles = [
        CellEntry(sheet.title, cell.ref, value_for(cell, number % 97 + 1))
        for sheet in book.sheets
        if sheet.is_visible
        for number, cell in enumerate(places(sheet))
        if not any(title == sheet.title and first <= cell.cell.row <= last for title, first, last in taken)
    ]
    return Filling(tuple(singles), tuple(lists))


def without_results(content: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts_of(content).items():
            archive.writestr(name, RESULT.sub(rb"\1", part) if name.startswith("xl/worksheets/sheet") else part)
    return target.getvalue()


def converted(file: Path, kind: str, out: Path) -> list[Path]:
    """What LibreOffice makes of the file; empty where it cannot open it."""
    out.mkdir(parents=True, exist_ok=True)
    profile = f"-env:UserInstallation=file://{out.parent.resolve()}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return sorted(out.glob(f"{file.stem}*.{kind.partition(':')[0]}"))


def pages(file: Path, out: Path) -> int:
    for pdf in converted(file, "pdf", out):
        subprocess.run(["pdftoppm", "-r", "60", "-png", str(pdf), str(out / file.stem)], check=True)
    return len(list(out.glob(f"{file.stem}-*.png")))


def findings(file: Path) -> set[tuple[str, str]]:
    """By part and words; another number of cells is no new finding, nor that texts stand in their cells."""
    found = OpenXmlValidator().validate(str(file)).errors
    said = {(finding.part_uri, re.sub(r"\d+", "n", finding.description)) for finding in found}
    return {(part, words) for part, words in said if "inline-string" not in words}


def shown(file: Path, out: Path) -> list[list[list[str]]]:
    """Sheet, row, cell as LibreOffice shows them."""
    return [list(csv.reader(StringIO(sheet.read_text()))) for sheet in converted(file, SHEETS_AS_CSV, out)]


def old_results(filled: list[list[list[str]]], anew: list[list[list[str]]], blank: list[list[list[str]]]) -> list[str]:
    """Cells that show something else than when all is calculated anew, and of which that depends on the filling."""
    return [
        f"{sheet + 1}!{column_letters(column + 1)}{row + 1}"
        for sheet, lines in enumerate(filled)
        for row, line in enumerate(lines)
        for column, words in enumerate(line)
        if words != at(anew, sheet, row, column) != at(blank, sheet, row, column)
    ]


def at(sheets: list[list[list[str]]], sheet: int, row: int, column: int) -> str:
    """Blank where LibreOffice writes no more."""
    line = sheets[sheet][row] if row < len(sheets[sheet]) else []
    return line[column] if column < len(line) else ""


def judge(source: Path, out: Path) -> None:
    content = source.read_bytes()
    print(f"== {source.name}")
    try:
        started = time.perf_counter()
        book = read_form(content)
        read_in = time.perf_counter() - started
        filling = filling_for(book)
        started = time.perf_counter()
        result = fill_form(content, filling)
        filled_in = time.perf_counter() - started
    except RuleBroken as refused:
        print("   refused:", refused)
        return
    before, after = parts_of(content), parts_of(result.content)
    differing = [name for name in before if before[name] != after.get(name)]
    assert list(before) == list(after) and set(differing) <= set(result.changed_parts), "a part changed that was not named"
    print(f"   read {read_in:.2f} s, filled {filled_in:.2f} s, {len(filling.cells)} cells, {len(filling.bands)} bands")
    print(f"   parts: {len(before) - len(differing)} the same bytes, {len(differing)} changed: {', '.join(differing)}")
    for one in result.untaken[:5]:
        print("   not taken:", one.ref, one.why.sentence % one.why.params)
    print(f"   not taken in all: {len(result.untaken)}")
    for left in result.unfitted:
        print("   no room:", left.band, *left.labels, left.why.sentence % left.why.params)
    for band in result.grown:
        print(f"   grown: {band.band} by {band.rows} rows")
    folder = out / source.stem
    files = {"blank": content, "filled": result.content, "anew": without_results(result.content)}
    files["blank-anew"] = without_results(content)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    blank, filled = folder / "blank.xlsx", folder / "filled.xlsx"
    print("   new findings of the validator:", sorted(findings(filled) - findings(blank)) or "none")
    sheets = [shown(folder / f"{name}.xlsx", folder / f"{name}-csv") for name in ("filled", "anew", "blank-anew")]
    print(f"   LibreOffice: {len(sheets[0])} sheets, old results: {old_results(*sheets) or 'none'}")
    print(f"   pages: {pages(blank, folder / 'pages')} blank, {pages(filled, folder / 'pages')} filled")


if __name__ == "__main__":
    for form in sorted(Path(sys.argv[1]).rglob("*.xlsx")):
        judge(form, Path(sys.argv[2]))
