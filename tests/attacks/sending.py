"""How an attack is sent: by a browser that audits nothing, since what is typed here looks like what no page may show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from html import unescape
from typing import Any

from tests.auditing import Client, Page, Values, overlay
from tests.house.test_rights import written

At = Callable[[], AbstractContextManager[None]]
TAGS = re.compile(r"</?[a-z][a-z0-9]*", re.IGNORECASE)
# What an answer would show of the program's insides.
TRACES = re.compile(
    r"Traceback|sqlalchemy|sqlite3\.|psycopg|werkzeug|jinja2|OperationalError|IntegrityError|site-packages", re.IGNORECASE
)


def look(browser: Client, url: str, **options: Any) -> Page:
    """An answer to a read, which is never a fault of ours nor tells of our insides."""
    return _answer(browser, "GET", url, **options)


def send(browser: Client, url: str, fields: Values | None = None, **options: Any) -> Page:
    """An answer to a form with a valid token."""
    data = overlay(_token(browser), fields or {})
    return _answer(browser, "POST", url, data=data, **options)


def _token(browser: Client) -> Any:
    return overlay({}, {"csrf_token": browser.csrf_token()})  # type: ignore[arg-type]


def _answer(browser: Client, method: str, url: str, **options: Any) -> Page:
    path = browser.path(url)
    with browser.raw.open(path, method=method, **options) as response:
        page = Page(response, path)
        assert page.status < 500, f"{method} {path[:200]}: {page.status}"
        if page.status >= 400:
            assert not TRACES.search(page.html), f"{method} {path[:200]}: {page.main[:500]}"
    return page


@contextmanager
def nothing_written(at_rest: At) -> Iterator[None]:
    """No row more, none less, no version raised."""
    before = written(at_rest)
    yield
    assert written(at_rest) == before


def refuses(page: Page, field: str) -> bool:
    """Whether the form came back with a sentence at that field."""
    return page.status == 422 and f'id="{field}-error"' in page.html


def read_in(page: Page) -> str:
    """A page as its reader has it, letter by letter: nothing joined or trimmed."""
    return unescape(page.html)


def tags(page: Page) -> list[str]:
    """The tags of a page in order: at little cost most of its skeleton."""
    return TAGS.findall(page.html)


def skeleton(page: Page) -> list[tuple[str, ...]]:
    """The tags of a page with the names of their attributes: what no text may change."""
    return [(tag.name, *sorted(tag.attrs)) for tag in page.soup.find_all(True)]
