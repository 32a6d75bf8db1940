"""What is so already: sent again it is silent, asked for another reason both are shown, since one of them was not kept."""

from __future__ import annotations

from typing import Any

from tracker.domain.access import Viewer
from tracker.domain.errors import DoneAlready
from tracker.domain.reasons import BESIDE
from tracker.domain.text import clean_line
from tracker.queries.audit import find_last_change


def check_same_reason(thing: tuple[str, int], typed: str, *, kept: str) -> None:
    """Raise DoneAlready where somebody typed another reason than the one for which it was done; without one nothing is lost."""
    typed = clean_line(typed)
    if typed not in ("", kept):
        raise DoneAlready(thing=thing, kept=kept, typed=typed)


def check_reason_in_trail(viewer: Viewer, row: Any, typed: str, *acts: str) -> None:
    """The same of an act whose reason stands in the trail alone; nothing where none of the acts was ever done."""
    thing = (row.__tablename__, row.id)
    done = find_last_change(viewer, *thing, acts=acts)
    if done is not None and not done.reason.startswith(clean_line(typed) + BESIDE):  # behind it stands why a closed month changed
        check_same_reason(thing, typed, kept=done.reason)
