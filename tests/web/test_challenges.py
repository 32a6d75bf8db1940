"""The list of challenges on screen: open ones first, each count that of its rows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.field_records import make_challenge, make_progress
from tests.records import make_visit
from tracker.domain.challenges import ProgressState

At = Callable[[], AbstractContextManager[None]]


def test_the_list_begins_with_what_is_open(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        held = make_visit(cast.asahi, now=NOW, on=date(2026, 10, 1))
        make_progress(make_challenge(cast.asahi, now=NOW, title="解決した課題"), ProgressState.SOLVED, visit_id=held)
        make_challenge(cast.asahi, now=NOW, title="残っている課題")
    page = client("owner").get("challenges/")
    assert page.main.index("残っている課題") < page.main.index("解決した課題")
    only = client("owner").get("challenges/?status=resolved")
    assert "解決した課題" in only.main
    assert "残っている課題" not in only.main
