"""The headers of every answer: nothing inline, nothing framed, nothing kept; chart pages allow their library's styles alone."""

from __future__ import annotations

import gzip
from dataclasses import replace

import brotli
import pytest
from flask import Flask

from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.page_rules import ALWAYS_SENT
from tests.records import Records
from tracker.application import create_app
from tracker.config import Config
from tracker.web.headers import CHART_STYLES, POLICIES, Kind


@pytest.mark.parametrize(
    ("path", "status"),
    [("/healthz", 200), ("/sign-in", 200), ("/", 302), ("/nowhere", 404), ("/p/r8/", 302), ("/p/none/", 302), ("/p/%00/", 404)],
)
def test_every_answer_has_them_whatever_its_status(anonymous: Client, path: str, status: int) -> None:
    answer = anonymous.raw.get(path)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in ALWAYS_SENT} == ALWAYS_SENT
    assert answer.headers["Content-Security-Policy"] == POLICIES[Kind.DATA if path == "/healthz" else Kind.PAGE]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_policy_forbids_everything_that_is_not_named() -> None:
    for kind, text in POLICIES.items():
        rules = {name: value for name, _blank, value in (rule.partition(" ") for rule in text.split("; "))}
        assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
        is_page = kind in {Kind.PAGE, Kind.CHART, Kind.PICTURES}
        assert rules.get("script-src") == ("'self'" if is_page else None)
        assert rules["form-action"] == ("'self'" if is_page else "'none'")
        assert ("sandbox" in rules) == (kind in {Kind.DOWNLOAD, Kind.SHOWN})
        assert ("'unsafe-hashes'" in text) == (kind is Kind.CHART)
        assert ("blob:" in text) == (kind in {Kind.CHART, Kind.PICTURES})
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"} & set(text.replace(";", "").split())


def test_the_styles_of_the_chart_library_are_allowed_on_chart_pages_alone(
    cast: Cast, records: Records, client: ClientFor
) -> None:
    browser = client("manager")
    chart = browser.get(f"assessments/{records.closed_round_id}/results").headers["Content-Security-Policy"]
    assert chart == POLICIES[Kind.CHART]
    assert all(style in chart for style in CHART_STYLES)
    plain = browser.get("companies/").headers["Content-Security-Policy"]
    assert plain == POLICIES[Kind.PAGE]
    assert "unsafe" not in plain


def test_over_https_a_browser_is_told_to_stay_there(app: Flask, anonymous: Client) -> None:
    assert "Strict-Transport-Security" not in anonymous.raw.get("/healthz").headers
    secure = anonymous.raw.get("/healthz", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("over_https", [False, True])
def test_static_files_have_them_too(over_https: bool, config: Config) -> None:
    """They are answered before the application."""
    app = create_app(replace(config, secure_cookies=over_https))
    with app.test_client().get(f"{app.static_url_path}/icon.svg") as answer:
        assert answer.status_code == 200
        assert {name: answer.headers.get(name) for name in ALWAYS_SENT} == ALWAYS_SENT
        assert answer.headers["Content-Security-Policy"] == POLICIES[Kind.STATIC]
        assert "immutable" in answer.headers["Cache-Control"]
        assert ("Strict-Transport-Security" in answer.headers) == over_https


def test_a_host_that_is_not_ours_is_answered_with_them(app: Flask, anonymous: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["localhost"])
    answer = anonymous.raw.get("/sign-in", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert {name: answer.headers.get(name) for name in ALWAYS_SENT} == ALWAYS_SENT
    assert answer.headers["Content-Security-Policy"] == POLICIES[Kind.PAGE]


@pytest.mark.parametrize(("accepted", "packed"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None)])
def test_pages_leave_packed_for_whoever_can_unpack_them(client: ClientFor, accepted: str, packed: str | None) -> None:
    browser = client("manager")
    answer = browser.raw.get(browser.path(""), headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding") == packed
    assert {"Cookie", "Accept-Encoding"} <= {one.strip() for line in answer.headers.getlist("Vary") for one in line.split(",")}
    content = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[packed](answer.data)
    assert "ダッシュボード" in content.decode()
