"""``/healthz``: answered without signing in, in no programme, with what a monitor asks."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.auditing import Client
from tracker.web.health import routes


def test_it_answers_whoever_asks_and_sets_no_cookie(anonymous: Client) -> None:
    answer = anonymous.get("/healthz")
    assert (answer.status, answer.json) == (200, {"status": "ok", "warnings": []})
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_without_its_database_it_says_so(app: Flask, anonymous: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "is_reachable", lambda: False)
    answer = anonymous.get("/healthz")
    assert (answer.status, answer.json) == (503, {"status": "no database"})


def test_it_is_read_and_nothing_else(anonymous: Client) -> None:
    assert anonymous.raw.post("/healthz").status_code in {400, 405}
    assert anonymous.raw.head("/healthz").status_code == 200
