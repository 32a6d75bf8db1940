"""Tells a database that is busy, locked, read-only, gone or damaged and a full disk from a fault of the program."""

from __future__ import annotations

import errno
import sqlite3
from enum import Enum

from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError

_FULL = ("disk is full", "disk full", "no space left")
_DAMAGED = ("malformed", "not a database", "invalid page", "could not read block")
_BUSY = (
    "locked",
    "lock timeout",
    "deadlock",
    "readonly",
    "read-only",
    "disk i/o error",
    "unable to open",
)
# PostgreSQL's classes of errors: connection, insufficient resources, operator intervention; data corrupted
_BUSY_CLASSES, _DAMAGED_CLASSES = ("08", "53", "57"), ("XX001", "XX002")


class Outage(Enum):
    """What the person in front of it can do."""

    BUSY = "busy"  # wait: nobody can write now, later it goes
    FULL = "full"  # tell whoever can make room
    DAMAGED = "damaged"  # tell whoever can bring a backup back


def outage_of(error: BaseException) -> Outage | None:
    """Which outage an error stands for, or None where it is a fault of the program."""
    if isinstance(error, TimeoutError):
        return Outage.BUSY
    if isinstance(error, OSError):
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return Outage.FULL
        return Outage.BUSY if error.errno == errno.EROFS else None
    # a copy of an SQLite file is made by the driver itself, whose errors nobody wraps
    said = error.orig if isinstance(error, DBAPIError) else error if isinstance(error, sqlite3.Error) else None
    if said is None:
        return None
    text, state = str(said).lower(), getattr(said, "sqlstate", None) or ""
    if any(words in text for words in _FULL):
        return Outage.FULL
    if state.startswith(_DAMAGED_CLASSES) or any(words in text for words in _DAMAGED):
        return Outage.DAMAGED
    is_cut = isinstance(error, DBAPIError) and error.connection_invalidated
    if is_cut or state.startswith(_BUSY_CLASSES) or any(words in text for words in _BUSY):
        return Outage.BUSY
    # a PostgreSQL that is gone, or takes no more of them
    return Outage.BUSY if isinstance(error, OperationalError) and "connection" in text else None
