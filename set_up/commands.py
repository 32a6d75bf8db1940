"""Runs the commands of the environment, quietly unless they fail."""

from __future__ import annotations

import os
import subprocess

from set_up.places import ROOT, VENV, python_of
from set_up.words import Stop, words


def environment(**more: str) -> dict[str, str]:
    """The environment of a child: ours, without what would lead another Python astray or pass on the password."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH", "DEMO_PASSWORD")}
    return {**kept, "PYTHONUTF8": "1", **more}


def call(command: list[str], advice: str = "", **more: str) -> str:
    """Run a command quietly and return what it printed; where it fails, stop with all that it said and what to do."""
    done = subprocess.run(command, cwd=ROOT, env=environment(**more), capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode:
        failed = words("実行できませんでした：{command}", "This failed: {command}", command=" ".join(command[1:]))
        raise Stop("\n".join(part for part in (done.stdout + done.stderr, failed, advice) if part))
    return done.stdout


def flask(*arguments: str, **more: str) -> str:
    return call([str(python_of(VENV)), "-m", "flask", "--app", "wsgi", *arguments], **more)
