"""代行: somebody stands in for a company's team, from one day to another, for a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.calendar import Period
from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_

LONGEST_REASON = 200
DAYS_BACK = 31  # how far back a stand-in may be written down who was there without one


@dataclass(frozen=True, slots=True)
class StandInPlan:
    """What is to be written down."""

    producer_id: int
    starts_on: date
    ends_on: date
    reason: str


def check_stand_in(
    plan: StandInPlan, *, today: date, support: Period, roster: Period, others: Iterable[Period], begun_on: date | None = None
) -> None:
    """Raise RuleBroken unless the person can stand in on those days.

    ``roster``: their time on it; ``others``: what they stand in for at this company already; ``begun_on``: the first day as it
    stands, which an edit may keep however long ago it was.
    """
    if plan.ends_on < plan.starts_on:
        raise RuleBroken(N_("終了日は開始日以後にしてください。"), field="ends_on")
    if plan.starts_on < today - timedelta(days=DAYS_BACK) and plan.starts_on != begun_on:
        raise RuleBroken(N_("開始日は%(days)s日前までさかのぼれます。"), field="starts_on", days=DAYS_BACK)
    if not plan.reason:
        raise RuleBroken(N_("代行の理由を入力してください（例：出張のため）。"), field="reason")
    if len(plan.reason) > LONGEST_REASON:
        raise RuleBroken(N_("理由は%(longest)s文字以内にしてください。"), field="reason", longest=LONGEST_REASON)
    _check_within(support, plan, N_("支援期間の中の日を入力してください。"))
    _check_within(roster, plan, N_("その人が名簿にいる期間の中の日を入力してください。"))
    for other in others:
        if other.starts_on <= plan.ends_on and (other.ends_on is None or plan.starts_on <= other.ends_on):
            raise RuleBroken(N_("その人の代行が、重なる期間にもう登録されています。"), field="producer_id")


def _check_within(period: Period, plan: StandInPlan, sentence: str) -> None:
    if plan.starts_on not in period:
        raise RuleBroken(sentence, field="starts_on")
    if plan.ends_on not in period:
        raise RuleBroken(sentence, field="ends_on")
