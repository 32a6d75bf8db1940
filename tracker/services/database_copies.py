"""The database as one file while others write, that file opened beside it, and put in its place: what both databases can."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url

from tracker.services.postgresql_copies import PostgresqlCopies
from tracker.services.sqlite_copies import SqliteCopies


class Copies(Protocol):
    """What SQLite and PostgreSQL do each in its way; CannotCopy where one of them cannot."""

    @property
    def kind(self) -> str:
        """``sqlite`` or ``postgresql``: a backup goes back into a database of its own kind."""

    def check_there(self) -> None:
        """CannotCopy where opening the database would make an empty one."""

    def copy(self, to: Path) -> None:
        """The database of one moment into one file; readers and writers go on."""

    def opened(self, copy: Path) -> AbstractContextManager[str]:
        """The address of a database made from such a file, gone afterwards unless it was put in place."""

    def is_in_use(self) -> bool:
        """Whether there is data that a restore would replace."""

    def put_in_place(self, opened: str, aside: Path) -> str:
        """The opened copy becomes the database in one step; says where the one before lies. CannotCopy while others use it."""


def copies_of(database_url: str) -> Copies:
    url = make_url(database_url)
    return SqliteCopies(Path(url.database or "")) if url.get_backend_name() == "sqlite" else PostgresqlCopies(url)
