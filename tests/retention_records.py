"""A programme whose time is over, and of the full house a purge that took nothing and a hold that was lifted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import text

from tests.cast import Cast
from tracker.database import db
from tracker.models import Purge, RetentionHold

LONG_AGO = 2015  # over for any clock, the database's own too
GUARDED = ("submission",)


@contextmanager
def unguarded(table: str) -> Iterator[None]:
    """As the owner of the database could: without the triggers of a table, which are there again afterwards."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield
        db.session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        return
    found = db.session.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"), {"table": table}
    ).all()
    for name, _sql in found:
        db.session.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _name, sql in found:
        db.session.execute(text(sql))


def make_old(cast: Cast, *, fiscal_year: int = LONG_AGO, handed_in_on: date | None = None) -> None:
    """The tests' programme was that of an earlier year, and what it handed in was handed in then."""
    day = handed_in_on or date(fiscal_year + 1, 3, 31)
    with unguarded("submission"):
        db.session.execute(
            text("UPDATE submission SET handed_in_on = :day WHERE programme_id = :programme"),
            {"day": day.isoformat() if db.engine.dialect.name == "sqlite" else day, "programme": cast.programme_id},
        )
    first, last = date(fiscal_year, 4, 1), date(fiscal_year + 1, 3, 31)
    is_sqlite = db.engine.dialect.name == "sqlite"
    db.session.execute(
        text("UPDATE programme SET fiscal_year = :year, contract_starts_on = :first, contract_ends_on = :last WHERE id = :id"),
        {
            "year": fiscal_year,
            "first": first.isoformat() if is_sqlite else first,
            "last": last.isoformat() if is_sqlite else last,
            "id": cast.programme_id,
        },
    )
    db.session.expire_all()


def retention_records(cast: Cast, *, now: datetime) -> None:
    db.session.add(
        Purge(
            programme_id=cast.other_programme_id,
            reason="保存期間が過ぎたため",
            account_name=cast["other_manager"].name,
            kept_until=date(2020, 3, 31),
            row_count=0,
            file_count=0,
            last_entry_id=0,
            last_submission_id=0,
            created_at=now,
        )
    )
    db.session.add(
        RetentionHold(
            programme_id=cast.programme_id,
            reason="会計検査が終わるまで",
            account_name=cast["manager"].name,
            lifted_at=now,
            lifted_by=cast["manager"].name,
            lifted_reason="会計検査が終わった",
            created_at=now,
            created_by_id=cast["manager"].account_id,
        )
    )
    db.session.flush()
