"""The list of challenges on screen: open ones first, each count that of its rows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from tests.auditing import Page
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


def test_a_challenge_stands_with_its_progress_where_it_came_up(cast: Cast, client: ClientFor, writing: At) -> None:
    owner, case_id = client("owner"), cast.asahi.case_id
    there = {"sections-0-cases-0-phases": ["listen"], "sections-0-cases-0-facts": "工程を見た。"}
    form = owner.get(f"meetings/new?company={cast.asahi.enrolment_id}")
    place = raised_for(form, case_id)
    meeting = owner.submit(form, there | {place: "外注先が足りない\n検査に時間がかかる"}, form="main form.form", follow=True)
    assert new_ones(meeting) == ["外注先が足りない", "検査に時間がかかる"]
    assert "まだ動きの記録がありません" in meeting.main
    form = owner.get(f"visits/new?company={cast.asahi.enrolment_id}")
    said = {"cases-0-phases": ["listen"], "cases-0-facts": "話した。", "next_answer": "open", "visit_on": "2026/11/24"}
    visit = owner.submit(form, said | {"challenges-0-state": "better", raised_for(form, case_id): "納期が合わない"}, follow=True)
    visit_id = int(visit.url.partition("/visits/")[2].partition("/")[0].partition("?")[0])
    shown = owner.get(f"visits/{visit_id}")
    assert new_ones(shown) == ["納期が合わない"]
    assert "進んだ" in owner.get(meeting.url).main
    assert new_ones(client("clerk").get(meeting.url)) == ["外注先が足りない", "検査に時間がかかる"]
    for hidden in (meeting.url, f"visits/{visit_id}"):
        page = client("colleague").get(hidden)
        assert (page.status, new_ones(page), "足りない" in page.main, "納期" in page.main) == (200, [], False, False)


def raised_for(form: Page, case_id: int) -> str:
    """The name of the field in which the form takes new challenges of a case."""
    (tag,) = form.select(f"main input[name*='raised-'][name$='-case_id'][value='{case_id}']")
    return str(tag["name"]).replace("case_id", "titles")


def new_ones(page: Page) -> list[str]:
    heads = [head for head in page.select("main h2, main h3") if head.get_text(strip=True) == "新しく挙がった課題"]
    return [str(link.get_text(strip=True)) for head in heads for link in head.find_next("ul").select("li > a:first-child")]
