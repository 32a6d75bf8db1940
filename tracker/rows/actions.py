"""Next actions as they are listed, and what a list of them is narrowed by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from tracker.domain.follow_up import ActionStatus, Side, days_overdue


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """What narrows a list of next actions; None and False narrow nothing.

    ``overdue`` and ``mine`` are those of the day and the viewer that the query is asked with, ``of_my_companies`` those of the
    teams that the viewer is on that day, ``of_others`` those that somebody else owes; ``company`` is an enrolment;
    ``visit`` narrows to those agreed on that visit, ``only`` and ``without`` name next actions by their ids.
    """

    company: int | None = None
    companies: tuple[int, ...] | None = None
    visit: int | None = None
    owner: int | None = None
    status: ActionStatus | None = None
    overdue: bool = False
    mine: bool = False
    of_my_companies: bool = False
    of_others: bool = False
    side: Side | None = None
    due_from: date | None = None
    due_to: date | None = None
    only: tuple[int, ...] | None = None
    without: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """What somebody does next for a company; ``owner_id`` is None where the company's side does it.

    ``is_provisional``: owner or due day were not in the log that it came from, and nobody has looked at them yet.
    """

    action_id: int
    enrolment_id: int
    company: str
    case_id: int | None
    case_title: str | None
    visit_id: int | None
    visit_on: date | None
    meeting_id: int | None
    meeting_on: date | None
    what: str
    owner_id: int | None
    owner: str
    due_on: date
    status: ActionStatus
    done_on: date | None
    version: int
    may_change: bool
    is_provisional: bool = False

    @property
    def side(self) -> Side:
        return Side.OURS if self.owner_id is not None else Side.THEIRS

    def days_overdue(self, today: date) -> int:
        return days_overdue(self.due_on, self.status, today)


def by_side(rows: Iterable[ActionRow]) -> tuple[tuple[Side, tuple[ActionRow, ...]], ...]:
    """Rows that come by side, as a list of them does, under the side that owes them."""
    return tuple((side, tuple(owed)) for side, owed in groupby(rows, attrgetter("side")))
