"""The staffing rule: one lead and at least one sub-lead on every day, through changes, swaps and departures."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import Period, day_before
from tracker.domain.errors import RuleBroken
from tracker.domain.staffing import (
    Assigned,
    AssignmentRole,
    StaffingGap,
    StaffingState,
    Team,
    check_team,
    end_departed,
    hand_over_lead,
    set_team,
    staffing_gaps,
    staffing_state,
    team_on,
)
from tracker.domain.team_changes import next_change

LEAD, SUB = AssignmentRole.LEAD, AssignmentRole.SUB_LEAD
START, END = date(2025, 6, 2), date(2026, 3, 31)
SUPPORT = Period(START, END)
FIRST_TEAM = (Assigned(1, LEAD, Period(START), 101), Assigned(2, SUB, Period(START), 102))


def lead(producer_id: int, starts_on: date, ends_on: date | None = None, row: int | None = None) -> Assigned:
    return Assigned(producer_id, LEAD, Period(starts_on, ends_on), row)


def sub(producer_id: int, starts_on: date, ends_on: date | None = None, row: int | None = None) -> Assigned:
    return Assigned(producer_id, SUB, Period(starts_on, ends_on), row)


def refusal(error: pytest.ExceptionInfo[RuleBroken]) -> tuple[str | None, date | None]:
    return error.value.field, error.value.params.get("day")


class TestSettingTheTeam:
    def test_the_first_team_stands_from_its_day_on(self) -> None:
        rows = set_team((), lead_id=1, sub_lead_ids=[3, 2], from_on=START, support=SUPPORT)
        assert rows == (lead(1, START), sub(2, START), sub(3, START))
        assert team_on(rows, END) == Team(1, (2, 3))
        assert team_on(rows, END).members == {1, 2, 3}
        assert team_on(rows, day_before(START)) == Team(None, ())

    def test_who_stays_keeps_the_row_and_who_goes_ends_the_day_before(self) -> None:
        rows = set_team(FIRST_TEAM, lead_id=1, sub_lead_ids=[3], from_on=date(2025, 10, 1), support=SUPPORT)
        assert rows == (FIRST_TEAM[0], sub(2, START, date(2025, 9, 30), 102), sub(3, date(2025, 10, 1)))

    def test_changing_places_on_the_first_day_leaves_no_trace_of_the_first_choice(self) -> None:
        rows = set_team(FIRST_TEAM, lead_id=2, sub_lead_ids=[1], from_on=START, support=SUPPORT)
        assert rows == (lead(2, START), sub(1, START))

    def test_a_later_plan_is_replaced(self) -> None:
        planned = set_team(FIRST_TEAM, lead_id=3, sub_lead_ids=[2], from_on=date(2026, 1, 1), support=SUPPORT)
        assert set_team(planned, lead_id=1, sub_lead_ids=[2], from_on=date(2025, 12, 1), support=SUPPORT) == FIRST_TEAM

    def test_taking_a_change_back_on_the_same_day_restores_the_rows(self) -> None:
        changed = set_team(FIRST_TEAM, lead_id=2, sub_lead_ids=[1], from_on=date(2025, 10, 1), support=SUPPORT)
        assert set_team(changed, lead_id=1, sub_lead_ids=[2], from_on=date(2025, 10, 1), support=SUPPORT) == FIRST_TEAM

    @pytest.mark.parametrize(
        ("lead_id", "sub_lead_ids", "from_on", "field"),
        [
            (None, [2], START, "lead_id"),
            (1, [], START, "sub_lead_ids"),
            (1, [1, 2], START, "sub_lead_ids"),
            (1, [2, 2], START, "sub_lead_ids"),
            (1, [2], date(2026, 4, 1), "from_on"),
        ],
    )
    def test_a_team_that_breaks_the_rule_is_refused_at_its_field(
        self, lead_id: int | None, sub_lead_ids: list[int], from_on: date, field: str
    ) -> None:
        with pytest.raises(RuleBroken) as error:
            set_team(FIRST_TEAM, lead_id=lead_id, sub_lead_ids=sub_lead_ids, from_on=from_on, support=SUPPORT)
        assert error.value.field == field


class TestHandingOver:
    DAY = date(2025, 10, 1)
    DAY_BEFORE = date(2025, 9, 30)

    def test_the_day_before_the_new_leads_first_day_is_the_old_leads_last(self) -> None:
        rows = hand_over_lead(FIRST_TEAM, to_producer_id=3, from_on=self.DAY, keep_as_sub=False, support=SUPPORT)
        assert rows == (lead(1, START, self.DAY_BEFORE, 101), FIRST_TEAM[1], lead(3, self.DAY))

    def test_lead_and_only_sub_lead_swap_in_one_act(self) -> None:
        rows = hand_over_lead(FIRST_TEAM, to_producer_id=2, from_on=self.DAY, keep_as_sub=True, support=SUPPORT)
        assert rows == (
            lead(1, START, self.DAY_BEFORE, 101),
            sub(2, START, self.DAY_BEFORE, 102),
            lead(2, self.DAY),
            sub(1, self.DAY),
        )

    def test_a_swap_back_on_the_same_day_restores_the_rows(self) -> None:
        swapped = hand_over_lead(FIRST_TEAM, to_producer_id=2, from_on=self.DAY, keep_as_sub=True, support=SUPPORT)
        assert hand_over_lead(swapped, to_producer_id=1, from_on=self.DAY, keep_as_sub=True, support=SUPPORT) == FIRST_TEAM

    def test_a_handover_that_takes_the_only_sub_lead_is_refused(self) -> None:
        with pytest.raises(RuleBroken) as error:
            hand_over_lead(FIRST_TEAM, to_producer_id=2, from_on=self.DAY, keep_as_sub=False, support=SUPPORT)
        assert refusal(error) == ("keep_as_sub", self.DAY)

    def test_a_lead_cannot_take_over_from_himself(self) -> None:
        with pytest.raises(RuleBroken) as error:
            hand_over_lead(FIRST_TEAM, to_producer_id=1, from_on=self.DAY, keep_as_sub=False, support=SUPPORT)
        assert refusal(error) == ("to_producer_id", self.DAY)

    def test_a_lead_who_left_can_be_followed_but_not_kept(self) -> None:
        left = end_departed(FIRST_TEAM, producer_id=1, last_on=date(2025, 9, 15))
        with pytest.raises(RuleBroken) as error:
            hand_over_lead(left, to_producer_id=3, from_on=self.DAY, keep_as_sub=True, support=SUPPORT)
        assert error.value.field == "keep_as_sub"
        rows = hand_over_lead(left, to_producer_id=3, from_on=self.DAY, keep_as_sub=False, support=SUPPORT)
        assert staffing_gaps(rows, support=SUPPORT, until=END) == (StaffingGap(LEAD, Period(date(2025, 9, 16), self.DAY_BEFORE)),)

    def test_a_later_handover_that_is_planned_is_not_lost_silently(self) -> None:
        planned = hand_over_lead(FIRST_TEAM, to_producer_id=3, from_on=date(2026, 1, 1), keep_as_sub=False, support=SUPPORT)
        with pytest.raises(RuleBroken) as error:
            hand_over_lead(planned, to_producer_id=4, from_on=self.DAY, keep_as_sub=False, support=SUPPORT)
        assert refusal(error) == ("from_on", date(2026, 1, 1))
        earlier = hand_over_lead(planned, to_producer_id=3, from_on=self.DAY, keep_as_sub=False, support=SUPPORT)
        assert earlier == (lead(1, START, self.DAY_BEFORE, 101), FIRST_TEAM[1], lead(3, self.DAY))

    def test_an_old_lead_whose_departure_is_known_is_kept_until_then(self) -> None:
        leaving = (lead(1, START, date(2025, 12, 31), 101), *FIRST_TEAM[1:])
        rows = hand_over_lead(leaving, to_producer_id=3, from_on=self.DAY, keep_as_sub=True, support=SUPPORT)
        assert sub(1, self.DAY, date(2025, 12, 31)) in rows


class TestCheckingATeam:
    @pytest.mark.parametrize(
        ("rows", "field", "day"),
        [
            ([lead(1, START), sub(2, START), lead(3, END)], "lead_id", END),
            ([lead(1, START), sub(2, START), sub(1, END)], "sub_lead_ids", END),
            ([lead(1, START), sub(2, START), sub(2, END)], "sub_lead_ids", END),
            ([sub(2, START)], "lead_id", START),
            ([lead(1, START)], "sub_lead_ids", START),
            ([lead(1, START, date(2026, 3, 30)), sub(2, START)], "lead_id", END),
            ([lead(1, START), sub(2, START, date(2025, 8, 1)), sub(3, date(2025, 8, 3))], "sub_lead_ids", date(2025, 8, 2)),
        ],
    )
    def test_what_breaks_the_rule_is_named_with_its_day(self, rows: list[Assigned], field: str, day: date) -> None:
        with pytest.raises(RuleBroken) as error:
            check_team(rows, support=SUPPORT, from_on=START)
        assert refusal(error) == (field, day)

    def test_empty_places_before_the_day_or_after_the_support_are_let_be(self) -> None:
        rows = [lead(1, date(2025, 8, 1), END), sub(2, date(2025, 8, 1), END)]
        check_team(rows, support=SUPPORT, from_on=date(2025, 8, 1))
        check_team([], support=SUPPORT, from_on=date(2026, 4, 1))
        with pytest.raises(RuleBroken):
            check_team(rows, support=Period(START), from_on=date(2025, 8, 1))


class TestDepartures:
    def test_a_departure_is_always_accepted_and_shows_as_a_gap(self) -> None:
        rows = end_departed(FIRST_TEAM, producer_id=2, last_on=date(2025, 7, 31))
        assert rows == (FIRST_TEAM[0], sub(2, START, date(2025, 7, 31), 102))
        assert staffing_gaps(rows, support=SUPPORT, until=date(2025, 8, 12)) == (
            StaffingGap(SUB, Period(date(2025, 8, 1), date(2025, 8, 12))),
        )

    def test_later_places_of_who_left_vanish_and_earlier_ones_stay(self) -> None:
        rows = (sub(2, START, date(2025, 6, 30), 1), lead(2, date(2025, 9, 1), None, 2))
        assert end_departed(rows, producer_id=2, last_on=date(2025, 7, 31)) == rows[:1]


class TestTheStateOfATeam:
    @pytest.mark.parametrize(
        ("rows", "today", "state"),
        [
            (FIRST_TEAM, day_before(START), StaffingState.NOT_STARTED),
            ((), day_before(START), StaffingState.NOT_STARTED),
            ((), START, StaffingState.UNSTAFFED),
            (FIRST_TEAM, START, StaffingState.STAFFED),
            (FIRST_TEAM[:1], START, StaffingState.UNDERSTAFFED),
            (FIRST_TEAM[1:], START, StaffingState.UNDERSTAFFED),
            ((lead(1, START, END), sub(2, START, END)), date(2026, 6, 1), StaffingState.STAFFED),
            ((lead(1, START, END), sub(2, START, day_before(END))), date(2026, 6, 1), StaffingState.UNDERSTAFFED),
        ],
    )
    def test_a_team_is_told_by_its_day(self, rows: tuple[Assigned, ...], today: date, state: StaffingState) -> None:
        assert staffing_state(rows, support=SUPPORT, today=today) is state

    def test_the_next_team_begins_on_the_first_day_that_it_is_another(self) -> None:
        leaves, ends = date(2026, 1, 1), date(2026, 2, 1)
        first, second = lead(1, START, day_before(leaves)), sub(2, START, day_before(ends))
        rows = [first, second, lead(3, leaves), sub(2, ends)]
        assert next_change(rows, support=SUPPORT, after=day_before(START)) == leaves
        assert next_change(rows, support=SUPPORT, after=day_before(leaves)) == leaves
        assert next_change(rows, support=SUPPORT, after=leaves) is None  # who goes on in the same place is no change
        assert next_change([first, second], support=SUPPORT, after=leaves) == ends
        assert next_change(rows, support=SUPPORT, after=END) is None

    def test_there_are_no_gaps_before_support(self) -> None:
        assert staffing_gaps((), support=SUPPORT, until=day_before(START)) == ()

    def test_gaps_stop_with_the_support(self) -> None:
        assert staffing_gaps((), support=SUPPORT, until=date(2026, 6, 1)) == (
            StaffingGap(LEAD, SUPPORT),
            StaffingGap(SUB, SUPPORT),
        )


# Properties, over a stretch short enough to look at every day of it.
STRETCH = [START + timedelta(days=offset) for offset in range(-6, 50)]
some_day = st.sampled_from(STRETCH)
people = st.integers(1, 5)
supports = st.builds(lambda length: Period(START, START + timedelta(days=length) if length else None), st.integers(0, 40))
set_teams = st.tuples(st.just("set"), people, st.lists(people, min_size=1, max_size=3), some_day)
hand_overs = st.tuples(st.just("hand"), people, st.booleans(), some_day)
changes = st.lists(st.one_of(set_teams, hand_overs), min_size=1, max_size=8)
any_rows = st.lists(
    st.builds(
        lambda person, role, day, length: Assigned(
            person, role, Period(day, day + timedelta(days=length) if length is not None else None)
        ),
        people,
        st.sampled_from(AssignmentRole),
        some_day,
        st.none() | st.integers(0, 30),
    ),
    max_size=6,
).map(lambda rows: tuple(replace(row, assignment_id=number) for number, row in enumerate(rows, start=1)))


def change(rows: Iterable[Assigned], act: tuple[str, int, object, date], support: Period) -> tuple[Assigned, ...]:
    kind, person, detail, day = act
    if kind == "set":
        assert isinstance(detail, list)
        return set_team(rows, lead_id=person, sub_lead_ids=detail, from_on=day, support=support)
    return hand_over_lead(rows, to_producer_id=person, from_on=day, keep_as_sub=bool(detail), support=support)


def days_of(support: Period) -> list[date]:
    return [day for day in STRETCH if day in support]


@given(changes, supports, st.randoms(use_true_random=False))
def test_after_any_accepted_changes_every_day_is_staffed_once_and_history_stands(
    acts: list[tuple[str, int, object, date]], support: Period, random: Random
) -> None:
    rows: tuple[Assigned, ...] = ()
    first_on: date | None = None
    for act in acts:
        shuffled = random.sample(rows, len(rows))
        try:
            changed = change(shuffled, act, support)
        except RuleBroken:
            with pytest.raises(RuleBroken):
                change(rows, act, support)
            continue
        assert changed == change(rows, act, support)
        from_on = act[3]
        assert all(team_on(changed, day) == team_on(rows, day) for day in STRETCH if day < from_on)
        ids = [row.assignment_id for row in changed if row.assignment_id is not None]
        assert len(ids) == len(set(ids))
        assert set(ids) <= {row.assignment_id for row in rows}
        first_on = from_on if first_on is None else min(first_on, from_on)
        next_id = 1 + max((row.assignment_id or 0 for row in rows), default=0)
        rows = tuple(row if row.assignment_id else replace(row, assignment_id=next_id + n) for n, row in enumerate(changed))
        for day in days_of(support):
            if day >= first_on:
                in_place = [row for row in rows if day in row.period]
                assert sum(row.role is LEAD for row in in_place) == 1
                assert len(in_place) >= 2
                assert len({row.producer_id for row in in_place}) == len(in_place)
        check_team(rows, support=support, from_on=first_on)


@given(any_rows, people, some_day, supports)
def test_a_departure_ends_one_person_and_nothing_else(
    rows: tuple[Assigned, ...], person: int, last_on: date, support: Period
) -> None:
    left = end_departed(rows, producer_id=person, last_on=last_on)
    assert {row for row in rows if row.producer_id != person} == {row for row in left if row.producer_id != person}
    assert all(row.period.ends_on is not None and row.period.ends_on <= last_on for row in left if row.producer_id == person)
    assert all(team_on(left, day) == team_on(rows, day) for day in STRETCH if day <= last_on)
    assert end_departed(left, producer_id=person, last_on=last_on) == left
    assert set(staffing_gaps(rows, support=support, until=last_on)) == set(staffing_gaps(left, support=support, until=last_on))


@given(any_rows, supports, some_day)
def test_a_day_is_in_a_gap_exactly_when_its_place_is_empty(rows: tuple[Assigned, ...], support: Period, until: date) -> None:
    gaps = staffing_gaps(rows, support=support, until=until)
    assert list(gaps) == sorted(gaps, key=lambda gap: gap.period.starts_on)
    for day in days_of(support):
        team = team_on(rows, day)
        short = {gap.role for gap in gaps if day in gap.period}
        expected = {role for role, empty in ((LEAD, team.lead is None), (SUB, not team.sub_leads)) if empty and day <= until}
        assert short == expected


@given(any_rows, supports, some_day)
def test_a_team_is_short_today_exactly_when_today_is_in_a_gap(rows: tuple[Assigned, ...], support: Period, today: date) -> None:
    day = today if support.ends_on is None else min(today, support.ends_on)
    short = any(day in gap.period for gap in staffing_gaps(rows, support=support, until=day))
    state = staffing_state(rows, support=support, today=today)
    assert (state in (StaffingState.UNDERSTAFFED, StaffingState.UNSTAFFED)) == short
    assert (state is StaffingState.UNSTAFFED) == (not rows and today >= support.starts_on)


@given(any_rows, supports, some_day)
def test_the_check_passes_exactly_when_every_day_ahead_is_staffed_and_nobody_is_twice(
    rows: tuple[Assigned, ...], support: Period, from_on: date
) -> None:
    def clean(day: date) -> bool:
        in_place = [row for row in rows if day in row.period]
        once = len({row.producer_id for row in in_place}) == len(in_place) and sum(row.role is LEAD for row in in_place) <= 1
        ahead = day in support and day >= from_on
        return once and (not ahead or team_on(rows, day).is_complete)

    # Nothing begins after the stretch and ends are at most thirty days later: look a little further than that.
    all_clean = all(clean(START + timedelta(days=offset)) for offset in range(-6, 100))
    try:
        check_team(rows, support=support, from_on=from_on)
    except RuleBroken:
        assert not all_clean
    else:
        assert all_clean
