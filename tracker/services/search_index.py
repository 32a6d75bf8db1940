"""Keeps what a search looks through: whatever writes a searched thing, its words are made anew before the commit.

No service has to remember it: the session tells which rows are written, through objects or by a statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, TextClause, bindparam, delete, event, insert, inspect, select, text
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from tracker.database import db
from tracker.domain.search import Depth, Kind, fold_all, of_company, of_kind, pieces, row_id
from tracker.models import SearchText
from tracker.queries.prepared import connection_of, run_flushed
from tracker.queries.search_index import NAME, is_sqlite
from tracker.queries.search_words import SEARCHED_TABLES, list_thing_ids, read_words, things_made_with, things_named_by, things_of
from tracker.rows.search import ThingWords

Thing = tuple[Kind, int]
_ROWS, _THINGS, _MADE, _ERASED = "rows_for_search", "things_for_search", "made_for_search", "erased_from_search"
_AT_ONCE = 500
_PAGES_AT_ONCE = 200  # of the index, merged in one step
_CHANGES = text("SELECT total_changes()")
# Built once, and rows that nothing else of a request holds: written and read without the session's bookkeeping.
_TEXT = cast(Table, SearchText.__table__)
_STORED = select(_TEXT).where(_TEXT.c.kind == bindparam("kind"), _TEXT.c.thing_id.in_(bindparam("these", expanding=True)))
_ADD, _TAKE_OUT = insert(_TEXT), delete(_TEXT).where(_TEXT.c.id == bindparam("gone"))


def follow_changes() -> None:
    """Bring the index up to what was written since the last commit; called by the commit alone, after the flush."""
    info = db.session().info
    by_kind: defaultdict[Kind, set[int]] = defaultdict(set)
    rows: dict[str, set[int]] = info.pop(_ROWS, {})
    left: set[Thing] = info.pop(_THINGS, set())
    made: set[Thing] = info.pop(_MADE, set())
    for kind, thing_id in (*left, *(thing for table, row_ids in rows.items() for thing in things_of(table, row_ids))):
        by_kind[kind].add(thing_id)
    for kind, thing_ids in by_kind.items():
        _bring_up(kind, thing_ids, kept={thing_id for thing_id in thing_ids if (kind, thing_id) not in made})
    if info.pop(_ERASED, False):
        _overwrite()


def forget_changes() -> None:
    for name in (_ROWS, _THINGS, _MADE, _ERASED):
        db.session().info.pop(name, None)


def erase_at_commit() -> None:
    """After a redaction the index keeps no piece of what was taken out."""
    db.session().info[_ERASED] = True


def knows(programme_id: int) -> bool:
    """Whether there are texts of a programme."""
    return db.session.scalar(select(_TEXT.c.id).where(_TEXT.c.programme_id == programme_id).limit(1)) is not None


def forget_some(programme_id: int, *, limit: int) -> None:
    """Take out so many texts of a programme whose records go; what they were is not asked any more."""
    of_programme = select(_TEXT).where(_TEXT.c.programme_id == programme_id).limit(limit)
    rows = [dict(row) for row in connection_of(db.session()).execute(of_programme).mappings()]
    _remove(rows)


def overwrite_some(*, is_first: bool) -> bool:
    """A part of what :func:`_overwrite` does in one go; whether more is left. The first call says that all is to be merged."""
    if not is_sqlite():
        return False
    before = db.session.scalar(_CHANGES)
    pages = -_PAGES_AT_ONCE if is_first else _PAGES_AT_ONCE
    db.session.execute(text(f"INSERT INTO {NAME} ({NAME}, rank) VALUES ('merge', :pages)"), {"pages": pages})
    # the row of the command itself is one change (https://sqlite.org/fts5.html, "The 'merge' Command")
    return (db.session.scalar(_CHANGES) or 0) - (before or 0) >= 2


def rebuild() -> int:
    """Make the whole index anew, of every programme; how many texts it holds."""
    db.session.execute(delete(SearchText))
    db.session.execute(text(f"INSERT INTO {NAME} ({NAME}) VALUES ('delete-all')" if is_sqlite() else f"DELETE FROM {NAME}"))
    written = 0
    for kind in Kind:
        last = 0
        while thing_ids := list_thing_ids(kind, after=last, limit=_AT_ONCE):
            written += _write(_texts_of(read_words(kind, thing_ids)))
            last = thing_ids[-1]
    _overwrite()
    return written


@event.listens_for(db.session, "before_flush")
def _note_what_is_left(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """What a row belonged to before it is deleted, or belongs to something else."""
    for row in session.deleted:
        _note_things(session, row.__tablename__, [row.id] if row.__tablename__ in SEARCHED_TABLES else [])
    for row in session.dirty:
        if row.__tablename__ in SEARCHED_TABLES and _has_moved(row):
            _note_things(session, row.__tablename__, [row.id])


@event.listens_for(db.session, "after_flush")
def _note_what_is_written(session: Session, _context: UOWTransaction) -> None:
    rows = session.info.setdefault(_ROWS, defaultdict(set))
    session.info.setdefault(_MADE, set()).update(thing for row in session.new for thing in things_made_with(row))
    for row in (*session.new, *(one for one in session.dirty if session.is_modified(one))):
        if row.__tablename__ in SEARCHED_TABLES:
            named = things_named_by(row)
            if named is None:
                rows[row.__tablename__].add(row.id)
            else:
                session.info.setdefault(_THINGS, set()).update(named)


@event.listens_for(db.session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    """An UPDATE or DELETE of many rows at once: which they are is asked before they change."""
    if not (state.is_update or state.is_delete):
        return
    statement: Any = state.statement
    if statement.table.name not in SEARCHED_TABLES:
        return
    of_rows: list[ColumnElement[bool]] = [] if statement.whereclause is None else [statement.whereclause]
    with state.session.no_autoflush:
        row_ids = list(state.session.scalars(select(statement.table.c.id).where(*of_rows)))
        _note_things(state.session, statement.table.name, row_ids)
    if state.is_update:
        state.session.info.setdefault(_ROWS, defaultdict(set))[statement.table.name].update(row_ids)


def _note_things(session: Session, table: str, row_ids: Collection[int]) -> None:
    if row_ids:
        session.info.setdefault(_THINGS, set()).update(things_of(table, row_ids))


def _has_moved(row: Any) -> bool:
    """Whether it now belongs to another visit or section."""
    changes = inspect(row).attrs
    return any(name in changes and changes[name].history.deleted for name in ("visit_id", "section_id"))


def _bring_up(kind: Kind, thing_ids: Collection[int], *, kept: Collection[int]) -> None:
    """``kept``: those of them that the index may hold already."""
    stored = run_flushed(_STORED, {"kind": kind, "these": list(kept)}).mappings() if kept else ()
    there = {row["id"]: dict(row) for row in stored}
    wanted = {row["id"]: row for row in _texts_of(read_words(kind, thing_ids))}
    _remove([row for key, row in there.items() if wanted.get(key) != row])
    _write(row for key, row in wanted.items() if there.get(key) != row)


def _texts_of(things: Iterable[ThingWords]) -> Iterator[dict[str, Any]]:
    """A row for every depth at which a thing has words; each holds those of the shallower ones too."""
    for thing in things:
        words = ""
        for depth in Depth:
            added = fold_all(one for at, _words, one in thing.texts if at is depth)
            words = "\n".join(filter(None, (words, added)))
            if added:
                yield {
                    "id": row_id(thing.kind, thing.thing_id, depth, thing.on),
                    "kind": thing.kind,
                    "thing_id": thing.thing_id,
                    "depth": depth,
                    "programme_id": thing.programme_id,
                    "enrolment_id": thing.enrolment_id,
                    "words": words,
                }


def _pieces_of(row: dict[str, Any]) -> dict[str, Any]:
    around = {of_kind(row["programme_id"], row["kind"])}
    around |= {of_company(row["enrolment_id"])} if row["enrolment_id"] else set()
    return {"id": row["id"], "pieces": " ".join(sorted(around | pieces(row["words"])))}


def _write(texts: Iterable[dict[str, Any]]) -> int:
    rows = list(texts)
    if rows:
        connection = connection_of(db.session())
        connection.execute(_ADD, rows)
        connection.execute(_add_pieces(is_sqlite()), [_pieces_of(row) for row in rows])
    return len(rows)


def _remove(rows: Collection[dict[str, Any]]) -> None:
    if rows:
        connection = connection_of(db.session())
        connection.execute(_take_out_pieces(is_sqlite()), [_pieces_of(row) for row in rows])
        connection.execute(_TAKE_OUT, [{"gone": row["id"]} for row in rows])


@cache
def _add_pieces(on_sqlite: bool) -> TextClause:
    if on_sqlite:
        return text(f"INSERT INTO {NAME} (rowid, pieces) VALUES (:id, :pieces)")
    return text(f"INSERT INTO {NAME} (id, pieces) VALUES (:id, array_to_tsvector(string_to_array(:pieces, ' ')))")


@cache
def _take_out_pieces(on_sqlite: bool) -> TextClause:
    """SQLite's index holds no text of its own: it is told what to take out."""
    if on_sqlite:
        return text(f"INSERT INTO {NAME} ({NAME}, rowid, pieces) VALUES ('delete', :id, :pieces)")
    return text(f"DELETE FROM {NAME} WHERE id = :id")


def _overwrite() -> None:
    """What was taken out leaves no piece behind; PostgreSQL sees to it when it vacuums."""
    if is_sqlite():
        db.session.execute(text(f"INSERT INTO {NAME} ({NAME}) VALUES ('optimize')"))
