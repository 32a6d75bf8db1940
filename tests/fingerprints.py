"""What a database holds, as a count and a hash of every table: for tests in which nothing may be lost."""

from __future__ import annotations

import hashlib

from sqlalchemy import Engine, MetaData, inspect, select

Shape = dict[str, tuple[str, ...]]
Fingerprint = dict[str, tuple[int, str]]
# not ours, or made of the other tables
NOT_KEPT = ("alembic_version", "search_index")


def shape_of(engine: Engine) -> Shape:
    """The columns of every table that is there."""
    there = inspect(engine)
    names = [name for name in there.get_table_names() if not name.startswith(NOT_KEPT)]
    return {name: tuple(sorted(str(one["name"]) for one in there.get_columns(name))) for name in names}


def common(one: Shape, other: Shape) -> Shape:
    """The tables and columns that both have."""
    return {name: tuple(column for column in one[name] if column in other[name]) for name in one if name in other}


def fingerprint(engine: Engine, shape: Shape | None = None) -> Fingerprint:
    """Rows and hash by table, over the columns of a shape; all that there are where none is given."""
    shape = shape if shape is not None else shape_of(engine)
    there = MetaData()
    there.reflect(engine, only=list(shape))
    found = {}
    with engine.connect() as connection:
        for name, columns in shape.items():
            chosen = [there.tables[name].c[column] for column in columns]
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(*chosen)))
            found[name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found
