"""Passkeys: for which address one is made, how long its question stands, and when its count tells of a copy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

ANSWERED_WITHIN = timedelta(minutes=10)  # from the question to the answer; the browser's own dialogue stands for five
LONGEST_NAME = 50
MOST = 20  # passkeys of one account
LOCAL = "localhost"  # the one name for which a browser makes passkeys without HTTPS


class Hindrance(StrEnum):
    """Why no passkey can be made or shown at an address."""

    INSECURE = "insecure"  # no HTTPS
    NUMBERS = "numbers"  # an IP address: passkeys are for names alone
    ELSEWHERE = "elsewhere"  # not the address that the installation says people open
    UNSAID = "unsaid"  # the installation does not say which names are its own


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Whom a passkey is for: ``rp_id`` the name in the address, ``origin`` what the browser signs as the page's."""

    rp_id: str
    origin: str


def find_relying_party(*, scheme: str, host: str, base_url: str, trusted_hosts: Collection[str]) -> RelyingParty | Hindrance:
    """Whom passkeys at an address are for.

    ``host`` with its port, as the browser sent it. That is believed for localhost, for the name in ``base_url``, and where
    ``trusted_hosts`` refuses every other: else whoever answers under a name of theirs could have passkeys made for it.
    """
    name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    if _is_numbers(name):
        return Hindrance.NUMBERS
    if name != LOCAL:
        if scheme != "https":
            return Hindrance.INSECURE
        if not trusted_hosts and not base_url:
            return Hindrance.UNSAID
        if not trusted_hosts and name != urlsplit(base_url).hostname:
            return Hindrance.ELSEWHERE
    return RelyingParty(name, f"{scheme}://{host}")


def _is_numbers(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_behind(told: int, *, kept: int) -> bool:
    """Whether a passkey counts less than it did before: there is a copy of it. One that does not count says nothing but 0."""
    return (told > 0 or kept > 0) and told <= kept
