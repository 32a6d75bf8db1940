"""Finding words: any spelling of a word finds it, nothing else does, and the pieces never hide a text that holds it."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.errors import RuleBroken
from tracker.domain.search import (
    LONGEST_QUERY,
    Depth,
    Kind,
    fold,
    fold_all,
    mark,
    of_company,
    of_kind,
    pieces,
    read_query,
    row_id,
)

letters = st.text("アガバパャッー・かきゃ工程見ＡＢ12㈱\u3099ｶﾞﾊﾟ髙高 　-。、\n(株)😀", max_size=30)
words = st.text("アガバパャッかき工程見AB12髙", min_size=1, max_size=6)
SPELLINGS = [
    str,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.swapcase(),
    lambda text: "".join(chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one for one in text),
    lambda text: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text),
    lambda text: text.translate(str.maketrans("ャッ", "ヤツ")),
    lambda text: text.replace("髙", "高"),
    lambda text: "・".join(text),
    lambda text: "　".join(text),
]


@given(letters, words, letters, st.sampled_from(SPELLINGS), st.sampled_from(SPELLINGS))
def test_any_spelling_of_a_word_finds_the_text(before: str, word: str, after: str, write: object, ask: object) -> None:
    written, asked = write(word), ask(word)  # type: ignore[operator]
    text = f"{before}。{written}。{after}"
    query = read_query(asked.replace("　", ""))
    assert query is not None
    assert query.finds(fold(text).words)
    assert query.pieces <= pieces(fold(text).words)
    assert any(is_hit for _piece, is_hit in mark(text, query))


@given(letters, st.lists(words, min_size=1, max_size=3))
def test_the_index_hides_no_text_that_holds_every_word(text: str, asked: list[str]) -> None:
    query = read_query(" ".join(asked))
    assert query is not None
    if query.finds(fold(text).words):
        assert query.pieces <= pieces(fold(text).words)


@given(letters)
def test_every_folded_letter_knows_where_it_comes_from(text: str) -> None:
    folded = fold(text)
    assert len(folded.words) == len(folded.places)
    assert all(0 <= start < end <= len(text) for start, end in folded.places)
    assert list(folded.places) == sorted(folded.places)


@given(letters, letters)
def test_nothing_is_found_across_two_texts(one: str, other: str) -> None:
    both = [*fold(one).words.split("\n"), *fold(other).words.split("\n")]
    assert fold_all([one, other]).split("\n") == ([part for part in both if part] or [""])


def test_pieces_in_other_words_are_no_hit() -> None:
    query = read_query("工程表")
    assert query is not None
    text = fold("工程の程表").words
    assert query.pieces <= pieces(text)
    assert not query.finds(text)


@pytest.mark.parametrize(
    "name",
    ["㈱架空製作所", "（株）架空製作所", "株式会社　架空製作所", "架空製作所(株)", "カブシキガイシャ架空製作所", "㍿架空製作所"],
)
@pytest.mark.parametrize("asked", ["㈱架空製作所", "架空製作所株式会社", "架空製作所", "(株)架空", "株式会社"])
def test_a_corporate_form_is_one_in_any_spelling_and_on_either_side(name: str, asked: str) -> None:
    query = read_query(asked)
    assert query is not None
    assert query.finds(fold(name).words)


@pytest.mark.parametrize("asked", ["%", "_", "！？", "・", "()", "ー"])
def test_signs_alone_find_nothing_and_are_told(asked: str) -> None:
    with pytest.raises(RuleBroken):
        read_query(asked)


def test_too_long_and_too_many_are_told() -> None:
    for asked in ("長" * (LONGEST_QUERY + 1), "長" * 300_000, "a b c d e f g h i"):
        with pytest.raises(RuleBroken):
            read_query(asked)


@pytest.mark.parametrize("asked", ["", " 　\n", "\x00"])
def test_nothing_typed_is_no_question(asked: str) -> None:
    assert read_query(asked) is None


def test_a_later_day_has_the_larger_number_and_no_two_things_share_one() -> None:
    early, late = date(2026, 4, 1), date(2026, 4, 2)
    assert row_id(Kind.COMPANY, 2**31 - 1, Depth.MEMO, early) < row_id(Kind.COMPANY, 1, Depth.BOARD, late) < 2**63
    numbers = {
        row_id(kind, thing, depth, on) for kind in Kind for thing in (1, 2**31 - 1) for depth in Depth for on in (None, early)
    }
    assert len(numbers) == len(Kind) * 2 * len(Depth) * 2


def test_no_piece_of_a_text_is_taken_for_a_company_or_a_kind() -> None:
    assert not {of_company(1), of_kind(1, Kind.VISIT)} & pieces(fold("c1 p1visit c p v 1").words)
