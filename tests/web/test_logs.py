"""The log of a server: one JSON object a line, with the request's id, and nothing that anybody typed."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tests.cast import Cast
from tests.conftest import ClientFor
from tracker.logs import JsonLines
from tracker.web.programmes import routes

Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Lines]:
    caplog.set_level(logging.INFO, logger="tracker")
    yield lambda: [json.loads(JsonLines().format(record)) for record in caplog.records]


def test_a_request_is_a_line_with_its_id_and_without_what_was_asked_for(client: ClientFor, cast: Cast, lines: Lines) -> None:
    page = client("manager").get("search?q=架空太郎の病気")
    (line,) = [one for one in lines() if one["logger"] == "tracker.requests"]
    assert line["request"] == page.headers["X-Request-ID"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/p/<programme>/search", 200)
    assert float(str(line["ms"])) >= 0
    said = json.dumps(line, ensure_ascii=False)
    assert "架空" not in said
    assert cast["manager"].email not in said


def test_a_fault_is_a_line_that_says_where_and_not_what_was_typed(
    app: Flask, client: ClientFor, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> object:
        cause = sqlite3.OperationalError("架空太郎")
        cause.sqlite_errorname = "SQLITE_CORRUPT"
        raise OperationalError("SELECT ?", ("架空太郎",), cause) from cause

    browser = client("manager")
    monkeypatch.setattr(routes, "set_up_programme", fail)
    app.testing = False
    page = browser.submit("settings", {"name": "名前"})
    assert page.status == 500
    (line,) = [one for one in lines() if one["level"] == "error"]
    assert line["request"] == page.headers["X-Request-ID"]
    assert str(line["request"]) in page.text
    assert line["errors"] == ["OperationalError", "OperationalError", "SQLITE_CORRUPT"]
    assert "架空太郎" not in json.dumps(line, ensure_ascii=False)
    assert str(line["where"][-1]).endswith(" fail")  # type: ignore[index]


def test_what_the_server_says_of_a_sender_is_left_out() -> None:
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, "Invalid request from ip=192.0.2.7: GET /x", None, None)
    assert json.loads(JsonLines().format(record))["says"] == "Invalid request"
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, "Error handling request %s", ("/search?q=x",), None)
    assert json.loads(JsonLines().format(record))["says"] == "Error handling request"
