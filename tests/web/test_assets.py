"""Static files: under a name that changes with their content, kept for ever, with the headers of every answer."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from tests.auditing import Client
from tracker.application import create_app
from tracker.config import Config
from tracker.web.assets import pack_static, plotly_name, static_prefix

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path.relative_to(ROOT / "static").as_posix() for path in (ROOT / "static").rglob("*.*"))
PACKED = [name for name in FILES if not name.endswith(".png")]  # a picture is packed as it is


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_served_for_ever_with_the_security_headers_and_to_no_other_site(
    app: Flask, anonymous: Client, name: str
) -> None:
    answer = anonymous.raw.get(f"{app.static_url_path}/{name}", buffered=True)
    assert answer.status_code == 200
    assert answer.data == (ROOT / "static" / name).read_bytes()
    kept = answer.headers["Cache-Control"]
    assert "immutable" in kept
    assert "max-age=31536000" in kept
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_the_address_is_the_hash_of_what_is_in_the_folder(app: Flask, tmp_path: Path) -> None:
    assert app.static_url_path == static_prefix(ROOT / "static")
    assert re.fullmatch(r"/static/[0-9a-f]{12}", app.static_url_path)
    file = tmp_path / "a.css"
    prefixes = set()
    for content in ("a {}", "b {}"):
        file.write_text(content)
        prefixes.add(static_prefix(tmp_path))
    file.rename(tmp_path / "b.css")
    assert len(prefixes | {static_prefix(tmp_path)}) == 3


def test_a_page_names_its_files_by_that_address(app: Flask, anonymous: Client) -> None:
    page = anonymous.get("/sign-in")
    named = [str(tag["href"]) for tag in page.select("link[rel=stylesheet]")] + [
        str(tag["src"]) for tag in page.select("script[src]")
    ]
    assert len(named) > 5
    assert all(name.startswith(f"{app.static_url_path}/") for name in named)
    assert all(anonymous.raw.get(name, buffered=True).status_code == 200 for name in named)


@pytest.mark.parametrize("name", ["../config.py", "..%2f..%2fwsgi.py", "css/../../wsgi.py", "nothing.css", "css/", ""])
def test_nothing_but_the_files_is_served(app: Flask, anonymous: Client, name: str) -> None:
    assert anonymous.raw.get(f"{app.static_url_path}/{name}", buffered=True).status_code in {404, 308}


def test_the_chart_library_is_served_packed_to_whoever_takes_it(config: Config) -> None:
    source = config.assets / plotly_name()
    content = b"// " + b"plotly " * 1000
    config.assets.mkdir()  # no link to the library itself, which takes ten seconds to compress
    source.write_bytes(content)
    source.with_name(f"{source.name}.br").write_bytes(brotli.compress(content))
    client = create_app(config).test_client()
    packed = client.get(f"/assets/{plotly_name()}", headers={"Accept-Encoding": "br, gzip"}, buffered=True)
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == content
    assert "Accept-Encoding" in packed.headers["Vary"]
    plain = client.get(f"/assets/{plotly_name()}", headers={"Accept-Encoding": "identity"}, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert plain.data == content
    for answer in (packed, plain):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_chart_library_is_the_installed_one(app: Flask, anonymous: Client) -> None:
    answer = anonymous.raw.get(f"/assets/{plotly_name()}", headers={"Accept-Encoding": "identity"}, buffered=True)
    assert answer.status_code == 200
    assert len(answer.data) > 1_000_000


def test_files_that_set_up_packed_are_handed_out_packed_and_are_the_same(config: Config) -> None:
    folder = pack_static(ROOT / "static", config.assets)
    assert pack_static(ROOT / "static", config.assets) == folder
    application = create_app(config)
    for name in PACKED:
        answer = application.test_client().get(
            f"{application.static_url_path}/{name}", headers={"Accept-Encoding": "br"}, buffered=True
        )
        packed = answer.headers.get("Content-Encoding") == "br"
        assert (brotli.decompress(answer.data) if packed else answer.data) == (ROOT / "static" / name).read_bytes()
        assert packed or len(answer.data) < 500
