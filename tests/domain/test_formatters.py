"""How values stand in a form's cells: every format for every value that it suits, and words for what cannot be."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.era import FIRST_DAY_IN_ERAS
from tracker.domain.errors import RuleBroken
from tracker.domain.form_fields import FIELDS, SEQUENCE, FormRecord, ValueKind, fields_of, find_field
from tracker.domain.formatters import (
    MOST_CELLS,
    NONE_SHOWN,
    SUITS,
    DoesNotFit,
    FieldValue,
    Format,
    Style,
    cells_of,
    check_style,
    circled,
    write,
)

DAY = date(2025, 9, 10)
VALUES: dict[ValueKind, st.SearchStrategy[FieldValue]] = {
    ValueKind.TEXT: st.text(max_size=20),
    ValueKind.NUMBER: st.integers(0, 10**12),
    ValueKind.DAY: st.dates(min_value=FIRST_DAY_IN_ERAS),
    ValueKind.YEAR: st.integers(1990, 2200),
    ValueKind.YES_NO: st.booleans(),
    ValueKind.NAMES: st.lists(st.text(max_size=8), max_size=4).map(tuple),
}
PAIRS = [(kind, wanted) for kind, formats in SUITS.items() for wanted in formats]


@pytest.mark.parametrize(
    ("value", "style", "written"),
    [
        (2025, Style(Format.ERA_YEAR), "令和7年度"),
        (2019, Style(Format.ERA_YEAR), "令和元年度"),
        (DAY, Style(Format.ERA_DATE), "令和7年9月10日"),
        (DAY, Style(Format.WESTERN_DATE), "2025年9月10日"),
        (DAY, Style(Format.ISO_DATE), "2025-09-10"),
        (DAY, Style(Format.PLAIN), DAY),
        (date(2026, 3, 31), Style(Format.ERA_YEAR), "令和7年度"),
        (date(2026, 3, 31), Style(Format.ERA_YEAR_NUMBER), 8),
        (2025, Style(Format.ERA_YEAR_NUMBER), 7),
        (DAY, Style(Format.MONTH_NUMBER), 9),
        (DAY, Style(Format.DAY_NUMBER), 10),
        (True, Style(Format.MARK), "○"),
        (False, Style(Format.MARK), None),
        (False, Style(Format.MARK, dash=True), NONE_SHOWN),
        ("オンライン", Style(Format.MARK, "ｵﾝﾗｲﾝ"), "○"),
        ("訪問", Style(Format.MARK, "オンライン"), None),
        (("聞く・聴く", "診断する"), Style(Format.MARK, "診断する"), "○"),
        (0, Style(Format.MARK), None),
        (True, Style(Format.CHOSEN, "有・無"), "㊒・無"),
        (False, Style(Format.CHOSEN, "有・無"), "有・○無"),
        ("2", Style(Format.CHOSEN, "１　２　３"), "１　②　３"),
        ("最終", Style(Format.CHOSEN, "中間　・　最終"), "中間　・　○最終"),
        (True, Style(Format.YES_NO_WORDS, "該当・非該当"), "該当"),
        (1_234_567, Style(Format.THOUSAND_YEN), 1_234),
        ("１，２３４，９９９円", Style(Format.THOUSAND_YEN), 1_234),
        (("甲", "乙"), Style(Format.LIST), "甲、乙"),
        (("甲", "乙"), Style(Format.LINES), "甲\n乙"),
        ((), Style(Format.LIST, dash=True), NONE_SHOWN),
        (None, Style(Format.PLAIN), None),
        (0, Style(Format.PLAIN, dash=True), 0),
    ],
)
def test_a_value_is_written_as_its_format_says(value: FieldValue, style: Style, written: object) -> None:
    assert write(value, style) == (written,)


def test_one_character_goes_into_each_cell_a_number_at_the_right() -> None:
    assert write("1234567890123", Style(Format.ONE_EACH, "１３")) == tuple("1234567890123")
    assert write("山田", Style(Format.ONE_EACH, "4")) == ("山", "田", None, None)
    assert write(38, Style(Format.ONE_EACH, "4")) == (None, None, "3", "8")
    assert write(DAY, Style(Format.ONE_EACH, "8")) == tuple("20250910")
    with pytest.raises(DoesNotFit, match="5文字あり、4個"):
        write("12345", Style(Format.ONE_EACH, "4"))


@pytest.mark.parametrize(
    ("kind", "style", "field"),
    [
        (ValueKind.TEXT, Style(Format.ERA_DATE), "format"),
        (ValueKind.TEXT, Style(Format.MARK, " "), "parameter"),
        (ValueKind.YES_NO, Style(Format.CHOSEN, "有"), "parameter"),
        (ValueKind.YES_NO, Style(Format.YES_NO_WORDS, "はい・いいえ・不明"), "parameter"),
        (ValueKind.TEXT, Style(Format.ONE_EACH, ""), "parameter"),
        (ValueKind.TEXT, Style(Format.ONE_EACH, str(MOST_CELLS + 1)), "parameter"),
        (ValueKind.TEXT, Style(Format.ONE_EACH, "²"), "parameter"),
    ],
)
def test_a_combination_that_cannot_be_says_what_to_choose(kind: ValueKind, style: Style, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_style(kind, style)
    assert broken.value.field == field


@pytest.mark.parametrize(("value", "style"), [("甲", Style(Format.CHOSEN, "乙・丙")), ("未定", Style(Format.THOUSAND_YEN))])
def test_a_value_that_its_format_cannot_say_is_named(value: FieldValue, style: Style) -> None:
    with pytest.raises(DoesNotFit, match=f"「{value}」"):
        write(value, style)


@pytest.mark.parametrize(("kind", "wanted"), PAIRS)
@given(st.data())
def test_whatever_suits_fills_just_its_cells_or_says_why_not(kind: ValueKind, wanted: Format, data: st.DataObject) -> None:
    style = Style(wanted, "30" if wanted is Format.ONE_EACH else "有・無", dash=data.draw(st.booleans()))
    check_style(kind, style)
    value = data.draw(VALUES[kind])
    try:
        written = write(value, style)
    except DoesNotFit:
        assert wanted in (Format.CHOSEN, Format.THOUSAND_YEN)
        return
    assert len(written) == cells_of(style)
    if wanted is Format.ONE_EACH and value not in ("", ()):
        text = value.isoformat().replace("-", "") if isinstance(value, date) else str(value)
        assert "".join(str(one) for one in written if one is not None) == "".join(text.split())


@given(st.integers(-(10**15), 10**15))
def test_thousands_of_yen_drop_what_is_below_one(value: int) -> None:
    (written,) = write(value, Style(Format.THOUSAND_YEN))
    assert isinstance(written, int)
    assert abs(written) * 1000 <= abs(value) < (abs(written) + 1) * 1000


@given(st.text(min_size=1, max_size=4))
def test_a_circle_changes_no_word(option: str) -> None:
    assert circled(option).startswith("○") or len(circled(option)) == 1


def test_every_field_is_found_by_its_key_and_suits_some_format() -> None:
    assert len({field.key for field in FIELDS}) == len(FIELDS)
    assert all(find_field(field.key) is field and SUITS[field.kind] for field in FIELDS)
    assert find_field("company.nothing") is None
    assert all((fields_of(record)[0].name == SEQUENCE) == (record is not FormRecord.PROGRAMME) for record in FormRecord)
