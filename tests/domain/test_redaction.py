"""墨消し as a rule: whatever the width it was typed in, nothing of the passage is left, and nothing else is touched."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.domain.errors import RuleBroken
from tracker.domain.redaction import MARK, check_passage, excerpts, pattern_of, redact, redact_json

LETTERS = st.text(st.sampled_from("架空山田太郎ABabＡｂアｱ 　\n0１"), min_size=2, max_size=8)


def checked(passage: str) -> str:
    try:
        return check_passage(passage)
    except RuleBroken:
        assume(False)
        raise


@given(LETTERS, st.lists(st.text(max_size=20), min_size=2, max_size=4))
def test_nothing_of_the_passage_is_left(passage: str, around: list[str]) -> None:
    passage = checked(passage)
    assume(not any("［" in one or "］" in one for one in around))
    pattern = pattern_of(passage)
    redacted = redact(passage.join(around), pattern)
    assert pattern.search(redacted) is None
    assert MARK in redacted


@given(LETTERS, st.text(max_size=40))
def test_what_does_not_hold_it_stays_as_it_is(passage: str, text: str) -> None:
    pattern = pattern_of(checked(passage))
    assume(pattern.search(text) is None)
    assert redact(text, pattern) == text
    assert redact_json(json.dumps({"a": [text]}), pattern) == json.dumps({"a": [text]})
    assert not list(excerpts(text, pattern))


@given(LETTERS, st.lists(st.text("かきくけこ", max_size=4), min_size=2, max_size=6), st.data())
def test_the_passages_that_are_left_stay_and_every_other_one_goes(passage: str, around: list[str], data: st.DataObject) -> None:
    pattern = pattern_of(checked(passage))
    text = passage.join(around)
    stands = [found for _before, found, _after in excerpts(text, pattern)]
    leave = data.draw(st.sets(st.integers(0, len(stands))))
    redacted = redact(text, pattern, leave=leave)
    stayed = [found for place, found in enumerate(stands) if place in leave]
    assert [found for _before, found, _after in excerpts(redacted, pattern)] == stayed
    assert redacted.count(MARK) == len(stands) - len(stayed)
    half = json.dumps([text, {"and": text}], ensure_ascii=False)
    both = json.loads(redact_json(half, pattern, leave={place + len(stands) for place in leave}))
    assert both == [redact(text, pattern), {"and": redacted}]


@given(LETTERS, st.integers(1, 40), st.text(max_size=10))
def test_a_column_never_overflows(passage: str, longest: int, text: str) -> None:
    passage = checked(passage)
    pattern = pattern_of(passage)
    holding = (text + passage)[-longest:]
    assume(pattern.search(holding) is not None)
    redacted = redact(holding, pattern, longest=longest)
    assert len(redacted) <= longest
    assert pattern.search(redacted) is None


@pytest.mark.parametrize("written", ["山田 太郎", "山田　太郎", "山田太郎", "山田\n太郎"])
def test_a_blank_in_a_name_is_any_blank_or_none(written: str) -> None:
    assert redact(f"担当は{written}さん", pattern_of("山田 太郎")) == f"担当は{MARK}さん"


@pytest.mark.parametrize("written", ["Taro", "TARO", "ｔａｒｏ", "Ｔａｒｏ"])
def test_width_and_case_do_not_matter(written: str) -> None:
    assert redact(f"《{written}》", pattern_of("taro")) == f"《{MARK}》"


def test_the_strings_of_a_json_text_are_redacted_and_it_stays_one() -> None:
    text = json.dumps({"what": '彼は"重い病気"です', "n": 3, "list": ["重い病気", None]}, ensure_ascii=True)
    redacted = json.loads(redact_json(text, pattern_of("重い病気")))
    assert redacted == {"what": f'彼は"{MARK}"です', "n": 3, "list": [MARK, None]}


@pytest.mark.parametrize("passage", ["", " ", "あ", " あ　", "墨消し", "み］", "長" * 501])
def test_what_would_stand_everywhere_or_is_the_mark_is_refused(passage: str) -> None:
    with pytest.raises(RuleBroken):
        check_passage(passage)
