"""The states of an assessment round, who rates whom in it, and the smallest addition by which everybody reaches the minimum."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import combinations
from typing import NamedTuple

from tracker.domain.calendar import tokyo_day

DEFAULT_ROUNDS = ("期首", "中間", "期末")  # rounds are the programme's data; these are offered
MINIMUM_OF_PERSONS = 2
CANNOT_JUDGE = "cannot_judge"
TAKE_BACK = "take_back"  # the answer that was chosen is none any more


class RoundState(StrEnum):
    """準備中, 受付中, 公開済み: ratings are taken while open, results are shown after the close.

    An open round may be 締切 for a while (``ended_at``): no rating is taken, nothing is shown, its deadline can be extended.
    """

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class RoundDesign(StrEnum):
    """全員が全員を評価 / 同じ企業を担当した人どうしで評価."""

    ALL_RATE_ALL = "all_rate_all"
    TEAM = "team"


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


class Stint(NamedTuple):
    """Days (both included) on which somebody was on a company's team."""

    enrolment_id: int
    producer_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Addition:
    """The peers to add so that everybody reaches the minimum, and who cannot reach it whoever rates them."""

    pairs: tuple[Pair, ...]
    out_of_reach: tuple[int, ...] = ()


def all_rate_all(producer_ids: Iterable[int]) -> tuple[Pair, ...]:
    """The default design: everybody rates everybody and themselves, by rater and ratee."""
    people = sorted(set(producer_ids))
    return tuple(Pair(rater, ratee) for rater in people for ratee in people)


def shared_a_team(stints: Iterable[Stint]) -> frozenset[Pair]:
    """Both ways everybody who was on the team of one company on one day."""
    by_company: defaultdict[int, list[Stint]] = defaultdict(list)
    for stint in stints:
        by_company[stint.enrolment_id].append(stint)
    return frozenset(
        pair
        for team in by_company.values()
        for one, other in combinations(team, 2)
        if one.producer_id != other.producer_id and one.starts_on <= other.ends_on and other.starts_on <= one.ends_on
        for pair in (Pair(one.producer_id, other.producer_id), Pair(other.producer_id, one.producer_id))
    )


def pairs_of_round(
    design: RoundDesign,
    producer_ids: Iterable[int],
    *,
    together: Collection[Pair] = (),
    extra: Collection[Pair] = (),
    managers: Collection[int] = (),
) -> tuple[Pair, ...]:
    """Who rates whom: everybody themselves, and as peers by the design and what was added to it; by rater and ratee.

    Whoever rates as a manager (``managers``) gives no peer's rating: never two series about one person from one hand.
    """
    wanted = {*together, *extra}
    return tuple(
        pair
        for pair in all_rate_all(producer_ids)
        if pair.kind is RaterKind.SELF
        or (pair.rater_id not in managers and (design is RoundDesign.ALL_RATE_ALL or pair in wanted))
    )


def cheapest_addition(
    producer_ids: Iterable[int], pairs: Iterable[Pair], *, can_rate: Collection[int], needed: int, spare: int = 0
) -> Addition:
    """The fewest further peers' ratings by which everybody is rated by ``needed`` peers, and ``spare`` more where there are any.

    Whose ratings are added is spread evenly: always those who have the fewest people to rate. Pairs whose rater cannot rate
    (no account) count for nothing.
    """
    people = sorted(set(producer_ids))
    raters_of: defaultdict[int, set[int]] = defaultdict(set)
    load: Counter[int] = Counter()
    for pair in set(pairs):
        if pair.kind is RaterKind.PEER and pair.rater_id in can_rate:
            raters_of[pair.ratee_id].add(pair.rater_id)
            load[pair.rater_id] += 1
    added: list[Pair] = []
    out_of_reach: list[int] = []
    for ratee in people:
        there = raters_of[ratee]
        free = [rater for rater in people if rater != ratee and rater in can_rate and rater not in there]
        if len(there) + len(free) < needed:
            out_of_reach.append(ratee)
            continue
        missing = max(0, min(needed + spare, len(there) + len(free)) - len(there))
        for rater in sorted(free, key=lambda one: (load[one], one))[:missing]:
            load[rater] += 1
            added.append(Pair(rater, ratee))
    return Addition(tuple(sorted(added)), tuple(out_of_reach))


def may_still_fail(raters: int, needed: int) -> int | None:
    """How many of the raters may leave somebody unanswered before the minimum is missed; None where it is missed already."""
    return raters - needed if raters >= needed else None


def fingerprint(score: int | None, cannot_judge: bool, comment: str) -> str:
    """What an answer says, to see whether it is still the one that a page was drawn with; blank for none."""
    if score is None and not cannot_judge:
        return ""
    return f"{CANNOT_JUDGE if cannot_judge else score}.{sha256(comment.encode()).hexdigest()[:12]}"


def last_day(today: date | None, ended_at: datetime | None) -> date | None:
    """Until when somebody can leave in the middle of a round: today, or the day on which it was ended."""
    return today if today is None or ended_at is None else min(today, tokyo_day(ended_at))


def has_left(ends_on: date | None, last_day: date | None) -> bool:
    """途中で離れた: off the roster before that day; nobody where no day is given."""
    return last_day is not None and ends_on is not None and ends_on < last_day


def is_counted(*, handed_in: bool, has_left: bool) -> bool:
    """Whether somebody is one of those of whom 提出した人 counts: who left without handing in is no longer waited for."""
    return handed_in or not has_left


def next_default_round(names: Iterable[str]) -> str | None:
    """The first of the default rounds that there is none of yet."""
    there = set(names)
    return next((name for name in DEFAULT_ROUNDS if name not in there), None)
