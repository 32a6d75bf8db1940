"""A case's line: by day whatever the order of entry, up to the day asked for, commercial with the first product."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.case_paths import PathStep, case_path
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.phases import Phase

DAY = date(2026, 4, 1)


@st.composite
def steps(draw):
    on = DAY + timedelta(days=draw(st.integers(0, 60)))
    what = draw(st.sampled_from([*Phase, *OutcomeKind, None]))
    number = draw(st.integers(1, 9))
    if isinstance(what, Phase):
        return PathStep(on, "visit", number, phase=what)
    return PathStep(on, "outcome" if what else "exhibition", number, outcome=what)


@given(st.lists(steps()), st.randoms(), st.integers(0, 60))
def test_the_order_of_entry_never_matters_and_nothing_later_counts(given_steps, random, days):
    as_of = DAY + timedelta(days=days)
    path = case_path(given_steps, as_of=as_of)
    shuffled = list(given_steps)
    random.shuffle(shuffled)
    assert case_path(shuffled, as_of=as_of) == path
    assert [step.on for step in path.steps] == sorted(step.on for step in given_steps if step.on <= as_of)
    assert path.days is None or path.days >= 0


def test_it_is_commercial_on_the_day_of_the_first_product():
    product = [PathStep(DAY + timedelta(days=days), "outcome", days, outcome=OutcomeKind.PRODUCT) for days in (40, 30)]
    path = case_path([*product, PathStep(DAY, "visit", 1, phase=Phase.LISTEN)], as_of=DAY + timedelta(days=50))
    assert (path.began_on, path.commercial_on, path.days) == (DAY, DAY + timedelta(days=30), 30)
    assert case_path([], as_of=DAY).began_on is None
