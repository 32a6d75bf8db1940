"""What fits on the sheet: nothing is lost without being counted, nothing is longer than a line."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.summaries import LONGEST_LINE, MOST_LINES, cut, shorten


@given(st.lists(st.integers()), st.booleans())
def test_what_is_left_out_is_counted(lines, latest):
    kept, more = cut(lines, latest=latest)
    assert len(kept) + more == len(lines)
    assert len(kept) <= MOST_LINES
    assert list(kept) == (lines[more:] if latest else lines[: len(kept)])


@given(st.text())
def test_a_line_is_one_line_and_fits(words):
    assert len(shorten(words)) <= LONGEST_LINE
    assert len(shorten(words).splitlines()) <= 1
