"""The page of a search: a field on every page, hits by kind with their passages marked, sentences for what cannot be found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.cast import Cast
from tests.conftest import NOW, ClientFor
from tests.records import make_visit

At = Callable[[], AbstractContextManager[None]]


def test_every_page_has_the_field_and_the_hits_lead_to_their_pages(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        visit_id = make_visit(
            cast.asahi, now=NOW, case_ids=cast.asahi.case_ids, facts="ｶｯﾀｰの刃を試した。", internal_memo="カッターは内緒"
        )
    browser = client("manager")
    assert browser.get("visits/").soup.select_one(".site-search input[name=q]") is not None
    page = browser.get("search?q=かったー")
    assert [mark.text for mark in page.soup.select("main mark")] == ["ｶｯﾀｰ", "カッター"]
    assert "市場の声から探しました" in page.main
    link = page.soup.select_one("main [data-hit]")
    assert link is not None
    assert str(link["href"]).endswith(f"/visits/{visit_id}")
    assert "カッターは内緒" not in client("clerk").get("search?q=カッター").main
    own = client("colleague").get("search?q=カッター")
    assert "は見つかりませんでした" in own.main
    assert "あなたが担当する企業のものだけ" in own.main


def test_one_kind_is_paged(cast: Cast, client: ClientFor, writing: At) -> None:
    with writing():
        for _number in range(52):
            make_visit(cast.asahi, now=NOW, case_ids=cast.asahi.case_ids, facts="工程")
    browser = client("manager")
    page = browser.get("search?q=工程")
    more = page.soup.select_one(".hits__more")
    assert more is not None
    assert more.text == "企業訪問をもっと見る（52件）"
    assert len(page.soup.select(".hits__hit")) == 5
    first = browser.get(str(more["href"]))
    following = first.soup.select_one("a[rel=next]")
    assert following is not None
    assert [len(one.soup.select(".hits__hit")) for one in (first, browser.get(str(following["href"])))] == [50, 2]
    assert "このページに検索結果はありません" in browser.get("search?q=工程&kind=visit&page=9").main


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ("", 200, "あなたが見られる範囲で探します"),
        ("%E3%80%80+", 200, "あなたが見られる範囲で探します"),
        ("%25_", 422, "検索できる文字がありません"),
        ("長" * 100_000, 422, "100文字以内にしてください"),
        ("あ+い+う+え+お+か+き+く+け", 422, "8つまでにしてください"),
        ("%E2%80%AE逆さ", 200, "は見つかりませんでした"),
        ("😀", 200, "は見つかりませんでした"),
        ("' OR 1=1 -- \" * NEAR(", 200, "は見つかりませんでした"),
    ],
)
def test_what_cannot_be_found_is_told(typed: str, status: int, sentence: str, cast: Cast, client: ClientFor) -> None:
    page = client("manager").get(f"search?q={typed}")
    assert page.status == status
    assert sentence in page.text
