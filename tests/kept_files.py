"""The bytes of the full house's files: its attachments and its forms."""

from __future__ import annotations

from pathlib import Path

from tests.form_records import DELETED_FORM_AT, FORM_AT, own_form
from tests.records import DELETED_PICTURE_AT, PICTURE, PICTURE_AT


def place_files(folder: Path) -> None:
    """Put them where their rows say that they lie."""
    kept = {PICTURE_AT: PICTURE, DELETED_PICTURE_AT: PICTURE, FORM_AT: own_form(), DELETED_FORM_AT: own_form()}
    for name, content in kept.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
