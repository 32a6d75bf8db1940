"""Starts the program as a newcomer does, by `run.py`, with an instance folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from set_up.places import ROOT

TOO_LONG_SECONDS = 300


@dataclass
class Started:
    """A server that runs, and what it printed until it listened."""

    process: subprocess.Popen[str]
    printed: str
    port: int

    def fetch(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()


@contextmanager
def started(instance: Path, **environment: str) -> Iterator[Started]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {**os.environ, "LC_ALL": "ja_JP.UTF-8", "PYTHONUTF8": "1", "TRACKER_INSTANCE": str(instance), "PORT": str(port)}
    settings.pop("DATABASE_URL", None)
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "run.py")],
        env={**settings, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert process.stdout is not None
    watchdog = threading.Timer(TOO_LONG_SECONDS, process.kill)
    watchdog.start()
    # what the server says later is read away: a full pipe would stop it
    reader = threading.Thread(target=process.stdout.read)
    try:
        printed = ""
        for line in process.stdout:
            printed += line
            if "Ctrl-C" in line:
                break
        reader.start()
        assert "Ctrl-C" in printed, printed
        yield Started(process, printed, port)
    finally:
        process.send_signal(signal.SIGINT)  # killed, it would leave its workers behind
        process.wait()
        watchdog.cancel()
        reader.join()
        process.stdout.close()
