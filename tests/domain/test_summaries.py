"""What fits on the sheet: nothing is lost without being counted, nothing is longer than a line."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.summaries import LINES_OF_PART, LONGEST_LINE, cut, share, shorten


@given(st.lists(st.integers()), st.integers(0, 30), st.booleans())
def test_what_is_left_out_is_counted(lines, most, latest):
    kept, more = cut(lines, min(most, len(lines)), latest=latest)
    assert len(kept) + more == len(lines)
    assert len(kept) <= most
    assert list(kept) == (lines[more:] if latest else lines[: len(kept)])


@given(st.lists(st.integers(0, 40), min_size=1, max_size=4))
def test_no_line_is_left_out_while_there_is_room_on_the_sheet(wanted):
    given_, room = share(wanted), LINES_OF_PART * len(wanted)
    assert sum(given_) == min(room, sum(wanted))
    assert all(min(one, LINES_OF_PART) <= got <= one for one, got in zip(wanted, given_, strict=True))


@given(st.text())
def test_a_line_is_one_line_and_fits(words):
    assert len(shorten(words)) <= LONGEST_LINE
    assert len(shorten(words).splitlines()) <= 1
