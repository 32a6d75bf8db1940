"""How the pieces of words are asked for in the index of each database; ``services/search_index.py`` writes them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, cast, column, func, literal_column, table
from sqlalchemy.dialects.postgresql import TSQUERY

from tracker.database import db
from tracker.models import SearchText

NAME = "search_index"


def is_sqlite() -> bool:
    return bool(db.engine.dialect.name == "sqlite")


def index() -> tuple[FromClause, ColumnElement[int]]:
    """The index as something to select from, and its key, which is that of ``search_text``."""
    key = "rowid" if is_sqlite() else "id"
    pieces_index = table(NAME, column(key), column("pieces"))
    return pieces_index, pieces_index.c[key]


def has_pieces(every: Collection[str], any_of: Collection[str] = ()) -> ColumnElement[bool]:
    """Whether a text has every piece of ``every`` and, where that names some, one of ``any_of``."""
    if is_sqlite():
        asked = " AND ".join(sorted(every))
        asked += f" AND ({' OR '.join(sorted(any_of))})" if any_of else ""
        matches: ColumnElement[bool] = literal_column(NAME).op("MATCH", is_comparison=True)(
            bindparam("pieces", asked, unique=True)
        )
        return matches
    asked = " & ".join(f"'{piece}'" for piece in sorted(every))
    asked += f" & ({' | '.join(repr(piece) for piece in sorted(any_of))})" if any_of else ""
    there: Any = literal_column(f"{NAME}.pieces")
    return there.op("@@", is_comparison=True)(cast(asked, TSQUERY))  # type: ignore[no-any-return]


def holds_word(word: str) -> ColumnElement[bool]:
    """Whether the folded text itself holds the word: its pieces may stand in other words."""
    find = func.instr if is_sqlite() else func.strpos
    return find(SearchText.words, word) > 0
