"""The true wording of a damaged item takes the mark away everywhere; a round made under the old wording keeps it and says so."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from tests.assessing import closed, opened
from tracker.domain.completeness import LABEL_OF_THE_MISSING, WORDING_BEING_CHECKED

PEERS = ("colleague", "sub", "fifth")
GIVEN = {(rater, "owner"): 3 for rater in PEERS}
DAMAGED = (2, 3, 4)
OLD = "直す前の文言（第1版）"


def reword(manager):
    for number in DAMAGED:
        address = manager.get("assessments/items").links()[f"評価項目{number}を直す"]
        words = {"short_label": f"架空の略称{number}", "text": f"架空の原典の文言{number}。", "is_complete": "y"}
        assert manager.submit(address, words).status == 302


@pytest.fixture
def reworded(client, cast, writing):
    """A round closed under the damaged wording, then the true wording, then a round closed and one open under that."""
    with writing():
        old = closed(cast, GIVEN, "期首")
    reword(client("manager"))
    with writing():
        return old, closed(cast, GIVEN, "中間"), opened(cast, "期末")


def form_of(round_id, cast):
    return f"assessments/{round_id}/rate/{cast.producer_id('owner')}"


def test_the_mark_stands_wherever_a_damaged_item_is_asked_or_told(client, cast, writing):
    with writing():
        round_id, old_form = closed(cast, GIVEN, "期首"), opened(cast, "中間")
    manager = client("manager")
    for address in (
        "assessments/items",
        f"assessments/{round_id}",
        f"assessments/{round_id}/results",
        "report/?as_of=2026-11-30",
    ):
        assert manager.get(address).main.count(WORDING_BEING_CHECKED) >= 3, address
    for address in (form_of(old_form, cast), "assessments/results"):
        assert client("owner").get(address).main.count(WORDING_BEING_CHECKED) == 3, address


def test_the_true_wording_takes_the_mark_away_from_every_page(client, cast, reworded):
    _old, new, asking = reworded
    of_manager = (
        *("assessments/", "assessments/items", f"assessments/{new}", f"assessments/{new}/results", f"assessments/{asking}"),
        *(f"assessments/results/{cast.producer_id('owner')}", "assessments/coverage", "staffing/", "staffing/suggestion/"),
        "report/?as_of=2026-11-30",
    )
    pages = [("manager", address) for address in of_manager]
    pages += [("owner", address) for address in ("assessments/results", "assessments/mine", form_of(asking, cast))]
    for person, address in pages:
        page = client(person).get(address)
        assert page.status == 200, address
        assert WORDING_BEING_CHECKED not in page.text and LABEL_OF_THE_MISSING not in page.text, (person, address)
        assert OLD not in page.main, (person, address)
    assert "架空の原典の文言3。" in client("owner").get(form_of(asking, cast)).main


def test_a_round_made_under_the_old_wording_keeps_it_and_says_so(client, cast, reworded):
    old, _new, _asking = reworded
    manager = client("manager")
    for address in (f"assessments/{old}", f"assessments/{old}/results"):
        page = manager.get(address)
        assert (page.main.count(WORDING_BEING_CHECKED), page.main.count(OLD)) == (3, 3), address
        assert "架空の原典の文言" not in page.main, address
    assert "文言が変わった項目：架空の略称2、架空の略称3、架空の略称4" in client("owner").get("assessments/results").main


def test_a_form_that_is_open_while_the_wording_changes_says_that_it_asks_in_the_old_one(client, cast, writing):
    with writing():
        round_id = opened(cast)
    reword(client("manager"))
    page = client("owner").get(form_of(round_id, cast))
    assert page.main.count("直される前の文言（第1版）で行っています") == page.main.count(WORDING_BEING_CHECKED) == 3


def test_the_workbook_has_the_true_wording_without_a_mark_and_names_the_rounds_of_the_old_one(client, cast, reworded):
    answer = client("manager").get("report/download?as_of=2026-11-30", buffered=True)
    book = load_workbook(io.BytesIO(answer.data))
    cells = {sheet.title: [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell] for sheet in book}
    note = "「期首」で使った文言のうち、原典の記載を確認中のもの：評価項目2、3、4"
    for title in ("評価", "評価の動き"):
        assert [text for text in cells[title] if WORDING_BEING_CHECKED in text] == [note], title
        assert any("「期首」は、直す前の文言で行った" in text for text in cells[title]), title
    assert not any(WORDING_BEING_CHECKED in text for text in cells["評価の一覧"]), "of the latest round"
    heads, *rows = book["データ_評価項目"].iter_rows(values_only=True)
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    assert [row["文の状態"] for row in told if row["今の文言"]] == [None] * 5
    assert [(row["評価項目番号"], row["文言の版"]) for row in told if not row["今の文言"]] == [(2, 1), (3, 1), (4, 1)]
    told = {title: [text for text in texts if LABEL_OF_THE_MISSING in text] for title, texts in cells.items()}
    assert [title for title, texts in told.items() if texts and not title.startswith("データ_")] == [], told


def test_a_wording_saved_without_the_tick_says_that_the_mark_stays(client):
    manager = client("manager")
    address = manager.get("assessments/items").links()["評価項目2を直す"]
    words = {"short_label": "架空の略称2", "text": "架空の、まだ確かめていない文言。"}
    assert "表示は残っています" in manager.submit(address, words, follow=True).text
    assert "表示は残っています" not in manager.submit(address, {**words, "is_complete": "y"}, follow=True).text
