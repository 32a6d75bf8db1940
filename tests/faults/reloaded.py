"""The server is told to reload under load: ``python -m tests.faults.reloaded``. No request may be lost.

USR2 (``systemctl reload``) starts a server with the program as it lies on the disk, which ends the one before; a program that
cannot be loaded changes nothing. HUP starts new workers of the program that was loaded. The socket is held as systemd holds it,
where its tool for that is there.
"""

from __future__ import annotations

import http.client
import shutil
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from tests.faults.figures import Figure, alone
from tests.faults.planted import LEFT_OUT
from tests.faults.served import ROOT, Person, Server, installed

READERS, WRITERS, RELOADS = 6, 2, 5
BETWEEN_SECONDS, TOO_LONG_SECONDS = 4, 300
PROMISED = "no request is lost"
HEALTH, ANSWER = Path("tracker/web/health/routes.py"), '"status": "ok"'


def run(folder: Path) -> Iterator[Figure]:
    program, heard = folder / "program", folder / "notify"
    shutil.copytree(ROOT, program, ignore=shutil.ignore_patterns(*LEFT_OUT))
    instance = installed(folder)
    with Server(instance) as server:
        yield new_workers(server)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(heard))
        server = Server(instance, program=program, NOTIFY_SOCKET=str(heard))
        if shutil.which("systemd-socket-activate"):
            passed_on = (f"--setenv={name}" for name in server.environment())
            server.before = ("systemd-socket-activate", f"--listen=127.0.0.1:{server.port}", *passed_on)
        with server:
            yield new_program(server, program, systemd)
            yield broken_program(server, program)


@contextmanager
def load(server: Server) -> Iterator[Counter[str]]:
    """What six who read and two who save were answered, when they are over."""
    over, said = Event(), Counter[str]()
    person = server.somebody()

    def ask(person: Person, *, writes: bool) -> Counter[str]:
        said: Counter[str] = Counter()
        while not over.is_set():
            try:
                said[str(person.write("入れ替えのあいだの宿題")[0] if writes else person.read())] += 1
            except (OSError, http.client.HTTPException) as error:
                said[type(error).__name__] += 1
        return said

    with ThreadPoolExecutor(READERS + WRITERS) as pool:
        asking = [pool.submit(ask, person.another(), writes=number < WRITERS) for number in range(READERS + WRITERS)]
        try:
            time.sleep(BETWEEN_SECONDS)
            yield said
            time.sleep(BETWEEN_SECONDS)
        finally:
            over.set()
        for one in asking:
            said.update(one.result())


def new_workers(server: Server) -> Figure:
    before = set(server.processes())
    with load(server) as said:
        for _reload in range(RELOADS):
            server.tell(signal.SIGHUP)
            time.sleep(BETWEEN_SECONDS)
        renewed = len(before & set(server.processes())) == 1  # the server itself
    return Figure(
        f"HUP {RELOADS} times under load",
        PROMISED,
        f"answers {dict(said)}; all workers are new: {renewed}",
        set(said) == {"200", "302"} and renewed,
    )


def new_program(server: Server, program: Path, systemd: socket.socket) -> Figure:
    """A version a reload, told by what it answers; systemd hears each time who the server is now."""
    answered, took = [], []
    with load(server) as said:
        for number in range(RELOADS):
            change(program, f'"status": "version {number}"')
            before, begun = server.own(), time.monotonic()
            server.tell(signal.SIGUSR2)
            wait_for_another(server, before)
            took.append(time.monotonic() - begun)
            answered.append(f"version {number}" in Person(server.port).ask("GET", "/healthz")[1])
    heard = [line for line in heard_by(systemd) if line.startswith("MAINPID=")]
    told = len(heard) == RELOADS and heard[-1] == f"MAINPID={server.own()}"
    return Figure(
        f"USR2 {RELOADS} times under load, another version each time",
        f"{PROMISED}; the new version answers; systemd is told",
        f"answers {dict(said)}; the new one answers: {answered}, in place after {max(took):.1f} s at most; told: {told}",
        set(said) == {"200", "302"} and all(answered) and told,
    )


def broken_program(server: Server, program: Path) -> Figure:
    """What cannot be loaded comes as far as its own fault; the server and its version stay."""
    before, kept = server.own(), Person(server.port).ask("GET", "/healthz")[1]
    change(program, '"status" = "broken"')
    with load(server) as said:
        server.tell(signal.SIGUSR2)
        time.sleep(BETWEEN_SECONDS)
    stays = server.own() == before and Person(server.port).ask("GET", "/healthz")[1] == kept
    change(program, ANSWER)
    server.tell(signal.SIGUSR2)
    wait_for_another(server, before)
    return Figure(
        "USR2 with a program that cannot be loaded",
        f"{PROMISED}; the one before serves on, the next one is taken",
        f"answers {dict(said)}; the one before serves: {stays}, the next one answers: {Person(server.port).read('/healthz')}",
        set(said) == {"200", "302"} and stays,
    )


def change(program: Path, answer: str) -> None:
    (program / HEALTH).write_text((ROOT / HEALTH).read_text("utf-8").replace(ANSWER, answer), "utf-8")


def wait_for_another(server: Server, before: int) -> None:
    begun = time.monotonic()
    while server.own() == before:
        if time.monotonic() - begun > TOO_LONG_SECONDS:
            raise TimeoutError("no other server is in place")
        time.sleep(0.05)


def heard_by(systemd: socket.socket) -> list[str]:
    systemd.setblocking(False)
    heard = []
    while True:
        try:
            heard += systemd.recv(4096).decode().splitlines()
        except BlockingIOError:
            return heard


if __name__ == "__main__":
    sys.exit(alone(run))
