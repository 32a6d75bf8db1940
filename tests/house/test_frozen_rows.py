"""What the database keeps against a change it keeps against a row put in its place, by whichever of its keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import Integer, PrimaryKeyConstraint, Table, UniqueConstraint, func, insert, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.cast import Cast
from tests.records import Records
from tracker.database import Base, db
from tracker.models import Account, AuditEntry, AuditHead
from tracker.queries.audit_chain import find_broken_link
from tracker.queries.integrity import list_missing_guards
from tracker.services import audit
from tracker.services.transaction import writing as in_transaction

At = Callable[[], AbstractContextManager[None]]
FROZEN = {
    "audit_entry": "append-only",
    "audit_text": "change by a redaction alone",
    "submission": "frozen",
    "submission_content": "frozen",
    "submission_form": "frozen",
    "submission_note": "frozen",
    "submission_withdrawal": "frozen",
    "purge": "not undone and not changed",
}
_fresh = count(1_000)


def keys_of(table: Table) -> Iterator[tuple[str, ...]]:
    for one in table.constraints:
        if isinstance(one, PrimaryKeyConstraint | UniqueConstraint):
            yield tuple(column.name for column in one.columns)


KEYS = sorted((name, key) for name in FROZEN for key in keys_of(Base.metadata.tables[name]))


def afresh(table: Table, names: set[str]) -> dict[str, int | str]:
    """Values of these columns that no row has; what names another row stays."""
    columns = [table.c[name] for name in names if not table.c[name].foreign_keys]
    return {one.name: next(_fresh) if isinstance(one.type, Integer) else f"fresh {next(_fresh)}" for one in columns}


def a_row(table: Table, key: tuple[str, ...]) -> dict[str, object]:
    """A row that is there and has a value in each column of the key: one of the house, or one that is put in beside it."""
    there = dict(db.session.execute(select(table)).mappings().first() or {})
    if all(there[name] is not None for name in key):
        return there
    beside = there | afresh(table, {name for unique in keys_of(table) for name in unique})
    db.session.execute(insert(table).values(beside))
    return beside


def put_in_its_place(table: Table, key: tuple[str, ...], row: dict[str, object]) -> None:
    """Insert a row that has this key in common with one that is there, and no other, in the way that the database offers."""
    others = {name for unique in keys_of(table) for name in unique} - set(key)
    new = row | afresh(table, others)
    if db.engine.dialect.name == "sqlite":
        db.session.execute(insert(table).prefix_with("OR REPLACE").values(new))
    else:
        (first, *_rest) = table.primary_key.columns
        statement = postgresql.insert(table).values(new)
        db.session.execute(statement.on_conflict_do_update(index_elements=key, set_={first.name: statement.excluded[first.name]}))


@pytest.mark.parametrize(("name", "key"), KEYS, ids=[f"{name}-{'+'.join(key)}" for name, key in KEYS])
def test_no_row_takes_the_place_of_one_that_is_kept(app: Flask, records: Records, name: str, key: tuple[str, ...]) -> None:
    table = Base.metadata.tables[name]
    with app.app_context(), in_transaction():
        row = a_row(table, key)
    with app.app_context():
        with pytest.raises(DBAPIError, match=FROZEN[name]), in_transaction():
            put_in_its_place(table, key, row)
        where = [table.c[column] == row[column] for column in key]
        assert dict(db.session.execute(select(table).where(*where)).mappings().one()) == row


def test_a_note_does_not_take_the_key_of_another_and_its_place_with_it(app: Flask, records: Records) -> None:
    notes = Base.metadata.tables["submission_note"]
    with app.app_context():
        with in_transaction():
            kept = a_row(notes, ("idempotency_key",))
        others = update(notes).where(notes.c.id != kept["id"]).values(idempotency_key=kept["idempotency_key"])
        with pytest.raises(IntegrityError), in_transaction():
            db.session.execute(others.prefix_with("OR REPLACE", dialect="sqlite"))
        assert dict(db.session.execute(select(notes).where(notes.c.id == kept["id"])).mappings().one()) == kept


def test_the_check_asks_for_every_guard_of_these_tables(app: Flask, cast: Cast) -> None:
    if_sqlite = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    if_postgresql = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    with app.app_context(), in_transaction():
        is_sqlite = db.engine.dialect.name == "sqlite"
        there = db.session.execute(text(if_sqlite if is_sqlite else if_postgresql)).all()
        guards = sorted(name for name, table in there if table in FROZEN)
        assert list_missing_guards() == ()
        for name, table in there:
            if table in FROZEN:
                db.session.execute(text(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}")))
        assert list(list_missing_guards()) == guards != []


def test_a_head_written_behind_the_program_is_found(app: Flask, cast: Cast, writing: At, at_rest: At) -> None:
    """Every act moves it, so that no trigger can keep it."""
    last = select(func.max(AuditEntry.id))
    with writing():
        before = db.session.scalars(last).one()
        db.session.execute(update(AuditHead).values(hash="x"))
    with at_rest():
        assert find_broken_link() == before + 1
    with writing():
        audit.note(cast.viewer("manager"), "look", db.session.get_one(Account, cast["owner"].account_id))
    with at_rest():
        assert find_broken_link() == db.session.scalars(last).one()
