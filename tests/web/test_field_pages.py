"""A save at the factory gate asks the database little."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from tests.cast import Cast
from tests.conftest import ClientFor
from tracker.database import db

MOST_OF_A_SAVE = 24  # statements, for a visit with its audit and its entry in the search index
FILLED = {"cases-0-phases": ["listen", "observe"], "cases-0-facts": "工程を見た", "next_answer": "open"}


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL that is sent while this is open."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_a_save_asks_no_more_of_the_database_than_it_must(cast: Cast, client: ClientFor, app: Flask) -> None:
    browser = client("owner")
    page = browser.get(f"visits/new?company={cast.asahi.enrolment_id}")
    with statements(app) as asked:
        assert browser.submit(page, FILLED).status == 302
    assert len(asked) <= MOST_OF_A_SAVE, "\n".join(asked)
