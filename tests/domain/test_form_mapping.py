"""Ties of a form: kept apart, taken away, and found again in the next version by their labels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.form_records import SHEET, own_form, own_mapping
from tracker.domain.errors import RuleBroken
from tracker.domain.form_carrying import carry
from tracker.domain.form_fields import FormRecord
from tracker.domain.form_looks import FormLook, SheetLook, labels_of
from tracker.domain.form_mapping import BandTie, CellTie, ColumnTie, FormMapping, cell_of
from tracker.domain.formatters import Format, Style
from tracker.domain.grid import Cell
from tracker.rows.form_store import pack_mapping, unpack_mapping
from tracker.rows.form_texts import look_of
from tracker.workbooks.forms import read_form

PLAIN = Style(Format.PLAIN)
LOOK = look_of(read_form(own_form()))
NAME = ColumnTie("B", "company.name", PLAIN)


def band(first_row: int = 7, room: int = 3, *, record: FormRecord = FormRecord.COMPANY, lines: int = 1) -> BandTie:
    return BandTie(SHEET, first_row, room, record, lines=lines)


def test_a_tie_replaces_what_its_cell_was_tied_to() -> None:
    mapping = FormMapping().with_cell(CellTie(SHEET, "B2", "programme.name", PLAIN))
    mapping = mapping.with_cell(CellTie(SHEET, "B2", "programme.as_of", PLAIN))
    assert [tie.source for tie in mapping.cells] == ["programme.as_of"]
    assert mapping.without(SHEET, cell_of("b２")) == FormMapping()


def test_columns_join_the_band_that_begins_in_their_row() -> None:
    mapping = FormMapping().with_column(band(), NAME).with_column(band(room=5), ColumnTie("A", "company.sequence", PLAIN))
    assert [(one.first_row, one.room, [column.column for column in one.columns]) for one in mapping.bands] == [(7, 5, ["A", "B"])]
    assert mapping.band_at(SHEET, 11) is mapping.bands[0]
    assert mapping.band_at(SHEET, 12) is None
    assert mapping.without(SHEET, Cell(9, 1)).without(SHEET, Cell(7, 2)).bands == ()


def test_a_band_of_another_record_takes_the_place_of_the_first() -> None:
    title = ColumnTie("C", "case.title", PLAIN)
    mapping = FormMapping().with_column(band(), NAME).with_column(band(record=FormRecord.CASE), title)
    assert [column.source for column in mapping.bands[0].columns] == ["case.title"]


def test_a_cell_that_comes_into_a_band_is_its_column_alone() -> None:
    mapping = FormMapping().with_cell(CellTie(SHEET, "B8", "programme.name", PLAIN)).with_column(band(), NAME)
    assert mapping.cells == ()


@pytest.mark.parametrize("other", [band(9), band(5, 3), band(6, 20), band(5, 2, lines=2)])
def test_bands_do_not_overlap(other: BandTie) -> None:
    with pytest.raises(RuleBroken, match="7行目からの繰り返し"):
        FormMapping().with_column(band(), NAME).with_column(other, NAME)


def test_a_record_of_two_rows_knows_its_lines() -> None:
    tied = band(7, 3, lines=2)
    mapping = FormMapping().with_column(tied, NAME).with_column(tied, ColumnTie("B", "company.place", PLAIN, line=1))
    (made,) = mapping.bands
    assert made.last_row == 12
    assert [made.column_at(Cell(row, 2)).source for row in (7, 8, 11, 12)] == [  # type: ignore[union-attr]
        "company.name",
        "company.place",
    ] * 2


@pytest.mark.parametrize("ref", ["", "5C", "C0", "XFE1", "A1048577", "C5:D6", "氏名"])
def test_what_names_no_cell_is_told(ref: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        cell_of(ref)
    assert broken.value.field == "cell"


def test_a_mapping_is_kept_as_text() -> None:
    mapping = carry(own_mapping(), [SHEET], LOOK, FormLook({"別": SheetLook({})}))
    assert len(mapping.lost) == 4
    left = own_mapping().leaving_blank(SHEET, [cell_of("C2"), cell_of("B8")])
    for one in (own_mapping(), mapping, left, FormMapping()):
        assert unpack_mapping(pack_mapping(one)) == one


def test_labels_are_the_nearest_texts_left_and_above() -> None:
    texts = LOOK.sheets[SHEET].texts
    assert [(label.text, label.rows, label.columns) for label in labels_of(texts, cell_of("B2"))] == [("年度", 0, 1)]
    assert [(label.text, label.rows, label.columns) for label in labels_of(texts, cell_of("C8"))] == [("訪問回数", 2, 0)]


def test_the_same_form_again_keeps_every_tie() -> None:
    assert carry(own_mapping(), [SHEET], LOOK, LOOK) == own_mapping()


@given(st.integers(0, 5))
def test_what_stays_blank_on_purpose_moves_with_its_labels_and_asks_nobody(above: int) -> None:
    left = FormMapping().leaving_blank(SHEET, [cell_of("B4"), cell_of("C8")])
    carried = carry(left, [SHEET], LOOK, look_of(read_form(own_form(above=above))))
    assert carried == FormMapping().leaving_blank(SHEET, [cell_of(f"B{4 + above}"), cell_of(f"C{8 + above}")])


def test_what_stayed_blank_under_another_label_is_asked_for_again() -> None:
    left = FormMapping().leaving_blank(SHEET, [cell_of("B7"), cell_of("C7")])
    carried = carry(left, [SHEET], LOOK, look_of(read_form(own_form(heading="事業者の名称"))))
    assert carried == FormMapping().leaving_blank(SHEET, [cell_of("C7")])
    assert carry(left, [SHEET], None, LOOK) == FormMapping()


@given(st.integers(1, 5))
def test_rows_above_move_every_tie_with_its_label_and_ask(above: int) -> None:
    carried = carry(own_mapping(), [SHEET], LOOK, look_of(read_form(own_form(above=above))))
    assert carried.lost == ()
    assert [tie.ref for tie in carried.cells] == [f"B{row + above}" for row in (2, 3, 4)]
    assert {tie.was for tie in carried.cells} == {f"{SHEET}!B{row}" for row in (2, 3, 4)}
    assert [(one.first_row, one.room, one.was) for one in carried.bands] == [(7 + above, 3, f"{SHEET}!7:9")]
    assert carried.confirmed([one.full_place for one in (*carried.cells, *carried.bands)]).moved == ()
    assert len(carried.confirmed([carried.cells[0].full_place]).moved) == 3


def test_a_column_under_another_heading_is_offered_with_both_and_the_band_asks() -> None:
    carried = carry(own_mapping(), [SHEET], LOOK, look_of(read_form(own_form(heading="事業者の名称"))))
    (made,) = carried.bands
    assert [(column.column, column.label_was) for column in made.columns] == [("A", ""), ("B", "企業名"), ("C", "")]
    assert made.was == f"{SHEET}!7:9"


def test_a_sheet_under_a_new_title_in_the_same_place_is_the_same() -> None:
    renamed = replace(LOOK, sheets={"様式第3（令和9年度）": LOOK.sheets[SHEET]}, names={})
    carried = carry(own_mapping(), [SHEET], LOOK, renamed)
    assert {tie.sheet for tie in carried.cells} == {"様式第3（令和9年度）"}
    assert not carried.moved
