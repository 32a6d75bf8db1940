"""How long the inputs of ``tests/attacks`` take the served program: ``python -m tests.faults.bad_input [DATABASE]``.

At the demonstration's year; or at DATABASE, a finished one of size L (``tests/benchmarks``). What is answered is proved by the
tests of that folder.
"""

from __future__ import annotations

import http.client
import secrets
import shutil
import statistics
import string
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from werkzeug.test import EnvironBuilder

from tests.attacks.files import NAMES, POLYGLOTS, REFUSED
from tests.attacks.injections import INJECTIONS, SQL
from tests.attacks.quantities import DAYS, NUMBERS, TIMES
from tests.attacks.test_choices import EXTRA, NO_KIND, NOT_OFFERED, ROLES, VERSIONS
from tests.attacks.test_injections import FILTERS, SEARCHES
from tests.attacks.test_queries import ASKED, LISTS, UNASKED
from tests.attacks.test_redirects import HOSTS, TARGETS
from tests.attacks.test_requests import BODIES, FORM, HEADERS, METHODS, ODD
from tests.attacks.test_texts import BROKEN
from tests.attacks.texts import TEXTS
from tests.benchmarks import crowd
from tests.benchmarks.sized import KEY, sized
from tests.benchmarks.sizes import SIZES
from tests.domain.test_media import jpeg
from tests.faults.figures import Figure, alone
from tests.faults.served import PROGRAMME, TOO_LONG_SECONDS, Person, Server, installed

LONGEST_SECONDS = 5
CUT_OFF = 0  # the server had answered before all of it was sent: no status arrived
ANY_TEXT = {name: text.sent for name, text in TEXTS.items()} | INJECTIONS
# What is typed, and where: the form and its field.
FIELDS: tuple[tuple[Mapping[str, str], str, str], ...] = (
    (ANY_TEXT, "challenges/new?company={company}", "title"),
    (ANY_TEXT, "challenges/new?company={company}", "description"),
    ({sent: sent for sent in NUMBERS}, "settings", "expected_producers"),
    ({sent: sent for sent in VERSIONS}, "settings", "version"),
    ({sent: sent for sent in DAYS}, "actions/new?company={company}", "due_on"),
    (NOT_OFFERED, "actions/new?company={company}", "owner_id"),
    (NOT_OFFERED, "actions/new?company={company}", "case_id"),
    ({sent: sent for sent in TIMES}, "visits/new?company={company}", "start_time"),
    ({sent: sent for sent in NO_KIND}, "visits/new?company={company}", "cases-0-phases"),
    ({sent: sent for sent in ROLES}, "members/new", "roles"),
)
DOORS = ("roster/new", "log/new", "report/forms/new")


@dataclass(frozen=True, slots=True)
class Input:
    """``sent`` as werkzeug's builder of requests takes it."""

    name: str
    path: str
    method: str = "GET"
    sent: Mapping[str, Any] = field(default_factory=dict)


def inputs(person: Person, programme: str, company: int) -> Iterator[Input]:
    for values, address, name_of_field in FIELDS:
        path = f"{programme}/{address.format(company=company)}"
        form = person.form(path).to_dict(flat=False)
        for name, typed in values.items():
            key = {"idempotency_key": secrets.token_hex(16)} if "idempotency_key" in form else {}
            yield Input(f"{name[:40]!r} as {name_of_field}", path, "POST", {"data": form | {name_of_field: typed} | key})
    path = f"{programme}/challenges/new?company={company}"
    for name, value in EXTRA.items():
        yield Input(f"{name} beside a form", path, "POST", {"data": {"title": "課題", name: value}})
    for name, letters in BROKEN.items():
        yield Input(name, path, "POST", {"data": b"title=x" + letters, "content_type": FORM})
    yield from in_addresses(programme, company)
    yield from in_requests(programme)
    yield from in_files(programme, company)


def in_addresses(programme: str, company: int) -> Iterator[Input]:
    for place in (*SEARCHES.values(), "visits/"):
        for name, word in ANY_TEXT.items():
            yield Input(f"{name} looked for in {place}", f"{programme}/{place}", sent={"query_string": {"q": word}})
    for place in (one.replace("/1", f"/{company}") for one in LISTS):
        for name, query in (UNASKED | ASKED).items():
            yield Input(f"{name} of {place}", f"{programme}/{place}?{query}")
        for name, order in SQL.items():
            yield Input(f"{name} of {place}", f"{programme}/{place}", sent={"query_string": dict.fromkeys(FILTERS, order)})
    for name, target in TARGETS.items():
        yield Input(f"{name} after signing in", "/sign-in", sent={"query_string": {"next": target}})
        yield Input(f"{name} after the language", "/language", "POST", {"data": {"locale": "ja", "next": target}})


def in_requests(programme: str) -> Iterator[Input]:
    for name, headers in (HOSTS | HEADERS | ODD).items():
        yield Input(name, f"{programme}/companies/", sent={"headers": headers})
    for method in METHODS:
        yield Input(f"the method {method[:20]}", f"{programme}/settings", method)
    for name, (kind, body) in BODIES.items():
        for path in ("settings", "members/new"):
            yield Input(f"{name} for {path}", f"{programme}/{path}", "POST", {"data": body, "content_type": kind})


def in_files(programme: str, company: int) -> Iterator[Input]:
    attached = {name: (content, "a.xlsx") for name, content in REFUSED.items()}
    attached |= {name: (content, called) for name, (content, called, _kind) in POLYGLOTS.items()}
    attached |= {f"{name} in a name": (jpeg(), called) for name, called in NAMES.items()}
    for name, (content, called) in attached.items():
        about = {"key": secrets.token_hex(16), "kind": "company", "company": str(company)}
        yield Input(f"{name}, attached", f"{programme}/attachments/", "POST", uploaded(content, called, about))
    for door in DOORS:
        for name, content in REFUSED.items():
            yield Input(f"{name} for {door}", f"{programme}/{door}", "POST", uploaded(content, "名簿.xlsx", {"name": "様式"}))


def uploaded(content: bytes, called: str, fields: Mapping[str, str]) -> dict[str, Any]:
    return {"data": {**fields, "file": (BytesIO(content), called)}, "content_type": "multipart/form-data"}


def ask(person: Person, token: str, one: Input) -> tuple[int, float]:
    """The status of the answer, and the seconds from the first byte sent to the last one read."""
    environ = EnvironBuilder(one.path, method=one.method, **one.sent).get_environ()
    query = quote(environ["QUERY_STRING"].encode("latin-1"), safe=string.punctuation)
    target = quote(environ["PATH_INFO"].encode("latin-1")) + (f"?{query}" if query else "")
    headers = {"Cookie": person.cookie, "X-CSRFToken": token, "Content-Type": environ.get("CONTENT_TYPE", "")}
    body = environ["wsgi.input"].read()
    connection = http.client.HTTPConnection("127.0.0.1", person.port, timeout=TOO_LONG_SECONDS)
    begun = time.perf_counter()
    try:
        connection.request(one.method, target, body or None, headers | one.sent.get("headers", {}))
        answer = connection.getresponse()
        answer.read()
        status = answer.status
    except (ConnectionError, http.client.RemoteDisconnected):
        status = CUT_OFF
    finally:
        connection.close()
    return status, time.perf_counter() - begun


def told(size: str, person: Person, programme: str, company: int) -> Figure:
    token = person.form(f"{programme}/actions/new?company={company}")["csrf_token"]
    asked = [(*ask(person, token, one), one.name) for one in inputs(person, programme, company)]
    seconds = sorted(taken for _status, taken, _name in asked)
    slowest = sorted(asked, key=lambda one: one[1], reverse=True)[:3]
    afterwards = person.read(f"{programme}/companies/")
    statuses = Counter("cut off" if status == CUT_OFF else f"{status // 100}xx" for status, _taken, _name in asked)
    return Figure(
        f"{len(asked):,} bad inputs, {size}",
        f"each answered within {LONGEST_SECONDS} s, none by a fault",
        f"median {statistics.median(seconds) * 1000:.0f} ms, p99 {crowd.late(seconds) * 1000:.0f} ms, the slowest "
        + ", ".join(f"{taken:.1f} s ({name})" for _status, taken, name in slowest)
        + f"; answers {dict(sorted(statuses.items()))}; the list of companies afterwards {afterwards}",
        seconds[-1] < LONGEST_SECONDS and not statuses["5xx"] and afterwards == 200,
    )


def run(folder: Path) -> Iterator[Figure]:
    with Server(installed(folder)) as server:
        yield told("the demonstration's year", server.somebody(), PROGRAMME, 1)


def run_large(folder: Path, database: str) -> Iterator[Figure]:
    shutil.copy(database, folder / "tracker.sqlite3")
    sized(folder, SIZES["L"], file="tracker.sqlite3")
    with Server(folder, SECRET_KEY=KEY) as server:
        yield told("size L", crowd.enter(server)[0], crowd.PROGRAMME, crowd.FIRST)


if __name__ == "__main__":
    sys.exit(alone(lambda folder: run_large(folder, sys.argv[1]) if sys.argv[1:] else run(folder)))
