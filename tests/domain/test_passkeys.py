"""At which addresses passkeys are, and when a count tells of a copy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.passkeys import Hindrance, RelyingParty, find_relying_party, is_behind

BASE = "https://tracker.example.jp"


def find(scheme: str, host: str, base_url: str = "", trusted: tuple[str, ...] = ()) -> RelyingParty | Hindrance:
    return find_relying_party(scheme=scheme, host=host, base_url=base_url, trusted_hosts=trusted)


@pytest.mark.parametrize(
    ("scheme", "host", "base_url", "trusted", "expected"),
    [
        ("https", "tracker.example.jp", BASE, (), RelyingParty("tracker.example.jp", BASE)),
        ("https", "tracker.example.jp:8443", f"{BASE}:8443", (), RelyingParty("tracker.example.jp", f"{BASE}:8443")),
        ("https", "tracker.example.jp", "", ("tracker.example.jp",), RelyingParty("tracker.example.jp", BASE)),
        ("https", "other.example.jp", BASE, ("other.example.jp",), RelyingParty("other.example.jp", "https://other.example.jp")),
        ("http", "localhost:8000", "", (), RelyingParty("localhost", "http://localhost:8000")),
        ("http", "localhost:8000", BASE, (), RelyingParty("localhost", "http://localhost:8000")),
        ("http", "tracker.example.jp", BASE, (), Hindrance.INSECURE),
        ("http", "localhost.evil.example", BASE, (), Hindrance.INSECURE),
        ("http", "127.0.0.1:8000", "", (), Hindrance.NUMBERS),
        ("https", "[::1]:8000", BASE, (), Hindrance.NUMBERS),
        ("https", "evil.example", BASE, (), Hindrance.ELSEWHERE),
        ("https", "tracker.example.jp.evil.example", BASE, (), Hindrance.ELSEWHERE),
        ("https", "tracker.example.jp", "", (), Hindrance.UNSAID),
    ],
)
def test_passkeys_are_for_names_that_are_ours_over_https(
    scheme: str, host: str, base_url: str, trusted: tuple[str, ...], expected: RelyingParty | Hindrance
) -> None:
    assert find(scheme, host, base_url, trusted) == expected


COUNTS = st.integers(min_value=0, max_value=2**32 - 1)


@given(COUNTS, COUNTS)
def test_a_passkey_that_counts_goes_forward_and_one_that_does_not_stays_at_nothing(told: int, kept: int) -> None:
    assert is_behind(told, kept=kept) == (not (told > kept or told == kept == 0))
