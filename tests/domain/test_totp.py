"""One-time codes: those of RFC 6238, and each accepted once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.totp import SECONDS, code_at, find_step, step_of

SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert code_at(SECRET, at // SECONDS) == code


@given(st.integers(-3, 3))
def test_a_step_before_and_after_are_accepted_and_no_other(steps: int) -> None:
    code = code_at(SECRET, step_of(NOW + steps * timedelta(seconds=SECONDS)))
    assert (find_step(SECRET, code, now=NOW, after=0) is not None) == (abs(steps) <= 1)


def test_a_code_is_accepted_once_and_none_that_is_older() -> None:
    here = step_of(NOW)
    assert find_step(SECRET, code_at(SECRET, here), now=NOW, after=here) is None
    assert find_step(SECRET, code_at(SECRET, here - 1), now=NOW, after=here) is None
    assert find_step(SECRET, code_at(SECRET, here + 1), now=NOW, after=here) == here + 1


@given(st.text())
def test_anything_can_be_typed(text: str) -> None:
    assert find_step(SECRET, text, now=NOW, after=0) is None or len(text) == 6
