"""統合 of people: two entries of the roster are one person; where both stand in one place, one of them counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from tracker.domain.calendar import Period
from tracker.domain.rounds import Pair, RaterKind
from tracker.domain.staffing import Assigned, AssignmentRole, in_order
from tracker.domain.text import search_key

# What is chosen of either person; the account is chosen apart from them.
PERSON_FIELDS = ("name", "kana", "category", "email")


class AlikeBy(StrEnum):
    """Why two people of a roster may be one, the likeliest first."""

    EMAIL = "email"
    NAME = "name"
    READING = "reading"


class Listed(NamedTuple):
    """A person of the roster, with every address that is known of them."""

    producer_id: int
    name: str
    kana: str
    emails: frozenset[str]


class Likely(NamedTuple):
    """Two people who may be one."""

    by: AlikeBy
    producer_id: int
    other_id: int


def likely_doubles(people: Iterable[Listed]) -> tuple[Likely, ...]:
    """Pairs with one address, one name or one reading in any width, kana or spacing; names that are only alike are two."""
    ways: dict[AlikeBy, defaultdict[str, list[int]]] = {by: defaultdict(list) for by in AlikeBy}
    for one in people:
        for email in one.emails:
            ways[AlikeBy.EMAIL][email.casefold()].append(one.producer_id)
        ways[AlikeBy.NAME][search_key(one.name)].append(one.producer_id)
        if one.kana:
            ways[AlikeBy.READING][search_key(one.kana)].append(one.producer_id)
    found: dict[tuple[int, int], AlikeBy] = {}
    for by, groups in ways.items():
        for ids in groups.values():
            for pair in combinations(sorted(set(ids)), 2):
                found.setdefault(pair, by)
    order = list(AlikeBy)
    return tuple(sorted((Likely(by, *pair) for pair, by in found.items()), key=lambda row: (order.index(row.by), row[1:])))


def merge_places(assigned: Iterable[Assigned], kept: int, gone: int) -> tuple[Assigned, ...]:
    """A company's assignments when both are one person: on a day on which either leads, that person leads and is no sub-lead."""
    rows = in_order(assigned)
    own = [row for row in rows if row.producer_id in (kept, gone)]
    placed = [row for row in rows if row.producer_id not in (kept, gone)]
    taken: list[Period] = []
    for row in sorted(own, key=lambda row: (row.role is not AssignmentRole.LEAD, row.producer_id != kept)):
        left = row.period.without(taken)
        taken += left
        stays = row.producer_id == kept and left == [row.period]
        placed += [row] if stays else [Assigned(kept, row.role, period) for period in left]
    return in_order(placed)


def both_placed(assigned: Iterable[Assigned], kept: int, gone: int) -> list[tuple[Period, bool]]:
    """The days on which both are on the team, and whether they hold different places."""
    rows = in_order(assigned)
    return [
        (common, one.role is not other.role)
        for one in rows
        for other in rows
        if one.producer_id == kept and other.producer_id == gone and (common := one.period.common_with(other.period)) is not None
    ]


def joined(periods: Iterable[Period]) -> list[Period]:
    """Periods that overlap or follow upon each other are one."""
    made: list[Period] = []
    for period in sorted(periods, key=lambda period: period.starts_on):
        last = made[-1] if made else None
        if last is not None and (last.ends_on is None or period.starts_on <= last.ends_on + timedelta(days=1)):
            ends = None if last.ends_on is None or period.ends_on is None else max(last.ends_on, period.ends_on)
            made[-1] = Period(last.starts_on, ends)
        else:
            made.append(period)
    return made


def earliest(one: date | None, other: date | None) -> date | None:
    """The first day on the roster; None (from the beginning on) is the earliest."""
    return None if one is None or other is None else min(one, other)


def latest(one: date | None, other: date | None) -> date | None:
    """The last day on the roster; None (no end) is the latest."""
    return None if one is None or other is None else max(one, other)


class Asked(NamedTuple):
    """A pair of a round as it is stored; ``answers`` counts what the rater said of the ratee."""

    pair_id: int
    pair: Pair
    answers: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of the pairs of a round: whom those that stay are about, and which go."""

    stays: dict[int, Pair]
    goes: frozenset[int]


def settle_open(asked: Iterable[Asked], kept: int, gone: int, *, rates_as_manager: bool = False) -> Settled:
    """A round that takes ratings: of two series of one person about one person the answered one stays, the kept person's first.

    What one of them says of the other goes: it would be a peer's rating of oneself. So does a peer's rating by whoever
    rates as a manager.
    """
    found: defaultdict[Pair, list[Asked]] = defaultdict(list)
    goes: set[int] = set()
    for row in asked:
        pair = Pair(*(kept if one == gone else one for one in row.pair))
        is_peer = row.pair.kind is RaterKind.PEER
        if is_peer and (pair.kind is RaterKind.SELF or (rates_as_manager and pair.rater_id == kept)):
            goes.add(row.pair_id)
        else:
            found[pair].append(row)
    stays = {}
    for pair, rows in found.items():
        first, *others = sorted(rows, key=lambda row: (not row.answers, -row.pair.count(kept), row.pair_id))
        stays[first.pair_id] = pair
        goes |= {row.pair_id for row in others}
    return Settled(stays, frozenset(goes))


def settle_closed(asked: Iterable[Asked], kept: int, gone: int, *, result_of: int) -> Settled:
    """A round that is shown: of the two as ratees the one of ``result_of`` stays, whole; what one says of the other goes.

    As a rater the one who goes keeps the pairs that the other has too: both stand in the frozen sums, and taking one out would
    tell it by the difference. Reading counts both as one person.
    """
    left: dict[int, Pair] = {}
    goes: set[int] = set()
    for row in asked:
        rater, ratee = row.pair
        is_between = row.pair.kind is RaterKind.PEER and {rater, ratee} == {kept, gone}
        if is_between or (ratee in (kept, gone) and ratee != result_of):
            goes.add(row.pair_id)
        elif ratee == result_of:
            left[row.pair_id] = Pair(kept if rater == ratee else rater, kept)
        else:
            left[row.pair_id] = row.pair
    taken = set(left.values())
    stays = {}
    for pair_id, pair in left.items():
        moved = Pair(kept, pair.ratee_id)
        stays[pair_id] = moved if pair.rater_id == gone and moved not in taken else pair
    return Settled(stays, frozenset(goes))


def is_too_few(raters: Collection[int], minimum: int, kept: int, gone: int) -> bool:
    """Whether what was shown of these raters stood on one person who counted twice."""
    persons = {kept if rater == gone else rater for rater in raters}
    return len(persons) < minimum <= len(raters)
