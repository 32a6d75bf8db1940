"""代行: somebody stands in for a company's team from one day to another, and what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tracker.domain.calendar import Period, day_before
from tracker.domain.errors import RuleBroken
from tracker.domain.reasons import checked_reason
from tracker.domain.words import N_

LONGEST_REASON = 200


def check_stand_in(
    period: Period, *, support: Period, on_roster: Period, assigned: Iterable[Period], standing_in: Iterable[Period], reason: str
) -> None:
    """Raise RuleBroken where this person cannot stand in for the company's team in the period.

    ``assigned`` and ``standing_in``: when the person is on this team already, and when they stand in for it already.
    """
    assert period.ends_on is not None
    for day, field in ((period.starts_on, "starts_on"), (period.ends_on, "ends_on")):
        if day not in support:
            raise RuleBroken(
                N_("支援期間（%(first)s～%(last)s）の中の日にしてください。"),
                field=field,
                first=support.starts_on,
                last=support.ends_on,
            )
    if period.starts_on not in on_roster or period.ends_on not in on_roster:
        raise RuleBroken(_off_roster(period, on_roster), field="producer_id", first=on_roster.starts_on, last=on_roster.ends_on)
    if is_covered(period, assigned):
        raise RuleBroken(N_("この人は、その期間はこの企業の主担当か副担当です。代行の登録は要りません。"), field="producer_id")
    for other in standing_in:
        if period.overlaps(other):
            raise RuleBroken(
                N_("この人は %(first)s から %(last)s まで、すでに代行です。重ならない期間にしてください。"),
                field="starts_on",
                first=other.starts_on,
                last=other.ends_on,
            )
    checked_reason(reason, longest=LONGEST_REASON, missing=N_("代行の理由を入力してください（例：主担当の出張のため）。"))


def period_of(starts_on: date, ends_on: date) -> Period:
    """The period of a stand-in; RuleBroken where it ends before it begins."""
    if ends_on < starts_on:
        raise RuleBroken(N_("終わりの日は、始まりの日と同じか、それより後にしてください。"), field="ends_on")
    return Period(starts_on, ends_on)


def ended(period: Period, *, last_on: date, today: date) -> Period | None:
    """What is left of the period when ``last_on`` is its last day; None where it ends before it began: it never was.

    RuleBroken where it is over anyway, or would last longer.
    """
    assert period.ends_on is not None
    if period.ends_on < today:
        raise RuleBroken(N_("この代行は %(day)s で終わっています。"), field="last_on", day=period.ends_on)
    if last_on >= period.ends_on:
        raise RuleBroken(
            N_("いまの終わりの日（%(day)s）より前の日にしてください。延ばすときは、新しい代行を登録してください。"),
            field="last_on",
            day=period.ends_on,
        )
    return Period(period.starts_on, last_on) if last_on >= period.starts_on else None


def is_covered(period: Period, assigned: Iterable[Period]) -> bool:
    """Whether every day of the period lies in one of the others."""
    assert period.ends_on is not None
    day = period.starts_on
    for other in sorted(assigned, key=lambda one: one.starts_on):
        if day in other:
            if other.ends_on is None or other.ends_on >= period.ends_on:
                return True
            day = other.ends_on + timedelta(days=1)
    return False


def _off_roster(period: Period, on_roster: Period) -> str:
    if period.starts_on < on_roster.starts_on:
        return N_("この人が名簿に入るのは %(first)s からです。その日からの期間にするか、別の人を選んでください。")
    return N_("この人は %(last)s で名簿を離れます。その日までの期間にするか、別の人を選んでください。")


def last_day_to_offer(period: Period, *, today: date) -> date:
    """The last day that is meant most often when a stand-in is ended early: yesterday once it runs, else the day before it."""
    return day_before(max(today, period.starts_on))
