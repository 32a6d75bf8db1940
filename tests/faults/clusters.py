"""A PostgreSQL of a script's own, on a free port, that it may stop and kill as it likes."""

from __future__ import annotations

import os
import pwd
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine

TOO_LONG_SECONDS = 60
_SEEN = Path("/usr/lib/postgresql")


class Cluster:
    """Made with PostgreSQL's own settings, so that what it has acknowledged is on the disk; started by ``start``."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "cluster"
        self._log = folder / "cluster.log"
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        if os.geteuid() == 0:  # it refuses to run as root
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        self._call("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")

    def address(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """The address of a new, empty database."""
        self.run(f'CREATE DATABASE "{database}"')
        return self.address(database)

    def run(self, statement: str) -> None:
        engine = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def start(self) -> float:
        """The seconds until it takes connections; tried again while what was killed has not let go of its memory."""
        begun = time.monotonic()
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        while True:
            try:
                self._call("pg_ctl", "-D", str(self.data), "-w", "-l", str(self._log), "-o", options, "start")
            except subprocess.CalledProcessError:
                if time.monotonic() - begun > TOO_LONG_SECONDS:
                    raise
                time.sleep(0.2)
                continue
            return time.monotonic() - begun

    def stop(self) -> None:
        """At once, without a word to whoever is connected; the next start reads the log of what was written."""
        self._call("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """The server itself, as a machine short of memory would."""
        os.kill(self._first(), signal.SIGKILL)

    def stand_still(self) -> None:
        """All of its processes live and do nothing, as on a machine that hangs: no connection ends, and none is answered."""
        first = self._first()
        for process in (first, *self._children(first)):
            os.kill(process, signal.SIGSTOP)

    def move_again(self) -> None:
        first = self._first()
        for process in (*self._children(first), first):
            os.kill(process, signal.SIGCONT)

    def _first(self) -> int:
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def _children(self, process: int) -> list[int]:
        return [int(number) for number in Path(f"/proc/{process}/task/{process}/children").read_text().split()]

    def _call(self, program: str, *arguments: str) -> None:
        before = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        # what it starts lives on and holds its output open: nobody waits for an end of it
        subprocess.run(
            [*before, str(_programs() / program), *arguments],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )


def _programs() -> Path:
    """The newest that Debian has installed."""
    return max(_SEEN.glob("*/bin"), key=lambda place: [int(number) for number in re.findall(r"\d+", str(place))])


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    cluster = Cluster(folder)
    cluster.start()
    try:
        yield cluster
    finally:
        if (cluster.data / "postmaster.pid").exists():
            cluster.stop()
