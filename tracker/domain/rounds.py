"""The states of an assessment round and the kinds of rating in it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

DEFAULT_ROUNDS = ("期首", "中間", "期末")  # rounds are the programme's data; these are offered
MINIMUM_OF_PERSONS = 2


class RoundState(StrEnum):
    """準備中, 受付中, 締切: ratings are taken while open, results are shown after the close."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class RaterKind(StrEnum):
    """自己評価 / 他者評価 / 管理者評価: a series each, never mixed."""

    SELF = "self"
    PEER = "peer"
    MANAGER = "manager"


class Pair(NamedTuple):
    """Somebody who is asked to rate somebody; rating oneself is a self rating and never a peer's."""

    rater_id: int
    ratee_id: int

    @property
    def kind(self) -> RaterKind:
        return RaterKind.SELF if self.rater_id == self.ratee_id else RaterKind.PEER


def all_rate_all(producer_ids: Iterable[int]) -> tuple[Pair, ...]:
    """The default design: everybody rates everybody and themselves, by rater and ratee."""
    people = sorted(set(producer_ids))
    return tuple(Pair(rater, ratee) for rater in people for ratee in people)


def next_default_round(names: Iterable[str]) -> str | None:
    """The first of the default rounds that there is none of yet."""
    there = set(names)
    return next((name for name in DEFAULT_ROUNDS if name not in there), None)
