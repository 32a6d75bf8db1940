"""``python -m tests.benchmarks.report [INSTANCE]``: the workbook of one year of size L beside plain dumps of its data rows.

Each writer gets the same rows, by turns, in a process of its own: processor seconds, bytes, peak memory of the process, which has
read the report before. With INSTANCE the newest year in the database that lies there, else one that is built for it.
"""

from __future__ import annotations

import io
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from flask_migrate import upgrade
from lxml import etree
from openpyxl import Workbook

from tests.benchmarks.build import NOW, build
from tests.benchmarks.sizes import SIZES
from tracker.application import create_app
from tracker.config import Config
from tracker.domain.access import operator
from tracker.queries.programmes import find_programme_id
from tracker.queries.report import get_report
from tracker.rows.report import ReportRow
from tracker.workbooks.report import write_report
from tracker.workbooks.report.data_sheets import SHEETS
from tracker.workbooks.report.saving import Table, save_book

AS_OF = date(2027, 3, 31)
TURNS = 3
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def main() -> None:
    size = replace(SIZES["L"], years=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name)
        if len(sys.argv) == 1:
            with inside(folder):
                upgrade()
                build(size)
        say(f"{size.visits:,} visits and as many meetings of one year")
        say(f"read alone: peak {alone(_read, folder):.0f} MB")
        say(f"{'writer':<44}{'processor s':>12}{'MB':>8}{'peak MB':>9}")
        for turn in range(TURNS):
            for writer in WRITERS:
                spent, length, peak = alone(_measured, folder, Path(name) / "out.xlsx", writer)
                say(f"{turn + 1} {writer:<42}{spent:>12.1f}{length / 2**20:>8.1f}{peak:>9.0f}")


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    config = Config(folder, f"sqlite:///{folder}/bench.sqlite3", "benchmark", secure_cookies=False)
    with create_app(config, clock=lambda: NOW).app_context():
        yield


def alone(what: Callable[..., Any], *asked: Any) -> Any:
    """In a process of its own."""
    with get_context("spawn").Pool(1) as alone:
        return alone.apply(what, asked)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _read(folder: Path) -> float:
    with inside(folder):
        get_report(operator(find_programme_id("y2026")), as_of=AS_OF)
    return peak()


def _measured(folder: Path, out_file: Path, writer: str) -> tuple[float, int, float]:
    """The processor seconds of a writer without those of reading, the length of its file, the peak of the whole."""
    with inside(folder):
        report = get_report(operator(find_programme_id("y2026")), as_of=AS_OF)
        out = io.BytesIO() if writer.startswith("own XML with lxml") else out_file.open("wb+")
        started = time.process_time()
        with out:
            WRITERS[writer](report, out)  # type: ignore[arg-type]
            spent = time.process_time() - started
            length = out.seek(0, io.SEEK_END)
    return spent, length, peak()


def _tables(report: ReportRow) -> Iterable[Table]:
    return [data.table(report) for data in SHEETS]


def _whole(report: ReportRow, out: io.BufferedRandom) -> None:
    write_report(report, out, made_at=NOW)


def _own(report: ReportRow, out: io.BufferedRandom) -> None:
    book, tables = Workbook(), _tables(report)
    del book[book.sheetnames[0]]
    for table in tables:
        book.create_sheet(table.title)
    save_book(book, out, tables=tables, made_at=NOW)


def _write_only(report: ReportRow, out: io.BufferedRandom) -> None:
    book = Workbook(write_only=True)
    for table in _tables(report):
        sheet = book.create_sheet(table.title)
        sheet.append(table.heads)
        for row in table.rows():
            sheet.append(row)
    book.save(out)


def _with_lxml(report: ReportRow, out: io.BytesIO) -> None:
    """The sheets alone, without the rest of a package."""
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for place, table in enumerate(_tables(report), start=1):
            with (
                package.open(f"sheet{place}.xml", "w") as part,
                etree.xmlfile(part, encoding="utf-8") as xml,
                xml.element("worksheet", xmlns=SHEET),
                xml.element("sheetData"),
            ):
                for values in table.rows():
                    row = etree.Element("row")
                    for value in values:
                        cell = etree.SubElement(row, "c")
                        if isinstance(value, str):
                            cell.set("t", "inlineStr")
                            etree.SubElement(etree.SubElement(cell, "is"), "t").text = value
                        elif value is not None:
                            etree.SubElement(cell, "v").text = str(value)
                    xml.write(row)


WRITERS: dict[str, Callable[..., None]] = {
    "the whole workbook": _whole,
    "its data rows as the workbook has them": _own,
    "a plain dump: openpyxl write-only": _write_only,
    "own XML with lxml.etree.xmlfile, sheets alone": _with_lxml,
}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
