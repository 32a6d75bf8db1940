"""Where a challenge stands follows from its records and decisions, whatever the order in which they were entered."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.challenges import (
    ChallengeStatus,
    Decision,
    Progress,
    ProgressState,
    Standing,
    Step,
    check_decision,
    check_progress,
    check_words,
    days_without_movement,
    in_order,
    standing,
)
from tracker.domain.errors import RuleBroken

DAY = date(2026, 10, 1)
OPEN, RESOLVED, DROPPED = ChallengeStatus
BETTER, SOLVED, UNCHANGED = ProgressState.BETTER, ProgressState.SOLVED, ProgressState.UNCHANGED

days = st.integers(0, 20).map(lambda n: DAY + timedelta(days=n))
steps = st.lists(
    st.builds(Step, days, st.sampled_from(list(ProgressState)), st.sampled_from([None, time(9), time(13, 30)])), max_size=8
)
decisions = st.none() | st.builds(Decision, st.sampled_from(list(ChallengeStatus)), days)


@given(steps, decisions, st.randoms())
def test_the_order_of_entry_never_matters(entered: list[Step], decision: Decision | None, dice: object) -> None:
    shuffled = list(entered)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standing(shuffled, decision) == standing(entered, decision)
    assert in_order(shuffled) == in_order(entered)


@given(steps, days)
def test_a_later_record_that_solves_it_resolves_it_and_any_other_opens_it_again(entered: list[Step], on: date) -> None:
    later = on + timedelta(days=21)
    assert standing([*entered, Step(later, SOLVED)]).status is RESOLVED
    for state in set(ProgressState) - {SOLVED}:
        solved_then_worked = [*entered, Step(later, SOLVED), Step(later + timedelta(days=1), state)]
        assert standing(solved_then_worked) == Standing(OPEN, later + timedelta(days=1))


@given(steps, st.sampled_from(list(ChallengeStatus)))
def test_a_decision_of_the_last_day_or_later_stands_and_a_later_record_overrules_it(
    entered: list[Step], status: ChallengeStatus
) -> None:
    decision = Decision(status, DAY + timedelta(days=20))
    assert standing(entered, decision) == Standing(status, decision.on)
    assert standing([*entered, Step(DAY + timedelta(days=21), SOLVED)], decision).status is RESOLVED
    assert standing([*entered, Step(DAY + timedelta(days=21), UNCHANGED)], decision).status is OPEN


def test_it_is_resolved_since_the_first_record_that_said_so_without_a_break() -> None:
    said = [Step(DAY, SOLVED), Step(DAY + timedelta(days=2), BETTER), Step(DAY + timedelta(days=4), SOLVED)]
    assert standing([*said, Step(DAY + timedelta(days=9), SOLVED)]) == Standing(RESOLVED, DAY + timedelta(days=4))


def test_without_any_word_it_is_open_since_it_was_raised() -> None:
    assert standing([]) == Standing(OPEN, None)
    assert standing([Step(DAY, BETTER)]) == Standing(OPEN, None)


@given(days, st.none() | days, days)
def test_days_without_movement_are_never_negative_and_never_more_than_since_it_was_raised(
    raised: date, moved: date | None, today: date
) -> None:
    waited = days_without_movement(raised, moved, today=today)
    assert 0 <= waited <= max(0, (today - raised).days)


@pytest.mark.parametrize(
    ("field", "changes"),
    [("title", {"title": ""}), ("title", {"title": "長" * 201}), ("raised_on", {"raised_on": DAY + timedelta(days=1)})],
)
def test_what_a_challenge_lacks_is_said_at_its_field(field: str, changes: dict[str, object]) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_words(**{"title": "課題", "description": "", "raised_on": DAY, "today": DAY} | changes)  # type: ignore[arg-type]
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("status", "on", "reason", "field"),
    [
        (RESOLVED, DAY + timedelta(days=2), "", "decided_on"),
        (RESOLVED, DAY - timedelta(days=1), "", "decided_on"),
        (DROPPED, DAY, "", "reason"),
        (OPEN, DAY, "", "reason"),
    ],
)
def test_a_decision_has_its_day_and_its_reason(status: ChallengeStatus, on: date, reason: str, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_decision(status, on=on, reason=reason, raised_on=DAY, today=DAY + timedelta(days=1))
    assert broken.value.field == field
    check_decision(RESOLVED, on=DAY, reason="", raised_on=DAY, today=DAY)


def test_words_about_a_challenge_name_how_it_moved_in_a_final_record_alone() -> None:
    said = [Progress(1, BETTER), Progress(2, None, "候補を探した")]
    check_progress(said, is_final=False)
    with pytest.raises(RuleBroken) as broken:
        check_progress(said, is_final=True)
    assert broken.value.field == "challenges-1-state"
