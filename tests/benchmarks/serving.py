"""A server of its own on the loopback: the program as it is really served, or the bare page beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
STARTING_SECONDS = 30
EMPTY_PAGE = "<!doctype html><html lang='en'><title>empty</title><p>empty</p></html>"


@contextmanager
def serving(target: str, path: str, **environ: str) -> Iterator[str]:
    """The address of ``target`` under gunicorn with the program's own settings, answering at ``path``; stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", target]
    server = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PORT": str(port), "WEB_CONCURRENCY": "1", **environ}, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(f"{address}{path}")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while True:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
