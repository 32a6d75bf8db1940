"""Waiting for the lock of the database: a few of the threads, as long as somebody gets through."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from threading import Event

import pytest

from tracker.waiting import Crowded, WaitingRoom

PATIENCE = 60


def test_where_nobody_gets_through_whoever_finds_no_place_is_turned_away() -> None:
    room = WaitingRoom(places=2, patience_seconds=0)
    with room.place(), room.place(), pytest.raises(Crowded), room.place():
        pass
    with room.place():
        pass


def test_as_long_as_the_room_moves_the_next_one_waits_for_a_place() -> None:
    room = WaitingRoom(places=1, patience_seconds=PATIENCE)
    inside, leave = Event(), Event()

    def first() -> None:
        with room.place():
            inside.set()
            assert leave.wait(PATIENCE)

    def second() -> str:
        with room.place():
            return "got through"

    with ThreadPoolExecutor(2) as pool, ExitStack() as at_the_end:
        at_the_end.callback(leave.set)
        held = pool.submit(first)
        assert inside.wait(PATIENCE)
        waiting = pool.submit(second)
        assert not waiting.done()
        leave.set()
        assert waiting.result(PATIENCE) == "got through"
        held.result(PATIENCE)


def test_whoever_waited_in_vain_frees_the_place_and_does_not_count_as_a_move() -> None:
    room = WaitingRoom(places=1, patience_seconds=0)
    with suppress(ValueError), room.place():
        raise ValueError
    with room.place(), pytest.raises(Crowded), room.place():
        pass
