"""The program in a process of its own, which can be killed: as `python -m tests.journeys.served INSTANCE PORT [dies]`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from tracker.application import create_app
from tracker.config import Config

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


class Served:
    """A server on one port that dies and comes back."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self, *, dies_before_answering: bool = False) -> str:
        arguments = [str(self.config.instance), self.config.database_url, self.config.secret_key, str(self.port)]
        dies = ["dies"] if dies_before_answering else []
        self.process = subprocess.Popen([sys.executable, "-m", "tests.journeys.served", *arguments, *dies], cwd=ROOT)
        address = f"http://127.0.0.1:{self.port}"
        while True:
            assert self.process.poll() is None, "the server did not start"
            try:
                urllib.request.urlopen(f"{address}/healthz").close()
            except (urllib.error.URLError, ConnectionError):
                continue
            return address

    def wait_until_dead(self) -> None:
        assert self.process is not None
        assert self.process.wait(timeout=30) == -signal.SIGKILL

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(timeout=30)


def dying(app: Any) -> Any:
    """Kill this process once a record has been committed, before its answer leaves."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        body = list(app(environ, start_response))
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].endswith("/visits/new"):
            os.kill(os.getpid(), signal.SIGKILL)
        return body

    return answer


if __name__ == "__main__":
    instance, database_url, secret_key, port, *dies = sys.argv[1:]
    made: Any = create_app(Config(instance=Path(instance), database_url=database_url, secret_key=secret_key), lambda: NOW)
    make_server("127.0.0.1", int(port), dying(made) if dies else made, threaded=True).serve_forever()
