"""The program as it is really served, by gunicorn with its own settings, and people who use it over the network."""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict

from tests.auditing import fields_of

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "架空のパスワード-3141"
MANAGER = "manager@example.jp"
PROGRAMME = "/p/demo"
ADD_ACTION = f"{PROGRAMME}/actions/new?company=1"
TOO_LONG_SECONDS = 60
# a database of somebody else, and what keeps Python from compiling once what it then starts with
LEFT_OUT = {"DATABASE_URL", "TEST_DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}


def environment(instance: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    return kept | {"TRACKER_INSTANCE": str(instance), "DEMO_PASSWORD": PASSWORD} | more


def flask(instance: Path, *arguments: str, **more: str) -> str:
    """A command of the program; its output. CalledProcessError, with the output, where it fails."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(instance, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    ).stdout


def installed(folder: Path, **more: str) -> Path:
    """An installation with the demonstration's year in it."""
    instance = folder / "instance"
    instance.mkdir()
    flask(instance, "db", "upgrade", **more)
    flask(instance, "demo", **more)
    return instance


class Server:
    """gunicorn on a port that stays the same over its deaths."""

    def __init__(self, instance: Path, *, before: Sequence[str] = (), program: Path = ROOT, **more: str) -> None:
        self.instance = instance
        self.before = before
        self._program = program
        self._more = more
        self._process: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> float:
        """The seconds from the command until the first answer."""
        begun = time.monotonic()
        self._process = subprocess.Popen(
            [*self.before, sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"],
            cwd=self._program,
            env=self.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while time.monotonic() - begun < TOO_LONG_SECONDS:
            if self._process.poll() is not None:
                raise RuntimeError("the server ended by itself")
            try:
                Person(self.port).ask("GET", "/healthz")
            except OSError:
                time.sleep(0.02)
                continue
            return time.monotonic() - begun
        raise TimeoutError("the server does not answer")

    def environment(self) -> dict[str, str]:
        return environment(self.instance, PORT=str(self.port), **self._more)

    def processes(self) -> list[int]:
        """The server's own and its workers'."""
        own = self.own()
        return [own, *map(int, Path(f"/proc/{own}/task/{own}/children").read_text().split())]

    def own(self) -> int:
        """The server: the one that was started, or the one in its place; of two at once the older."""
        assert self._process is not None
        self._process.poll()
        parents = dict(members_of(self._process.pid))
        return next(number for number, parent in parents.items() if parent not in parents)

    def somebody(self) -> Person:
        """A manager who has signed in."""
        return Person(self.port).sign_in()

    def kill(self) -> None:
        """The server and its workers at once, as a power cut would."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def tell(self, sign: signal.Signals) -> None:
        os.kill(self.own(), sign)

    def stop(self) -> None:
        if self._process is None:
            return
        until = time.monotonic() + TOO_LONG_SECONDS
        while self._process.poll() is None or list(members_of(self._process.pid)):
            with suppress(StopIteration, ProcessLookupError):
                self.tell(signal.SIGTERM)
            if time.monotonic() > until:
                raise TimeoutError("the server does not end")
            time.sleep(0.05)


def members_of(group: int) -> Iterator[tuple[int, int]]:
    """The living processes of a group, each with its parent."""
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            state, parent, its_group = place.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                yield int(place.parent.name), int(parent)


class Person:
    """Somebody at a browser, each request over a connection of its own."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port = port
        self.cookie = cookie
        self._token = ""

    def ask(
        self, method: str, path: str, fields: Mapping[str, Any] | None = None, *, seconds: float = TOO_LONG_SECONDS
    ) -> tuple[int, str]:
        """Status and text of the answer; OSError or HTTPException where none comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
            pairs = list(fields.items(multi=True)) if isinstance(fields, MultiDict) else list((fields or {}).items())
            connection.request(method, path, urlencode(pairs) if fields is not None else None, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            for line in answer.headers.get_all("Set-Cookie") or ():
                for name, morsel in SimpleCookie(line).items():
                    self.cookie = f"{name}={morsel.value}"
            return answer.status, text
        finally:
            connection.close()

    def form(self, path: str) -> MultiDict[str, str]:
        status, text = self.ask("GET", path)
        forms = BeautifulSoup(text, "lxml").select("main form[method=post]")
        if status != 200 or not forms:
            raise RuntimeError(f"no form at {path}: {status}")
        return fields_of(forms[0])

    def sign_in(self, email: str = MANAGER) -> Person:
        fields = self.form("/sign-in")
        fields["email"], fields["password"] = email, PASSWORD
        status, _text = self.ask("POST", "/sign-in", fields)
        if status != 302:
            raise RuntimeError(f"{email} cannot sign in: {status}")
        self._token = self.form(ADD_ACTION)["csrf_token"]
        return self

    def another(self) -> Person:
        """The same person in one tab more."""
        tab = Person(self.port, self.cookie)
        tab._token = self._token
        return tab

    def action(self, words: str) -> dict[str, str]:
        """A next action of the first company, as the form sends it."""
        return {
            "csrf_token": self._token,
            "idempotency_key": secrets.token_hex(16),
            "what": words,
            "owner_id": "",
            "owner_name": "架空の人",
            "due_on": "2026-12-24",
            "case_id": "",
        }

    def write(self, words: str, **options: Any) -> tuple[int, str]:
        """Add a next action; 302 where it is kept."""
        return self.ask("POST", ADD_ACTION, self.action(words), **options)

    def read(self, path: str = f"{PROGRAMME}/companies/") -> int:
        return self.ask("GET", path)[0]


def is_kept(text: str, words: str) -> bool:
    """Whether the page that refuses shows what was typed."""
    return words in BeautifulSoup(text, "lxml").get_text()
