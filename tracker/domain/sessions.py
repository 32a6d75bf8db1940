"""How long somebody stays signed in: thirty days on a device that they trust, elsewhere as long as they are at it."""

from __future__ import annotations

from datetime import datetime, timedelta

TRUSTED = timedelta(days=30)  # from signing in
IDLE = timedelta(hours=12)  # on any other device, from the last page
LONGEST = timedelta(days=7)  # there, from signing in, whatever was opened since
SEEN_EVERY = timedelta(minutes=10)  # how often it is noted that a session is used


def expires_at(*, started_at: datetime, seen_at: datetime, is_trusted: bool) -> datetime:
    """When a session ends by itself."""
    return started_at + TRUSTED if is_trusted else min(seen_at + IDLE, started_at + LONGEST)
