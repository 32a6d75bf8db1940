"""A wish that cannot be met: the fewest rules that already collide, so that it can be said which to change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Rule = TypeVar("Rule")


def minimal_conflict(rules: Sequence[Rule], can_be_met: Callable[[Sequence[Rule]], bool]) -> tuple[Rule, ...]:
    """Rules that cannot be met together while any of them could be left out to meet the rest, in the order given.

    The rules together cannot be met; ``can_be_met`` answers for some of them. Where it cannot even for none, the answer is empty.
    After Junker's QuickXplain: rules that have no part in it fall away by halves, not one by one.
    """
    if not can_be_met(()):
        return ()
    found = set(_explain((), False, tuple(range(len(rules))), lambda some: can_be_met([rules[one] for one in sorted(some)])))
    return tuple(rule for place, rule in enumerate(rules) if place in found)


def _explain(
    kept: tuple[int, ...], has_grown: bool, asked: tuple[int, ...], can_be_met: Callable[[Sequence[int]], bool]
) -> tuple[int, ...]:
    """The part of ``asked`` that collides with ``kept``, which is asked itself only where it has grown since it last was."""
    if has_grown and not can_be_met(kept):
        return ()
    if len(asked) == 1:
        return asked
    first, second = asked[: len(asked) // 2], asked[len(asked) // 2 :]
    of_second = _explain((*kept, *first), bool(first), second, can_be_met)
    of_first = _explain((*kept, *of_second), bool(of_second), first, can_be_met)
    return (*of_first, *of_second)
