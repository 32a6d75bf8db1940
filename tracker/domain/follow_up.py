"""Next actions: who still owes what, and since when it is overdue."""

from datetime import date, timedelta
from enum import StrEnum


class ActionStatus(StrEnum):
    """未完了 and 完了."""

    OPEN = "open"
    DONE = "done"


class Side(StrEnum):
    """Whose next action it is: ours (a supporter's) or theirs (the company's)."""

    OURS = "ours"
    THEIRS = "theirs"


def is_overdue(due_on: date, status: ActionStatus, today: date) -> bool:
    """An open action is overdue from the day after it was due."""
    return status is ActionStatus.OPEN and due_on < today


def put_off(due_on: date, days: int, *, today: date) -> date:
    """The new day of an action that is put off: so many days after it was due, or after today where that is over."""
    return max(due_on, today) + timedelta(days=days)


def days_overdue(due_on: date, status: ActionStatus, today: date) -> int:
    """Days since it was due; 0 for what is done or not due yet."""
    return (today - due_on).days if is_overdue(due_on, status, today) else 0
