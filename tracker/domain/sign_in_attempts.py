"""How many wrong passwords and codes are let pass, and how long whoever gave more has to wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures within that time stop further ones."""

    failures: int
    within: timedelta


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# Twenty in an hour is nobody who mistypes, but whoever guesses slowly. From one address a whole office signs in.
OF_ACCOUNT = (Limit(5, MINUTE), Limit(20, HOUR))
OF_ADDRESS = (Limit(5, MINUTE), Limit(100, HOUR))
KEPT = HOUR  # longer than that no failure counts


def find_wait(failed_at: Sequence[datetime], limits: Sequence[Limit], *, now: datetime) -> timedelta | None:
    """How long until the next try is taken; None: it is taken now. ``failed_at``: the last failures, newest first."""
    waits = [
        failed_at[limit.failures - 1] + limit.within - now
        for limit in limits
        if len(failed_at) >= limit.failures and failed_at[limit.failures - 1] > now - limit.within
    ]
    return max(waits, default=None)


def minutes_of(wait: timedelta) -> int:
    """Rounded up: whoever waits that long is let in."""
    return -(-wait // MINUTE)
