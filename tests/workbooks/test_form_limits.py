"""What a form's validations refuse is named and left blank; what only Excel can work out is written and said."""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

import pytest

from tests.forms import DAY, cell, form, row, sheet
from tracker.rows.forms import CellEntry, FilledForm, Filling, FormValue
from tracker.workbooks.forms import fill_form, read_form
from tracker.workbooks.forms import words as said


def validation(kind: str, operator: str, first: str, second: str = "") -> str:
    more = f"<formula2>{escape(second)}</formula2>" if second else ""
    return (
        f'<dataValidations count="1"><dataValidation type="{kind}" operator="{operator}" sqref="A1 C1">'
        f"<formula1>{escape(first)}</formula1>{more}</dataValidation></dataValidations>"
    )


def x14(kind: str, first: str) -> str:
    return (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="1">'
        f'<x14:dataValidation type="{kind}" operator="lessThan"><x14:formula1><xm:f>{first}</xm:f></x14:formula1>'
        "<xm:sqref>A1 C1</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )


def filled(after: str, value: FormValue, *, style: int = 1, ref: str = "A1") -> FilledForm:
    content = form({"様式": sheet(row(1, cell("A1", style=style)), after=after)})
    return fill_form(content, Filling((CellEntry("様式", ref, value),)))


@pytest.mark.parametrize(
    ("after", "value", "sentence", "bounds"),
    [
        (validation("whole", "greaterThanOrEqual", "0"), -1, said.NOT_THAT_WHOLE, "≧ 0"),
        (validation("whole", "between", "1", "100"), 1.5, said.NOT_THAT_WHOLE, "1–100"),
        (validation("whole", "between", "1", "100"), "多数", said.NOT_THAT_WHOLE, "1–100"),
        (validation("decimal", "lessThan", "0.5"), 0.5, said.NOT_THAT_NUMBER, "＜ 0.5"),
        (validation("decimal", "notBetween", "1", "2"), 1.5, said.NOT_THAT_NUMBER, "＜ 1, ＞ 2"),
        (validation("decimal", "notEqual", "3"), 3, said.NOT_THAT_NUMBER, "≠ 3"),
        (x14("decimal", "5"), 5, said.NOT_THAT_NUMBER, "＜ 5"),
        (validation("date", "greaterThan", "DATE(2026,4,1)"), "春", said.NOT_THAT_DAY, "＞ 2026/04/01"),
        (validation("textLength", "lessThanOrEqual", "3"), "四文字だ", said.NOT_THAT_LONG, "≦ 3"),
        (validation("textLength", "equal", "13"), "123", said.NOT_THAT_LONG, "＝ 13"),
        (validation("custom", "between", "LEN($A$1)<=2"), "三文字", said.NOT_THAT_LONG, "≦ 2"),
        (validation("custom", "between", "=ISNUMBER(A1)"), "字", said.NOT_THAT_NUMBER, "―"),
    ],
)
def test_what_a_validation_refuses_is_named_and_left_blank(after: str, value: FormValue, sentence: str, bounds: str) -> None:
    result = filled(after, value)
    (untaken,) = result.untaken
    assert (untaken.ref, untaken.why.sentence, untaken.why.params["bounds"]) == ("A1", sentence, bounds)
    assert read_form(result.content).sheets[0].cell("A1").shown == ""


@pytest.mark.parametrize(
    ("after", "value", "ref"),
    [
        (validation("whole", "between", "1", "100"), 100, "A1"),
        (validation("whole", "greaterThanOrEqual", "0"), None, "A1"),
        (validation("whole", "greaterThanOrEqual", "0"), -1, "B1"),
        (validation("textLength", "lessThanOrEqual", "3"), "三文字", "C1"),
        (validation("custom", "between", "ISTEXT(A1)"), "字", "A1"),
        (validation("none", "between", "1"), "字", "A1"),
    ],
)
def test_what_a_validation_lets_in_is_written(after: str, value: FormValue, ref: str) -> None:
    result = filled(after, value, ref=ref)
    assert (result.untaken, result.unchecked) == ((), ())


def test_a_cell_that_the_file_does_not_hold_is_held_to_its_validation_too() -> None:
    assert filled(validation("whole", "lessThan", "9"), 9, ref="C1").untaken[0].why.sentence == said.NOT_THAT_WHOLE


def test_a_day_is_held_to_the_bounds_of_its_validation() -> None:
    bounds = validation("date", "between", "46113", "DATE(2027,3,31)")  # from 2026-04-01 on
    assert filled(bounds, date(2026, 4, 1), style=DAY).untaken == ()
    (untaken,) = filled(bounds, date(2026, 3, 31), style=DAY).untaken
    assert untaken.why.params["bounds"] == "2026/04/01–2027/03/31"


@pytest.mark.parametrize(
    "after",
    [
        validation("custom", "between", "COUNTIF(A:A,A1)=1"),
        validation("custom", "between", "LEN(B1)<=2"),
        validation("whole", "lessThan", "$B$9"),
        validation("date", "lessThan", "TODAY()"),
        validation("time", "lessThan", "0.5"),
        validation("list", "between", "INDIRECT($A$1)"),
    ],
)
def test_what_only_excel_can_work_out_is_written_and_said(after: str) -> None:
    result = filled(after, 12)
    assert result.untaken == ()
    assert [(one.ref, one.why.sentence) for one in result.unchecked] == [("A1", said.UNCHECKED)]
    assert read_form(result.content).sheets[0].cell("A1").shown == "12"
