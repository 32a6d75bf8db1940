"""Reports in tests: the demonstration year with its workbook, and how a workbook is read back."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.cast import PASSWORD
from tests.conftest import KEY, NOW
from tests.databases import Templates
from tracker.application import create_app
from tracker.config import Config
from tracker.database import db
from tracker.demonstration.play import play
from tracker.domain.access import Viewer, operator
from tracker.queries.programmes import find_programme_id
from tracker.rows.report import ReportRow
from tracker.workbooks.report import write_report

AS_OF = date(2026, 11, 24)


def play_year(templates: Templates) -> str:
    """The template that holds the demonstration year up to :data:`AS_OF`."""
    templates.fill("year", _played)
    return "year"


def _played() -> None:
    play(password=PASSWORD, today=AS_OF, now=NOW)


@contextmanager
def demonstration(templates: Templates, folder: Path) -> Iterator[Flask]:
    """An application whose database holds the demonstration year up to :data:`AS_OF`; a context is open."""
    with templates.copy(play_year(templates), folder / "tracker.sqlite3") as url:
        config = Config(instance=folder, database_url=url, secret_key=KEY, testing=True)
        app = create_app(config, lambda: NOW)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def demonstrator() -> Viewer:
    return operator(find_programme_id("demo"))


def written(report: ReportRow) -> bytes:
    """The workbook as the bytes that leave the house."""
    out = io.BytesIO()
    write_report(report, out, made_at=NOW)
    return out.getvalue()


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def parts(content: bytes) -> dict[str, bytes]:
    """The package part by part, unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package_text(content: bytes) -> str:
    """Every word of every part: in the files a character may stand as its number."""
    return html.unescape("".join(part.decode() for part in parts(content).values()))


def records(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of a data sheet by heading."""
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip((str(head) for head in heads), row, strict=True)) for row in rows]


def form_rows(sheet: Worksheet, first_head: str) -> list[dict[str, Any]]:
    """The rows of a form sheet's table by heading: from below the headings to the first row that has one cell alone."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(at for at, row in enumerate(rows) if row[0] == first_head)
    heads = [str(head or "").replace("\n", "") for head in rows[start]]
    found = []
    for row in rows[start + 1 :]:
        if sum(value is not None for value in row) < 2:
            break
        found.append(dict(zip(heads, row, strict=True)))
    return found


def all_text(book: Workbook) -> list[str]:
    return [value for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if isinstance(value, str)]
