"""``python -m tests.faults.injected SQLMAP [LIST ...]``: sqlmap at every filter and order of the lists, signed in as manager.

SQLMAP is the command of an installed sqlmap (``pip install sqlmap`` into an environment of its own); LIST is a path: ``visits/``.
The lists and the names that they read are those of ``tests/list_addresses.py``, with the search and the dashboard. Each name gets
a value that the page takes, so that what sqlmap adds to it comes as far as it can.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

from bs4 import BeautifulSoup

from tests.faults.figures import Figure, alone
from tests.faults.served import PROGRAMME, Person, Server, installed
from tests.list_addresses import READ

MORE = {"search": frozenset({"q", "kind", "company", "page"}), "": frozenset({"order", "page", "all", "stuck"})}
TRIED = ("1", "2026-10-01", "2026-10", "2026", "架空", "company", "manager", "lead", "held", "open", "ours", "on", "a")
OPTIONS = (
    *("--level", "3", "--risk", "2", "--dbms", "SQLite", "--technique", "BEUSQ"),
    *(
        "--batch",
        "--flush-session",
        "--disable-coloring",
        "--timeout",
        "60",
        "--retries",
        "3",
        "--ignore-code",
        "400,404,422,503",
    ),
)


def run(folder: Path, sqlmap: str, chosen: Sequence[str]) -> Iterator[Figure]:
    with Server(installed(folder)) as server:
        person = server.somebody()
        for path, names in {**READ, **MORE}.items():
            if not chosen or path in chosen:
                yield of_list(person, path, values_for(person, path, names), names, sqlmap, folder)


def values_for(person: Person, path: str, names: frozenset[str]) -> Mapping[str, str]:
    """For each name that the page reads a value that it takes: what its own form offers first, or one of ours."""
    offered: dict[str, list[str]] = {name: [] for name in sorted(names)}
    for field in BeautifulSoup(person.ask("GET", f"{PROGRAMME}/{path}")[1], "lxml").select("main form:not([method=post]) [name]"):
        options = [str(option.get("value", "")) for option in field.select("option")] or [str(field.get("value", ""))]
        offered.setdefault(str(field["name"]), []).extend(filter(None, options))
    taken: dict[str, str] = {}
    for name, values in offered.items():
        for value in (*values, *TRIED):
            if person.read(f"{PROGRAMME}/{path}?{urlencode({**taken, name: value})}") == 200:
                taken[name] = value
                break
    return taken


def of_list(person: Person, path: str, values: Mapping[str, str], names: frozenset[str], sqlmap: str, folder: Path) -> Figure:
    """What sqlmap says of each name in its own words; one of which it says nothing was not asked, nor one without a value."""
    address = f"http://127.0.0.1:{person.port}{PROGRAMME}/{path}?{urlencode(values)}"
    place = ("--output-dir", str(folder / "sqlmap"), "--cookie", person.cookie, "-p", ",".join(values))
    done = subprocess.run([sqlmap, "-u", address, *place, *OPTIONS], capture_output=True, text=True, check=False)
    asked = names | set(values)
    harmless = set(re.findall(r"GET parameter '(\w+)' does not seem to be injectable", done.stdout))
    found = set(re.findall(r"GET parameter '(\w+)' is vulnerable", done.stdout))
    return Figure(
        f"sqlmap at {path or 'the dashboard'}",
        "no parameter is injectable",
        f"{len(harmless)} of {len(asked)} are not ({', '.join(sorted(harmless))}); injectable: {sorted(found) or 'none'}",
        harmless == asked and not found,
    )


if __name__ == "__main__":
    sys.exit(alone(lambda folder: run(folder, sys.argv[1], sys.argv[2:])))
