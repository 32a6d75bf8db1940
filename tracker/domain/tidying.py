"""Technical leftovers and how long each is of use; nobody is asked before they go, and no record is among them."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Leftover(StrEnum):
    ATTEMPTS = "attempts"  # wrong passwords, which the throttle counts for minutes
    CHALLENGES = "challenges"  # that a passkey answered, kept so that none is answered twice
    SESSIONS = "sessions"  # signed out, or run out: on a trusted device too
    LINKS = "links"  # used, withdrawn or run out, with the mail that brought them
    MAILS = "mails"  # digests that were sent, or will not be
    DRAFTS = "drafts"  # that a note was recorded or discarded: a phone that sends it again is told so
    KEYS = "keys"  # by which a form that is sent again finds what it made
    FILES = "files"  # files that no row names


# After the end of the thing; of a key and a draft after they were made or decided, longer than a phone lies in a drawer.
KEPT_FOR = {
    Leftover.ATTEMPTS: timedelta(days=1),
    Leftover.CHALLENGES: timedelta(days=1),
    Leftover.SESSIONS: timedelta(days=30),
    Leftover.LINKS: timedelta(days=30),
    Leftover.MAILS: timedelta(days=90),
    Leftover.DRAFTS: timedelta(days=365),
    Leftover.KEYS: timedelta(days=365),
    Leftover.FILES: timedelta(days=1),
}
