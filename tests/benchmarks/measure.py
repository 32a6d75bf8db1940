"""Times requests inside the server process: from the call of the application to the last byte, without a network."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from werkzeug.test import EnvironBuilder, run_wsgi_app


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of server time, queries of one request, bytes of its body.

    ``cpu_ms`` is the least processor time of the thread that answered: steady beside other work, without waits for the disk.
    """

    name: str
    cpu_ms: float
    minimum_ms: float
    median_ms: float
    p99_ms: float
    queries: int
    size: int


@contextmanager
def counting_queries(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def call(app: Callable[..., Any], environ: dict[str, Any], status: int) -> tuple[float, bytes]:
    """One request: its milliseconds and body; RuntimeError for another status, since a fast error is no figure."""
    started = time.perf_counter()
    body, answered, _headers = run_wsgi_app(app, environ)
    content = b"".join(body)
    milliseconds = (time.perf_counter() - started) * 1000
    if not answered.startswith(str(status)):
        raise RuntimeError(f"{environ['PATH_INFO']} answered {answered}: {content[:400].decode(errors='replace')}")
    return milliseconds, content


def measure(
    name: str,
    app: Flask,
    engine: Engine | None,
    builder: Callable[[], EnvironBuilder],
    *,
    times: int,
    status: int = 200,
) -> Figures:
    """``times`` requests after two that do not count."""
    milliseconds: list[float] = []
    cpu: list[float] = []
    size, queries = 0, 0
    for turn in range(times + 2):
        environ = builder().get_environ()
        if turn == 0 and engine is not None:
            with counting_queries(engine) as statements:
                _spent, content = call(app, environ, status)
            queries = len(statements)
            continue
        cpu_before = time.thread_time()
        spent, content = call(app, environ, status)
        if turn > 1:
            cpu.append((time.thread_time() - cpu_before) * 1000)
            milliseconds.append(spent)
            size = len(content)
    ordered = sorted(milliseconds)
    at_99 = min(len(ordered) - 1, int(len(ordered) * 0.99))
    return Figures(name, min(cpu), ordered[0], statistics.median(ordered), ordered[at_99], queries, size)


def empty_page(times: int) -> Figures:
    """What Flask itself costs on this machine: a route that returns nothing."""
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "")
    return measure("empty Flask page", app, None, lambda: EnvironBuilder("/"), times=times)
