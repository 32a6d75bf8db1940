"""The headers of every answer: nothing inline, nothing framed, nothing kept; chart pages allow their library's styles alone."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Flask

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.page_rules import ALWAYS_SENT
from tests.records import Records
from tracker.web.headers import CHART_STYLES, policy


@pytest.mark.parametrize(
    ("path", "status"),
    [("/healthz", 200), ("/sign-in", 200), ("/", 302), ("/nowhere", 404), ("/p/r8/", 302)],
)
def test_every_answer_has_them_whatever_its_status(anonymous: Client, path: str, status: int) -> None:
    answer = anonymous.raw.get(path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in ALWAYS_SENT} == ALWAYS_SENT
    assert answer.headers["Content-Security-Policy"] == policy()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_policy_forbids_everything_that_is_not_named() -> None:
    for text in (policy(), policy(chart=True)):
        rules = dict(rule.split(" ", 1) for rule in text.split("; "))
        assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
        assert rules["script-src"] == "'self'"
        assert rules["form-action"] == "'self'"
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"} & set(text.replace(";", "").split())


def test_the_styles_of_the_chart_library_are_allowed_on_chart_pages_alone(
    cast: Cast, records: Records, client: ClientFor
) -> None:
    browser = client("manager")
    chart = browser.get(f"assessments/{records.closed_round_id}/results").headers["Content-Security-Policy"]
    assert chart == policy(chart=True)
    assert all(style in chart for style in CHART_STYLES)
    plain = browser.get("companies/").headers["Content-Security-Policy"]
    assert plain == policy()
    assert "unsafe" not in plain


def test_over_https_a_browser_is_told_to_stay_there(app: Flask, anonymous: Client) -> None:
    assert "Strict-Transport-Security" not in anonymous.raw.get("/healthz").headers
    secure = anonymous.raw.get("/healthz", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(("accepted", "packed"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None)])
def test_pages_leave_packed_for_whoever_can_unpack_them(client: ClientFor, accepted: str, packed: str | None) -> None:
    browser = client("manager")
    answer = browser.raw.get(browser.path(""), headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding") == packed
    assert {"Cookie", "Accept-Encoding"} <= {one.strip() for line in answer.headers.getlist("Vary") for one in line.split(",")}
    content = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[packed](answer.data)
    assert "ダッシュボード" in content.decode()
