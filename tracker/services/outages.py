"""Tells a database that is busy, locked or read-only and a full disk from a fault of the program."""

from __future__ import annotations

import errno

from sqlalchemy.exc import DBAPIError, TimeoutError


class Busy:
    """Nobody can write now; later it goes."""


class Full:
    """There is no room left to write."""


def outage_of(error: BaseException) -> Busy | Full | None:
    """Which outage an error stands for, or None where it is a fault of the program."""
    if isinstance(error, TimeoutError):
        return Busy()
    if isinstance(error, OSError):
        return Full() if error.errno in {errno.ENOSPC, errno.EDQUOT} else None
    if not isinstance(error, DBAPIError):
        return None
    text = str(error.orig).lower()
    if "disk is full" in text or "disk full" in text or "no space left" in text:
        return Full()
    if error.connection_invalidated or any(
        word in text for word in ("locked", "lock timeout", "readonly", "read-only", "deadlock", "could not connect")
    ):
        return Busy()
    return None
