"""How long somebody stays signed in."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.sessions import IDLE, LONGEST, TRUSTED, expires_at

START = datetime(2026, 11, 24, tzinfo=UTC)


@given(st.timedeltas(timedelta(), timedelta(days=60)))
def test_a_trusted_device_has_its_days_and_no_other_outlives_them(later: timedelta) -> None:
    seen = START + later
    assert expires_at(started_at=START, seen_at=seen, is_trusted=True) == START + TRUSTED
    other = expires_at(started_at=START, seen_at=seen, is_trusted=False)
    assert other <= START + LONGEST < START + TRUSTED
    assert other <= seen + IDLE
