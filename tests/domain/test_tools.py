"""Tools by name, in any spelling and order; uses that are kept once; places that are changed one by one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.errors import RuleBroken
from tracker.domain.tools import (
    DEFAULT_TOOLS,
    LONGEST_FINDING,
    NamedTool,
    ToolUsed,
    check_findings,
    clean_aliases,
    distinct_uses,
    match_tools,
    moved,
)

SHEET, MURAMATSU, OKAMURA = 1, 2, 3
NAMED = [
    NamedTool(SHEET, None, ("経営デザインシート", "デザインシート")),
    NamedTool(SHEET, 11, ("存在意義",)),
    NamedTool(MURAMATSU, None, ("MURAMATSUメソッド",)),
    NamedTool(MURAMATSU, 21, ("4脚ビジネス化",)),
    NamedTool(MURAMATSU, 22, ("4機能の能力向上フレーム",)),
    NamedTool(OKAMURA, None, ("OKAMURAメソッド",)),
    NamedTool(OKAMURA, 31, ("メインテキスト",)),
    NamedTool(OKAMURA, 32, ("サブテキスト",)),
]


def found(text: str) -> set[tuple[int, int | None]]:
    match = match_tools(text, NAMED)
    assert match.unmatched == ()
    return set(match.found)


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("経営デザインシート・MURAMATSU", {(SHEET, None), (MURAMATSU, None)}),
        ("MURAMATSUメソッド", {(MURAMATSU, None)}),
        ("ＭＵＲＡＭＡＴＳＵ　メソッド", {(MURAMATSU, None)}),
        ("muramatsu ﾒｿｯﾄﾞ、okamura", {(MURAMATSU, None), (OKAMURA, None)}),
        ("デザイン・シート", {(SHEET, None)}),
        ("MURAMATSUメソッド（４脚ビジネス化）", {(MURAMATSU, 21)}),
        ("MURAMATSUメソッドの4機能の能力向上フレーム", {(MURAMATSU, 22)}),
        ("OKAMURA／メインテキスト／サブテキスト", {(OKAMURA, 31), (OKAMURA, 32)}),
        ("MURAMATSUとOKAMURA", {(MURAMATSU, None), (OKAMURA, None)}),
        ("経営デザインシート\nOKAMURAメソッド", {(SHEET, None), (OKAMURA, None)}),
        ("経営ﾃﾞｻﾞｲﾝｼｰﾄ+muramatsuメソット", {(SHEET, None), (MURAMATSU, None)}),
        ("", set()),
        ("  ・、 ", set()),
    ],
)
def test_a_text_names_the_tools_however_it_is_spelt(text: str, tools: set[tuple[int, int | None]]) -> None:
    assert found(text) == tools


def test_what_names_no_tool_is_said() -> None:
    match = match_tools("経営デザインシート、SWOT分析・MURAMATSU", NAMED)
    assert set(match.found) == {(SHEET, None), (MURAMATSU, None)}
    assert match.unmatched == ("SWOT分析",)


def test_a_part_of_two_tools_belongs_to_the_one_named_before_it_and_to_none_alone() -> None:
    named = [*NAMED, NamedTool(MURAMATSU, 23, ("まとめ",)), NamedTool(OKAMURA, 33, ("まとめ",))]
    assert match_tools("OKAMURA（まとめ）", named).found == ((OKAMURA, 33),)
    assert match_tools("まとめ", named) == match_tools("まとめ", named)
    assert match_tools("まとめ", named).unmatched == ("まとめ",)


def test_a_label_with_a_separator_in_it_is_found_whole() -> None:
    assert match_tools("SWOT、問い・答え", [NamedTool(9, None, ("問い・答え",)), NamedTool(8, None, ("SWOT",))]).found == (
        (8, None),
        (9, None),
    )


NAMES = st.lists(st.sampled_from([name for tool in NAMED for name in tool.names]), min_size=1, max_size=5)
SEPARATORS = st.sampled_from(["・", "、", "／", ", ", "\n", " / ", "；", "＋"])


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


@given(NAMES, SEPARATORS, st.sampled_from([str.lower, str.upper, full_width, lambda text: unicodedata.normalize("NFD", text)]))
def test_width_case_and_separator_change_nothing(names: list[str], separator: str, spell: object) -> None:
    assert callable(spell)
    assert found(spell(separator.join(names))) == found("、".join(names))


@given(NAMES.flatmap(lambda names: st.tuples(st.just(names), st.permutations(names))))
def test_the_order_changes_nothing(both: tuple[list[str], list[str]]) -> None:
    assert found("、".join(both[0])) == found("・".join(both[1]))


@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    match = match_tools(text, NAMED)
    assert len(set(match.found)) == len(match.found)


USES = st.lists(
    st.builds(
        ToolUsed,
        st.integers(1, 3),
        st.none() | st.integers(1, 3),
        st.none() | st.integers(1, 2),
        st.sampled_from(["", "甲", "乙"]),
    ),
    max_size=8,
)


@given(USES)
def test_uses_are_kept_once_and_no_finding_is_lost(uses: list[ToolUsed]) -> None:
    kept = distinct_uses(uses)
    assert {(use.tool_id, use.part_id, use.case_id) for use in kept} == {(use.tool_id, use.part_id, use.case_id) for use in uses}
    assert len({(use.tool_id, use.part_id, use.case_id) for use in kept}) == len(kept)
    assert distinct_uses(kept) == kept
    for use in uses:
        same = next(one for one in kept if (one.tool_id, one.part_id, one.case_id) == (use.tool_id, use.part_id, use.case_id))
        assert use.finding in same.finding


def test_a_finding_is_one_line_of_its_length() -> None:
    check_findings([ToolUsed(1, finding="あ" * LONGEST_FINDING)])
    with pytest.raises(RuleBroken) as refused:
        check_findings([ToolUsed(1), ToolUsed(1, finding="あ" * (LONGEST_FINDING + 1))])
    assert refused.value.field == "tools-1-finding"


def test_other_spellings_stand_one_a_line_each_once() -> None:
    assert clean_aliases(" 甲\n\n乙 \n甲") == "甲\n乙"


@given(st.lists(st.integers(), unique=True, min_size=1).flatmap(lambda ids: st.tuples(st.just(ids), st.sampled_from(ids))))
def test_up_and_down_again_is_where_it_was(both: tuple[list[int], int]) -> None:
    ids, one = both
    up = moved(ids, one, up=True)
    assert sorted(up) == sorted(ids)
    assert moved(up, one, up=False) == tuple(ids) or ids[0] == one


def test_what_is_not_public_is_not_guessed() -> None:
    """The legs and functions of the method, and what its texts contain, are the association's to name."""
    muramatsu = next(tool for tool in DEFAULT_TOOLS if tool.label.startswith("MURAMATSU"))
    assert [(part.label, len(part.slots)) for part in muramatsu.parts] == [("4脚ビジネス化", 4), ("4機能の能力向上フレーム", 4)]
    okamura = next(tool for tool in DEFAULT_TOOLS if tool.label.startswith("OKAMURA"))
    assert [(part.label, part.slots) for part in okamura.parts] == [("メインテキスト", ()), ("サブテキスト", ())]
