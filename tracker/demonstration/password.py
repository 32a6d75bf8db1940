"""The one password of the demonstration's accounts, given anew at a later start."""

from __future__ import annotations

from datetime import datetime

from tracker.demonstration.cast import ADMINISTRATOR, PRODUCERS, STAFF, producer_email
from tracker.domain.access import Viewer
from tracker.queries.accounts import find_credentials
from tracker.services.accounts import change_password
from tracker.services.passwords import verify_password


def is_password(password: str) -> bool:
    """Whether the first of the accounts has it; then they all do, unless somebody changed their own."""
    return verify_password(find_credentials(STAFF[0][0])[1], password)


def give_password(*, password: str, now: datetime) -> None:
    """Change it for every account of the demonstration and end their sessions."""
    emails = [email for email, _name, _role in STAFF] + [producer_email(place) for place in range(len(PRODUCERS))]
    for email in [*emails, ADMINISTRATOR[0]]:
        account_id, _hash = find_credentials(email)
        if account_id is not None:
            change_password(Viewer(account_id=account_id, name=email), password=password, now=now)
