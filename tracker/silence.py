"""Connections to PostgreSQL that wait as long as the server lives, and no longer.

A process that was stopped, a machine or a network that is gone says nothing at all, and libpq waits for an answer for ever. A
limit for statements would end long work that is meant (a report, a migration), and a server that stands still keeps no limit. So
whoever has waited for a while asks for a second connection: a server that lives answers, however long the first one takes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import psycopg
from flask import has_request_context

Result = TypeVar("Result")
PATIENCE_SECONDS = 2.0  # without a sign, before it is asked whether the server lives
SECONDS_TO_ASK = 2
REMEMBERED_SECONDS = 2.0  # that it said nothing: nobody else waits for that meanwhile
# Nobody waits longer for a page: as for the lock of an SQLite database. What takes longer by its nature is no request.
LONGEST_OF_A_REQUEST = 30.0


class Silent(psycopg.OperationalError):
    """The server says nothing; told from other errors by its words too (``services/outages.py``)."""


class _Memory:
    silent_until = 0.0


_memory = _Memory()


class AttentiveConnection(psycopg.Connection[Any]):
    """``lives``: asks for a second one like it."""

    lives: Callable[[], bool]

    def wait(self, gen: Generator[Any, Any, Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        return super().wait(self._attended(gen), interval, timeout)

    def _attended(self, waiting: Generator[Any, Any, Result]) -> Generator[Any, Any, Result]:
        """The same generator; nothing ready for long is where psycopg would go on waiting."""
        begun = heard = time.monotonic()
        try:
            wanted = next(waiting)
            while True:
                ready = yield wanted
                if ready:
                    heard = time.monotonic()
                elif time.monotonic() - heard > PATIENCE_SECONDS:
                    self._require_life(begun)
                    heard = time.monotonic()
                wanted = waiting.send(ready)
        except StopIteration as over:
            result: Result = over.value
            return result

    def _require_life(self, begun: float) -> None:
        if not self.lives():
            self.close()
            raise Silent("the server says nothing on this connection, and takes no other one")
        if has_request_context() and time.monotonic() - begun > LONGEST_OF_A_REQUEST:
            with suppress(psycopg.Error):
                self.cancel_safe(timeout=SECONDS_TO_ASK)
            self.close()
            raise Silent("the server lives, and has not answered on this connection for too long")


def connect(*arguments: Any, **named: Any) -> AttentiveConnection:
    """A connection; at once Silent where another has just found that the server says nothing."""
    if time.monotonic() < _memory.silent_until:
        raise Silent("no connection: the server has just said nothing to another one")
    try:
        connection = AttentiveConnection.connect(*arguments, **named)
    except psycopg.errors.ConnectionTimeout:
        _remember()
        raise
    connection.lives = partial(_lives, *arguments, **named)
    return connection


def _lives(*arguments: Any, **named: Any) -> bool:
    """Whether the server answers whoever comes newly; that it takes no more of them is an answer."""
    try:
        psycopg.connect(*arguments, **named | {"connect_timeout": SECONDS_TO_ASK}).close()
    except psycopg.errors.ConnectionTimeout:
        _remember()
        return False
    except psycopg.OperationalError:
        return True
    return True


def _remember() -> None:
    _memory.silent_until = time.monotonic() + REMEMBERED_SECONDS
