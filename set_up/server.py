"""Hands over to the server."""

from __future__ import annotations

import os
import subprocess

from set_up.commands import environment
from set_up.places import ROOT, VENV, WINDOWS, python_of
from set_up.words import tell


def serve(host: str, port: int) -> int:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    tell(
        "\n開くアドレス：http://{shown}:{port}/\n止めるには Ctrl-C を押してください。",
        "\nOpen this address: http://{shown}:{port}/\nPress Ctrl-C to stop.",
        shown=shown,
        port=port,
    )
    python, settings = str(python_of(VENV)), environment(HOST=host, PORT=str(port))
    if WINDOWS:
        listen = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        return subprocess.run([python, "-m", "waitress", f"--listen={listen}", "wsgi:app"], cwd=ROOT, env=settings).returncode
    os.chdir(ROOT)
    os.execve(python, [python, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"], settings)
