"""Two people editing: a save that started from an older version is a conflict, with both texts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from tracker.domain.errors import Conflict
from tracker.domain.words import N_
from tracker.models.columns import Versioned


def check_version(row: Any, version: int, *, theirs: dict[str, Any] | None = None) -> None:
    """Raise Conflict where ``version`` is not the row's; ``theirs`` holds what stands now by form field, to be shown beside."""
    if row.version != version:
        raise Conflict(
            N_("ほかの人が先に保存しました。今の内容を確かめてから、もう一度操作してください。"),
            theirs=theirs,
            version=row.version,
            thing=(row.__tablename__, row.id),
        )


def touch(row: Versioned) -> None:
    """Count a save in which only rows beside this one changed."""
    # The mapper itself counts the version, so it cannot be the column that is flagged; every versioned row is stamped too.
    flag_modified(row, "created_at")
