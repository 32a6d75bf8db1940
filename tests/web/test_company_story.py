"""A company's story narrowed by kind, person, case, phase and days, with counts; and its summary on one sheet."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from sqlalchemy import update

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.field_records import make_challenge
from tests.records import make_action, make_outcome, make_visit
from tracker.database import db
from tracker.domain.phases import Phase
from tracker.models import VisitCase

At = Callable[[], AbstractContextManager[None]]
MEMO = "内輪の覚え書き"


def fill(cast: Cast) -> None:
    a = cast.asahi
    for day, who, phase in ((5, "owner", Phase.LISTEN), (12, "sub", Phase.PLAN)):
        people = [cast.producer_id(who)]
        on = date(2026, 10, day)
        make_visit(a, now=NOW, on=on, who=people, case_ids=a.case_ids, phases=[phase], internal_memo=MEMO, facts="聞いた事実")
    make_challenge(a, now=NOW, title="量産先が決まらない")
    make_outcome(a, now=NOW, on=date(2026, 10, 20))


def test_each_choice_leaves_as_many_records_as_it_says(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        fill(cast)
    browser = client("manager")
    where = f"companies/{cast.asahi.enrolment_id}"
    for asked, words in (
        ("kind=challenge", "課題（1件）"),
        ("kind=visit", "企業訪問（2件）"),
        ("phase=plan", "企てる（1件）"),
        (f"kind=visit&person={cast.viewer('owner').name}", "企業訪問（1件）"),
        ("kind=visit&from=2026/10/6&to=2026/10/31", "企業訪問（1件）"),
        (f"kind=visit&case={cast.asahi.case_id}", "企業訪問（2件）"),
    ):
        page = browser.get(f"{where}?{asked}")
        said = int(words.split("（")[1][0])
        assert words in page.main, asked
        assert len(page.select(".timeline > *")) == said, asked
        assert f"{said}件" in page.main
    # what cannot be read narrows nothing, and says so at its field
    assert browser.get(f"{where}?case=999&phase=king").status == 200


def test_the_sheet_is_drawn_from_records_says_what_is_missing_and_holds_no_memo(
    cast: Cast, client: ClientFor, writing: At
) -> None:
    with writing():
        fill(cast)
        db.session.execute(update(VisitCase).where(VisitCase.worked_plan).values(report_summary="量産の計画を立てた"))
        for number in range(20):
            make_action(cast.asahi, now=NOW, what=f"宿題{number}", due_on=date(2026, 12, 1 + number))
    where = f"companies/{cast.asahi.enrolment_id}/summary"
    for who in ("owner", "clerk"):
        page = client(who).get(where)
        assert all(words in page.main for words in ("量産先が決まらない", "量産の計画を立てた", "試作品が1つできた", "宿題16"))
        assert "架空伴走支援事業（令和8年度）" in page.main
        assert "報告用要約がまだない記録： 10/5(月) 訪問" in page.main
        assert "ほか3件" in page.main and "宿題17" not in page.main
        assert MEMO not in page.text and "聞いた事実" not in page.text
    assert client("colleague").get(where).status == 404


def test_the_sheet_of_an_earlier_day_tells_what_was_there_by_then(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        fill(cast)
        make_action(
            cast.asahi, now=NOW, what="もう終えた宿題", due_on=date(2026, 11, 1), status="done", done_on=date(2026, 10, 30)
        )
    where = f"companies/{cast.asahi.enrolment_id}/summary"
    browser = client("owner")
    assert "もう終えた宿題" not in browser.get(where).main
    page = browser.get(f"{where}?as_of=2026-10-29")
    assert "もう終えた宿題" in page.main
    assert "基準日 2026年10月29日" in page.main
    assert "試作品が1つできた" not in browser.get(f"{where}?as_of=2026-04-02").main
    assert browser.get(f"{where}?as_of=x").status == 200
