"""Statements that are built once for each kind of viewer and executed with this one's ids.

Building a statement costs twice what executing it does, and what a viewer may see changes its shape by their roles alone. So the
builder is given a viewer of the same roles whose ids are parameters; days and ids of its own it names with ``bindparam``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, Executable, Integer, bindparam

from tracker.database import db
from tracker.domain.access import Viewer

Statement = TypeVar("Statement")

_PROGRAMME = bindparam("viewer_programme", type_=Integer)
_PRODUCER = bindparam("viewer_producer", type_=Integer)


def prepared(build: Callable[[Viewer], Statement]) -> Callable[[Viewer], Statement]:
    """``build`` is asked once a kind of viewer; execute what comes back with :func:`ids_of` the viewer among the parameters."""
    built: dict[Any, Statement] = {}

    @wraps(build)
    def statement(viewer: Viewer) -> Statement:
        kind = (
            viewer.roles,
            viewer.records_open,
            viewer.hours_kept,
            viewer.programme_id is None,
            viewer.producer_id is None,
        )
        if kind not in built:
            built[kind] = build(_of_kind(viewer))
        return built[kind]

    return statement


def ids_of(viewer: Viewer) -> dict[str, Any]:
    """What stands for the viewer among the parameters of a prepared statement."""
    return {_PROGRAMME.key: viewer.programme_id, _PRODUCER.key: viewer.producer_id}


def run(statement: Executable, parameters: Mapping[str, Any]) -> CursorResult[*tuple[Any, ...]]:
    """The rows of a statement of columns, asked on the session's own connection: they need none of its bookkeeping of objects."""
    session = db.session()
    session.flush()
    return session.connection().execute(statement, parameters)


def run_flushed(statement: Executable, parameters: Mapping[str, Any]) -> CursorResult[*tuple[Any, ...]]:
    """The same during a flush, and after it: nothing is written first."""
    return db.session.connection().execute(statement, parameters)


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
