"""Links that let somebody choose a password: what for, and how long they last."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address

CODE_LENGTH = 20  # a hundred bits


class LinkPurpose(StrEnum):
    """招待 (no password yet) / パスワードの再設定."""

    INVITATION = "invitation"
    RESET = "reset"


LASTS = {LinkPurpose.INVITATION: timedelta(days=7), LinkPurpose.RESET: timedelta(minutes=30)}
# Whoever asks again sooner is sent nothing more: the mail of before is on its way, and nobody's mailbox is filled.
ASKED_AGAIN = timedelta(minutes=5)


def is_of_this_computer(host: str) -> bool:
    """Whether an address of this host leads every device to itself: no link of it can be given to anybody."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
