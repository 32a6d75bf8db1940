"""Where an answer leads is always here, whatever the address, the form or a header says."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest

from tests.attacks.sending import look, send
from tests.auditing import Page
from tests.cast import Cast
from tests.conftest import ClientFor
from tests.records import Records

HERE = "http://localhost"
TARGETS = {
    "another host": "//evil.example",
    "three slashes": "///evil.example",
    "four slashes": "////evil.example/%2f..",
    "a backslash": "/\\evil.example",
    "two backslashes": "\\\\evil.example",
    "a backslash between slashes": "/\\/evil.example",
    "an encoded backslash": "/%5cevil.example",
    "an encoded slash": "/%2f/evil.example",
    "encoded slashes alone": "%2f%2fevil.example",
    "a tab": "/\t/evil.example",
    "an encoded tab": "/%09/evil.example",
    "a tab before": "\t//evil.example",
    "a line break": "/\n/evil.example",
    "a carriage return": "/\r/evil.example",
    "a cookie behind a line break": "/p/r8\r\nSet-Cookie: a=b",
    "an encoded line break": "/%0d%0aLocation:%20//evil.example",
    "a blank before": " //evil.example",
    "a null before": "\0//evil.example",
    "a separator of lines": "/\u2028/evil.example",
    "a full address": "https://evil.example/",
    "a full address without slashes": "https:evil.example",
    "upper case": "HTTPS://EVIL.EXAMPLE",
    "our host as a user": "http://localhost@evil.example/",
    "our host as a part": "http://localhost.evil.example/",
    "a script": "javascript:alert(1)",
    "a script behind a line break": "java\nscript:alert(1)",
    "data": "data:text/html,<script>alert(1)</script>",
    "a file": "file:///etc/passwd",
    "full-width slashes": "／／evil.example",
    "dots of other scripts": "//evil。example",
    "a step up": "/p/../..//evil.example",
    "a step up, encoded": "/%2e%2e//evil.example",
    "no slash": "evil.example",
    "nothing": "",
    "five thousand letters": "/" + "a" * 5000,
}


def leads_here(answer: Page) -> bool:
    """As a browser reads it: control characters dropped, backslashes taken for slashes."""
    location = (answer.location or "").replace("\t", "").replace("\\", "/").strip()
    return (
        answer.status in {302, 404}
        and not {"\r", "\n", "\0"} & set(location)
        and urlsplit(urljoin(f"{HERE}/sign-in", location)).netloc == "localhost"
        and "evil" not in answer.headers.get("Set-Cookie", "")
        and "a=b" not in answer.headers.get("Set-Cookie", "")
    )


def test_signing_in(client: ClientFor, cast: Cast, subtests: pytest.Subtests) -> None:
    owner = client("owner")
    for name, target in TARGETS.items():
        with subtests.test(name):
            assert leads_here(look(owner, "/sign-in", query_string={"next": target}))


def test_choosing_a_language_and_finishing_something(
    client: ClientFor, cast: Cast, records: Records, subtests: pytest.Subtests
) -> None:
    owner = client("owner")
    for name, target in TARGETS.items():
        with subtests.test(name):
            assert leads_here(send(owner, "/language", {"locale": "ja", "next": target}))
            assert leads_here(send(owner, f"actions/{records.action_id}/finish", {"next": target}))
            assert leads_here(send(owner, f"actions/{records.action_id}/reopen", query_string={"next": target}))


HOSTS = {
    "another host": {"Host": "evil.example"},
    "a host with a port": {"Host": "localhost:99999"},
    "a user before the host": {"Host": "localhost@evil.example"},
    "a forwarded host": {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"},
    "a forwarded path": {"X-Forwarded-Prefix": "//evil.example", "X-Original-URL": "//evil.example", "X-Rewrite-URL": "/people"},
    "another page before": {"Referer": "https://evil.example/p/r8/companies/"},
    "our host within another": {"Referer": "http://localhost.evil.example/p/r8/companies/"},
}


def test_what_a_header_says_of_the_host(client: ClientFor, cast: Cast, subtests: pytest.Subtests) -> None:
    """No link and no redirect is made of it."""
    owner = client("owner")
    for name, headers in HOSTS.items():
        with subtests.test(name):
            page = look(owner, "visits/", headers=headers)
            assert "evil.example" not in page.html
            assert "evil.example" not in str(page.headers)
            assert "evil.example" not in (look(client(None), "/p/r8/", headers=headers).location or "")
