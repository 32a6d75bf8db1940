"""What must be true before anything is made: Python, port, folder, disk."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from set_up.places import WINDOWS
from set_up.words import Stop, words

OLDEST_PYTHON = (3, 11)


def check_python(version: tuple[int, ...] = tuple(sys.version_info[:3])) -> None:
    if version < OLDEST_PYTHON:
        raise Stop(
            words(
                "Python 3.11以上が必要です（いまは{version}）。"
                "https://www.python.org/downloads/ から入れて、もう一度実行してください。",
                "Python 3.11 or newer is needed (this is {version}). "
                "Install it from https://www.python.org/downloads/ and try again.",
                version=".".join(map(str, version)),
            )
        )


def read_port() -> int:
    given = os.environ.get("PORT") or "8000"
    if given.isascii() and given.isdigit() and 1 <= int(given) <= 65535:
        return int(given)
    raise Stop(
        words(
            "PORTは1から65535までの数字にしてください（いまは「{given}」）。例：{example}",
            "PORT must be a number from 1 to 65535 (it is “{given}”). Example: {example}",
            given=given,
            example=with_port(8000),
        )
    )


def with_port(port: int) -> str:
    return f'set "PORT={port}" && py run.py' if WINDOWS else f"PORT={port} make run"


def can_listen(host: str, port: int) -> bool:
    """Whether a server could listen there now. Raises ``OSError`` where the trouble is not that the port is taken."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    with socket.socket(family, kind, protocol) as trial:
        if not WINDOWS:  # as gunicorn does: a port that only waits for old connections to end is free
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except OSError as error:
            if error.errno in (48, 98, 10048):  # EADDRINUSE on macOS, Linux, Windows
                return False
            raise
    return True


def check_port(host: str, port: int) -> None:
    try:
        if can_listen(host, port):
            return
        free = next((other for other in range(port + 1, min(port + 50, 65536)) if can_listen(host, other)), None)
    except OSError as error:
        raise Stop(
            words(
                "{host}のポート{port}では待ち受けられません（{error}）。HOSTとPORTを確かめてください。例：{example}",
                "Cannot listen on port {port} of {host} ({error}). Check HOST and PORT. Example: {example}",
                host=host,
                port=port,
                error=error.strerror or error,
                example=with_port(8000),
            )
        ) from None
    raise Stop(
        words(
            "ポート{port}はほかのプログラムが使っています。このプログラムがすでに動いていないか確かめるか、別のポートを選んでください。例：{example}",
            "Port {port} is in use. See whether this program is already running, or choose another port. Example: {example}",
            port=port,
            example=with_port(free or 8080),
        )
    )


def check_folder(folder: Path, room: int) -> None:
    """Make ``folder`` where it is missing; see that it can be written and that its disk has room (bytes)."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Stop(
            words(
                "フォルダー{folder}に書き込めません（{error}）。書き込めるようにするか、書き込める場所で実行してください。"
                "データの置き場所はTRACKER_INSTANCEで変えられます。",
                "The folder {folder} cannot be written ({error}). Allow it, or run the program where you may write. "
                "TRACKER_INSTANCE names another folder for the data.",
                folder=folder,
                error=error.strerror,
            )
        ) from None
    free = shutil.disk_usage(folder).free
    if free < room:
        raise Stop(
            words(
                "{folder}のディスクの空きが{free}MBしかありません。{room}MB以上空けてから、もう一度実行してください。",
                "The disk of {folder} has only {free} MB left. Free at least {room} MB and try again.",
                folder=folder,
                free=free // 2**20,
                room=room // 2**20,
            )
        )
