"""A PostgreSQL that says nothing is given up, one that is slow is not: asked of servers that know three words of its language."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread

import psycopg
import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from tracker import silence
from tracker.database import prepare_engine
from tracker.services.outages import Outage, outage_of

READY = b"Z" + struct.pack("!IB", 5, ord("I"))
GREETING = (
    b"R"
    + struct.pack("!II", 8, 0)
    + b"".join(
        b"S" + struct.pack("!I", 4 + len(pair)) + pair for pair in (b"server_version\x0017.0\x00", b"client_encoding\x00UTF8\x00")
    )
    + READY
)
DONE = b"C" + struct.pack("!I", 4 + len(b"SELECT 0\x00")) + b"SELECT 0\x00" + READY


class Fake:
    """Greets the first so many who come; ``answering`` lets it answer what it was asked, in words that are always the same."""

    def __init__(self, greets: int) -> None:
        self.greets = greets
        self.came = 0
        self.answering = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = {
            "host": "127.0.0.1",
            "port": self._listener.getsockname()[1],
            "user": "u",
            "dbname": "d",
            "connect_timeout": 2,
            "sslmode": "disable",
            "gssencmode": "disable",
        }
        self._held: list[socket.socket] = []
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                one, _from = self._listener.accept()
            except OSError:
                return
            self.came += 1
            self._held.append(one)
            if self.came <= self.greets:
                Thread(target=self._talk, args=(one,), daemon=True).start()

    def _talk(self, one: socket.socket) -> None:
        try:
            one.recv(4096)
            one.sendall(GREETING)
            while one.recv(4096):
                self.answering.wait(20)
                one.sendall(DONE)
        except OSError:
            return

    def close(self) -> None:
        self.answering.set()
        for one in (self._listener, *self._held):
            one.close()


@pytest.fixture
def fake() -> Iterator[Callable[[int], Fake]]:
    made: list[Fake] = []

    def serving(greets: int) -> Fake:
        made.append(Fake(greets))
        return made[-1]

    yield serving
    for one in made:
        one.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(silence, "PATIENCE_SECONDS", 0.2)
    yield
    silence._memory.silent_until = 0.0


@contextmanager
def in_a_request() -> Iterator[None]:
    with Flask("somewhere").test_request_context():
        yield


def test_a_server_that_says_nothing_any_more_is_given_up_and_nobody_else_waits_for_it(fake: Callable[[int], Fake]) -> None:
    server = fake(1)
    connection = silence.connect(**server.address)
    with pytest.raises(silence.Silent):
        connection.execute("SELECT")
    assert connection.closed
    came = server.came
    with pytest.raises(silence.Silent):
        silence.connect(**server.address)
    assert server.came == came  # at once: it was not even asked


def test_what_takes_long_at_a_server_that_lives_is_waited_for(fake: Callable[[int], Fake]) -> None:
    server = fake(100)
    with closing(silence.connect(**server.address)) as connection:
        Thread(target=lambda: (wait_for(lambda: server.came >= 3), server.answering.set()), daemon=True).start()
        assert connection.execute("SELECT").statusmessage == "SELECT 0"
    assert server.came >= 3  # asked twice whether it lives


def test_a_server_that_takes_no_more_connections_lives(fake: Callable[[int], Fake], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        server.answering.set()
        raise psycopg.OperationalError("sorry, too many clients already")

    server = fake(1)
    with closing(silence.connect(**server.address)) as connection:
        monkeypatch.setattr(psycopg, "connect", refuse)
        assert connection.execute("SELECT").statusmessage == "SELECT 0"


def test_nobody_waits_for_a_page_without_end(fake: Callable[[int], Fake], monkeypatch: pytest.MonkeyPatch) -> None:
    """One process of a server that lives may stand still; a command would go on waiting."""
    monkeypatch.setattr(silence, "LONGEST_OF_A_REQUEST", 0.5)
    server = fake(100)
    connection = silence.connect(**server.address)
    with in_a_request(), pytest.raises(silence.Silent):
        connection.execute("SELECT")
    assert connection.closed


def test_it_is_an_outage_for_whoever_asked(fake: Callable[[int], Fake]) -> None:
    server = fake(0)
    engine = create_engine(f"postgresql+psycopg://u@127.0.0.1:{server.address['port']}/d", connect_args={"connect_timeout": 2})
    prepare_engine(engine)
    for _time in range(2):  # the first waits for an answer, the second is told at once
        with pytest.raises(OperationalError) as refused:
            engine.connect()
        assert outage_of(refused.value) is Outage.BUSY
    assert server.came == 1


def wait_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
