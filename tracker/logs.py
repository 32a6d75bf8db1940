"""The log, of a server lines of JSON: which request, how it ended, where a fault arose, and nobody's name or text."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

TOLD = "told"  # log.info("request", extra={TOLD: {…}}): figures and names of the program's own, each a key of the line
# Where the part of a message begins that is somebody's: an argument, the address of whoever sent the server nonsense.
_REST = re.compile(r"[ :,]*( from ip=|%[a-z]).*", re.DOTALL)
_DEEPEST = 12


class JsonLines(logging.Formatter):
    """A message stands without its arguments, an exception without its text: either may hold what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "says": _words_of(record.msg),
            **getattr(record, TOLD, {}),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= {"errors": [*_kinds(error)], "where": _places(error)}
        return json.dumps(line, ensure_ascii=False)


def _words_of(message: object) -> str:
    return type(message).__name__ if isinstance(message, BaseException) else _REST.sub("", str(message))


def _kinds(error: BaseException | None) -> Iterator[str]:
    """The error and what it came of, the database's own name of it included: ``OperationalError``, ``SQLITE_FULL``."""
    while error is not None:
        yield type(error).__name__
        for name in ("sqlite_errorname", "sqlstate"):
            if code := getattr(error, name, None):
                yield str(code)
        if isinstance(error, OSError) and error.strerror:
            yield error.strerror
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _places(error: BaseException) -> list[str]:
    """Where it arose, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def as_json(*, level: str = "INFO") -> dict[str, Any]:
    """The settings of ``logging`` for a server: everything as lines of JSON on standard error, of requests as well."""
    return _settings({"()": JsonLines}, tracker=level, gunicorn="INFO")


def as_text() -> dict[str, Any]:
    """For whoever started the program by hand, what is wrong alone: when, the number that the page shows, and what it is."""
    line = {
        "()": logging.Formatter,
        "fmt": "{asctime} [{told[request]}] {message}",
        "datefmt": "%Y-%m-%d %H:%M:%S",
        "style": "{",
        "defaults": {TOLD: {"request": "-"}},
    }
    return _settings(line, tracker="WARNING", gunicorn="WARNING")


def _settings(line: dict[str, Any], *, tracker: str, gunicorn: str) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": "WARNING", "handlers": ["lines"]},
        "loggers": {
            "tracker": {"level": tracker},
            "gunicorn.error": {"level": gunicorn, "handlers": ["lines"], "propagate": False},
        },
    }
