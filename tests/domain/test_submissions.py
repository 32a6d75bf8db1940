"""What differs between two sets of values: every difference once, and nothing where there is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.submissions import ROWS_AT_ONCE, DifferenceKind, FrozenSheet, differences, pack, unpack

HEADS = ("番号", "名前", "回数")
rows = st.dictionaries(st.integers(1, 9), st.tuples(st.text(max_size=3), st.none() | st.integers(0, 3)), max_size=6).map(
    lambda found: tuple((number, *rest) for number, rest in found.items())
)


def sheet(*there: tuple[str | int | None, ...], heads: tuple[str, ...] = HEADS, key: tuple[str, ...] = ("番号",)) -> FrozenSheet:
    return FrozenSheet("データ_訪問", heads, key, there)


@given(rows, rows)
def test_the_differences_lead_from_what_was_to_what_is(before: tuple, after: tuple) -> None:
    values = {row[0]: dict(zip(HEADS, row, strict=True)) for row in before}
    for change in differences([sheet(*before)], [sheet(*after)]):
        number = dict(change.key)["番号"]
        if change.kind is DifferenceKind.REMOVED:
            assert values.pop(number) == {cell.column: cell.before for cell in change.cells} | {
                head: None for head in HEADS if head not in {cell.column for cell in change.cells}
            }
            continue
        row = values.setdefault(number, dict.fromkeys(HEADS))
        for cell in change.cells:
            assert row[cell.column] == cell.before != cell.after
            row[cell.column] = cell.after
    assert values == {row[0]: dict(zip(HEADS, row, strict=True)) for row in after}


@given(rows)
def test_the_same_values_in_any_order_differ_in_nothing_and_are_kept_as_they_are(there: tuple) -> None:
    assert differences([sheet(*there)], [sheet(*reversed(there))]) == ()
    assert tuple(unpack(pack([sheet(*there)]))) == (sheet(*there),)
    assert pack([sheet(*there)]) == pack([sheet(*there)])


@pytest.mark.parametrize("count", [0, 1, ROWS_AT_ONCE, 2 * ROWS_AT_ONCE + 1])
def test_several_sheets_of_many_rows_are_kept_as_they_are(count: int) -> None:
    many = sheet(*((number, '},{"title":"一"', None) for number in range(count)))
    packed = pack(iter([many, sheet(), many]))
    assert tuple(unpack(packed)) == tuple(unpack(packed, at_once=17)) == (many, sheet(), many)
    assert tuple(unpack(pack([]))) == ()


def test_two_rows_of_one_key_are_told_apart_by_their_place() -> None:
    before = sheet(("田中", 1), ("田中", 2), heads=("名前", "回数"), key=("名前",))
    after = sheet(("田中", 1), ("田中", 3), heads=("名前", "回数"), key=("名前",))
    (change,) = differences([before], [after])
    assert (change.key, [(cell.before, cell.after) for cell in change.cells]) == ((("名前", "田中"),), [(2, 3)])


def test_a_column_or_sheet_that_the_program_came_to_know_later_is_no_change() -> None:
    before = sheet((1, "甲"), heads=("番号", "名前"))
    other = FrozenSheet("データ_会議", ("番号",), ("番号",), ((1,),))
    assert differences([before], [sheet((1, "甲", 3)), other]) == ()
    assert differences([before, other], [sheet((1, "甲", 3))]) == ()
