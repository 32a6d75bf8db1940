"""The pictures of results in the workbook: native, made of what the page shows, with words where there is no number."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from openpyxl.worksheet.worksheet import Worksheet

from tests.reports import parts
from tracker.domain.completeness import Completeness
from tracker.domain.rounds import RoundState
from tracker.domain.scores import PeerMean, PeerShown, Scale
from tracker.rows.assessments import ItemRow, RoundRow
from tracker.rows.result_pictures import ends, group_dumbbells, needs_light_ink, shade
from tracker.rows.results import GroupRoundRow, MeanRow
from tracker.workbooks.assessment.dumbbell import write_dumbbells
from tracker.workbooks.assessment.heat_map import write_heat_map
from tracker.workbooks.assessment.wording import told_wordings

FIVE = Scale(1, 5)
HIDDEN = PeerMean.hidden()
HIGH = PeerMean(PeerShown.AT_LEAST, bound=4.5)


def value(mean: float, n: int | None = 10) -> PeerMean:
    return PeerMean(PeerShown.ROUNDED, mean=mean, n=n)


def item(number: int) -> ItemRow:
    return ItemRow(number, number, number, f"項目{number}", "架空の文言", Completeness.COMPLETE, 1, 1)


def a_round(name: str, number: int, *means: tuple[PeerMean, PeerMean], scale: Scale = FIVE) -> GroupRoundRow:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    row = RoundRow(number, number, name, date(2026, 11, 1), RoundState.CLOSED, scale, 3, at, at, 1)
    return GroupRoundRow(row, tuple(MeanRow(item(place), *both) for place, both in enumerate(means, start=1)))


ROUNDS = (
    a_round("期首", 1, (value(2.0), value(3.0)), (value(3.0), HIDDEN)),
    a_round("期末", 2, (value(4.0), value(3.5)), (HIDDEN, HIGH)),
)


def read_back(book: Workbook) -> tuple[Workbook, dict[str, bytes]]:
    out = io.BytesIO()
    book.save(out)
    return load_workbook(io.BytesIO(out.getvalue())), parts(out.getvalue())


@pytest.fixture
def sheet() -> Worksheet:
    book = Workbook()
    made = book.create_sheet("評価の動き", 0)
    return made


def test_a_dumbbell_is_a_native_chart_over_the_very_values_of_its_table(sheet: Worksheet) -> None:
    head, last = write_dumbbells(sheet, group_dumbbells(ROUNDS), 3)
    book, package = read_back(sheet.parent)
    (chart,) = book["評価の動き"]._charts
    assert isinstance(chart, BarChart)
    assert (chart.y_axis.scaling.min, chart.y_axis.scaling.max) == (1, 5)
    rows = [[cell.value for cell in row] for row in book["評価の動き"].iter_rows(min_row=head + 1, max_row=last)]
    assert [row[1:5] for row in rows] == [
        ["項目1", "期首", "2.0（10人）", "3.0（10人）"],
        [None, "期末", "4.0（10人）", "3.5（10人）"],
        ["項目2", "期首", "3.0（10人）", "―（回答3名未満）"],
        [None, "期末", "―（回答3名未満）", "4.5以上"],
    ]
    assert [row[6:8] for row in rows] == [[2, 3], [4, 3.5], [3, None], [None, 4.5]], "a gap is drawn as a gap"
    assert [row[10:] for row in rows] == [[2, 1], [3.5, 0.5], [None, None], [None, None]], "joined where both are shown"
    assert rows[0][8:10] == rows[1][8:10] != [None, None], "the band is the first round's, in every round"
    assert rows[2][8:10] == rows[3][8:10] == [None, None], "and there is none around what is not shown"
    drawing = package["xl/charts/chart1.xml"].decode()
    for column in "GHIJKL":
        assert f"'評価の動き'!${column}${head + 1}:${column}${last}" in drawing, column
    assert drawing.count("<multiLvlStrRef>") == 5 and '<errBarType val="plus"' in drawing
    assert 'symbol val="circle"' in drawing and 'symbol val="square"' in drawing, "told apart without colour"


def test_a_heat_map_is_numbers_on_a_colour_scale_and_words_where_there_is_no_number(sheet: Worksheet) -> None:
    low = PeerMean(PeerShown.AT_MOST, bound=1.5)
    rows = [("架空一", [value(2.3, None), HIGH]), ("架空二", [HIDDEN, low])]
    write_heat_map(sheet, ("氏名", "1　項目1", "2　項目2"), rows, FIVE, 4)
    book, _package = read_back(sheet.parent)
    read = book["評価の動き"]
    assert [[cell.value for cell in row] for row in read["A5:C6"]] == [
        ["架空一", 2.3, "4.5以上"],
        ["架空二", "―（回答3名未満）", "1.5以下"],
    ]
    scales = {str(cells.sqref): [rule.type for rule in rules] for cells, rules in read.conditional_formatting._cf_rules.items()}
    assert scales["B5:C6"] == ["expression", "colorScale"]
    assert [read[cell].fill.fgColor.rgb[2:].lower() for cell in ("C5", "C6")] == [shade(4.5, FIVE), shade(1.5, FIVE)]
    assert [read[cell].font.color.rgb[2:] if read[cell].font.color else None for cell in ("C5", "C6")] == ["FFFFFF", None]
    assert read["B6"].fill.fill_type is None, "what is not shown has no colour"


def test_a_heat_map_of_nobody_colours_its_key_alone(sheet: Worksheet) -> None:
    assert write_heat_map(sheet, ("企業", "1　項目1"), [], FIVE, 4) == 6
    assert [str(cells.sqref) for cells in sheet.conditional_formatting] == ["B6:D6"]


def test_the_shades_fall_from_light_to_dark_so_that_they_read_in_grey() -> None:
    grey = [sum(bytes.fromhex(shade(point / 10, FIVE))) for point in range(10, 51)]
    assert grey == sorted(grey, reverse=True) and len(set(grey)) == len(grey)
    assert [needs_light_ink(point, FIVE) for point in (1, 4.0, 4.1, 5)] == [False, False, True, True]


def test_only_rounds_on_the_scale_and_with_the_items_of_the_last_are_drawn_beside_it() -> None:
    other = a_round("昔", 0, (value(6.0), value(7.0)), (value(6.0), value(7.0)), scale=Scale(1, 10))
    assert ends((other, *ROUNDS)) == ROUNDS[-1:]
    assert {row.round.name for row in group_dumbbells((other, *ROUNDS))} == {"期首", "期末"}
    assert group_dumbbells(()) == ()


def test_rounds_under_a_damaged_or_a_replaced_wording_say_so() -> None:
    old = replace(item(1), completeness=Completeness.CUT, is_current=False)
    first = replace(ROUNDS[0], means=(replace(ROUNDS[0].means[0], item=old), ROUNDS[0].means[1]))
    assert told_wordings((first, ROUNDS[1])) == (
        "「期首」は、直す前の文言で行った。直す前の文言だった評価項目：1（第1版）",
        "「期首」で使った文言のうち、原典の記載を確認中のもの：評価項目1",
    )
    assert told_wordings(ROUNDS) == ()
