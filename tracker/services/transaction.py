"""Begins and ends writing: the one place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm.exc import StaleDataError

from tracker.database import PATIENCE_MS, WRITES, db, empty_write_ahead_log
from tracker.domain.errors import Conflict
from tracker.domain.words import N_
from tracker.services import audit, board_marks, closed_months, search_index


def begin_writing(*, patience_ms: int | None = None) -> None:
    """Start an immediate transaction, before anything is read; what was read before is thrown away.

    It waits for others for ``patience_ms``, where somebody only reads a page and can do without writing.
    """
    db.session.rollback()
    db.session.connection(execution_options={WRITES: True, PATIENCE_MS: patience_ms})


def commit() -> None:
    """Write what the services changed and its audit entries, all or nothing.

    Conflict where a row changed meanwhile, MonthClosed where a closed month would change without a reason.
    """
    try:
        db.session.flush()
        search_index.follow_changes()
        board_marks.follow_changes()
        if notes := audit.take_noted():
            # First the turn, then the question: what is handed in meanwhile is handed in before it, or after this is committed.
            last = audit.take_turn()
            audit.append(closed_months.check_noted(notes), last)
        db.session.commit()
    except StaleDataError as error:
        abandon()
        raise Conflict(N_("ほかの人が先に保存しました。内容を確かめて、もう一度保存してください。")) from error
    except BaseException:
        abandon()
        raise


def try_out() -> None:
    """Throw everything away as :func:`abandon` does, refused where :func:`commit` would refuse it for a closed month."""
    try:
        db.session.flush()
        closed_months.check_noted(audit.take_noted())
    finally:
        abandon()


def abandon() -> None:
    """Throw away everything since :func:`begin_writing`."""
    audit.forget_noted()
    search_index.forget_changes()
    board_marks.forget_changes()
    db.session.rollback()


def let_connections_go() -> None:
    """After an outage, open the database anew: a connection made while it was read-only stays so for its life."""
    db.session.rollback()
    db.engine.dispose()


def sweep() -> None:
    """After a redaction was committed: what it overwrote does not stay in the log of an SQLite database."""
    db.session.rollback()
    empty_write_ahead_log(db.engine)


@contextmanager
def writing(*, patience_ms: int | None = None) -> Iterator[None]:
    """An immediate transaction around a block: committed at its end, abandoned on any exception."""
    begin_writing(patience_ms=patience_ms)
    try:
        yield
    except BaseException:
        abandon()
        raise
    commit()
