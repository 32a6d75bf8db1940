"""評価時期 and 評価項目 as they are shown: the rounds, who rates whom, who has handed in, and one rating form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.completeness import Completeness
from tracker.domain.rounds import RaterKind, RoundState
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

    @property
    def is_complete(self) -> bool:
        """If not, the page says 「原典の記載を確認中」 (``domain.completeness.WORDING_BEING_CHECKED``)."""
        return self.completeness.is_complete


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round; ``raters`` and ``handed_in`` are None for whoever may not know them, and ``raters`` 0 before it opens."""

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

    @property
    def is_planned(self) -> bool:
        return self.state is RoundState.PLANNED

    @property
    def is_open(self) -> bool:
        return self.state is RoundState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state is RoundState.CLOSED

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on < today


@dataclass(frozen=True, slots=True)
class ReachRow:
    """How many peers can rate somebody in a round, told before it opens."""

    producer_id: int
    name: str
    has_account: bool
    raters: int
    reaches: bool


@dataclass(frozen=True, slots=True)
class HandInRow:
    """Whether one of the raters has handed in; nothing about what is in it."""

    producer_id: int
    name: str
    has_account: bool
    handed_in_at: datetime | None

    @property
    def is_handed_in(self) -> bool:
        return self.handed_in_at is not None


@dataclass(frozen=True, slots=True)
class MyPairRow:
    """Somebody whom the viewer is asked to rate, and how far that is."""

    ratee_id: int
    name: str
    kind: RaterKind
    answered: int
    items: int

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


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The viewer's form about one person; after the close without the answers that were given."""

    round: RoundRow
    pair: MyPairRow
    items: tuple[ItemRow, ...]
    answers: dict[int, AnswerRow]
    next_ratee_id: int | None
