"""Which row (or column) of a form's sheet is which in the next version: by what stands in them and between which they lie."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

MOST_COMPARED = 10_000  # pairs of lines between two that are known; beyond it they are paired as they lie
ALIKE = 0.3


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column: the keys of its texts in their order, and its look apart from them."""

    texts: tuple[str, ...] = ()
    look: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alignment:
    """``to``: the new number of an old one. ``firm``: the old ones of which nothing speaks for another place."""

    to: Mapping[int, int] = field(default_factory=dict)
    firm: frozenset[int] = frozenset()


def align(old: Sequence[Line], new: Sequence[Line]) -> Alignment:
    """Lines keep their order; numbers begin with 1. What was taken out, and what nothing is found for, has no new number."""
    pairs = {(0, 0): True, (len(old) + 1, len(new) + 1): True}  # and whether each is firm
    pairs |= dict.fromkeys(_unique(old, new), True)
    for gap in _gaps(pairs):
        pairs |= _same_words(old, new, *gap)
    for gap in _gaps(pairs):
        pairs |= _as_they_lie(old, new, pairs, *gap)
    ours = {one: other for one, other in pairs if 1 <= one <= len(old)}
    return Alignment(ours, frozenset(one for (one, _other), is_firm in pairs.items() if is_firm and one in ours))


def _unique(old: Sequence[Line], new: Sequence[Line]) -> list[tuple[int, int]]:
    """Lines whose words stand once in each; of those that changed their order the longest run that kept it."""
    counts, others = (Counter(line.texts for line in lines) for lines in (old, new))
    places = {line.texts: number for number, line in enumerate(new, start=1)}
    found = [
        (number, places[line.texts])
        for number, line in enumerate(old, start=1)
        if line.texts and counts[line.texts] == 1 == others[line.texts]
    ]
    return _rising(found)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs in which the second number rises with the first."""
    lowest: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, (_one, other) in enumerate(pairs):
        at = bisect_left(lowest, other)
        before.append(ends[at - 1] if at else -1)
        lowest[at:] = [other, *lowest[at + 1 :]]
        ends[at:] = [place, *ends[at + 1 :]]
    run, place = [], ends[-1] if ends else -1
    while place >= 0:
        run.append(pairs[place])
        place = before[place]
    return run[::-1]


def _gaps(pairs: Mapping[tuple[int, int], bool]) -> Iterator[tuple[range, range]]:
    """The lines between each two neighbouring pairs."""
    known = sorted(pairs)
    for (one, other), (next_one, next_other) in itertools.pairwise(known):
        yield range(one + 1, next_one), range(other + 1, next_other)


def _same_words(old: Sequence[Line], new: Sequence[Line], ours: range, theirs: range) -> dict[tuple[int, int], bool]:
    """Of a gap the lines that share words; firm where neither has another that it shares as much with."""
    if len(ours) == len(theirs) and all(old[one - 1] == new[other - 1] for one, other in zip(ours, theirs, strict=True)):
        return dict.fromkeys(zip(ours, theirs, strict=True), True)  # words that stand there several times, as before
    worded = [number for number in ours if old[number - 1].texts]
    others = [number for number in theirs if new[number - 1].texts]
    if not worded or not others or len(worded) * len(others) > MOST_COMPARED:
        return {}
    alike = [[_share(old[one - 1].texts, new[other - 1].texts) for other in others] for one in worded]
    return {(worded[i], others[j]): _is_alone(alike, i, j) for i, j in _best(alike)}


def _as_they_lie(
    old: Sequence[Line], new: Sequence[Line], pairs: Mapping[tuple[int, int], bool], ours: range, theirs: range
) -> dict[tuple[int, int], bool]:
    """What is left in a gap: one by one where it is as long as before, else by looks, and then nothing is firm."""
    if len(ours) == len(theirs):
        ends_are_firm = pairs[ours.start - 1, theirs.start - 1] and pairs[ours.stop, theirs.stop]
        is_same = ends_are_firm and all(old[one - 1] == new[other - 1] for one, other in zip(ours, theirs, strict=True))
        return dict.fromkeys(zip(ours, theirs, strict=True), is_same)
    if len(ours) * len(theirs) > MOST_COMPARED:
        return dict.fromkeys(zip(ours, theirs, strict=False), False)
    alike = [[_likeness(old[one - 1], new[other - 1]) for other in theirs] for one in ours]
    return {(ours[i], theirs[j]): False for i, j in _best(alike)}


def _share(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How much of the words of two lines is in both."""
    common = sum((Counter(one) & Counter(other)).values())
    return 2 * common / (len(one) + len(other)) if common else 0.0


def _likeness(one: Line, other: Line) -> float:
    """Of lines without a word in common: a blank one is like a blank one, and the more so the more its look is the same."""
    if bool(one.texts) != bool(other.texts):
        return 0.0
    return 0.1 + _share(one.look, other.look)


def _is_alone(alike: list[list[float]], i: int, j: int) -> bool:
    most = alike[i][j]
    return (
        most >= ALIKE
        and all(one < most for place, one in enumerate(alike[i]) if place != j)
        and all(row[j] < most for place, row in enumerate(alike) if place != i)
    )


def _best(alike: list[list[float]]) -> list[tuple[int, int]]:
    """The pairs, in order on both sides, that are most alike in sum."""
    width = len(alike[0]) if alike else 0
    sums = [[0.0] * (width + 1) for _row in range(len(alike) + 1)]
    for i in range(len(alike) - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            together = alike[i][j] + sums[i + 1][j + 1] if alike[i][j] else 0.0
            sums[i][j] = max(together, sums[i + 1][j], sums[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(alike) and j < width:
        if alike[i][j] and sums[i][j] == alike[i][j] + sums[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif sums[i][j] == sums[i + 1][j]:
            i += 1
        else:
            j += 1
    return found
