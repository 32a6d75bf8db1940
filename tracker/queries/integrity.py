"""What the database itself says about its health: its pages, its references, the guards of the audit trail."""

from __future__ import annotations

from sqlalchemy import Table, func, inspect, select, text

from tracker.database import db

# The triggers that guard the trail, what was handed in and what was purged, by database; a restored copy may lack them.
_SUBMISSIONS = ("submission", "submission_content", "submission_form", "submission_note", "submission_withdrawal")
_OF_SQLITE = ("audit_entry", "audit_text", *_SUBMISSIONS, "purge")
_GUARDS = {
    "sqlite": frozenset(
        {"tr_submission_note_key", *(f"tr_{table}_{event}" for table in _OF_SQLITE for event in ("insert", "update", "delete"))}
    ),
    "postgresql": frozenset(
        {
            *("tr_audit_entry", "tr_audit_text", "tr_audit_text_whole", "tr_purge"),
            *(f"tr_{table}{event}" for table in _SUBMISSIONS for event in ("", "_delete")),
            *(f"tr_{table}_whole" for table in _SUBMISSIONS[2:]),
        }
    ),
}
_NAMED_AT_MOST = 100


def list_damages() -> tuple[str, ...]:
    """What an SQLite file says is wrong with its pages and indexes; PostgreSQL checks its pages when it reads them."""
    if db.engine.dialect.name != "sqlite":
        return ()
    said = db.session.execute(text(f"PRAGMA integrity_check({_NAMED_AT_MOST})")).scalars().all()
    return tuple(str(one) for one in said if one != "ok")


def list_dangling() -> tuple[tuple[str, int | None, str], ...]:
    """Rows that name a row that is not there: table, row, the table that they name. PostgreSQL: references never checked."""
    if db.engine.dialect.name == "sqlite":
        found = db.session.execute(text("PRAGMA foreign_key_check")).all()
        return tuple((str(one[0]), one[1], str(one[2])) for one in found[:_NAMED_AT_MOST])
    statement = (
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"
    )
    return tuple((str(table), None, str(named)) for table, named in db.session.execute(text(statement)))


def list_missing_guards() -> tuple[str, ...]:
    """The triggers of the audit trail that are not there, or are switched off."""
    if db.engine.dialect.name == "sqlite":
        statement = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        statement = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    there = set(db.session.execute(text(statement)).scalars())
    return tuple(sorted(_GUARDS[db.engine.dialect.name] - there))


def list_missing_tables() -> tuple[str, ...]:
    """Tables of the program that the database does not have: it was never brought up to this version."""
    there = set(inspect(db.engine).get_table_names())
    return tuple(sorted(set(db.metadata.tables) - there))


def count_rows() -> dict[str, int]:
    """How many rows each table of the program has; those that the database does not have are left out."""
    there = set(inspect(db.engine).get_table_names())
    return {name: _count(table) for name, table in sorted(db.metadata.tables.items()) if name in there}


def _count(table: Table) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def stored_revision() -> str:
    """The revision of the migrations that the database is at; empty where it was never migrated."""
    if not inspect(db.engine).has_table("alembic_version"):
        return ""
    return db.session.scalar(text("SELECT version_num FROM alembic_version")) or ""
