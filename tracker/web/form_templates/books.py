"""The files of forms as they were read: the last ones are kept, since every click on a cell asks for the same."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_
from tracker.rows.form_templates import FormVersionRow
from tracker.rows.forms import FormBook
from tracker.web.form_templates.blueprint import folder
from tracker.workbooks.forms import read_form

KEPT = 2
GONE = N_("様式のファイルが見つかりません。同じファイルを新しい版として登録し直してください。")


def content_of(row: FormVersionRow) -> bytes:
    """The file as it was uploaded."""
    return _content(folder() / row.stored_name)


def book_of(row: FormVersionRow) -> FormBook:
    """What its sheets show."""
    return _book(folder() / row.stored_name, row.digest)


@lru_cache(maxsize=KEPT)
def _book(path: Path, _digest: str) -> FormBook:
    return read_form(_content(path))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise RuleBroken(GONE) from error
