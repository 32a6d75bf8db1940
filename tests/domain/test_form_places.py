"""Where a form wants to be filled in: blank boxes with a label, told apart from headings, grounds and what is struck out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.form_mapping import BlankMark, FormMapping, cell_of
from tracker.domain.form_places import Place, RuledSheet, find_places
from tracker.domain.grid import Block, Cell, find_block

USED = Block(1, 1, 30, 30)


def block(ref: str) -> Block:
    found = find_block(ref)
    assert found is not None
    return found


def ruled(boxes: Iterable[str], texts: Mapping[str, str], *, merged: Iterable[str] = (), **more: Any) -> RuledSheet:
    """A sheet on which lines are drawn around each of the boxes."""
    right: set[Cell] = set()
    below: set[Cell] = set()
    for one in map(block, boxes):
        for row in range(one.first_row, one.last_row + 1):
            right |= {Cell(row, one.first_column - 1), Cell(row, one.last_column)}
        for column in range(one.first_column, one.last_column + 1):
            below |= {Cell(one.first_row - 1, column), Cell(one.last_row, column)}
    said = {cell_of(ref): text for ref, text in texts.items()}
    return RuledSheet(
        used=USED,
        texts=said,
        written=said.keys() | more.pop("numbers", frozenset()),
        lined_right=right,
        lined_below=below,
        merged={cell: one for one in map(block, merged) for cell in one.cells()},
        **more,
    )


def told(places: Iterable[Place]) -> dict[str, str]:
    return {place.ref: place.label for place in places}


def grid(ref: str) -> list[str]:
    return [cell.ref for cell in block(ref).cells()]


def test_a_blank_box_beside_a_label_is_a_place_and_one_without_a_label_is_none() -> None:
    sheet = ruled(["A2", "B2", "F9"], {"A2": "年度"})
    assert told(find_places(sheet)) == {"B2": "年度"}


def test_the_label_may_stand_over_the_box_without_a_frame_of_its_own() -> None:
    assert told(find_places(ruled(["A5:G7"], {"A4": "3　特記事項"}))) == {"A5": "3　特記事項"}


def test_a_box_over_many_cells_is_one_place_merged_or_not() -> None:
    texts = {"A2": "氏名", "A4": "住所"}
    sheet = ruled(["A2:C2", "D2:J2", "A4:C4", "D4:J4"], texts, merged=["A2:C2", "D2:J2"])
    assert told(find_places(sheet)) == {"D2": "氏名", "D4": "住所"}


def test_a_table_with_headings_is_a_place_a_column_and_its_running_numbers_name_nothing() -> None:
    sheet = ruled(grid("A4:C7"), {"A4": "番号", "B4": "企業名", "C4": "訪問回数", "A5": "1", "A6": "2", "A7": "（3）"})
    assert told(find_places(sheet)) == {"B5:B7": "企業名", "C5:C7": "訪問回数"}


def test_a_table_whose_rows_are_named_is_a_place_a_row() -> None:
    sheet = ruled(grid("A1:C3"), {"B1": "訪問", "C1": "会議", "A2": "4月", "A3": "5月"})
    assert told(find_places(sheet)) == {"B2:C2": "4月", "B3:C3": "5月"}


def test_a_name_of_several_rows_stands_back_behind_the_headings() -> None:
    sheet = ruled(["A1", "B1", "C1", "A2:A3", *grid("B2:C3")], {"A1": "区分", "B1": "訪問", "C1": "会議", "A2": "支援企業"})
    assert told(find_places(sheet)) == {"B2:B3": "訪問", "C2:C3": "会議"}


def test_the_corner_of_a_table_is_no_place_though_a_title_stands_over_it() -> None:
    sheet = ruled(grid("A2:B3"), {"A1": "付加価値額", "B2": "基準年度", "A3": "西暦（年）"})
    assert told(find_places(sheet)) == {"B3": "西暦（年）"}


def test_a_blank_merged_block_beside_a_label_is_a_place_without_lines_too() -> None:
    sheet = ruled([], {"A5": "実施機関名", "X1": "注"}, merged=["F5:T5", "B9:D9"])
    assert told(find_places(sheet)) == {"F5": "実施機関名"}


def test_one_character_a_cell_is_one_place() -> None:
    assert told(find_places(ruled(grid("A6:N6"), {"A6": "法人番号"}))) == {"B6:N6": "法人番号"}


def test_what_is_grey_struck_out_filled_hidden_or_not_printed_is_no_place() -> None:
    boxes, texts = grid("A2:B6"), dict.fromkeys(grid("A2:A6"), "年度")
    sheet = ruled(
        boxes, texts, shut={cell_of("B2")}, numbers={cell_of("B3")}, hidden_rows={4}, printed=(block("A1:H5"), block("J1:K9"))
    )
    assert told(find_places(sheet)) == {"B5": "年度"}


def test_lines_that_close_nothing_off_make_no_box() -> None:
    sheet = ruled([], {"A2": "年度"})
    under = RuledSheet(sheet.used, sheet.texts, sheet.written, lined_below={cell_of("B2"), cell_of("C2")})
    assert find_places(under) == ()


def test_on_a_protected_sheet_unlocked_cells_alone_are_places_with_a_label_or_without() -> None:
    sheet = ruled(grid("A2:C2"), {"A2": "年度"}, asked=(cell_of("B2"), cell_of("H9")))
    assert told(find_places(sheet)) == {"B2": "年度", "H9": ""}


def test_unlocked_cells_of_one_blank_frame_are_one_place_and_each_is_one_beside_a_text_in_it() -> None:
    sheet = ruled(
        ["A1", "B1:D1", "A2", "B2:D2"],
        {"A1": "住所", "A2": "日付", "C2": "年"},
        asked=[*block("B1:D1").cells(), *map(cell_of, ("B2", "D2"))],
    )
    assert told(find_places(sheet)) == {"B1": "住所", "B2": "日付", "D2": "年"}


ROWS, COLUMNS = st.integers(1, 5), st.integers(1, 5)


@given(ROWS, COLUMNS, st.integers(1, 9), st.integers(1, 9), st.data())
def test_of_a_table_every_blank_cell_is_in_one_place_wherever_the_table_stands(
    rows: int, columns: int, top: int, left: int, data: st.DataObject
) -> None:
    heads = {Cell(top, left + column).ref: f"見出し{column}" for column in range(columns)}
    body = [Cell(top + row, left + column) for row in range(1, rows + 1) for column in range(columns)]
    filled = data.draw(st.sets(st.sampled_from(body)))
    boxes = [*heads, *(cell.ref for cell in body)]
    sheet = ruled(boxes, heads, numbers=filled)
    cells = [cell for place in find_places(sheet) for cell in place.cells]
    assert len(cells) == len(set(cells))
    assert set(cells) == set(body) - filled


@given(st.sets(st.sampled_from(grid("A2:F6")), min_size=1), st.sets(st.sampled_from(grid("A1:G7")), min_size=1))
def test_no_place_holds_anything_and_none_is_told_twice(boxes: set[str], texts: set[str]) -> None:
    sheet = ruled(boxes, dict.fromkeys(texts, "名"))
    cells = [cell.ref for place in find_places(sheet) for cell in place.cells]
    assert len(cells) == len(set(cells))
    assert texts.isdisjoint(cells)


def test_what_stays_blank_on_purpose_is_kept_once_and_goes_where_something_is_tied() -> None:
    mapping = FormMapping().leaving_blank("様式", [cell_of("B2"), cell_of("B3")]).leaving_blank("様式", [cell_of("B2")])
    assert mapping.left_blank == (BlankMark("様式", "B2"), BlankMark("様式", "B3"))
    assert mapping.asking_for("別", [cell_of("B2")]) == mapping
    assert mapping.asking_for("様式", [cell_of("B2")]).left_blank_on("様式") == {cell_of("B3")}
