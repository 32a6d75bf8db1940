"""成果のまとめ文 on its pages: read, edited, brought back, copied, shown on the summary; two editors; hidden companies."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.cast import Cast
from tests.conftest import ClientFor
from tests.happenings import add_visit
from tests.reports import form_rows, records
from tracker.database import db
from tracker.domain.cadence import EventStatus
from tracker.models import Company, SupportCase, VisitCase

Ways = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def told(cast: Cast, writing: Ways) -> str:
    """A visit with a report summary, and the page of its case."""
    with writing():
        visit_id = add_visit(cast.asahi, date(2026, 5, 11), EventStatus.HELD, cases=cast.asahi.case_ids[:1])
        db.session.query(VisitCase).filter_by(visit_id=visit_id).one().report_summary = f"{cast.asahi.name}の工程を観た"
    return f"report/narratives/{cast.asahi.case_id}"


def test_the_draft_is_shown_until_somebody_edits_and_every_version_stays(cast: Cast, client: ClientFor, told: str) -> None:
    clerk = client("clerk")
    page = clerk.get(told)
    assert "令和8年5月11日の訪問" in page.main and "まだだれも直していません" in page.main
    assert told in {link["href"].removeprefix("/p/r8/") for link in clerk.get("report/narratives/").select("main a[href]")}
    assert clerk.submit(f"{told}/edit", {"work": "工程を見直した。"}).status == 302
    assert clerk.submit(f"{told}/edit", {"work": "工程を二度見直した。"}).status == 302
    assert "工程を二度見直した。" in clerk.get(told).main
    assert "工程を見直した。" in clerk.get(f"{told}/versions/1").main
    assert clerk.submit(f"{told}/versions/1/bring-back", {}).status == 302
    page = clerk.get(told)
    assert "第3版" in page.main and "第1版に戻した" in page.main
    assert "工程を見直した。" in page.one("textarea").get_text()


def test_the_draft_stands_beside_the_text_when_the_records_move_on(
    cast: Cast, client: ClientFor, told: str, writing: Ways
) -> None:
    clerk = client("clerk")
    clerk.submit(f"{told}/edit", {"work": "工程を見直した。"})
    assert "記録が進みました" not in clerk.get(told).main
    with writing():
        for note in db.session.query(VisitCase):
            note.report_summary = "試作の場に立ち会った"
    for page in (clerk.get(told), clerk.get(f"{told}/edit")):
        assert "記録が進みました" in page.main and "試作の場に立ち会った" in page.main


def test_of_two_editors_the_second_sees_both_texts(cast: Cast, client: ClientFor, told: str) -> None:
    clerk, manager = client("clerk"), client("manager")
    seen = clerk.get(f"{told}/edit")
    manager.submit(f"{told}/edit", {"work": "先に保存した文"})
    page = clerk.submit(seen, {"work": "あとから書いた文"})
    assert page.status == 409
    assert "先に保存した文" in page.main and "あとから書いた文" in page.main
    assert clerk.submit(page, {"keep-work": "mine"}).status == 302
    assert "あとから書いた文" in clerk.get(told).main


def test_a_text_too_long_or_empty_is_refused_and_comes_back(cast: Cast, client: ClientFor, told: str) -> None:
    clerk = client("clerk")
    page = clerk.submit(f"{told}/edit", {"work": "長" * 8_001})
    assert page.status == 422 and "8000文字以内" in page.main
    page = clerk.submit(f"{told}/edit", dict.fromkeys(("challenges", "work", "outcomes", "to_come"), ""))
    assert page.status == 422 and "どれか1つの欄" in page.main


def test_an_auditor_reads_and_is_offered_no_editing(cast: Cast, client: ClientFor, told: str) -> None:
    page = client("auditor").get(told)
    assert page.status == 200
    assert not [link for link in page.links() if "直す" in link]


def test_what_was_edited_goes_into_the_workbook_and_the_one_page_summary(cast: Cast, client: ClientFor, told: str) -> None:
    clerk = client("clerk")
    clerk.submit(f"{told}/edit", {"work": "工程を見直した。\n二度。", "to_come": ""})
    summary = clerk.get(f"companies/{cast.asahi.enrolment_id}/summary?case={cast.asahi.case_id}").main
    assert "工程を見直した。" in summary
    book = load_workbook(io.BytesIO(clerk.get("report/download", buffered=True).data))
    rows = [row for row in form_rows(book["成果のまとめ"], "案件番号") if row["項目"] == "取組"]
    assert [row["内容"] for row in rows] == ["工程を見直した。\n二度。"]
    texts = {row["項目"]: row["まとめ文"] for row in records(book["データ_まとめ"])}
    assert texts["取組"] == "工程を見直した。\n二度。" and texts["今後の対応事項"] is None


def test_a_company_that_may_not_be_named_is_its_letter_in_what_is_copied_and_in_the_workbook(
    cast: Cast, client: ClientFor, told: str, writing: Ways
) -> None:
    with writing():
        db.session.get_one(Company, cast.asahi.company_id).may_be_named = False
        db.session.get_one(SupportCase, cast.asahi.case_id).title = f"{cast.asahi.name}の試作"
    clerk = client("clerk")
    text = clerk.get(told).one("textarea").get_text()
    assert cast.asahi.name not in text and "A社の工程を観た" in text and "A社の試作（A社）" in text
    assert cast.asahi.name not in clerk.get("report/narratives/").one("textarea").get_text()
    clerk.submit(f"{told}/edit", {"work": f"{cast.asahi.name}と見直した。"})
    book = load_workbook(io.BytesIO(clerk.get("report/download", buffered=True).data))
    assert "A社と見直した。" in [row["内容"] for row in form_rows(book["成果のまとめ"], "案件番号")]
