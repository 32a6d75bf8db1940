"""案件未指定 on the pages: counted for the manager, listed, and given to its case with one form."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_visit
from tracker.domain.notes import CaseNote
from tracker.domain.phases import Phase
from tracker.services.unassigned import keep_unassigned

Ways = Callable[[], AbstractContextManager[None]]


def visit(cast: Cast) -> int:
    visit_id = make_visit(cast.minato, now=NOW, on=date(2026, 10, 14), who=cast.producer_ids[1:2])
    keep_unassigned(CaseNote(0, frozenset({Phase.LISTEN}), "どちらかの話"), visit_id=visit_id)
    return visit_id


def test_the_manager_is_led_from_the_count_to_the_choice(client: ClientFor, cast: Cast, writing: Ways) -> None:
    with writing():
        visit_id = visit(cast)
    browser = client("manager")
    board = browser.get("")
    assert (
        "案件未指定の記録 1件" in " ".join(board.words(".attention__title")).replace("\n", "") or "案件未指定の記録" in board.main
    )
    listed = browser.get("unassigned/")
    assert listed.heading == "案件未指定の記録（1件）"
    assert len(listed.rows()) == 1
    page = browser.get(f"visits/{visit_id}")
    assert "案件未指定" in page.main
    form = browser.get(page.links()["案件を選ぶ"])
    assert browser.submit(form).status == 422
    done = browser.submit(form, {"cases": [str(cast.minato.case_ids[1])]}, follow=True)
    assert "案件に割り当てました" in done.main
    assert "後継者の育成" in done.main
    assert "案件を選ぶ" not in done.links()
    assert "ありません" in browser.get("unassigned/").main


def test_whoever_reads_but_does_not_log_sees_it_without_the_choice(client: ClientFor, cast: Cast, writing: Ways) -> None:
    with writing():
        visit_id = visit(cast)
    page = client("auditor").get(f"visits/{visit_id}")
    assert "案件未指定" in page.main
    assert "案件を選ぶ" not in page.links()
