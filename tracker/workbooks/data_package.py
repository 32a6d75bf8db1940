"""The data of one person or company as a zip: tables to read, then all of it as JSON and CSV, and the files under their names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from tracker.rows.personal_data import DataRow, TableRow
from tracker.workbooks.data_choices import NO, YES, choices_of
from tracker.workbooks.data_words import field_words, table_words
from tracker.workbooks.report.data_csv import as_csv

TO_READ = "読む_read"
GUIDE = "はじめに_README.txt"
FIELDS = "項目の説明_fields.csv"
FIELDS_HEADS = (
    "表 / Table",
    "項目 / Field",
    "値 / Values",
    "data.json・csvでの表の名前 / Table there",
    "項目の名前 / Field there",
)
GUIDE_WORDS = """{name}
{programme}
{made_at}

読む_read/
  人が読むための表です。見出しと値は日本語と英語です。
  Tables to be read, in Japanese and English.
{fields}
  どの表のどの項目が何か、機械で読む形では何という名前か。
  What each field is, and what it is called in the files for programs.
data.json, csv/
  同じ内容を、プログラムで読むための形にしたものです。
  The same, for programs to read.
files/
  写真や資料。
  Pictures and documents.

ほかの人は番号で示します。文の中には、ほかの人の名前があることがあります。{closed}
Other people are numbers; their names may stand in texts. {closed_english}
"""
CLOSED = ("内部メモと社外秘のファイルを含みます。", "Internal memos and confidential files are in it.")
NOT_CLOSED = ("内部メモと社外秘のファイルは含みません。", "Internal memos and confidential files are not in it.")


def write_data(row: DataRow, out: BinaryIO, *, folder: Path) -> None:
    """``folder``: where the attachments lie; a file that is gone is left out, and ``flask check`` tells of it."""
    told = {
        "name": row.subject.name,
        "programme": row.programme,
        "made_at": row.made_at.isoformat(),
        "internal_memos_and_confidential_files": row.with_closed,
    }
    tables = {table.name: [dict(zip(table.columns, one, strict=True)) for one in table.rows] for table in row.tables}
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        package.writestr(GUIDE, _guide(row))
        package.writestr(FIELDS, as_csv(FIELDS_HEADS, (line for table in row.tables for line in _fields(table))))
        for number, table in enumerate(row.tables, start=1):
            heads = tuple(_said(field_words(column)) for column in table.columns)
            name = "_".join(table_words(table.name)).replace(" ", "-")
            package.writestr(f"{TO_READ}/{number:02}_{name}.csv", as_csv(heads, _lines(table)))
        with package.open("data.json", "w", force_zip64=True) as entry, TextIOWrapper(entry, "utf-8") as words:
            json.dump({"about": told, "tables": tables}, words, ensure_ascii=False, indent=1)
        for table in row.tables:
            package.writestr(f"csv/{table.name}.csv", as_csv(table.columns, table.rows))
        for file in row.files:
            if (folder / file.stored_name).is_file():
                name = file.file_name.replace("/", "_").replace("\\", "_")
                package.write(folder / file.stored_name, f"files/{file.attachment_id}-{name}", ZIP_STORED)


def _guide(row: DataRow) -> str:
    closed, english = CLOSED if row.with_closed else NOT_CLOSED
    return "\ufeff" + GUIDE_WORDS.format(
        name=row.subject.name,
        programme=row.programme,
        made_at=row.made_at.isoformat(timespec="minutes"),
        fields=FIELDS,
        closed=closed,
        closed_english=english,
    ).replace("\n", "\r\n")


def _fields(table: TableRow) -> Iterator[tuple[str, ...]]:
    for column in table.columns:
        values = "、".join(choices_of(table.name, column).values())
        yield _said(table_words(table.name)), _said(field_words(column)), values, table.name, column


def _lines(table: TableRow) -> Iterator[tuple[str | int | float | None, ...]]:
    choices = [choices_of(table.name, column) for column in table.columns]
    for values in table.rows:
        yield tuple(_value(value, names) for value, names in zip(values, choices, strict=True))


def _value(value: str | int | float | None, names: dict[str, str]) -> str | int | float | None:
    """A choice and a yes or no in words; everything else as it is kept."""
    if isinstance(value, bool):
        return YES if value else NO
    return names.get(value, value) if isinstance(value, str) else value


def _said(words: tuple[str, str]) -> str:
    return " / ".join(words)
