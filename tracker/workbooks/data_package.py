"""The data of one person or company as a zip: all of it as JSON, each table as CSV, the files under their names."""

from __future__ import annotations

import json
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from tracker.rows.personal_data import DataRow
from tracker.workbooks.report.data_csv import as_csv


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
        with package.open("data.json", "w", force_zip64=True) as entry, TextIOWrapper(entry, "utf-8") as words:
            json.dump({"about": told, "tables": tables}, words, ensure_ascii=False, indent=1)
        for table in row.tables:
            package.writestr(f"csv/{table.name}.csv", as_csv(table.columns, table.rows))
        for file in row.files:
            if (folder / file.stored_name).is_file():
                name = file.file_name.replace("/", "_").replace("\\", "_")
                package.write(folder / file.stored_name, f"files/{file.attachment_id}-{name}", ZIP_STORED)
