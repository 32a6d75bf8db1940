"""What a formula reads is found in its words, and nothing that only looks like a reference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.grid import Cell
from tracker.workbooks.forms.references import read_formula


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SUM(AF14:AF15)", ["AF14:AF15"]),
        ("$A$1+B$2-$C3*d4", ["$A$1", "B$2", "$C3", "D4"]),
        ("SUM(A:C)+SUM($1:2)", ["A:C", "$1:2"]),
        ('IF(A1="B2 は ""C3""",D4,"E5")', ["A1", "D4"]),
        ("LOG10(A1)+ATAN2(B1,C1)", ["A1", "B1", "C1"]),
        ("A1B+A1.x+_A1+合計A1+R1C1", []),
        ("1.5E3+2:2+{1,2;3,4}", ["2:2"]),
        ("表[[#This Row],[A1]]+表[B2:C3]+[@D4]", []),
        ("#REF!+Sheet1!#REF!+A1", ["A1"]),
        ("SUM(A1:INDEX(B:B,3))", ["A1", "B:B"]),
        ("A1#+@B1", ["A1", "B1"]),
    ],
)
def test_references_are_found(text: str, found: list[str]) -> None:
    assert [reference.written() for reference in read_formula(text).references] == found


@pytest.mark.parametrize(
    ("text", "sheets", "is_external"),
    [
        ("様式第３!A1", ("様式第３", "様式第３"), False),
        ("'様式 第３''(案)'!$A$1:B2", ("様式 第３'(案)", "様式 第３'(案)"), False),
        ("補助事業計画書②!A1", ("補助事業計画書②", "補助事業計画書②"), False),
        ("【必須】賃金!A1", ("【必須】賃金", "【必須】賃金"), False),
        ("2025年!A1", ("2025年", "2025年"), False),
        ("SUM(一月:三月!A1)", ("一月", "三月"), False),
        ("'4 月:6 月'!A1", ("4 月", "6 月"), False),
        ("[1]表!A1", ("[1]表", "[1]表"), True),
        (r"'C:\帳票\[台帳.xlsx]表 1'!A1", ("C", r"\帳票\[台帳.xlsx]表 1"), True),
        ("A1", None, False),
    ],
)
def test_a_reference_knows_its_sheet(text: str, sheets: tuple[str, str] | None, is_external: bool) -> None:
    (reference,) = read_formula(text).references
    assert (reference.sheets, reference.is_external) == (sheets, is_external)


@pytest.mark.parametrize(
    ("text", "is_blind"),
    [("INDIRECT(A1)", True), ("sum(offset(A1,1,1))", True), ('"INDIRECT"&A1', False), ("'OFFSET'!A1", False)],
)
def test_a_formula_that_works_out_places_is_blind(text: str, is_blind: bool) -> None:
    assert read_formula(text).is_blind is is_blind


def test_names_and_tables_are_told_apart() -> None:
    formula = read_formula("SUM(訪問回数)+表1[回数]+_x01")
    assert (formula.names, formula.tables) == ({"sum", "訪問回数", "_x01"}, {"表1"})


corners = st.builds(
    lambda column, row, fixed, rows_fixed: f"{'$' * fixed}{Cell(1, column).ref[:-1]}{'$' * rows_fixed}{row}",
    st.integers(1, 16_384),
    st.integers(1, 1_048_576),
    st.booleans(),
    st.booleans(),
)
signs = st.sampled_from(["+", "*", "&", ",", '&"A1"&', "<>", " - ", "=合計(", ")+'表 A1'!B2+"])


@given(st.lists(st.tuples(corners, signs), min_size=1, max_size=6))
def test_a_formula_whose_references_stay_is_written_as_it_was(pieces: list[tuple[str, str]]) -> None:
    text = "".join(corner + sign for corner, sign in pieces)
    formula = read_formula(text)
    assert formula.rewritten(lambda reference: reference) == text
    assert {corner for corner, _ in pieces} <= {reference.written() for reference in formula.references}


@given(corners, st.integers(0, 50), st.integers(0, 50))
def test_copied_there_and_back_is_the_same(corner: str, rows: int, columns: int) -> None:
    there = read_formula(corner).copied(rows, columns)
    assert read_formula(there).copied(-rows, -columns) == corner
