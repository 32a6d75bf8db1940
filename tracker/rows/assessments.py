"""評価時期 and 評価項目 as they are shown: the rounds, who rates whom, who has handed in, and one rating form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.completeness import Completeness
from tracker.domain.rounds import RaterKind, RoundDesign, RoundState, fingerprint, may_still_fail
from tracker.domain.scores import Scale


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A competency item in one wording; a round keeps the wording it was opened with."""

    item_id: int
    item_version_id: int
    number: int
    short_label: str
    text: str
    completeness: Completeness
    version_number: int
    version: int
    is_current: bool = True  # False where a round still asks in a wording that was replaced

    @property
    def is_complete(self) -> bool:
        """If not, the page says 「原典の記載を確認中」 (``domain.completeness.WORDING_BEING_CHECKED``)."""
        return self.completeness.is_complete


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round; ``raters`` and ``handed_in`` are None for whoever may not know them, and ``raters`` 0 before it opens.

    ``raters`` leaves out who left before they handed in: they are no longer waited for (``domain.rounds.is_counted``).
    """

    round_id: int
    number: int
    name: str
    due_on: date
    state: RoundState
    scale: Scale
    minimum_raters: int
    opened_at: datetime | None
    closed_at: datetime | None
    version: int
    raters: int | None = None
    handed_in: int | None = None
    design: RoundDesign = RoundDesign.ALL_RATE_ALL
    singles_visible: bool = False
    ended_at: datetime | None = None
    managers: tuple[str, ...] = ()  # who rate everybody in a series under their own names

    @property
    def is_planned(self) -> bool:
        return self.state is RoundState.PLANNED

    @property
    def is_open(self) -> bool:
        return self.state is RoundState.OPEN

    @property
    def is_ended(self) -> bool:
        """締切: no rating is taken and nothing is shown yet."""
        return self.is_open and self.ended_at is not None

    @property
    def takes_ratings(self) -> bool:
        return self.is_open and self.ended_at is None

    @property
    def is_closed(self) -> bool:
        """公開済み: the results are shown, for good."""
        return self.state is RoundState.CLOSED

    def is_overdue(self, today: date) -> bool:
        return self.takes_ratings and self.due_on < today


@dataclass(frozen=True, slots=True)
class ReachRow:
    """How many peers can rate somebody in a round, told before it opens; ``spare`` of them may fail to answer."""

    producer_id: int
    name: str
    has_account: bool
    raters: int
    needed: int
    rates_as_manager: bool = False

    @property
    def reaches(self) -> bool:
        return self.raters >= self.needed

    @property
    def spare(self) -> int | None:
        return may_still_fail(self.raters, self.needed)


@dataclass(frozen=True, slots=True)
class AdditionRow:
    """A suggestion: ``spare`` more than the minimum, how many ratings that adds, by the person who would be rated."""

    spare: int
    count: int
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    out_of_reach: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What a planned round would be if it opened today."""

    reach: tuple[ReachRow, ...]
    ratings: int
    added: tuple[tuple[str, tuple[str, ...]], ...]
    suggestions: tuple[AdditionRow, ...]
    more_for_all: int  # ratings that 「全員が全員」 would add

    @property
    def short(self) -> int:
        return sum(not row.reaches for row in self.reach)

    @property
    def lonely(self) -> tuple[str, ...]:
        """Whom no peer would rate: the round does not open."""
        return tuple(row.name for row in self.reach if not row.raters)


@dataclass(frozen=True, slots=True)
class ManagerChoiceRow:
    """Somebody with the manager's role, and whether they are one of those who rate each other."""

    account_id: int
    name: str
    producer_id: int | None


@dataclass(frozen=True, slots=True)
class HandInRow:
    """Whether one of the raters has handed in, and how far they are; nothing about what is in it.

    ``answered`` of ``asked`` and the address are for whoever runs the round, else None and blank. ``has_left``: off the roster
    (or no manager any more), so no longer awaited.
    """

    account_id: int | None
    name: str
    kind: RaterKind
    handed_in_at: datetime | None
    has_left: bool = False
    answered: int | None = None
    asked: int | None = None
    email: str = ""
    reminded_on: date | None = None

    @property
    def has_account(self) -> bool:
        return self.account_id is not None

    @property
    def is_handed_in(self) -> bool:
        return self.handed_in_at is not None

    @property
    def is_awaited(self) -> bool:
        """Whether a reminder makes sense."""
        return not self.is_handed_in and self.has_account and not self.has_left


@dataclass(frozen=True, slots=True)
class SoFarRow:
    """How many of somebody's peers have handed in, of those who are waited for, and how many more it takes to show a result."""

    producer_id: int
    name: str
    asked: int
    handed_in: int
    missing: int
    has_left: bool


@dataclass(frozen=True, slots=True)
class AwaitedRaterRow:
    """Somebody who has not handed in to a round that is open; ``rater`` tells raters and rating managers apart."""

    round_id: int
    round_name: str
    opened_on: date
    due_on: date
    rater: str
    name: str


@dataclass(frozen=True, slots=True)
class AwaitedRow:
    """A round that waits for the viewer's assessment."""

    round_id: int
    name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class MyPairRow:
    """Somebody whom the viewer is asked to rate, and how far that is."""

    ratee_id: int
    name: str
    kind: RaterKind
    answered: int
    items: int
    has_left: bool = False  # off the roster since; what is said of them stays

    @property
    def is_self(self) -> bool:
        return self.kind is RaterKind.SELF

    @property
    def is_done(self) -> bool:
        return self.answered == self.items


@dataclass(frozen=True, slots=True)
class MyRoundRow:
    """A round as one of its raters has it to do."""

    round: RoundRow
    pairs: tuple[MyPairRow, ...]
    handed_in_at: datetime | None

    @property
    def done(self) -> int:
        return sum(pair.is_done for pair in self.pairs)

    @property
    def answered(self) -> int:
        return sum(pair.answered for pair in self.pairs)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What the viewer answered on one item."""

    score: int | None
    cannot_judge: bool
    comment: str

    @property
    def seen(self) -> str:
        """What the page was drawn with, so that another tab's later answer is not overwritten unseen."""
        return fingerprint(self.score, self.cannot_judge, self.comment)


@dataclass(frozen=True, slots=True)
class MyAnswersRow:
    """What the viewer answered about one person, by wording: for comparing across people."""

    pair: MyPairRow
    answers: dict[int, AnswerRow]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The viewer's form about one person; after the close without the answers that were given."""

    round: RoundRow
    pair: MyPairRow
    items: tuple[ItemRow, ...]
    answers: dict[int, AnswerRow]
    next_ratee_id: int | None


@dataclass(frozen=True, slots=True)
class SharedEventRow:
    """A held visit or a meeting in which rater and rated person both took part."""

    day: date
    companies: str
    visit_id: int | None = None
    meeting_id: int | None = None
