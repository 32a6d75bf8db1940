"""Hands over to the server."""

from __future__ import annotations

import os
import subprocess

from set_up.commands import environment
from set_up.places import ROOT, VENV, WINDOWS, python_of
from set_up.words import words


def serve(host: str, port: int) -> int:
    """Become gunicorn, which says the address once it listens; on Windows run waitress."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    ready = words(
        "\n開くアドレス：http://{shown}:{port}/\n"
        "スマートフォンで使うには HTTPS が必要です（docs/ja/deployment.md、Windows は docs/ja/windows.md）。\n"
        "止めるには Ctrl-C を押してください。",
        "\nOpen this address: http://{shown}:{port}/\n"
        "Phones need HTTPS (docs/deployment.md; Windows: docs/windows.md).\n"
        "Press Ctrl-C to stop.",
        shown=shown,
        port=port,
    )
    listen = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    python = str(python_of(VENV))
    if WINDOWS:
        print(ready, flush=True)
        return subprocess.run(
            [python, "-m", "waitress", *for_waitress(listen), "wsgi:app"], cwd=ROOT, env=environment()
        ).returncode
    os.chdir(ROOT)
    command = [python, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--bind", listen, "wsgi:app"]
    os.execve(python, command, environment(TRACKER_READY=ready))


def for_waitress(listen: str) -> list[str]:
    """Waitress takes away what a proxy says of the browser, unless it is told that there is one."""
    behind_proxy = os.environ.get("BEHIND_PROXY") == "1"
    return [f"--listen={listen}", *(["--no-clear-untrusted-proxy-headers"] if behind_proxy else [])]
