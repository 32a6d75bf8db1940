"""The phase of a case follows from its evidence (rule 7)."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.calendar import Period
from tracker.domain.phases import (
    CaseProgress,
    Evidence,
    Phase,
    PhaseReason,
    case_progress,
    history_of,
    is_stuck,
    needs_reason,
    out_of_order_records,
    progress_of_cases,
)

LISTEN, OBSERVE, DIAGNOSE, PLAN = Phase
AS_OF = date(2025, 12, 31)


def worked(phase: Phase, month: int, day: int = 1, *, source="visit", source_id: int | None = None, start=None, note=True):
    return Evidence(1, phase, date(2025, month, day), source, source_id or month * 100 + day, note, start)


def stands(*evidence: Evidence, as_of: date = AS_OF) -> CaseProgress:
    return case_progress(evidence, as_of=as_of)


def test_without_evidence_a_case_stands_nowhere():
    nowhere = stands()
    assert nowhere == CaseProgress()
    assert nowhere.days_in_phase(AS_OF) is None


def test_a_phase_without_a_note_is_no_evidence():
    assert stands(worked(LISTEN, 5, note=False)) == CaseProgress()


def test_evidence_later_than_the_as_of_date_is_not_there_yet():
    evidence = [worked(LISTEN, 5), worked(DIAGNOSE, 6)]
    assert stands(*evidence, as_of=date(2025, 5, 31)).furthest is LISTEN
    assert stands(*evidence, as_of=date(2025, 6, 1)).furthest is DIAGNOSE


@pytest.mark.parametrize("phase", [LISTEN, OBSERVE])
def test_with_one_of_the_first_two_a_case_stands_there(phase):
    assert stands(worked(phase, 5)).furthest is phase


@pytest.mark.parametrize(("first", "second"), [(LISTEN, OBSERVE), (OBSERVE, LISTEN)])
def test_with_both_of_the_first_two_it_stands_at_the_later_reached(first, second):
    assert stands(worked(first, 5), worked(second, 6)).furthest is second


def test_with_both_on_one_day_it_stands_at_observe():
    assert stands(worked(OBSERVE, 5), worked(LISTEN, 5)).furthest is OBSERVE


def test_plan_need_not_wait_for_diagnose():
    progress = stands(worked(LISTEN, 5), worked(OBSERVE, 5), worked(PLAN, 6))
    assert progress.furthest is PLAN
    assert progress.out_of_order == ()


def test_plan_is_further_than_a_later_diagnose():
    progress = stands(worked(LISTEN, 5), worked(OBSERVE, 5), worked(PLAN, 6), worked(DIAGNOSE, 7))
    assert (progress.furthest, progress.last_moved_on, progress.last_worked_on) == (
        PLAN,
        date(2025, 6, 1),
        date(2025, 7, 1),
    )


def test_days_in_a_phase_run_from_its_first_evidence():
    progress = stands(worked(LISTEN, 5, 1), worked(LISTEN, 5, 20))
    assert progress.days_in_phase(date(2025, 5, 1)) == 1
    assert progress.days_in_phase(date(2025, 5, 31)) == 31


def test_working_an_earlier_phase_again_moves_nothing():
    before = stands(worked(LISTEN, 5), worked(OBSERVE, 5), worked(DIAGNOSE, 6))
    after = stands(worked(LISTEN, 5), worked(OBSERVE, 5), worked(DIAGNOSE, 6), worked(LISTEN, 8))
    assert (after.furthest, after.last_moved_on) == (before.furthest, before.last_moved_on)
    assert after.last_worked_on == date(2025, 8, 1)
    assert after.reached_phase(LISTEN).last_on == date(2025, 8, 1)
    assert after.out_of_order == ()


@pytest.mark.parametrize("phase", [DIAGNOSE, PLAN])
@pytest.mark.parametrize("known", [[], [LISTEN], [OBSERVE]])
def test_diagnose_or_plan_before_both_listen_and_observe_is_out_of_order(phase, known):
    progress = stands(*(worked(fact, 5) for fact in known), worked(phase, 6))
    assert progress.furthest is phase
    assert progress.out_of_order == (phase,)


def test_what_was_begun_out_of_order_stays_so_when_the_facts_come_later():
    assert stands(worked(DIAGNOSE, 5), worked(LISTEN, 6), worked(OBSERVE, 6)).out_of_order == (DIAGNOSE,)


def test_all_phases_in_one_record_are_in_order():
    assert stands(*(worked(phase, 5) for phase in Phase)).out_of_order == ()


def test_on_one_day_in_two_records_the_times_decide_and_without_times_nobody_is_accused():
    facts = [worked(LISTEN, 5, start=time(14)), worked(OBSERVE, 5, start=time(14))]
    assert stands(*facts, worked(PLAN, 5, source="meeting", start=time(9))).out_of_order == (PLAN,)
    assert stands(*facts, worked(PLAN, 5, source="meeting", start=time(16))).out_of_order == ()
    assert stands(*facts, worked(PLAN, 5, source="meeting")).out_of_order == ()


def test_a_phase_out_of_order_asks_for_a_reason_until_one_stands():
    progress = stands(worked(DIAGNOSE, 5), worked(PLAN, 6))
    assert needs_reason(progress, []) == (DIAGNOSE, PLAN)
    assert needs_reason(progress, [PhaseReason(DIAGNOSE)]) == (PLAN,)
    assert needs_reason(progress, [PhaseReason(DIAGNOSE, revoked=True), PhaseReason(PLAN)]) == (DIAGNOSE,)
    assert needs_reason(progress, [PhaseReason(DIAGNOSE, revoked=True), PhaseReason(DIAGNOSE), PhaseReason(PLAN)]) == ()


def test_evidence_of_two_cases_is_not_mixed():
    mixed = [worked(LISTEN, 5), Evidence(2, PLAN, date(2025, 6, 1), "meeting", 3)]
    with pytest.raises(ValueError):
        case_progress(mixed, as_of=AS_OF)
    assert {case: p.furthest for case, p in progress_of_cases(mixed, as_of=AS_OF).items()} == {1: LISTEN, 2: PLAN}


days = st.dates(date(2025, 5, 1), date(2025, 5, 6))
evidence_rows = st.builds(
    Evidence,
    st.just(1),
    st.sampled_from(Phase),
    days,
    st.sampled_from(["visit", "meeting"]),
    st.integers(1, 4),
    st.booleans(),
    st.none() | st.sampled_from([time(9), time(14)]),
)
evidence_lists = st.lists(evidence_rows, max_size=8, unique=True)


@given(evidence_lists, days, st.randoms())
def test_the_order_of_entry_never_matters(rows, as_of, random):
    def seen(progress):
        return [(r.phase, r.first_on, r.last_on, set(r.evidence), r.out_of_order) for r in progress.reached]

    one, other = case_progress(rows, as_of=as_of), case_progress(random.sample(rows, len(rows)), as_of=as_of)
    assert seen(one) == seen(other)
    assert (one.furthest, one.last_moved_on, one.last_worked_on) == (other.furthest, other.last_moved_on, other.last_worked_on)


@given(evidence_lists, days, days)
def test_time_never_takes_a_reached_phase_back(rows, one, other):
    earlier, later = sorted((one, other))
    then, now = case_progress(rows, as_of=earlier), case_progress(rows, as_of=later)
    assert {r.phase for r in then.reached} <= {r.phase for r in now.reached}
    level = [0, 0, 1, 2]
    order = list(Phase)
    if then.furthest:
        assert level[order.index(now.furthest)] >= level[order.index(then.furthest)]


@given(evidence_lists, days)
def test_listening_and_observing_on_the_first_day_puts_everything_in_order(rows, as_of):
    early = [Evidence(1, fact, date(2025, 4, 30), "visit", 99) for fact in (LISTEN, OBSERVE)]
    assert case_progress([*rows, *early], as_of=as_of).out_of_order == ()


steps = st.lists(st.tuples(st.sampled_from(Phase), st.dates(date(2025, 4, 1), date(2025, 12, 1))), max_size=8)


@given(steps)
def test_the_history_joins_up_and_ends_where_the_case_stands(told):
    progress = stands(*(Evidence(1, phase, on, "visit", number) for number, (phase, on) in enumerate(told, 1)))
    history = history_of(progress, until=AS_OF)
    assert [first for _phase, first, _last in history[1:]] == [last for _phase, _first, last in history[:-1]]
    assert ((history[-1][0], history[-1][2]) if history else (None, AS_OF)) == (progress.furthest, AS_OF)


def test_what_is_out_of_order_names_the_records_in_which_it_can_be_mended():
    progress = stands(worked(DIAGNOSE, 5), worked(LISTEN, 6), worked(DIAGNOSE, 7))
    assert [item.on.month for item in out_of_order_records(progress, progress.out_of_order)] == [5, 7]
    mended = stands(worked(DIAGNOSE, 5), worked(LISTEN, 5), worked(OBSERVE, 5))
    assert out_of_order_records(mended, mended.out_of_order) == ()


@pytest.mark.parametrize(("days", "stuck"), [(30, False), (31, True)])
def test_a_case_is_stuck_after_more_than_so_many_days_without_a_move_and_only_while_supported(days, stuck):
    today = date(2025, 5, 1) + timedelta(days=days)
    progress, support = stands(worked(LISTEN, 5), worked(LISTEN, 5, 20)), Period(date(2025, 4, 1), date(2026, 3, 31))
    assert is_stuck(progress, support=support, days=30, today=today) is stuck
    assert not is_stuck(progress, support=Period(date(2025, 4, 1), date(2025, 5, 2)), days=30, today=today)
    planned = stands(worked(PLAN, 5), worked(PLAN, 5, 20))
    assert not is_stuck(planned, support=support, days=30, today=today)
