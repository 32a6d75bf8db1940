"""A save at the factory gate asks the database little."""

from __future__ import annotations

from flask import Flask

from tests.asked_sql import statements
from tests.cast import Cast
from tests.conftest import ClientFor

MOST_OF_A_SAVE = 24  # statements, for a visit with its audit and its entry in the search index
FILLED = {"cases-0-phases": ["listen", "observe"], "cases-0-facts": "工程を見た", "next_answer": "open"}


def test_a_save_asks_no_more_of_the_database_than_it_must(cast: Cast, client: ClientFor, app: Flask) -> None:
    browser = client("owner")
    page = browser.get(f"visits/new?company={cast.asahi.enrolment_id}")
    with statements(app) as asked:
        assert browser.submit(page, FILLED).status == 302
    assert len(asked) <= MOST_OF_A_SAVE, "\n".join(asked)
