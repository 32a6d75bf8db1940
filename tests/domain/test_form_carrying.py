"""Next year's form: a tie stands beside its labels again or is marked until somebody confirms it; none is wrong in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.form_carrying import carry
from tracker.domain.form_fields import FormRecord
from tracker.domain.form_looks import FormLook, SheetLook, labels_of
from tracker.domain.form_mapping import BandTie, CellTie, ColumnTie, FormMapping, cell_of
from tracker.domain.formatters import Format, Style
from tracker.domain.grid import Cell, column_letters

PLAIN = Style(Format.PLAIN)
SHEET = "様式第3"
HEAD = {
    "A1": "様式第3号", "F1": "報告日", "A5": "実績報告書", "A7": "年度", "D7": "報告の区分", "A8": "事業の名称", "A9": "実施機関",
    "A10": "代表者", "D10": "契約番号", "A12": "1 支援の状況", "A13": "項目", "B13": "支援企業数", "C13": "訪問回数",
    "D13": "うちオンライン", "E13": "会議回数", "A14": "実績", "A18": "番号", "B18": "企業名", "C18": "主担当", "D18": "法人番号",
    "A22": "合計", "A24": "3 特記事項",
}  # fmt: skip
CELLS = ("G1", "B7", "E7", "B8", "B9", "B10", "E10", "B14", "C14", "D14", "E14", "A25")
COLUMNS = "ABCD"


@dataclass(frozen=True)
class Sheet:
    """Texts by cell on so many rows and columns, and of each cell of the first version where it is now."""

    texts: Mapping[Cell, str]
    rows: int
    columns: int
    truth: Mapping[Cell, Cell]
    boxes: frozenset[Cell] = frozenset()  # cells with a frame

    @property
    def look(self) -> FormLook:
        return FormLook({SHEET: SheetLook(self.texts, dict.fromkeys(self.boxes, "□"), {}, self.rows, self.columns)})

    def moved(self, step: int, after: int, *, down: bool) -> Sheet:
        """A row or column more (1) or less (-1) behind the one of that number."""

        def to(cell: Cell) -> Cell | None:
            number = cell.row if down else cell.column
            if step < 0 and number == after:
                return None
            further = step if number > after else 0
            return Cell(cell.row + further, cell.column) if down else Cell(cell.row, cell.column + further)

        return Sheet(
            {there: text for cell, text in self.texts.items() if (there := to(cell))},
            self.rows + (step if down else 0),
            self.columns + (0 if down else step),
            {cell: there for cell, now in self.truth.items() if (there := to(now))},
            frozenset(there for cell in self.boxes if (there := to(cell))),
        )

    def called(self, cell: Cell, text: str) -> Sheet:
        return replace(self, texts={**self.texts, cell: text})


def sheet(texts: Mapping[Cell, str], rows: int, columns: int) -> Sheet:
    every = [Cell(row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)]
    return Sheet(texts, rows, columns, {cell: cell for cell in every})


BOXES = frozenset(cell_of(ref) for ref in (*CELLS, *(f"{letter}{row}" for letter in COLUMNS for row in (19, 20, 21))))
SENT = replace(sheet({cell_of(ref): text for ref, text in HEAD.items()}, 27, 7), boxes=BOXES)


def tied(sent: Sheet, cells: tuple[str, ...] = CELLS) -> FormMapping:
    band = BandTie(
        SHEET,
        19,
        3,
        FormRecord.COMPANY,
        tuple(ColumnTie(one, f"company.{one}", PLAIN, labels=labels_of(sent.texts, cell_of(f"{one}19"))) for one in COLUMNS),
    )
    singles = tuple(CellTie(SHEET, ref, f"fixed:{ref}", PLAIN, labels=labels_of(sent.texts, cell_of(ref))) for ref in cells)
    return FormMapping(singles, (band,) if cells is CELLS else ())


def carried(sent: Sheet, now: Sheet, mapping: FormMapping | None = None) -> FormMapping:
    return carry(mapping or tied(sent), [SHEET], sent.look, now.look)


def name_of(tie: CellTie) -> str:
    return tie.source.removeprefix("fixed:")


def test_the_same_sheet_keeps_everything_and_asks_nothing() -> None:
    assert carried(SENT, SENT) == tied(SENT)


@given(st.booleans(), st.integers(0, 27), st.sampled_from(["", "新しい項目", "実績", "年度"]))
def test_a_row_or_column_more_moves_every_tie_to_where_it_is_and_asks(is_row: bool, after: int, text: str) -> None:
    after = after if is_row else after % 8
    now = SENT.moved(1, after, down=is_row)
    place = Cell(after + 1, 1) if is_row else Cell(13, after + 1)
    now = now.called(place, text) if text else now
    found = carried(SENT, now)
    assert found.lost == ()
    for tie in found.cells:
        true = now.truth[cell_of(name_of(tie))]
        assert tie.cell == true or text in {"実績", "年度"}, (tie, true)  # a label that stands there twice leads to either
        assert tie.was or tie.cell == true == cell_of(name_of(tie))
    (band,) = found.bands
    for column in band.columns:
        true = now.truth[cell_of(f"{column.source[-1]}19")]
        assert (band.first_row, column.column) == (true.row, column_letters(true.column))
    assert band.was or now.truth[Cell(19, 4)] == Cell(19, 4)


@given(st.booleans(), st.integers(1, 27))
def test_a_row_or_column_less_loses_what_stood_in_it_and_nothing_else(is_row: bool, gone: int) -> None:
    gone = gone if is_row else gone % 7 + 1
    now = SENT.moved(-1, gone, down=is_row)
    found = carried(SENT, now)
    for tie in found.cells:
        true = now.truth.get(cell_of(name_of(tie)))
        assert tie.was or tie.cell == true == cell_of(name_of(tie)), (tie, true)
    there = {name_of(tie) for tie in found.cells}
    for ref in CELLS:
        labels = labels_of(SENT.texts, cell_of(ref))
        if cell_of(ref) in now.truth and all(label.text in now.texts.values() for label in labels):
            assert ref in there, ref


@given(st.sampled_from(sorted(HEAD)), st.sampled_from(["別の見出し", "年度", "代表者", "番号"]))
def test_a_label_that_is_another_one_is_asked_about_with_both(ref: str, text: str) -> None:
    now = SENT.called(cell_of(ref), text)
    found = carried(SENT, now)
    for tie in found.cells:
        before = next(one for one in tied(SENT).cells if one.source == tie.source)
        touched = HEAD[ref] != text and any(label.text == HEAD[ref] for label in before.labels)
        if touched:
            assert tie.was and (tie.label_was == HEAD[ref] or tie.cell != before.cell), (tie, ref)
    for column in found.bands[0].columns:
        if ref == f"{column.source[-1]}18" and text != HEAD[ref]:
            assert found.bands[0].was


# Few words on a small sheet, so that labels stand twice, rows are the same and much is blank.
WORDS = st.sampled_from(["", "", "", "年度", "番号", "計", "氏名", "実績"])
SMALL = st.lists(st.lists(WORDS, min_size=4, max_size=4), min_size=2, max_size=7)
STEP = st.tuples(st.sampled_from(["more", "less", "text"]), st.booleans(), st.integers(0, 7), st.integers(1, 4), WORDS)


def drawn(lines: list[list[str]]) -> Sheet:
    texts = {Cell(row, column): text for row, line in enumerate(lines, 1) for column, text in enumerate(line, 1) if text}
    return sheet(texts, len(lines), 4)


def after_steps(sent: Sheet, steps: list[tuple[str, bool, int, int, str]]) -> Sheet:
    now = sent
    for kind, is_row, place, column, text in steps:
        if kind == "more":
            now = now.moved(1, place, down=is_row)
        elif kind == "less" and (now.rows if is_row else now.columns) > 1 and place:
            now = now.moved(-1, place, down=is_row)
        elif kind == "text" and text and place:
            now = now.called(Cell(place, column), text)
    return now


@given(SMALL, st.lists(STEP, max_size=4))
def test_no_tie_is_taken_for_sure_that_has_other_labels_than_before(
    lines: list[list[str]], steps: list[tuple[str, bool, int, int, str]]
) -> None:
    sent = drawn(lines)
    blank = tuple(cell.ref for cell in sent.truth if cell not in sent.texts)
    now = after_steps(sent, steps)
    for tie in carried(sent, now, tied(sent, blank)).cells:
        if not tie.was:
            before = labels_of(sent.texts, cell_of(name_of(tie)))
            sides = {bool(label.columns) for label in before}
            assert tuple(label for label in labels_of(now.texts, tie.cell) if bool(label.columns) in sides) == before


@given(SMALL, STEP)
def test_no_tie_stays_for_sure_where_one_change_moved_it(lines: list[list[str]], step: tuple[str, bool, int, int, str]) -> None:
    sent = drawn(lines)
    blank = tuple(cell.ref for cell in sent.truth if cell not in sent.texts)
    now = after_steps(sent, [step])
    for tie in carried(sent, now, tied(sent, blank)).cells:
        assert tie.was or now.truth.get(cell_of(name_of(tie))) == tie.cell, tie


def test_a_defined_name_says_where_a_cell_is() -> None:
    sent = sheet({}, 5, 5)  # nothing to read on it
    now = sent.moved(1, 1, down=True)
    before, after = (replace(one.look, names={"!契約番号": (SHEET, cell_of(ref))}) for one, ref in ((sent, "B2"), (now, "B3")))
    mapping = FormMapping((CellTie(SHEET, "B2", "fixed:B2", PLAIN),))
    assert [(tie.ref, tie.was) for tie in carry(mapping, [SHEET], before, after).cells] == [("B3", f"{SHEET}!B2")]
    assert carry(mapping, [SHEET], before, before) == mapping


def test_without_the_file_of_before_labels_lead_and_nothing_is_certain() -> None:
    found = carry(tied(SENT), [SHEET], None, SENT.look)
    assert {name_of(tie): tie.ref for tie in found.cells}.items() >= {"B7": "B7", "C14": "C14"}.items()
    assert all(tie.was for tie in (*found.cells, *found.bands))


def test_what_nobody_confirmed_stays_to_be_confirmed_in_the_version_after_the_next() -> None:
    now = SENT.moved(1, 13, down=True)
    found = carried(SENT, now)
    again = carry(found, [SHEET], now.look, now.look)
    assert [(tie.ref, tie.was) for tie in again.cells] == [(tie.ref, tie.was) for tie in found.cells]


def test_what_is_confirmed_is_found_by_its_new_labels_a_year_later() -> None:
    now = SENT.moved(1, 1, down=False).called(Cell(7, 1), "事業年度")
    found = carried(SENT, now)
    confirmed = found.confirmed([tie.full_place for tie in (*found.cells, *found.bands)])
    assert confirmed.moved == ()
    assert carry(confirmed, [SHEET], now.look, now.look) == confirmed


@pytest.mark.parametrize(("more", "room"), [(0, 3), (2, 5)])
def test_rows_repeat_down_to_what_follows_them(more: int, room: int) -> None:
    now = SENT
    for _row in range(more):
        now = now.moved(1, 20, down=True)
    (band,) = carried(SENT, now).bands
    assert (band.first_row, band.room, bool(band.was)) == (19, room, bool(more))


def test_a_sheet_under_another_title_is_known_by_its_words() -> None:
    look = FormLook({"記入例": SheetLook({Cell(1, 1): "例"}, last_row=1, last_column=1), "別紙3": SENT.look.sheets[SHEET]})
    found = carry(tied(SENT), [SHEET, "記入例"], SENT.look, look)
    assert {tie.sheet for tie in found.cells} == {"別紙3"}
    assert not found.moved
