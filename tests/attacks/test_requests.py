"""Requests that no form of ours makes: refused in words, nothing written, nothing told of our insides."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.attacks.sending import TRACES, At, nothing_written
from tests.auditing import Client
from tests.cast import Cast
from tests.conftest import ClientFor
from tracker.config import MAX_FORM_PARTS

FORM = "application/x-www-form-urlencoded"
GOOD = "name=%E5%90%8D%E5%89%8D"


def part(name: str, value: str = "x", ending: str = "\r\n") -> str:
    return f'--b{ending}Content-Disposition: form-data; name="{name}"{ending}{ending}{value}{ending}'


# What is sent as multipart/form-data with the boundary b, or another type.
BODIES: dict[str, tuple[str, bytes]] = {
    "multipart without a boundary": ("multipart/form-data", part("name").encode() + b"--b--"),
    "multipart with an empty boundary": ("multipart/form-data; boundary=", part("name").encode()),
    "multipart with a boundary of 10 kB": ("multipart/form-data; boundary=" + "b" * 10_000, b"--b--"),
    "multipart that does not end": ("multipart/form-data; boundary=b", part("name").encode()),
    "multipart cut in a header": ("multipart/form-data; boundary=b", b"--b\r\nContent-Dispo"),
    "multipart of nothing": ("multipart/form-data; boundary=b", b""),
    "multipart of its end alone": ("multipart/form-data; boundary=b", b"--b--"),
    "multipart of another boundary": ("multipart/form-data; boundary=c", part("name").encode() + b"--b--"),
    "multipart without a disposition": ("multipart/form-data; boundary=b", b"--b\r\n\r\nx\r\n--b--"),
    "multipart without a name": ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"),
    "multipart within multipart": (
        "multipart/form-data; boundary=b",
        b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--",
    ),
    "multipart of plain line breaks": ("multipart/form-data; boundary=b", (part("name", ending="\n") + "--b--").encode()),
    "multipart with a header of 100 kB": (
        "multipart/form-data; boundary=b",
        b"--b\r\nX: " + b"x" * 100_000 + b"\r\n\r\nx\r\n--b--",
    ),
    "multipart in bytes that are no text": ("multipart/form-data; boundary=b", b"--b\r\n\xff\xfe: \xff\r\n\r\n\xff\r\n--b--"),
    "as many parts as are taken and one": (
        "multipart/form-data; boundary=b",
        ("".join(part(f"n{number}") for number in range(MAX_FORM_PARTS + 1)) + "--b--").encode(),
    ),
    "JSON": ("application/json", json.dumps({"name": "名前", "csrf_token": "x"}).encode()),
    "JSON that is none": ("application/json", b"{"),
    "XML with an entity": ("text/xml", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
    "text": ("text/plain", GOOD.encode()),
    "a type that is none": ("x" * 1_000, GOOD.encode()),
    "packed": (FORM, gzip.compress(GOOD.encode())),
    "a pickle": (FORM, b"cos\nsystem\n(S'id'\ntR."),
    "nothing but signs": (FORM, b"&&&===&=&?;"),
    "thirty megabytes": (FORM, b"name=" + b"x" * (30 * 1024 * 1024)),
    "thirty megabytes in a part": (
        "multipart/form-data; boundary=b",
        (part("name", "x" * (30 * 1024 * 1024)) + "--b--").encode(),
    ),
}


def ask(browser: Client, method: str, url: str, **options: Any) -> TestResponse:
    answer = browser.raw.open(browser.path(url), method=method, **options)
    assert answer.status_code < 500
    assert not TRACES.search(answer.get_data().decode("utf-8", "replace"))
    return answer


def test_bodies_that_are_no_form(client: ClientFor, cast: Cast, at_rest: At, subtests: pytest.Subtests) -> None:
    manager = client("manager")
    manager.csrf_token()
    with nothing_written(at_rest):
        for name, (kind, body) in BODIES.items():
            with subtests.test(name):
                answer = ask(manager, "POST", "settings", data=body, content_type=kind)
                assert answer.status_code in {400, 413}
                with subtests.test(f"{name}, beside a valid token"):
                    headers = {"X-CSRFToken": manager.csrf_token()}
                    ask(manager, "POST", "members/new", data=body, content_type=kind, headers=headers)


def token_of(browser: Client) -> str:
    return browser.csrf_token()


Tokens = Callable[[Client, Client, Client], dict[str, Any]]
# By whom it is sent: us, somebody else who is signed in, somebody who is not.
TOKENS: dict[str, Tokens] = {
    "no token": lambda *_: {},
    "an empty token": lambda *_: {"csrf_token": ""},
    "a made-up token": lambda *_: {"csrf_token": "0" * 40},
    "a token of another session": lambda _us, other, _none: {"csrf_token": token_of(other)},
    "a token cut short": lambda us, *_: {"csrf_token": token_of(us)[:-2]},
    "a token made longer": lambda us, *_: {"csrf_token": token_of(us) + "x"},
    "a token in other letters": lambda us, *_: {"csrf_token": token_of(us).swapcase()},
    "a token of 100 kB": lambda *_: {"csrf_token": "x" * 100_000},
    "a token beyond ASCII": lambda *_: {"csrf_token": "合言葉"},
    "a made-up token before the right one": lambda us, *_: {"csrf_token": ["x", token_of(us)]},
}
URLS = ("settings", "/sign-out", "/language", "/account/password", "members/new", "drafts/" + "0" * 32 + "/discard")


def test_nothing_is_done_without_the_token_of_this_session(
    client: ClientFor, cast: Cast, at_rest: At, subtests: pytest.Subtests
) -> None:
    us, other, none = client("manager"), client("clerk"), client(None)
    with nothing_written(at_rest):
        for name, tokens in TOKENS.items():
            for url in URLS:
                with subtests.test(f"{name}: {url}"):
                    sent = {"locale": "en", "name": "名前", **tokens(us, other, none)}
                    assert ask(us, "POST", url, data=sent).status_code == 400
        with subtests.test("a token in the address"):
            assert ask(us, "POST", f"settings?csrf_token={us.csrf_token()}", data={"name": "名前"}).status_code == 400
    assert us.get("/account/password").status == 200


METHODS = ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "BREW", "x" * 200)


def test_other_methods(client: ClientFor, cast: Cast, at_rest: At, subtests: pytest.Subtests) -> None:
    manager = client("manager")
    with nothing_written(at_rest):
        for method in METHODS:
            with subtests.test(method[:20]):
                assert ask(manager, method, "settings").status_code in {400, 405}
        for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
            with subtests.test(name):
                deleted = f"companies/{cast.asahi.enrolment_id}/delete"
                assert ask(manager, "GET", deleted, headers={name: "POST"}).status_code == 200
                assert ask(manager, "GET", deleted, query_string={"_method": "POST"}).status_code == 200
        with subtests.test("a read of what only writes"):
            assert ask(manager, "GET", "/sign-out").status_code == 405
        with subtests.test("a look at the head"):
            assert ask(manager, "HEAD", "settings").get_data() == b""


HEADERS: dict[str, dict[str, str]] = {
    "a cookie of nonsense": {"Cookie": "tracker=nonsense"},
    "a cookie that nobody signed": {"Cookie": "tracker=eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"},
    "a cookie of 8 kB": {"Cookie": "tracker=" + "x" * 8_000},
    "two cookies of one name": {"Cookie": "tracker=a; tracker=b"},
    "a cookie beyond ASCII": {"Cookie": "tracker=\xe3\x81\x82"},
    "no cookie but a password": {"Cookie": "", "Authorization": "Basic b3duZXI6eA=="},
    "a bearer": {"Cookie": "", "Authorization": "Bearer 1"},
    "somebody remembered": {"Cookie": "remember_token=1|deadbeef"},
    "who a proxy says": {"Cookie": "", "X-Forwarded-User": "manager", "X-Remote-User": "manager", "Remote-User": "manager"},
}


def test_nobody_is_signed_in_by_a_header(client: ClientFor, cast: Cast, subtests: pytest.Subtests) -> None:
    for name, headers in HEADERS.items():
        with subtests.test(name):
            answer = ask(client(None), "GET", "settings", headers=headers)
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/sign-in?next=")


ODD = {
    "a language that is none": {"Accept-Language": "x" * 5_000},
    "languages by the thousand": {"Accept-Language": ",".join(f"a{number};q=0.1" for number in range(2_000))},
    "a quality that is none": {"Accept-Language": "en;q=NaN", "Accept": "*/*;q=1e309", "Accept-Encoding": "br;q=-1"},
    "a range": {"Range": "bytes=0-99999999999,-1,5-"},
    "a condition": {"If-None-Match": "*", "If-Modified-Since": "Sat, 30 Feb 2026 25:00:00 GMT"},
    "an origin": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "an address of a proxy": {"X-Forwarded-For": "127.0.0.1', (SELECT 1))--", "X-Real-IP": "::1"},
    "JSON is asked for": {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"},
    "a length that is none": {"Content-Length": "-1"},
    "pieces that are none": {"Transfer-Encoding": "chunked"},
}


def test_other_odd_headers(client: ClientFor, cast: Cast, subtests: pytest.Subtests) -> None:
    manager = client("manager")
    for name, headers in ODD.items():
        with subtests.test(name):
            answer = ask(manager, "GET", "companies/", headers=headers)
            assert answer.status_code in {200, 206, 304, 400, 416}
            assert "Access-Control-Allow-Origin" not in answer.headers


def test_sign_in_from_many_addresses_is_throttled_by_the_account(client: ClientFor, cast: Cast) -> None:
    """What a proxy is said to say of the address counts for nothing where there is no proxy."""
    browser = client(None)
    statuses = [
        browser.submit(
            "/sign-in",
            {"email": cast["owner"].email, "password": "まちがい-合言葉"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        ).status
        for number in range(7)
    ]
    assert statuses == [422] * 5 + [429] * 2
