"""What a database holds, as a count and a hash of every table: for tests in which nothing may be lost."""

from __future__ import annotations

import hashlib

from sqlalchemy import Engine, column, inspect, select, table

Shape = dict[str, tuple[str, ...]]
Contents = dict[str, list[dict[str, object]]]
Fingerprint = dict[str, tuple[int, str]]
# not ours, or made of the other tables
NOT_KEPT = ("alembic_version", "search_index")


def shape_of(engine: Engine) -> Shape:
    """The columns of every table that is there."""
    there = inspect(engine).get_multi_columns()
    return {
        name: tuple(sorted(str(one["name"]) for one in columns))
        for (_schema, name), columns in there.items()
        if name is not None and not name.startswith(NOT_KEPT)
    }


def common(one: Shape, other: Shape) -> Shape:
    """The tables and columns that both have."""
    return {name: tuple(column for column in one[name] if column in other[name]) for name in one if name in other}


def contents(engine: Engine, shape: Shape | None = None) -> Contents:
    """Every row by table, over the columns of a shape; all that there are where none is given."""
    with engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(select(*map(column, columns)).select_from(table(name))).mappings()]
            for name, columns in (shape_of(engine) if shape is None else shape).items()
        }


def fingerprint_of(rows: Contents, shape: Shape) -> Fingerprint:
    """Rows and hash by table, over the columns of a shape."""
    found = {}
    for name, columns in shape.items():
        lines = sorted(repr([row[column] for column in columns]) for row in rows[name])
        found[name] = (len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest())
    return found


def fingerprint(engine: Engine, shape: Shape | None = None) -> Fingerprint:
    shape = shape_of(engine) if shape is None else shape
    return fingerprint_of(contents(engine, shape), shape)
