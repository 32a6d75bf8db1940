"""Codes on paper, and what a browser calls itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.codes import ALPHABET, read_code, spell_code
from tracker.domain.devices import name_device


@given(st.text(ALPHABET, min_size=1, max_size=40))
def test_a_code_is_read_as_it_was_spelled(code: str) -> None:
    assert read_code(spell_code(code)) == code


@pytest.mark.parametrize("typed", ["abcd-efgh", " ＡＢＣＤ ＥＦＧＨ ", "ABCDEFGH", "abcd\u3000efgh", "A B C D E F G H"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "ABCDEFGH"


def test_letters_that_look_like_digits_are_meant_as_digits() -> None:
    assert read_code("oO-iIlL") == "001111"


@given(st.text())
def test_anything_can_be_typed(text: str) -> None:
    assert set(read_code(text)) <= set(ALPHABET)


IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/604.1"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
EDGE = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/140.0.0.0"
ANDROID = f"Mozilla/5.0 (Linux; Android 10; K) {CHROME} Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (IPHONE, "iPhone・Safari"),
        (EDGE, "Windows・Edge"),
        (ANDROID, "Android・Chrome"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Mac・Firefox"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_by_its_system_and_itself(said: str, named: str) -> None:
    assert name_device(said) == named
