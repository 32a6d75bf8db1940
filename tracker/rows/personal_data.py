"""A person or a company as somebody whose data is asked for, handed out or erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Noun(StrEnum):
    PERSON = "producer"
    COMPANY = "company"


class Account(StrEnum):
    """What becomes of the person's account where everything of theirs is redacted."""

    NONE = "none"
    GOES = "goes"
    STAYS = "stays"  # used elsewhere, or the viewer's own


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """``words``: what they are found by, each once: names, readings, addresses, numbers."""

    noun: Noun
    noun_id: int
    name: str
    words: tuple[str, ...]
    account: Account = Account.NONE
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """The rows of a table that are about them, with the names that the columns have in the program."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class FileRow:
    attachment_id: int
    file_name: str
    stored_name: str


@dataclass(frozen=True, slots=True)
class DataRow:
    """Everything that the programme keeps of them; ``with_closed``: internal memos and 社外秘 files as well."""

    subject: SubjectRow
    programme: str
    with_closed: bool
    made_at: datetime
    tables: tuple[TableRow, ...]
    files: tuple[FileRow, ...]
