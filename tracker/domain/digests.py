"""今週のまとめ: who gets one, which week it is of, and what becomes of its mail."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from tracker.domain.access import Act, Viewer
from tracker.domain.roles import Role

# How long after each attempt the next one waits; when all have failed, somebody has to look.
_WAITS = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
# After so long nobody is sending any more: the process ended between handing over and noting it.
LONGEST_SENDING = timedelta(minutes=15)
NOT_WANTED = "not_wanted"  # the failure of a mail that nobody wants any more; any other is in the words of a server


class DigestKind(StrEnum):
    """Of one's own companies, or of the whole programme."""

    LEAD = "lead"
    MANAGER = "manager"


class MailState(StrEnum):
    """待機 / 送信中 / 送信済み / 失敗. What is being sent is never sent again by itself (docs/decisions)."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Delivery(StrEnum):
    """What the mail server made of a message: took it, may take it later, will never take it; or nobody knows."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"


def week_key(day: date) -> str:
    """The ISO week of a day, Monday to Sunday: ``2026-W48``."""
    year, week, _weekday = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def kinds_of(viewer: Viewer) -> tuple[DigestKind, ...]:
    """The digests that the viewer can open, the first of them by itself; none for whoever does not log."""
    kinds = []
    if viewer.may(Act.LOG):
        if Role.MANAGER in viewer.roles:
            kinds.append(DigestKind.MANAGER)
        if viewer.producer_id is not None or not kinds:
            kinds.append(DigestKind.LEAD)
    return tuple(kinds)


def wait_after(attempts: int) -> timedelta | None:
    """How long after so many attempts the next one comes; None: no further one by itself."""
    return _WAITS[attempts - 1] if attempts <= len(_WAITS) else None
