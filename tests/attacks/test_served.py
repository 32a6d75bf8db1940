"""What never comes as far as the program: sent to the real server, which refuses it in both languages, with headers of ours."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email.parser import BytesParser
from urllib.parse import quote

import pytest

from tests.attacks.sending import TRACES
from tests.faults.served import Server
from tests.page_rules import ALWAYS_SENT
from tracker.config import MAX_REQUEST_BYTES, Config

HOST = "Host: localhost"
FORM = "Content-Type: application/x-www-form-urlencoded"
PATIENCE_SECONDS = 30
# What is sent, and the status that it is refused with.
REFUSED: dict[str, tuple[list[str], int]] = {
    "an address of 9 kB": ([f"GET /sign-in?q={'a' * 9_000} HTTP/1.1", HOST], 414),
    "a header of 100 kB": (["GET /sign-in HTTP/1.1", HOST, f"X-Long: {'a' * 100_000}"], 431),
    "two hundred headers": (["GET /sign-in HTTP/1.1", HOST, *(f"X-{number}: 1" for number in range(200))], 431),
    "no request at all": (["nonsense"], 400),
    "a method that is none": (["G(T /sign-in HTTP/1.1", HOST], 400),
    "a version that there is not": (["GET /sign-in HTTP/9.9", HOST], 400),
    "a name of a header with a blank": (["GET /sign-in HTTP/1.1", HOST, "X Y: 1"], 400),
    "a length that is none": (["POST /sign-in HTTP/1.1", HOST, FORM, "Content-Length: abc"], 400),
    "two lengths": (["POST /sign-in HTTP/1.1", HOST, FORM, "Content-Length: 3", "Content-Length: 4"], 400),
    "a length and pieces": (["POST /sign-in HTTP/1.1", HOST, FORM, "Content-Length: 3", "Transfer-Encoding: chunked"], 400),
    "pieces of a kind that is none": (["POST /sign-in HTTP/1.1", HOST, FORM, "Transfer-Encoding: nonsense"], 501),
}


@pytest.fixture
def port(config: Config) -> Iterator[int]:
    with Server(config.instance, DATABASE_URL=config.database_url, WEB_CONCURRENCY="1") as server:
        yield server.port


def send(port: int, lines: list[str]) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of what the server answers to bytes as they stand."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
    head, _, text = answer.partition(b"\r\n\r\n")
    first, _, headers = head.partition(b"\r\n")
    return int(first.split()[1]), dict(BytesParser().parsebytes(headers + b"\r\n\r\n").items()), text.decode()


def test_what_the_server_refuses_by_itself_is_said_in_both_languages(port: int, subtests: pytest.Subtests) -> None:
    for name, (lines, status) in REFUSED.items():
        with subtests.test(name):
            answered, headers, text = send(port, lines)
            assert answered == status
            assert "受け付けられませんでした" in text
            assert "This could not be accepted" in text
            assert not TRACES.search(text)
            assert {one: headers.get(one) for one in ALWAYS_SENT} == ALWAYS_SENT
            assert headers["Cache-Control"] == "no-store"
            assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_an_address_with_as_many_kanji_as_may_be_searched_for_comes_as_far_as_the_program(port: int) -> None:
    status, headers, _text = send(port, [f"GET /p/r8/search?q={quote('架空' * 400)} HTTP/1.1", HOST, "Connection: close"])
    assert (status, headers["Location"].startswith("/sign-in?next=")) == (302, True)


def test_a_form_that_is_too_large_is_refused_in_the_reader_s_language(port: int) -> None:
    announced = f"Content-Length: {MAX_REQUEST_BYTES + 1}"
    status, _headers, text = send(port, ["POST /sign-in HTTP/1.1", HOST, FORM, announced, "Accept-Language: en"])
    assert status == 413
    assert '<html lang="en"' in text
