"""Statements that are built once for each kind of viewer and executed with this one's ids.

Building a statement costs twice what executing it does, and what a viewer may see changes its shape by their roles alone. So the
builder is given a viewer of the same roles whose ids are parameters; days and ids of its own it names with ``bindparam``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Executable, Integer, bindparam
from sqlalchemy.orm import Session

from tracker.database import db
from tracker.domain.access import Viewer

Statement = TypeVar("Statement")
Shape = ParamSpec("Shape")
_MOST_SHAPES = 300
_CONNECTION = "connection_of_transaction"

_PROGRAMME = bindparam("viewer_programme", type_=Integer)
_PRODUCER = bindparam("viewer_producer", type_=Integer)
THESE: Any = bindparam("these", expanding=True)


def prepared(build: Callable[Concatenate[Viewer, Shape], Statement]) -> Callable[Concatenate[Viewer, Shape], Statement]:
    """``build`` is asked once a kind of viewer; execute what comes back with :func:`ids_of` the viewer among the parameters.

    What else it is given says what shape the statement has: each is kept for itself.
    """
    built: dict[Any, Statement] = {}

    @wraps(build)
    def statement(viewer: Viewer, *shape: Shape.args, **named: Shape.kwargs) -> Statement:
        kind = (
            viewer.roles,
            viewer.records_open,
            viewer.hours_kept,
            viewer.programme_id is None,
            viewer.producer_id is None,
            shape,
            *named.items(),
        )
        found = built.get(kind)
        if found is None:
            if len(built) >= _MOST_SHAPES:
                built.clear()
            found = built[kind] = build(_of_kind(viewer), *shape, **named)
        return found

    return cast("Callable[Concatenate[Viewer, Shape], Statement]", statement)


def ids_of(viewer: Viewer) -> dict[str, Any]:
    """What stands for the viewer among the parameters of a prepared statement."""
    return {_PROGRAMME.key: viewer.programme_id, _PRODUCER.key: viewer.producer_id}


def asked_of(viewer: Viewer, these: Collection[int] | None) -> dict[str, Any]:
    """:func:`ids_of` the viewer, and ``THESE`` where some are asked for and not all."""
    return ids_of(viewer) if these is None else ids_of(viewer) | {THESE.key: list(these)}


def run(statement: Executable, parameters: Mapping[str, Any]) -> CursorResult[*tuple[Any, ...]]:
    """The rows of a statement of columns, asked on the session's own connection: they need none of its bookkeeping of objects."""
    session = db.session()
    session.flush()
    return connection_of(session).execute(statement, parameters)


def run_flushed(statement: Executable, parameters: Mapping[str, Any]) -> CursorResult[*tuple[Any, ...]]:
    """The same during a flush, and after it: nothing is written first."""
    return connection_of(db.session()).execute(statement, parameters)


def connection_of(session: Session) -> Connection:
    """The connection of the session's transaction, closed where that ends; finding it costs half of what a statement does."""
    held: Connection | None = session.info.get(_CONNECTION)
    if held is None or held.closed:
        held = session.info[_CONNECTION] = session.connection()
    return held


def _of_kind(viewer: Viewer) -> Viewer:
    """Somebody of the same roles: no account, and ids that are parameters."""
    return Viewer(
        account_id=0,
        name="",
        programme_id=None if viewer.programme_id is None else cast(int, _PROGRAMME),
        roles=viewer.roles,
        producer_id=None if viewer.producer_id is None else cast(int, _PRODUCER),
        records_open=viewer.records_open,
        hours_kept=viewer.hours_kept,
    )
