"""Fifty rows a page; whatever number somebody writes into the address, the nearest page answers."""

from __future__ import annotations

import pytest
from flask import Flask

from tracker.web.paging import Paging, counted_at_most, page_of


@pytest.mark.parametrize(
    ("asked", "number", "first", "last"),
    [
        ("", 1, 1, 50),
        ("?page=1", 1, 1, 50),
        ("?page=3", 3, 101, 120),
        ("?page=4", 3, 101, 120),
        ("?page=0", 1, 1, 50),
        ("?page=-1", 1, 1, 50),
        ("?page=999999", 3, 101, 120),
        ("?page=9999999", 1, 1, 50),
        ("?page=2x", 1, 1, 50),
        ("?page=２", 1, 1, 50),
        ("?page=%00", 1, 1, 50),
    ],
)
def test_the_page_of_a_list_of_120(app: Flask, asked: str, number: int, first: int, last: int) -> None:
    with app.test_request_context(f"/healthz{asked}"):
        paging = page_of(120)
    assert (paging.number, paging.first, paging.last) == (number, first, last)


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2), (101, 3)])
def test_the_pages_hold_every_row_once(app: Flask, total: int, pages: int) -> None:
    seen: list[int] = []
    for number in range(1, pages + 1):
        with app.test_request_context(f"/healthz?page={number}"):
            paging = page_of(total)
            seen += range(paging.offset, paging.last)
            assert (paging.previous_url is None, paging.next_url is None) == (number == 1, number == pages)
    assert seen == list(range(total))


@pytest.mark.parametrize(("asked", "at_most"), [("", 1_000), ("?page=20", 1_000), ("?page=21", None), ("?page=999999", None)])
def test_whoever_pages_beyond_a_thousand_rows_has_all_counted(app: Flask, asked: str, at_most: int | None) -> None:
    with app.test_request_context(f"/healthz{asked}"):
        assert counted_at_most() == at_most


def test_how_many_rows_there_are_is_told_only_where_all_were_counted(app: Flask) -> None:
    with app.test_request_context("/healthz?page=20"):
        assert page_of(1_001, at_most=1_000).stretch == {"limit": 50, "offset": 950, "total": None}
        assert page_of(1_000, at_most=1_000).stretch == {"limit": 50, "offset": 950, "total": 1_000}
    with app.test_request_context("/healthz?page=21"):
        paging = page_of(1_001)
        assert (paging.first, paging.last, paging.next_url) == (1_001, 1_001, None)


def test_the_addresses_beside_it_keep_every_filter(app: Flask) -> None:
    with app.test_request_context("/healthz?kind=visit&kind=meeting&page=2"):
        paging = page_of(200)
        assert paging.next_url == "/healthz?kind=visit&kind=meeting&page=3"
        assert paging.previous_url == "/healthz?kind=visit&kind=meeting&page=1"


def test_an_empty_list_starts_and_ends_at_nothing() -> None:
    assert (Paging(1, 50, 0).first, Paging(1, 50, 0).last) == (0, 0)


@pytest.mark.parametrize("name", ["_external", "_scheme", "_method", "_anchor", "_host", "endpoint"])
def test_no_name_in_the_address_is_an_order_to_whoever_makes_the_links(app: Flask, name: str) -> None:
    with app.test_request_context(f"/healthz?{name}=evil&company=7"):
        assert page_of(120).next_url == "/healthz?company=7&page=2"
