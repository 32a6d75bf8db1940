"""The pages of dialogue tools: set up by the manager, noted in a visit's form, read at record depth alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_visit
from tests.tool_records import make_use, part_of, tool_of
from tracker.database import db
from tracker.domain.phases import Phase
from tracker.models import DialogueTool, ToolPart, ToolUse

At = Callable[[], AbstractContextManager[None]]
VISIT = {
    "visit_on": "2026/11/20",
    "cases-0-phases": "listen",
    "cases-0-facts": "話を聞いた",
    "next_answer": "open",
}


def uses(at_rest: At) -> list[tuple[str, str | None, str]]:
    with at_rest():
        statement = (
            select(DialogueTool.label, ToolPart.label, ToolUse.finding)
            .join(DialogueTool, DialogueTool.id == ToolUse.tool_id)
            .outerjoin(ToolPart, ToolPart.id == ToolUse.part_id)
            .order_by(ToolUse.id)
        )
        return [(tool, part, finding) for tool, part, finding in db.session.execute(statement)]


@pytest.fixture
def visit_id(cast: Cast, writing: At) -> int:
    """A visit of October in which a part of a tool was used."""
    with writing():
        made = make_visit(
            cast.asahi,
            now=NOW,
            who=[cast.producer_id("owner")],
            case_ids=cast.asahi.case_ids,
            phases=[Phase.LISTEN],
            facts="聞いた",
        )
        make_use(cast.asahi, made, finding="脚が一本しかない")
    return made


def form_of(cast: Cast) -> str:
    return f"visits/new?company={cast.asahi.enrolment_id}"


def test_the_last_visits_tools_stand_ready_and_are_not_noted_unseen(
    cast: Cast, client: ClientFor, at_rest: At, visit_id: int
) -> None:
    browser = client("owner")
    page = browser.get(form_of(cast))
    assert page.fields()["tools-0-what"] == page.fields()["tools-0-offered"] != ""
    assert browser.submit(page, VISIT).status == 302
    assert len(uses(at_rest)) == 1


@pytest.mark.parametrize("given", [{"tools-0-used": "y"}, {"tools-0-finding": "脚が二本になった"}])
def test_a_tick_or_a_finding_makes_it_a_use(
    cast: Cast, client: ClientFor, at_rest: At, visit_id: int, given: dict[str, str]
) -> None:
    page = client("owner").submit(form_of(cast), VISIT | given)
    assert page.status == 302
    assert uses(at_rest)[1:] == [("MURAMATSUメソッド", "4脚ビジネス化", given.get("tools-0-finding", ""))]


def test_another_tool_is_chosen_in_the_blank_row(cast: Cast, client: ClientFor, at_rest: At) -> None:
    browser = client("owner")
    with at_rest():
        okamura = tool_of(cast.programme_id, "OKAMURAメソッド")
        main = part_of(cast.programme_id, "メインテキスト")
    chosen = {"tools-0-what": f"{okamura}-{main}", "tools-0-finding": "  主語がない "}
    page = browser.submit(form_of(cast), VISIT | chosen, follow=True)
    assert uses(at_rest) == [("OKAMURAメソッド", "メインテキスト", "主語がない")]
    assert "OKAMURAメソッド／メインテキスト" in page.main
    assert "主語がない" in page.main


def test_what_cannot_be_is_said_at_its_row_and_nothing_is_written(cast: Cast, client: ClientFor, at_rest: At) -> None:
    browser = client("owner")
    page = browser.submit(form_of(cast), VISIT | {"tools-0-finding": "ツールの名前がない"})
    assert page.status == 422
    assert page.words("#tools-0-what-error")
    page = browser.submit(form_of(cast), VISIT | {"tools-0-finding": "長" * 201})
    assert page.status == 422
    assert browser.submit(form_of(cast), VISIT | {"tools-0-what": "99999"}).status == 422
    assert uses(at_rest) == []


def test_a_correction_changes_the_uses(cast: Cast, client: ClientFor, at_rest: At, visit_id: int) -> None:
    browser = client("owner")
    page = browser.submit(f"visits/{visit_id}/edit", {"tools-0-finding": "脚が三本"})
    assert page.status == 302, page.text
    assert uses(at_rest) == [("MURAMATSUメソッド", "4脚ビジネス化", "脚が三本")]


def test_findings_stand_in_the_visit_the_story_and_the_case_for_those_who_read_the_record(
    cast: Cast, client: ClientFor, visit_id: int
) -> None:
    pages = (f"visits/{visit_id}", f"companies/{cast.asahi.enrolment_id}", f"cases/{cast.asahi.case_id}")
    for who in ("owner", "manager", "clerk", "auditor"):
        assert ["脚が一本しかない" in client(who).get(url).main for url in pages] == [True] * 3
    assert ["脚が一本しかない" in client("colleague").get(url).main for url in pages] == [False] * 3
    assert f"visits/{visit_id}" in str(client("clerk").get(pages[2]).soup)


def test_the_manager_names_a_slot_and_everybody_reads_it(cast: Cast, client: ClientFor, at_rest: At) -> None:
    with at_rest():
        slot = part_of(cast.programme_id, "", slot="脚1")
    browser = client("manager")
    assert "脚1（名称未登録）" in browser.get("tools/").main
    page = browser.submit(f"tools/parts/{slot}/edit", {"label": "架空の脚"}, follow=True)
    assert "架空の脚" in page.main
    for who in ("owner", "clerk"):
        assert "架空の脚" in client(who).get("tools/").main
        assert client(who).get(f"tools/parts/{slot}/edit").status == 403


def test_tools_are_added_moved_and_no_longer_offered(cast: Cast, client: ClientFor) -> None:
    browser = client("manager")
    browser.submit("tools/new", {"label": "架空キャンバス"})
    assert browser.submit("tools/new", {"label": "架空 ｷｬﾝﾊﾞｽ"}).status == 422
    page = browser.get("tools/")
    tool_id = next(tag["id"] for tag in page.select("section.card") if "架空キャンバス" in tag.get_text()).removeprefix("tool-")
    browser.submit(f"tools/{tool_id}/parts/new", {"label": "顧客"})
    assert "架空キャンバス／顧客" in client("owner").get(form_of(cast)).main
    page = browser.submit(f"tools/{tool_id}/edit", {"is_active": None}, follow=True)
    assert "使わない" in page.main
    assert "架空キャンバス" not in client("owner").get(form_of(cast)).main


def test_the_second_of_two_managers_sees_what_the_first_saved(cast: Cast, client: ClientFor, at_rest: At) -> None:
    with at_rest():
        tool_id = tool_of(cast.programme_id)
    browser = client("manager")
    opened = browser.get(f"tools/{tool_id}/edit")
    browser.submit(f"tools/{tool_id}/edit", {"label": "先に直した名前"})
    page = browser.submit(opened, {"label": "あとの名前"})
    assert page.status == 409
    assert "先に直した名前" in page.main
