"""A month of hours is confirmed by the person, then checked by somebody responsible, and what was confirmed stays as it was."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from tracker.domain.calendar import Month
from tracker.domain.errors import RuleBroken
from tracker.domain.words import N_
from tracker.domain.work_log import SourceKind, SourceRef, WorkKind, WorkMonth

LONGEST_REASON = 300
LockedDiary = tuple[int, str, Month]


class WorkMonthState(StrEnum):
    """未入力 / 入力中 / 本人確定 / 責任者確認."""

    EMPTY = "empty"
    ENTERING = "entering"
    CONFIRMED = "confirmed"
    APPROVED = "approved"


class DiaryLocked(RuleBroken):
    """A diary that was confirmed or checked forbids it; ``diaries`` says which: whose (id and name), of which month."""

    def __init__(self, sentence: str, *, diaries: Collection[LockedDiary], **params: Any) -> None:
        super().__init__(sentence, **params)
        self.diaries = tuple(diaries)


@dataclass(frozen=True, slots=True)
class FrozenLine:
    """An activity as it stood when the month was confirmed."""

    on: date
    kind: WorkKind
    ref: SourceRef
    start: int | None
    end: int | None
    break_minutes: int
    minutes: int | None


class ChangeKind(StrEnum):
    """What became of a line after the month was confirmed."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that is not as it was confirmed; ``before`` or ``after`` None where it was not there."""

    kind: ChangeKind
    before: FrozenLine | None
    after: FrozenLine | None

    @property
    def line(self) -> FrozenLine:
        found = self.after or self.before
        assert found is not None
        return found


def state_of(month: WorkMonth, *, is_confirmed: bool, is_approved: bool) -> WorkMonthState:
    if is_approved:
        return WorkMonthState.APPROVED
    if is_confirmed:
        return WorkMonthState.CONFIRMED
    return WorkMonthState.ENTERING if month.days else WorkMonthState.EMPTY


def lines_of(month: WorkMonth) -> tuple[FrozenLine, ...]:
    """What is confirmed: every activity with its hours, in the order of the diary."""
    return tuple(
        FrozenLine(one.on, one.kind, one.ref, one.start, one.span[1] if one.span else None, one.break_minutes, one.minutes)
        for one in month.activities
    )


def freeze(lines: Iterable[FrozenLine]) -> str:
    """The lines as text, the same for the same lines."""
    plain = [asdict(line) | {"on": line.on.isoformat(), "ref": list(line.ref)} for line in lines]
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def thaw(text: str) -> tuple[FrozenLine, ...]:
    """The lines of a frozen text."""
    return tuple(_line(values) for values in json.loads(text))


def digest(frozen: str) -> str:
    return sha256(frozen.encode()).hexdigest()


def changes_between(before: Iterable[FrozenLine], after: Iterable[FrozenLine]) -> tuple[LineChange, ...]:
    """What was added, removed or changed, by day; nothing where both hold the same lines in whatever order."""
    old, new = {line.ref: line for line in before}, {line.ref: line for line in after}
    changes = [LineChange(ChangeKind.REMOVED, old[ref], None) for ref in old.keys() - new.keys()]
    changes += [LineChange(ChangeKind.ADDED, None, new[ref]) for ref in new.keys() - old.keys()]
    changes += [LineChange(ChangeKind.CHANGED, old[ref], new[ref]) for ref in old.keys() & new.keys() if old[ref] != new[ref]]
    return tuple(sorted(changes, key=lambda change: (change.line.on, change.line.ref)))


def check_confirmable(month: WorkMonth, *, today: date, missing: int) -> None:
    """Raise RuleBroken for a month that is not over, is empty, or holds activities without times (``missing``)."""
    if today < month.month.last:
        raise RuleBroken(N_("月の最後の日になってから確定できます。"))
    if not month.days:
        raise RuleBroken(N_("この月には従事時間がありません。確定するものがありません。"))
    if missing:
        raise RuleBroken(N_("時刻未記入の記録が%(count)s件あります。記入してから確定してください。"), count=missing)


def needs_exception(*, is_own: bool, confirmed_it: bool) -> bool:
    """Whoever checks a month should be somebody else than the person whose month it is, and than whoever confirmed it."""
    return is_own or confirmed_it


def month_of_address(text: str) -> Month | None:
    """The month of an address (``2026-11``); None for anything that no diary can have."""
    try:
        month = Month.parse(text)
    except ValueError:
        return None
    return month if 1989 <= month.year <= 2200 else None


def _line(values: Mapping[str, Any]) -> FrozenLine:
    source, source_id, part = values["ref"]
    return FrozenLine(
        on=date.fromisoformat(values["on"]),
        kind=WorkKind(values["kind"]),
        ref=SourceRef(SourceKind(source), source_id, part),
        start=values["start"],
        end=values["end"],
        break_minutes=values["break_minutes"],
        minutes=values["minutes"],
    )
