"""Whom an address of the program can be given to."""

from __future__ import annotations

import pytest

from tracker.domain.links import is_of_this_computer


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_an_address_that_leads_every_device_to_itself_is_of_this_computer(host: str) -> None:
    assert is_of_this_computer(host)


@pytest.mark.parametrize("host", ["tracker.example.jp", "192.168.1.20", "fd00::20", "localhost.example.jp", ""])
def test_any_other_can_be_given_away(host: str) -> None:
    assert not is_of_this_computer(host)
