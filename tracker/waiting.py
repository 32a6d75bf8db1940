"""A waiting room with few places: whoever waits for long does not keep everybody else of the process from being served."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic


class Crowded(sqlite3.OperationalError):
    """All places are taken, and nobody who waits there got through for a while; to be handled as SQLite's own time-out is."""


class WaitingRoom:
    """Who finds no place queues as long as the room moves: they are turned away once nobody got through for a while."""

    def __init__(self, *, places: int, patience_seconds: float) -> None:
        self._places = places
        self._patience_seconds = patience_seconds
        self._changed = Condition()
        self._inside = 0
        self._moved_at = 0.0  # when somebody last came in from an empty room, or got through

    @contextmanager
    def place(self) -> Iterator[None]:
        """Wait inside the block, whose end without an exception is getting through; Crowded where there is no place."""
        with self._changed:
            while self._inside >= self._places:
                left = self._moved_at + self._patience_seconds - monotonic()
                if left <= 0:
                    raise Crowded("database is locked")
                self._changed.wait(left)
            if not self._inside:
                self._moved_at = monotonic()
            self._inside += 1
        got_through = False
        try:
            yield
            got_through = True
        finally:
            with self._changed:
                self._inside -= 1
                if got_through:
                    self._moved_at = monotonic()
                self._changed.notify()
