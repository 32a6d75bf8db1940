"""消去 step by step: each step is a short transaction that leaves the database whole, so that others save between two of them.

What is left is asked of the rows themselves: a purge that was ended in the middle, by whatever, goes on where it was.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Table, bindparam, delete
from sqlalchemy.exc import IntegrityError

from tracker.database import db, overwrite_what_is_erased
from tracker.domain.access import Act, Viewer
from tracker.domain.calendar import tokyo_day
from tracker.models import AuditText, Company, CompanyAlias, Purge, SupportCase
from tracker.queries.prepared import connection_of
from tracker.queries.retention import find_unfinished, get_year
from tracker.queries.retention_tables import (
    list_cases_of,
    list_companies_of_year,
    list_files_of,
    list_keys,
    list_leaving_accounts,
    list_supports_of,
    list_text_keys,
    list_unnamed_cases,
    list_unnamed_companies,
    tables_that_go,
)
from tracker.services import attachment_files, audit, board_marks, search_index
from tracker.services.personal_data import empty_account
from tracker.services.purges import check_due, set_purging_since
from tracker.services.retention import lock_programme
from tracker.services.transaction import writing

# So long a step may hold the lock. Whoever waits for SQLite's looks ten times a second: it is free for a little longer than that.
STEP_SECONDS, PAUSE_SECONDS = 0.1, 0.12
FEWEST_ROWS, MOST_ROWS = 10, 2000
# A save that had begun before the purge can bring a row into a table that was passed: a reference tells, and it begins again.
MOST_ROUNDS = 5
Key = TypeVar("Key")


class _Over(Exception):
    """Somebody else has come to the end of it meanwhile."""


def carry_on(viewer: Viewer, *, folder: Path, now: datetime, seconds: float | None = None) -> bool:
    """Take away what is left of a purge that was begun; whether it is over, which it need not be where ``seconds`` are given.

    RuleBroken where somebody holds the year meanwhile; what is gone is gone.
    """
    viewer.require(Act.STAFF)
    until = None if seconds is None else time.monotonic() + seconds
    for left in reversed(range(MOST_ROUNDS)):
        try:
            steps = _Steps(viewer, folder, now)
            for _step in steps:
                if until is not None and time.monotonic() > until:
                    return False
                steps.let_others_in()
        except _Over:
            return True
        except IntegrityError:
            if not left:
                raise
        else:
            return True
    raise AssertionError("unreachable")


@dataclass(slots=True)
class _Steps:
    """``rows``: how many a step takes, as many as fit into its time on this machine; ``held``: seconds since the last pause."""

    viewer: Viewer
    folder: Path
    now: datetime
    rows: int = FEWEST_ROWS
    held: float = 0

    def __iter__(self) -> Iterator[None]:
        yield from self._empty_accounts()
        yield from self._forget_words()
        for table in tables_that_go():
            if table.name == "enrolment":
                yield from self._take_companies()
            elif table.name != "enrolled_case":  # it goes with its company, of whose cases it tells
                yield from self._take_rows(table)
        yield from self._take_texts()
        yield from self._overwrite_words()
        self._finish()

    @contextmanager
    def _step(self) -> Iterator[Purge]:
        with writing():
            begun = time.monotonic()
            lock_programme(self.viewer)
            purge = find_unfinished(self.viewer)
            if purge is None:
                raise _Over
            check_due(get_year(self.viewer, today=tokyo_day(self.now)), self.now)
            overwrite_what_is_erased(db.session())
            yield purge
        taken = time.monotonic() - begun
        self.held += taken
        self.rows = int(max(FEWEST_ROWS, min(MOST_ROWS, self.rows * STEP_SECONDS / max(taken, 0.001), self.rows * 2)))

    def let_others_in(self) -> None:
        """After some short steps or a long one; a small year is not made to wait for nobody."""
        if self.held >= STEP_SECONDS / 2:
            time.sleep(PAUSE_SECONDS)
            self.held = 0

    def _portions(self, keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
        at = 0
        while some := keys[at : at + self.rows]:
            at += len(some)
            yield some

    def _empty_accounts(self) -> Iterator[None]:
        """First: whoever had only this year is out before anything of it goes."""
        for some in self._portions(list_leaving_accounts(self.viewer, now=self.now)):
            with self._step() as purge:
                for account_id in sorted({*some}.intersection(list_leaving_accounts(self.viewer, now=self.now))):
                    empty_account(self.viewer, account_id=account_id, reason=purge.reason, now=self.now)
            yield

    def _forget_words(self) -> Iterator[None]:
        """Before the rows, so that no search finds what is gone."""
        while search_index.knows(self.viewer.programme):
            with self._step():
                search_index.forget_some(self.viewer.programme, limit=self.rows)
            yield

    def _overwrite_words(self) -> Iterator[None]:
        is_first = True
        while True:
            with self._step():
                is_left = search_index.overwrite_some(is_first=is_first)
            if not is_left:
                return
            is_first = False
            yield

    def _take_rows(self, table: Table) -> Iterator[None]:
        for some in self._portions(list_keys(self.viewer, table)):
            with self._step():
                files = list_files_of(table, some)
                _take(table, some)
                if board_marks.is_counted(table.name):
                    board_marks.mark_programme(self.viewer.programme)
            attachment_files.remove(self.folder, files)
            yield

    def _take_companies(self) -> Iterator[None]:
        """With their support goes of each company and case what nobody else names."""
        for some in self._portions(list_companies_of_year(self.viewer)):
            with self._step():
                cases = list_cases_of(self.viewer, some)
                for table, keys in list_supports_of(self.viewer, some):
                    _take(table, keys)
                companies = list_unnamed_companies(some)
                _take_by(SupportCase.id, list_unnamed_cases(cases, companies))
                _take_by(CompanyAlias.company_id, companies)
                _take_by(Company.id, companies)
                board_marks.mark_programme(self.viewer.programme)
            yield

    def _take_texts(self) -> Iterator[None]:
        table = cast(Table, AuditText.__table__)
        purge = find_unfinished(self.viewer)
        for some in self._portions(list_text_keys(self.viewer, upto=purge.last_entry_id) if purge else []):
            with self._step():
                _take(table, some)
            yield

    def _finish(self) -> None:
        with self._step() as purge:
            set_purging_since(self.viewer, None)
            audit.note(self.viewer, "finish_purge", purge, after={})


def _take(table: Table, keys: Collection[Any]) -> None:
    """Past the session, which else asks of every row what the index and the dashboard have of it."""
    columns = table.primary_key.columns
    if keys:
        these = delete(table).where(*(column == bindparam(f"of_{column.name}") for column in columns))
        names = [f"of_{column.name}" for column in columns]
        connection_of(db.session()).execute(these, [dict(zip(names, key, strict=True)) for key in keys])


def _take_by(column: Any, ids: Collection[int]) -> None:
    if ids:
        connection_of(db.session()).execute(delete(column.table).where(column.in_(ids)))
