"""The pages of the design sheet: started, written whole and box by box, compared, brought back; both texts in a conflict."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import select

from tests.cast import Cast
from tests.conftest import ClientFor
from tests.records import Records
from tracker.database import db
from tracker.domain.design_sheets import Box
from tracker.models import DesignBox

At = Callable[[], AbstractContextManager[None]]


def words(at_rest: At, sheet_id: int, box: Box) -> str:
    with at_rest():
        return db.session.scalars(select(DesignBox.words).where(DesignBox.sheet_id == sheet_id, DesignBox.box == box)).one()


def test_a_sheet_is_started_from_the_company_s_tab(cast: Cast, client: ClientFor) -> None:
    browser = client("colleague")
    tab = browser.get(f"companies/{cast.minato.enrolment_id}/design-sheets")
    page = browser.submit(tab, {"case_id": str(cast.minato.case_id)}, follow=True)
    assert page.heading == "経営デザインシート"
    assert len(page.select(".design-sheet__box")) == len(Box)
    again = browser.post(f"design-sheets/of/{cast.minato.enrolment_id}", {"case_id": str(cast.minato.case_id)})
    assert again.location is not None
    assert again.location.endswith(page.url.rpartition("/")[2])
    assert "このシートはもう作られています" in browser.get(again.location).text
    assert "経営デザインシート" not in client("owner").get(f"companies/{cast.minato.enrolment_id}").main


def test_the_whole_sheet_is_written_at_the_desk(cast: Cast, client: ClientFor, at_rest: At, records: Records) -> None:
    browser = client("owner")
    page = browser.submit(
        f"design-sheets/{records.sheet_id}/edit", {"next_value": "誰でも使える", "transition": "一年目は試作"}, follow=True
    )
    assert "2欄を保存しました" in page.text
    assert words(at_rest, records.sheet_id, Box.NEXT_VALUE) == "誰でも使える"
    assert words(at_rest, records.sheet_id, Box.PURPOSE) == "水で困る人をなくす"


def test_box_after_box_on_the_phone(client: ClientFor, records: Records) -> None:
    browser = client("owner")
    page = browser.submit(
        f"design-sheets/{records.sheet_id}/boxes/purpose", {"purpose": "水をきれいに"}, button=("next", "1"), follow=True
    )
    assert page.heading == "これまでの資源"
    last = browser.submit(f"design-sheets/{records.sheet_id}/boxes/transition", {}, button=("next", "1"), follow=True)
    assert last.heading == "経営デザインシート"
    assert browser.get(f"design-sheets/{records.sheet_id}/boxes/elsewhere").status == 404


def test_the_second_in_the_same_box_gets_both_texts_and_chooses(client: ClientFor, at_rest: At, records: Records) -> None:
    first, second = client("owner"), client("manager")
    url = f"design-sheets/{records.sheet_id}/boxes/past_model"
    opened = second.get(url)
    first.submit(url, {"past_model": "受託加工"})
    page = second.submit(opened, {"past_model": "自社製品"})
    assert page.status == 409
    assert "受託加工" in page.main
    assert "自社製品" in page.main
    assert words(at_rest, records.sheet_id, Box.PAST_MODEL) == "受託加工"
    assert second.submit(page, {"keep-past_model": "theirs"}).status == 302
    assert words(at_rest, records.sheet_id, Box.PAST_MODEL) == "受託加工"
    assert second.submit(page, {"keep-past_model": "mine"}).status == 302
    assert words(at_rest, records.sheet_id, Box.PAST_MODEL) == "自社製品"


def test_what_changed_is_marked_in_words(client: ClientFor, records: Records) -> None:
    page = client("clerk").get(f"design-sheets/{records.sheet_id}/changes?before={records.snapshot_id}")
    assert page.words("ins") == ["［追加］ と加工"]
    assert "1欄が変わりました" in page.main
    assert client("clerk").get(f"design-sheets/{records.sheet_id}/changes?before=999").status == 404


def test_a_version_is_saved_read_and_brought_back(client: ClientFor, at_rest: At, records: Records) -> None:
    browser = client("owner")
    assert browser.submit(f"design-sheets/{records.sheet_id}/versions/new", {"taken_on": "2026/11/25"}).status == 422
    page = browser.submit(f"design-sheets/{records.sheet_id}/versions/new", {"title": "中間"}, follow=True)
    assert "中間" in page.main
    version = f"design-sheets/{records.sheet_id}/versions/{records.snapshot_id}"
    assert "ろ過の技術" in browser.get(version).main
    browser.submit(f"{version}/restore")
    assert words(at_rest, records.sheet_id, Box.PAST_RESOURCES) == "ろ過の技術"
    assert "元に戻す前の内容" in browser.get(f"design-sheets/{records.sheet_id}").main


def test_a_box_that_paper_does_not_hold_is_named(client: ClientFor, records: Records) -> None:
    browser = client("owner")
    page = browser.submit(f"design-sheets/{records.sheet_id}/boxes/past_value", {"past_value": "安" * 500}, follow=True)
    assert "末尾が入りません：これまでの価値" in page.main
