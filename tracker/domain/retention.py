"""保存期間: until when the records of a programme's year are kept, and why until then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.calendar import fiscal_year_of, fiscal_year_period

DEFAULT_YEARS = 5
# What was reported is kept for so many years whatever is set; the database itself refuses less (docs/decisions/0041).
FLOOR_YEARS = 5
LONGEST_YEARS = 30


class Because(StrEnum):
    """What the last day hangs on."""

    YEAR = "year"  # 年度の終わりから
    REPORT = "report"  # 最後に提出した年度の終わりから


class RetentionState(StrEnum):
    KEPT = "kept"  # 保存中
    HELD = "held"  # 保全中
    DUE = "due"  # 保存期間が過ぎた
    PURGING = "purging"  # 消去の途中
    PURGED = "purged"  # 消去済み


class Content(StrEnum):
    """What a year's records are counted as before they go, in the order in which that is shown."""

    VISITS = "visits"
    MEETINGS = "meetings"
    ACTIONS = "actions"
    CHALLENGES = "challenges"
    OUTCOMES = "outcomes"
    NARRATIVES = "narratives"
    DESIGN_SHEETS = "design_sheets"
    EXHIBITIONS = "exhibitions"
    VOICES = "voices"
    TRAININGS = "trainings"
    HOURS = "hours"
    TRAVEL = "travel"
    ROUNDS = "rounds"
    RATINGS = "ratings"
    MONTHS = "months"
    DRAFTS = "drafts"
    ATTACHMENTS = "attachments"
    FORMS = "forms"
    IMPORTS = "imports"
    MAILS = "mails"
    SUBMISSIONS = "submissions"
    SUPPORT = "support"
    PRODUCERS = "producers"
    COMPANIES = "companies"
    CASES = "cases"
    ACCOUNTS = "accounts"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Retention:
    """``until``: the last day on which everything is kept, always a 31 March."""

    until: date
    because: Because

    def is_over(self, today: date) -> bool:
        return today > self.until


def kept_until(*, fiscal_year: int, ends_on: date, reported_on: Iterable[date], years: int = DEFAULT_YEARS) -> Retention:
    """The later of two days: so many years after the fiscal year (that in which the contract ends, where that is a later one),
    and so many, five at least, after the fiscal year of the last hand-in.

    ``reported_on``: the days on which something of the year was handed in, in whatever year.
    """
    year = Retention(_last_day(max(fiscal_year, fiscal_year_of(ends_on)), years), Because.YEAR)
    last = max(reported_on, default=None)
    if last is None:
        return year
    report = Retention(_last_day(fiscal_year_of(last), max(years, FLOOR_YEARS)), Because.REPORT)
    return report if report.until > year.until else year


def state_of(
    retention: Retention, *, today: date, is_held: bool, is_purged: bool, is_being_purged: bool = False
) -> RetentionState:
    """保全 stops a purge whatever the day, one that was begun too; what is gone is gone."""
    if is_being_purged:
        return RetentionState.PURGING
    if is_purged:
        return RetentionState.PURGED
    if is_held:
        return RetentionState.HELD
    return RetentionState.DUE if retention.is_over(today) else RetentionState.KEPT


def _last_day(fiscal_year: int, years: int) -> date:
    last = fiscal_year_period(fiscal_year + years).ends_on
    assert last is not None
    return last
