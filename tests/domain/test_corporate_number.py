"""法人番号: width, hyphens, check digit."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.domain.corporate_number import check_digit, parse_corporate_number
from tracker.domain.errors import RuleBroken

TAX_AGENCY = "7000012050002"  # 国税庁, as published
bases = st.integers(0, 10**12 - 1).map(lambda number: f"{number:012d}")


@pytest.mark.parametrize(
    "text",
    [
        TAX_AGENCY,
        "７００００１２０５０００２",
        "7-0000-1205-0002",
        "７－００００－１２０５－０００２",
        " 7000012050002\u3000",
        "7 0000 1205 0002",
    ],
)
def test_the_number_of_the_tax_agency_is_read_in_any_width(text: str) -> None:
    assert parse_corporate_number(text) == TAX_AGENCY


@given(bases)
def test_every_base_has_one_check_digit_from_1_to_9(base: str) -> None:
    accepted = []
    for digit in "0123456789":
        try:
            accepted.append(parse_corporate_number(digit + base))
        except RuleBroken:
            continue
    assert accepted == [f"{check_digit(base)}{base}"]
    assert check_digit(base) in range(1, 10)


@given(bases, st.integers(0, 11), st.integers(0, 9))
def test_one_wrong_digit_is_noticed(base: str, place: int, digit: int) -> None:
    assume((int(base[place]) - digit) % 9 != 0)  # a rule modulo nine cannot tell 0 from 9
    wrong = base[:place] + str(digit) + base[place + 1 :]
    with pytest.raises(RuleBroken):
        parse_corporate_number(f"{check_digit(base)}{wrong}")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("6000012050002", "検査用数字"),
        ("000012050002", "会社法人等番号"),
        ("70000120500021", "14桁"),
        ("1", "1桁"),
        ("7000012050002x", "数字以外"),
        ("700001205000²", "数字以外"),
        ("٧٠٠٠٠١٢٠٥٠٠٠٢", "数字以外"),
        ("-", "数字以外"),
        ("T7000012050002", "数字以外"),
    ],
)
def test_anything_else_is_refused_in_words(text: str, hint: str) -> None:
    with pytest.raises(RuleBroken, match=hint):
        parse_corporate_number(text)
