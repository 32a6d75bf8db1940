"""Links to choose a password by, as they are shown, mailed and handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracker.domain.digests import MailState
from tracker.domain.links import LinkPurpose


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Whose password a link chooses."""

    link_id: int
    account_id: int
    name: str
    email: str
    purpose: LinkPurpose


@dataclass(frozen=True, slots=True)
class HandedLinkRow:
    """A link with its secret, for the one page or mail that brings it."""

    name: str
    email: str
    locale: str | None
    purpose: LinkPurpose
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PendingLinkRow:
    """The last link of somebody that was neither used nor withdrawn; ``mail`` None: it was handed out on paper."""

    purpose: LinkPurpose
    made_at: datetime
    expires_at: datetime
    mail: MailState | None = None
    failure: str = ""
