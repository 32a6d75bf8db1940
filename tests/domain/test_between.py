"""The between rule: at least one team meeting between two visit days."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.between import Gap, MeetingDay, OpenGap, between_gaps, open_gap
from tracker.domain.cadence import CadenceSettings, EventStatus, VisitDay, VisitMode

DEFAULTS = CadenceSettings()
AS_OF = date(2026, 3, 31)
SCHEDULED, HELD, CANCELLED, POSTPONED = EventStatus


def visit(on: date, start: time | None = None, *, visit_id: int = 1, mode: VisitMode = VisitMode.ONSITE, is_draft: bool = False):
    return VisitDay(visit_id, on, HELD, mode, is_draft, start)


def meeting(on: date, start: time | None = None, *, meeting_id: int = 7, status=HELD, by_team: bool = True, is_draft=False):
    return MeetingDay(meeting_id, on, status, by_team, start, is_draft)


FIRST, SECOND, THIRD = date(2025, 5, 12), date(2025, 6, 9), date(2025, 7, 14)
THREE_VISITS = [visit(FIRST, time(13)), visit(SECOND, time(13)), visit(THIRD, time(13))]


def filled(visits, meetings, as_of=AS_OF):
    return [gap.meeting_ids for gap in between_gaps(visits, meetings, settings=DEFAULTS, as_of=as_of)]


def after_last(visits, meetings, as_of=AS_OF):
    return open_gap(visits, meetings, settings=DEFAULTS, as_of=as_of)


def test_each_pair_of_visit_days_asks_for_a_meeting_between():
    gaps = between_gaps(THREE_VISITS, [meeting(date(2025, 5, 20))], settings=DEFAULTS, as_of=AS_OF)
    assert gaps == (Gap(FIRST, SECOND, 2025, (7,)), Gap(SECOND, THIRD, 2025))
    assert [gap.is_filled for gap in gaps] == [True, False]


def test_several_visits_on_one_day_are_one():
    assert filled([visit(FIRST, time(9)), visit(FIRST, time(15), visit_id=2)], []) == []


def test_a_meeting_on_a_visit_day_before_the_first_visit_fills_the_gap_that_ends_there():
    assert filled(THREE_VISITS, [meeting(SECOND, time(12, 59))]) == [(7,), ()]


def test_a_meeting_on_a_visit_day_from_the_first_start_on_fills_the_gap_that_begins_there():
    assert filled(THREE_VISITS, [meeting(SECOND, time(13))]) == [(), (7,)]


def test_the_first_of_the_days_visits_decides():
    visits = [visit(FIRST), visit(SECOND, time(15)), visit(SECOND, time(9), visit_id=2), visit(THIRD)]
    assert filled(visits, [meeting(SECOND, time(10))]) == [(), (7,)]


@pytest.mark.parametrize(("visit_start", "meeting_start"), [(None, time(8)), (time(13), None), (None, None)])
def test_without_times_a_meeting_on_a_visit_day_fills_the_gap_that_begins_there(visit_start, meeting_start):
    visits = [visit(FIRST), visit(SECOND, visit_start), visit(THIRD)]
    assert filled(visits, [meeting(SECOND, meeting_start)]) == [(), (7,)]


def test_a_meeting_before_the_first_visit_fills_nothing():
    early = [meeting(date(2025, 4, 20)), meeting(FIRST, time(9), meeting_id=8)]
    assert filled(THREE_VISITS, early) == [(), ()]
    assert after_last(THREE_VISITS, early) == OpenGap(THIRD)


def test_the_gap_still_open_is_shown_apart():
    late = [meeting(THIRD, time(16)), meeting(date(2025, 8, 1), meeting_id=8)]
    assert filled(THREE_VISITS, late) == [(), ()]
    assert after_last(THREE_VISITS, late) == OpenGap(THIRD, (7, 8))


def test_without_a_visit_there_is_no_gap_at_all():
    assert filled([], [meeting(FIRST)]) == []
    assert after_last([], [meeting(FIRST)]) is None


@pytest.mark.parametrize(
    "useless",
    [
        meeting(date(2025, 5, 20), by_team=False),
        meeting(date(2025, 5, 20), is_draft=True),
        meeting(date(2025, 5, 20), status=SCHEDULED),
        meeting(date(2025, 5, 20), status=CANCELLED),
        meeting(date(2025, 5, 20), status=POSTPONED),
    ],
)
def test_only_a_held_meeting_that_someone_of_the_team_attended_fills(useless):
    assert filled(THREE_VISITS, [useless]) == [(), ()]


def test_an_event_makes_no_visit_day():
    assert filled([visit(FIRST), visit(SECOND, mode=VisitMode.EVENT)], []) == []


def test_a_draft_makes_no_visit_day():
    assert filled([visit(FIRST), visit(SECOND, is_draft=True)], []) == []


def test_a_pair_belongs_to_the_fiscal_year_of_its_later_visit():
    visits = [visit(date(2025, 3, 20)), visit(date(2025, 4, 10))]
    assert [gap.fiscal_year for gap in between_gaps(visits, [], settings=DEFAULTS, as_of=AS_OF)] == [2025]


def test_what_is_later_than_the_as_of_date_is_not_there_yet():
    meetings = [meeting(date(2025, 6, 20))]
    assert filled(THREE_VISITS, meetings, as_of=date(2025, 6, 15)) == [()]
    assert after_last(THREE_VISITS, meetings, as_of=date(2025, 6, 15)) == OpenGap(SECOND)
    assert after_last(THREE_VISITS, meetings, as_of=date(2025, 6, 20)) == OpenGap(SECOND, (7,))


days = st.dates(date(2025, 3, 20), date(2025, 4, 20))
starts = st.none() | st.sampled_from([time(9), time(10), time(13)])
visit_rows = st.builds(
    VisitDay,
    st.integers(1, 10**6),
    days,
    st.sampled_from(EventStatus),
    st.sampled_from(VisitMode),
    st.booleans(),
    starts,
)
meeting_rows = st.builds(
    MeetingDay, st.integers(1, 10**6), days, st.sampled_from(EventStatus), st.booleans(), starts, st.booleans()
)
visit_lists = st.lists(visit_rows, max_size=8, unique_by=lambda row: row.visit_id)
meeting_lists = st.lists(meeting_rows, max_size=8, unique_by=lambda row: row.meeting_id)


@given(visit_lists, meeting_lists, days)
def test_a_meeting_is_used_by_at_most_one_gap(visits, meetings, as_of):
    used = [used for ids in filled(visits, meetings, as_of) for used in ids]
    last = after_last(visits, meetings, as_of)
    used += last.meeting_ids if last else ()
    assert len(used) == len(set(used))
    assert set(used) <= {row.meeting_id for row in meetings}


@given(visit_lists, meeting_lists, days, st.randoms())
def test_the_order_of_entry_never_matters(visits, meetings, as_of, random):
    mixed = random.sample(visits, len(visits)), random.sample(meetings, len(meetings))
    assert filled(*mixed, as_of) == filled(visits, meetings, as_of)
    assert after_last(*mixed, as_of) == after_last(visits, meetings, as_of)


@given(visit_lists, meeting_lists)
def test_the_gaps_join_up_without_a_hole(visits, meetings):
    gaps = between_gaps(visits, meetings, settings=DEFAULTS, as_of=AS_OF)
    last = after_last(visits, meetings)
    assert all(gap.from_on < gap.to_on for gap in gaps)
    ends = [gap.to_on for gap in gaps]
    begins = [gap.from_on for gap in gaps[1:]] + ([last.from_on] if gaps and last else [])
    assert ends == begins


@given(visit_lists, meeting_lists, days, days)
def test_a_later_as_of_date_keeps_every_closed_gap(visits, meetings, one, other):
    earlier, later = sorted((one, other))
    then = between_gaps(visits, meetings, settings=DEFAULTS, as_of=earlier)
    now = between_gaps(visits, meetings, settings=DEFAULTS, as_of=later)
    assert now[: len(then)] == then
