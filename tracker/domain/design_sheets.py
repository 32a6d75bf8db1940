"""経営デザインシート: its boxes in their four parts, and what changed between two states of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256
from math import ceil

from tracker.domain.notes import check_length

LONGEST_BOX = 2_000
LONGEST_TITLE = 80


class Box(StrEnum):
    """A box of the sheet, in the order in which it is filled in and read."""

    PURPOSE = "purpose"
    PAST_RESOURCES = "past_resources"
    PAST_MODEL = "past_model"
    PAST_VALUE = "past_value"
    PAST_SURROUNDINGS = "past_surroundings"
    NEXT_SURROUNDINGS = "next_surroundings"
    NEXT_RESOURCES = "next_resources"
    NEXT_MODEL = "next_model"
    NEXT_VALUE = "next_value"
    TRANSITION = "transition"


class SheetPart(StrEnum):
    """The four parts of the sheet."""

    PURPOSE = "purpose"
    PAST = "past"
    NEXT = "next"
    TRANSITION = "transition"


PARTS: Mapping[SheetPart, tuple[Box, ...]] = {
    SheetPart.PURPOSE: (Box.PURPOSE,),
    SheetPart.PAST: (Box.PAST_RESOURCES, Box.PAST_MODEL, Box.PAST_VALUE, Box.PAST_SURROUNDINGS),
    SheetPart.NEXT: (Box.NEXT_RESOURCES, Box.NEXT_MODEL, Box.NEXT_VALUE, Box.NEXT_SURROUNDINGS),
    SheetPart.TRANSITION: (Box.TRANSITION,),
}


def part_of(box: Box) -> SheetPart:
    return next(part for part, boxes in PARTS.items() if box in boxes)


def box_after(box: Box) -> Box | None:
    """The box that is filled in next; None after the last."""
    order = tuple(Box)
    here = order.index(box) + 1
    return order[here] if here < len(order) else None


def mark_of(words: str) -> str:
    """What a form remembers of the text it was opened with, to tell a box that was changed from one that was left alone."""
    return sha256(words.encode("utf-8")).hexdigest()[:16]


def check_box(words: str, *, field: str) -> None:
    """Raise RuleBroken for a text that no box holds."""
    check_length(words, field=field, at_most=LONGEST_BOX)


# Lines, and full-width characters a line, that a box of the printed sheet holds (static/css/print.css).
_ROOM = {
    Box.PURPOSE: (4, 95),
    Box.TRANSITION: (7, 95),
    Box.PAST_SURROUNDINGS: (6, 44),
    Box.NEXT_SURROUNDINGS: (6, 44),
}
_ROOM_OF_A_COLUMN = (13, 14)


def fits_on_paper(box: Box, words: str) -> bool:
    """Whether the sheet printed on one page shows all of a box."""
    lines, width = _ROOM.get(box, _ROOM_OF_A_COLUMN)
    return sum(max(1, ceil(len(line) / width)) for line in words.split("\n")) <= lines


class ChangeKind(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text that both states have, or only one of them."""

    kind: ChangeKind
    text: str


SHORTEST_ISLAND = 2  # one letter that two sentences happen to share says nothing
MOST_PAIRS = 300_000  # pairs of equal letters that are looked at; a text of one letter two thousand times has millions
_SENTENCE = re.compile(r"[^。\n]*[。\n]|[^。\n]+")


def compare_texts(before: str, after: str) -> tuple[Stretch, ...]:
    """What was removed and added, letter by letter as Japanese has no blanks, short islands within a change swallowed.

    SAME and REMOVED joined are ``before``, SAME and ADDED joined are ``after``, to the letter.
    """
    old, new = _pieces(before, after)
    removed = added = ""
    stretches: list[Stretch] = []
    at = there = 0
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        removed += "".join(old[at : block.a])
        added += "".join(new[there : block.b])
        same = "".join(old[block.a : block.a + block.size])
        at, there = block.a + block.size, block.b + block.size
        is_last = at == len(old) and there == len(new)
        if len(same) < SHORTEST_ISLAND and (removed or added) and not is_last:
            removed += same
            added += same
            continue
        stretches += _changed(removed, added)
        stretches += [Stretch(ChangeKind.SAME, same)] if same else []
        removed = added = ""
    return tuple(stretches)


def _pieces(before: str, after: str) -> tuple[Sequence[str], Sequence[str]]:
    """Letters; sentences where the letters repeat so much that comparing them would take seconds."""
    counted = Counter(before)
    if sum(counted[letter] for letter in after) <= MOST_PAIRS:
        return before, after
    return _SENTENCE.findall(before), _SENTENCE.findall(after)


def _changed(removed: str, added: str) -> Sequence[Stretch]:
    pairs = ((ChangeKind.REMOVED, removed), (ChangeKind.ADDED, added))
    return [Stretch(kind, text) for kind, text in pairs if text]


@dataclass(frozen=True, slots=True)
class BoxChange:
    """One box in two states."""

    box: Box
    stretches: tuple[Stretch, ...]

    @property
    def is_changed(self) -> bool:
        return any(stretch.kind is not ChangeKind.SAME for stretch in self.stretches)


def compare_sheets(before: Mapping[Box, str], after: Mapping[Box, str]) -> tuple[BoxChange, ...]:
    """Every box, in the order of the sheet."""
    return tuple(BoxChange(box, compare_texts(before.get(box, ""), after.get(box, ""))) for box in Box)
